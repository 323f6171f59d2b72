//! PostgreSQL, accessed through psql.

mod agents;

use crate::{
    database::{Database, Inserted, Owner},
    pgbench,
};
use anyhow::{Context, Result, ensure};
use std::{
    ops::RangeInclusive,
    process::Command,
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

/// The numbers of clients with which the raw limit is measured.
const CLIENTS: [usize; 3] = [4, 8, 32];

/// Inserts rooms that are older than those of the service, ordered by id like the service's.
const FILL: &str = "
SET session_replication_role = replica;
SET synchronous_commit = off;
CREATE FUNCTION pg_temp.room_id(number bigint) RETURNS uuid IMMUTABLE LANGUAGE sql AS
  $$ SELECT ('0190' || lpad(to_hex(number), 12, '0') || '7000' || left(md5(number::text), 12))::uuid $$;
INSERT INTO room (id, team_id, project_id, name, status, created_at, created_by, deadline_at)
SELECT pg_temp.room_id(n), $team, $project, 'interview-' || md5(n::text), 'pending', now(), $key, now() + interval '7 days'
FROM generate_series(1, $rooms) AS n;
INSERT INTO interview (room_id, project_id, token_hash, sealed_token, expires_at, max_duration_minutes)
SELECT pg_temp.room_id(n), $project, sha256(n::text::bytea), sha256(n::text::bytea) || sha256('s'::bytea),
  now() + interval '7 days', 30
FROM generate_series(1, $rooms) AS n;
VACUUM ANALYZE room, interview;
CHECKPOINT";

const MAKE_DUE: &str = "
CREATE TABLE IF NOT EXISTS bench_due AS SELECT id FROM room ORDER BY random() LIMIT $rooms;
UPDATE room SET status = 'pending', end_reason = NULL, finished_at = NULL, event_count = 0,
  deadline_at = now() - random() * interval '1 hour'
WHERE id IN (SELECT id FROM bench_due);
TRUNCATE event;
VACUUM ANALYZE room;
CHECKPOINT";

/// A database of a server.
pub struct Postgres {
    url: String,
}

impl Postgres {
    /// Creates an empty database on the server.
    pub fn create(server: &str) -> Result<Self> {
        static MADE: AtomicUsize = AtomicUsize::new(0);
        let name = format!("bench_{}", MADE.fetch_add(1, Ordering::Relaxed));
        psql(server, &format!("CREATE DATABASE {name}"))?;
        let (server, _) = server.rsplit_once('/').context("a URL without a database")?;
        Ok(Self {
            url: format!("{server}/{name}"),
        })
    }
}

impl Database for Postgres {
    fn url(&self) -> String {
        self.url.clone()
    }

    fn owner(&self) -> Result<Owner> {
        let ids = "SELECT p.team_id, p.id, k.id FROM project p JOIN api_key k ON k.team_id = p.team_id";
        let ids = psql(&self.url, ids)?;
        let mut ids = ids.trim().split('|').map(str::to_owned);
        let mut next = || ids.next().context("no project or key");
        Ok(Owner {
            team: next()?,
            project: next()?,
            key: next()?,
        })
    }

    fn settle(&self) -> Result<()> {
        // Autovacuum does this within about a minute after a large change.
        psql(&self.url, "ANALYZE room, interview; CHECKPOINT").map(drop)
    }

    fn clear(&self) -> Result<()> {
        psql(&self.url, "TRUNCATE room, event, world CASCADE; CHECKPOINT").map(drop)
    }

    fn fill(&self, rooms: u64) -> Result<()> {
        let owner = self.owner()?;
        let quoted = |id: &str| format!("'{id}'::uuid");
        let sql = FILL
            .replace("$rooms", &rooms.to_string())
            .replace("$team", &quoted(&owner.team))
            .replace("$project", &quoted(&owner.project))
            .replace("$key", &quoted(&owner.key));
        psql(&self.url, &sql).map(drop)
    }

    fn make_due(&self, rooms: u64) -> Result<()> {
        psql(&self.url, &MAKE_DUE.replace("$rooms", &rooms.to_string())).map(drop)
    }

    fn fill_agent_rooms(&self, agent: &str, numbers: RangeInclusive<u64>) -> Result<()> {
        psql(&self.url, &agents::rooms(&self.owner()?, agent, &numbers)).map(drop)
    }

    fn fill_memories(&self, agent: &str, room: u64, memories: u64) -> Result<()> {
        psql(&self.url, &agents::memories(agent, room, memories)).map(drop)
    }

    fn raw_limits(&self, inserted: Inserted, batch: usize, time: Duration) -> Result<Vec<(usize, f64)>> {
        let script = pgbench::script(&self.owner()?, inserted, batch)?;
        let limit = |clients| {
            self.prepare(inserted)?;
            let transactions = pgbench::run(&self.url, script.path(), clients, time)?;
            Ok((clients, transactions * batch as f64))
        };
        CLIENTS.into_iter().map(limit).collect()
    }
}

/// Runs statements, each in its own transaction, and returns what they select.
fn psql(url: &str, sql: &str) -> Result<String> {
    let mut command = Command::new("psql");
    command.args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"]);
    for statement in split(sql) {
        command.args(["-c", &statement]);
    }
    let output = command.arg(url).output().context("psql does not run")?;
    let error = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "psql failed: {error}");
    Ok(String::from_utf8(output.stdout)?)
}

/// psql runs the statements of one `-c` in one transaction, in which VACUUM is not allowed, so each gets its own `-c`.
fn split(sql: &str) -> impl Iterator<Item = String> {
    sql.split(';').map(str::to_owned)
}
