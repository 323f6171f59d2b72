//! SQLite: the file that the service has open.

mod agents;

use crate::{
    database::{Database, Inserted, Owner},
    sqlite_loop,
};
use anyhow::{Result, ensure};
use rusqlite::Connection;
use std::{ops::RangeInclusive, path::PathBuf, time::Duration};

/// Deletes rooms; dependent rows are deleted by foreign keys.
const CLEAR: &str = "PRAGMA foreign_keys = on; DELETE FROM event; DELETE FROM room; DELETE FROM world; VACUUM";

/// Inserts rooms that are older than those of the service, ordered by id like the service's.
const FILL: &str = "
PRAGMA cache_size = -1000000;
BEGIN IMMEDIATE;
CREATE TEMP TABLE fresh AS
WITH RECURSIVE counted (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < $rooms)
SELECT unhex(printf('0190%012x7000', n) || hex(randomblob(6))) AS id FROM counted;
INSERT INTO room (id, team_id, project_id, name, status, created_at, created_by, deadline_at)
SELECT fresh.id, p.team_id, p.id, 'interview-' || lower(hex(fresh.id)), 'pending', $now, k.id, $later
FROM fresh, project p JOIN api_key k ON k.team_id = p.team_id ORDER BY fresh.rowid;
INSERT INTO interview (room_id, project_id, token_hash, sealed_token, expires_at, max_duration_minutes)
SELECT fresh.id, p.id, randomblob(32), randomblob(64), $later, 30 FROM fresh, project p ORDER BY fresh.rowid;
DROP TABLE fresh;
COMMIT";

const MAKE_DUE: &str = "
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS bench_due AS SELECT id FROM room ORDER BY random() LIMIT $rooms;
UPDATE room SET status = 'pending', end_reason = NULL, finished_at = NULL, event_count = 0,
  deadline_at = strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now', -(abs(random()) % 3600) || ' seconds')
WHERE id IN (SELECT id FROM bench_due);
DELETE FROM event;
COMMIT";

/// The current time in the format of the service.
const NOW: &str = "strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')";
const LATER: &str = "strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now', '7 days')";

/// A database file.
pub struct Sqlite {
    file: PathBuf,
}

impl Sqlite {
    /// The database in `file`.
    pub fn at(file: PathBuf) -> Self {
        Self { file }
    }

    /// Runs statements and settles.
    fn run(&self, sql: &str) -> Result<()> {
        let connection = Connection::open(&self.file)?;
        connection.busy_timeout(Duration::from_secs(30))?;
        // Disabling foreign keys makes deleting a complete table fast; disabling sync makes filling it fast.
        connection.execute_batch("PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF;")?;
        connection.execute_batch(sql)?;
        connection.execute_batch("PRAGMA synchronous = FULL;")?;
        let busy: i64 = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
        ensure!(
            busy == 0,
            "somebody reads the database, so its log cannot be written back"
        );
        Ok(())
    }
}

impl Database for Sqlite {
    fn url(&self) -> String {
        format!("sqlite://{}", self.file.display())
    }

    fn owner(&self) -> Result<Owner> {
        let ids = "SELECT hex(p.team_id), hex(p.id), hex(k.id) FROM project p JOIN api_key k ON k.team_id = p.team_id";
        let owner = Connection::open(&self.file)?.query_row(ids, [], |row| {
            Ok(Owner {
                team: row.get(0)?,
                project: row.get(1)?,
                key: row.get(2)?,
            })
        });
        Ok(owner?)
    }

    fn settle(&self) -> Result<()> {
        self.run("")
    }

    fn clear(&self) -> Result<()> {
        self.run(CLEAR)
    }

    fn fill(&self, rooms: u64) -> Result<()> {
        let sql = FILL.replace("$rooms", &rooms.to_string());
        self.run(&sql.replace("$now", NOW).replace("$later", LATER))
    }

    fn make_due(&self, rooms: u64) -> Result<()> {
        self.run(&MAKE_DUE.replace("$rooms", &rooms.to_string()))
    }

    fn fill_agent_rooms(&self, agent: &str, numbers: RangeInclusive<u64>) -> Result<()> {
        self.run(&agents::rooms(agent, &numbers))
    }

    fn fill_memories(&self, agent: &str, room: u64, memories: u64) -> Result<()> {
        self.run(&agents::memories(agent, room, memories))
    }

    fn raw_limits(&self, inserted: Inserted, batch: usize, time: Duration) -> Result<Vec<(usize, f64)>> {
        let owner = self.owner()?;
        self.prepare(inserted)?;
        let rate = sqlite_loop::insert(&self.file, &owner, inserted, batch, time)?;
        Ok(vec![(1, rate)])
    }
}
