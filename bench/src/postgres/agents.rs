//! Filling the database with rooms and memories of agents.

use crate::{
    database::Owner,
    rows::{GIVEN, NAME, SAID},
};
use std::ops::RangeInclusive;

/// Rooms as the service creates them: each with a world, the agent room, the agent's participant and its event. World and
/// participant have the id of the room.
const ROOMS: &str = "
SET session_replication_role = replica;
SET synchronous_commit = off;
CREATE FUNCTION pg_temp.given(number bigint) RETURNS uuid IMMUTABLE LANGUAGE sql AS
  $$ SELECT ('0190' || number || '7000800000000000')::uuid $$;
INSERT INTO world (id, team_id, agent_id, name, created_at)
SELECT pg_temp.given(n), $team, $agent, 'World for $name', now() FROM generate_series($first, $last) AS n;
INSERT INTO room (id, team_id, name, status, created_at, created_by, started_at, event_count, open_to_agents)
SELECT pg_temp.given(n), $team, 'agent-room-' || md5(n::text), 'active', now(), $key, now(), 1, true
FROM generate_series($first, $last) AS n;
INSERT INTO agent_room (room_id, agent_id, world_id, name, source, kind, channel_id, mode)
SELECT pg_temp.given(n), $agent, pg_temp.given(n), '$name', 'client', 'dm', pg_temp.given(n), 'freeform'
FROM generate_series($first, $last) AS n;
INSERT INTO participant (id, room_id, entity_id, kind, name, state, joined_at)
SELECT pg_temp.given(n), pg_temp.given(n), $agent, 'agent', '$name', 'followed', now()
FROM generate_series($first, $last) AS n;
INSERT INTO event (team_id, room_id, sequence, kind, occurred_at, payload)
SELECT $team, pg_temp.given(n), 1, 'participant.joined', now(),
  json_build_object('entity_id', $agent, 'room_id', pg_temp.given(n))
FROM generate_series($first, $last) AS n;
VACUUM ANALYZE world, room, agent_room, participant, event, message;
CHECKPOINT";

/// Memories of a room, one per second, the last one at the current time.
const MEMORIES: &str = "
SET session_replication_role = replica;
SET synchronous_commit = off;
INSERT INTO message (id, room_id, number, speaker, channel, text, created_at, entity_id)
SELECT ('0190' || lpad(n::text, 12, '0') || '7000$room')::uuid, '0190$room7000800000000000', n, 'agent', 'text', '$said',
  now() - ($count - n) * interval '1 second', $agent
FROM generate_series(1, $count) AS n;
UPDATE room SET message_count = $count WHERE id = '0190$room7000800000000000';
VACUUM ANALYZE room, message;
CHECKPOINT";

pub(super) fn rooms(owner: &Owner, agent: &str, numbers: &RangeInclusive<u64>) -> String {
    let quoted = |id: &str| format!("'{id}'::uuid");
    ROOMS
        .replace("$team", &quoted(&owner.team))
        .replace("$key", &quoted(&owner.key))
        .replace("$agent", &quoted(agent))
        .replace("$name", NAME)
        .replace("$first", &(GIVEN + numbers.start()).to_string())
        .replace("$last", &(GIVEN + numbers.end()).to_string())
}

pub(super) fn memories(agent: &str, room: u64, memories: u64) -> String {
    MEMORIES
        .replace("$agent", &format!("'{agent}'::uuid"))
        .replace("$said", SAID)
        .replace("$room", &(GIVEN + room).to_string())
        .replace("$count", &memories.to_string())
}
