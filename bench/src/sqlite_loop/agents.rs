//! The raw limit for rooms and memories of agents.

use super::{CREATED, Ids, Write, bytes};
use crate::rows::{self, NAME, SAID};
use anyhow::Result;
use rusqlite::params;

const WORLD: &str = "
INSERT INTO world (id, team_id, agent_id, name, message_server_id, metadata, created_at)
VALUES (?1, ?2, ?3, ?4, NULL, NULL, ?5)";
const ROOM: &str = "
INSERT INTO room (id, team_id, project_id, name, status, end_reason, created_at, created_by, started_at, finished_at,
  deadline_at, event_count, message_count, erased_at, open_to_agents)
VALUES (?1, ?2, NULL, ?3, 'active', NULL, ?4, ?5, ?4, NULL, NULL, 1, 0, NULL, TRUE)";
const AGENT_ROOM: &str = "
INSERT INTO agent_room (room_id, agent_id, world_id, name, source, kind, channel_id, server_id, metadata, mode, scene_prompt,
  livekit_room)
VALUES (?1, ?2, ?1, ?3, 'client', 'dm', ?4, NULL, NULL, 'freeform', NULL, NULL)";
const PARTICIPANT: &str = "
INSERT INTO participant (id, room_id, entity_id, kind, name, state, joined_at, left_at, dispatched_at, dispatch_id)
VALUES (?1, ?1, ?2, 'agent', ?3, 'followed', ?4, NULL, NULL, NULL)";
const EVENT: &str = "
INSERT INTO event (team_id, room_id, sequence, kind, reason, occurred_at, payload)
VALUES (?1, ?2, ?3, ?4, NULL, ?5, ?6)";
const COUNT: &str = "UPDATE room SET message_count = ?2, event_count = ?3 WHERE id = ?1";
const MESSAGE: &str = "
INSERT INTO message (id, room_id, number, speaker, channel, text, created_at, spoken_from, spoken_to, cue, origin,
  entity_id, kind, content, metadata, is_unique)
VALUES (?1, ?2, ?3, 'agent', 'text', ?4, ?5, NULL, NULL, NULL, NULL, ?6, 'messages', NULL, NULL, TRUE)";

/// Rooms of an agent as the service creates them: each with a world, the agent room, the agent's participant and its
/// event. World and participant have the id of the room, which is unique within each table.
pub(super) fn rooms<'a>(ids: &'a Ids, agent: &'a str) -> Result<Write<'a>> {
    let (own, world_name) = (bytes(agent)?, format!("World for {NAME}"));
    Ok(Box::new(move |transaction, numbers| {
        let mut world = transaction.prepare_cached(WORLD)?;
        let mut room = transaction.prepare_cached(ROOM)?;
        let mut agent_room = transaction.prepare_cached(AGENT_ROOM)?;
        let mut participant = transaction.prepare_cached(PARTICIPANT)?;
        let mut event = transaction.prepare_cached(EVENT)?;
        for number in numbers {
            let id = rows::id(number);
            let (name, text, id) = (format!("agent-room-{id:032x}"), rows::hyphenated(id), id.to_be_bytes());
            let payload = format!(r#"{{"entity_id":"{agent}","room_id":"{text}"}}"#);
            world.execute(params![id, ids.team, own, world_name, CREATED])?;
            room.execute(params![id, ids.team, name, CREATED, ids.key])?;
            agent_room.execute(params![id, own, NAME, text])?;
            participant.execute(params![id, own, NAME, CREATED])?;
            event.execute(params![ids.team, id, 1, "participant.joined", CREATED, payload])?;
        }
        Ok(())
    }))
}

/// Memories of an agent as the service keeps them, each batch in the next of its rooms: counted there, and inserted with
/// the events that tell of them.
pub(super) fn memories<'a>(ids: &'a Ids, agent: &'a str, rooms: u64) -> Result<Write<'a>> {
    let own = bytes(agent)?;
    let given = (1..=rooms).map(|number| {
        let text = rows::given(number);
        Ok((bytes(&text)?, text))
    });
    let given = given.collect::<Result<Vec<_>>>()?;
    let mut counts = vec![0_i64; given.len()];
    let mut places = (0..given.len()).cycle();
    Ok(Box::new(move |transaction, numbers| {
        let mut count = transaction.prepare_cached(COUNT)?;
        let mut message = transaction.prepare_cached(MESSAGE)?;
        let mut event = transaction.prepare_cached(EVENT)?;
        let place = places.next().unwrap_or_default();
        let ((room, room_text), counted) = (&given[place], &mut counts[place]);
        let first = *counted + 1;
        *counted += i64::try_from(numbers.clone().count())?;
        // One more event than memories: the agent has joined.
        count.execute(params![room, *counted, *counted + 1])?;
        for (sequence, number) in (first..).zip(numbers) {
            let id = rows::id(number);
            let (text, id) = (rows::hyphenated(id), id.to_be_bytes());
            let payload =
                format!(r#"{{"asked":[],"entity_id":"{agent}","message_id":"{text}","room_id":"{room_text}"}}"#);
            message.execute(params![id, room, sequence, SAID, CREATED, own])?;
            event.execute(params![ids.team, room, sequence + 1, "message.sent", CREATED, payload])?;
        }
        Ok(())
    }))
}
