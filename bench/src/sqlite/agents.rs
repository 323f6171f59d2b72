//! Filling the database with rooms and memories of agents.

use super::NOW;
use crate::rows::{GIVEN, NAME, SAID};
use std::ops::RangeInclusive;

/// Rooms as the service creates them: each with a world, the agent room, the agent's participant and its event. World and
/// participant have the id of the room.
const ROOMS: &str = "
PRAGMA cache_size = -1000000;
BEGIN IMMEDIATE;
CREATE TEMP TABLE fresh AS
WITH RECURSIVE counted (n) AS (SELECT $first UNION ALL SELECT n + 1 FROM counted WHERE n < $last)
SELECT unhex('0190' || n || '7000800000000000') AS id,
  '0190' || substr(n, 1, 4) || '-' || substr(n, 5, 4) || '-' || substr(n, 9) || '-7000-800000000000' AS text
FROM counted;
INSERT INTO world (id, team_id, agent_id, name, created_at)
SELECT f.id, k.team_id, unhex('$agent', '-'), 'World for $name', $now FROM fresh f, api_key k ORDER BY f.rowid;
INSERT INTO room (id, team_id, name, status, created_at, created_by, started_at, event_count, open_to_agents)
SELECT f.id, k.team_id, 'agent-room-' || lower(hex(f.id)), 'active', $now, k.id, $now, 1, TRUE
FROM fresh f, api_key k ORDER BY f.rowid;
INSERT INTO agent_room (room_id, agent_id, world_id, name, source, kind, channel_id, mode)
SELECT id, unhex('$agent', '-'), id, '$name', 'client', 'dm', text, 'freeform' FROM fresh ORDER BY rowid;
INSERT INTO participant (id, room_id, entity_id, kind, name, state, joined_at)
SELECT id, id, unhex('$agent', '-'), 'agent', '$name', 'followed', $now FROM fresh ORDER BY rowid;
INSERT INTO event (team_id, room_id, sequence, kind, occurred_at, payload)
SELECT k.team_id, f.id, 1, 'participant.joined', $now, json_object('entity_id', '$agent', 'room_id', f.text)
FROM fresh f, api_key k ORDER BY f.rowid;
DROP TABLE fresh;
COMMIT";

/// Memories of a room, one per second, the last one at the current time.
const MEMORIES: &str = "
PRAGMA cache_size = -1000000;
BEGIN IMMEDIATE;
INSERT INTO message (id, room_id, number, speaker, channel, text, created_at, entity_id)
WITH RECURSIVE counted (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < $count)
SELECT unhex(printf('0190%012d7000$room', n)), unhex('0190$room7000800000000000'), n, 'agent', 'text', '$said',
  strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now', (n - $count) || ' seconds'), unhex('$agent', '-')
FROM counted;
UPDATE room SET message_count = $count WHERE id = unhex('0190$room7000800000000000');
COMMIT";

pub(super) fn rooms(agent: &str, numbers: &RangeInclusive<u64>) -> String {
    ROOMS
        .replace("$agent", agent)
        .replace("$now", NOW)
        .replace("$name", NAME)
        .replace("$first", &(GIVEN + numbers.start()).to_string())
        .replace("$last", &(GIVEN + numbers.end()).to_string())
}

pub(super) fn memories(agent: &str, room: u64, memories: u64) -> String {
    MEMORIES
        .replace("$agent", agent)
        .replace("$said", SAID)
        .replace("$room", &(GIVEN + room).to_string())
        .replace("$count", &memories.to_string())
}
