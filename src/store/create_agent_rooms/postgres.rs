//! Creating rooms without an interview on PostgreSQL: one statement, of constant text, for any number of rooms. Columns
//! travel as arrays and are opened by `unnest`. Projects are locked against deletion until the commit.

use super::{NewAgentRoom, NewAgentRooms, first_event, joined};
use crate::{
    clock::Timestamp,
    model::{
        event::JsonObject,
        ids::{ProjectId, TeamId},
    },
};
use sea_orm::sqlx::{self, PgPool};
use std::collections::HashSet;
use uuid::Uuid;

const INSERT: &str = "
WITH live AS (
  SELECT id, team_id FROM project WHERE id = ANY($1::uuid[]) AND deleted_at IS NULL ORDER BY id FOR SHARE
), fresh AS MATERIALIZED (
  SELECT r.* FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::timestamptz[], $8::uuid[],
    $9::int[], $10::uuid[], $11::uuid[], $12::text[], $13::text[], $14::text[], $15::text[], $16::text[], $17::text[],
    $18::text[], $19::text[], $20::text[])
    AS r(id, team_id, project_id, name, status, created_at, created_by, event_count, agent_id, world_id, title, source,
      kind, channel_id, server_id, metadata, mode, scene_prompt, world_name)
  WHERE r.project_id IS NULL
    OR EXISTS (SELECT 1 FROM live WHERE live.id = r.project_id AND live.team_id = r.team_id)
), participant AS MATERIALIZED (
  SELECT s.*, f.team_id FROM unnest($21::uuid[], $22::uuid[], $23::uuid[], $24::text[], $25::text[], $26::text[],
    $27::timestamptz[], $28::int[], $29::text[], $30::text[])
    AS s(id, room_id, entity_id, kind, name, state, joined_at, sequence, event, payload)
  JOIN fresh f ON f.id = s.room_id
), worlds AS (
  INSERT INTO world (id, team_id, agent_id, name, metadata, created_at)
  SELECT world_id, team_id, agent_id, world_name, metadata, created_at FROM fresh WHERE world_name IS NOT NULL
), rooms AS (
  INSERT INTO room (id, team_id, project_id, name, status, created_at, created_by, started_at, event_count, open_to_agents)
  SELECT id, team_id, project_id, name, status, created_at, created_by, created_at, event_count, TRUE FROM fresh
), agent_rooms AS (
  INSERT INTO agent_room (room_id, agent_id, world_id, name, source, kind, channel_id, server_id, metadata, mode,
    scene_prompt)
  SELECT id, agent_id, world_id, title, source, kind, channel_id, server_id, metadata, mode, scene_prompt FROM fresh
), participants AS (
  INSERT INTO participant (id, room_id, entity_id, kind, name, state, joined_at)
  SELECT id, room_id, entity_id, kind, name, state, joined_at FROM participant
), told AS (
  INSERT INTO event (team_id, room_id, sequence, kind, occurred_at, payload)
  SELECT team_id, room_id, sequence, event, joined_at, payload FROM participant
)
SELECT team_id, id FROM live";

pub(super) async fn insert(
    pool: &PgPool,
    batches: &[NewAgentRooms],
) -> Result<HashSet<(TeamId, ProjectId)>, sqlx::Error> {
    let projects: Vec<Uuid> = batches
        .iter()
        .filter_map(|batch| batch.project.map(|id| id.0))
        .collect();
    let rooms: Vec<&NewAgentRoom> = batches.iter().flat_map(|batch| &batch.rooms).collect();
    let (fresh, participants) = (Fresh::of(&rooms), Seats::of(&rooms));
    let live = sqlx::query_as::<_, (Uuid, Uuid)>(INSERT)
        .bind(projects)
        .bind(fresh.ids)
        .bind(fresh.teams)
        .bind(fresh.projects)
        .bind(fresh.names)
        .bind(fresh.statuses)
        .bind(fresh.created)
        .bind(fresh.creators)
        .bind(fresh.events)
        .bind(fresh.agents)
        .bind(fresh.worlds)
        .bind(fresh.titles)
        .bind(fresh.sources)
        .bind(fresh.kinds)
        .bind(fresh.channels)
        .bind(fresh.servers)
        .bind(fresh.metadata)
        .bind(fresh.modes)
        .bind(fresh.scenes)
        .bind(fresh.world_names)
        .bind(participants.ids)
        .bind(participants.rooms)
        .bind(participants.entities)
        .bind(participants.kinds)
        .bind(participants.names)
        .bind(participants.states)
        .bind(participants.joined)
        .bind(participants.sequences)
        .bind(participants.events)
        .bind(participants.payloads)
        .fetch_all(pool)
        .await?;
    Ok(live
        .into_iter()
        .map(|(team, project)| (TeamId(team), ProjectId(project)))
        .collect())
}

/// An element for each room.
#[derive(Default)]
struct Fresh<'a> {
    ids: Vec<Uuid>,
    teams: Vec<Uuid>,
    projects: Vec<Option<Uuid>>,
    names: Vec<&'a str>,
    statuses: Vec<&'a str>,
    created: Vec<Timestamp>,
    creators: Vec<Uuid>,
    events: Vec<i32>,
    agents: Vec<Option<Uuid>>,
    worlds: Vec<Option<Uuid>>,
    titles: Vec<&'a str>,
    sources: Vec<&'a str>,
    kinds: Vec<&'a str>,
    channels: Vec<Option<&'a str>>,
    servers: Vec<Option<&'a str>>,
    metadata: Vec<Option<String>>,
    modes: Vec<&'a str>,
    scenes: Vec<Option<&'a str>>,
    world_names: Vec<Option<&'a str>>,
}

impl<'a> Fresh<'a> {
    fn of(rooms: &[&'a NewAgentRoom]) -> Self {
        let mut all = Self::default();
        for NewAgentRoom {
            room, details, world, ..
        } in rooms
        {
            all.ids.push(room.id.0);
            all.teams.push(room.team.0);
            all.projects.push(room.project.map(|id| id.0));
            all.names.push(&room.name);
            all.statuses.push(room.life.status.into());
            all.created.push(room.created_at);
            all.creators.push(room.created_by.0);
            all.events.push(room.event_count);
            all.agents.push(details.agent.map(|id| id.0));
            all.worlds.push(details.world.map(|id| id.0));
            all.titles.push(&details.name);
            all.sources.push(&details.source);
            all.kinds.push(details.kind.into());
            all.channels.push(details.channel_id.as_deref());
            all.servers.push(details.server_id.as_deref());
            all.metadata.push(
                details
                    .metadata
                    .clone()
                    .map(|metadata| JsonObject(metadata).to_string()),
            );
            all.modes.push(details.mode.into());
            all.scenes.push(details.scene_prompt.as_deref());
            all.world_names.push(world.as_ref().map(|world| world.name.as_str()));
        }
        all
    }
}

/// An element for each participant, and the event that tells of it.
#[derive(Default)]
struct Seats<'a> {
    ids: Vec<Uuid>,
    rooms: Vec<Uuid>,
    entities: Vec<Uuid>,
    kinds: Vec<&'a str>,
    names: Vec<Option<&'a str>>,
    states: Vec<Option<&'a str>>,
    joined: Vec<Timestamp>,
    sequences: Vec<i32>,
    events: Vec<&'a str>,
    payloads: Vec<Option<String>>,
}

impl<'a> Seats<'a> {
    fn of(rooms: &[&'a NewAgentRoom]) -> Self {
        let mut all = Self::default();
        for new in rooms {
            for ((sequence, participant), event) in (first_event(new)..).zip(&new.participants).zip(joined(new)) {
                all.ids.push(participant.id.0);
                all.rooms.push(participant.room.0);
                all.entities.push(participant.entity.0);
                all.kinds.push(participant.kind.into());
                all.names.push(participant.name.as_deref());
                all.states.push(participant.state.map(Into::into));
                all.joined.push(participant.joined_at);
                all.sequences.push(sequence);
                all.events.push(event.kind.into());
                all.payloads.push(event.payload.map(|payload| payload.to_string()));
            }
        }
        all
    }
}
