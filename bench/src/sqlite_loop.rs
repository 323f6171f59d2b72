//! The raw limit of SQLite: a tight loop of prepared single-row inserts, one transaction for each batch, by one
//! connection that is opened as the service opens its writer.

use crate::{database::Owner, rows};
use anyhow::{Context, Result};
use rusqlite::{Connection, TransactionBehavior, params};
use std::{
    path::Path,
    time::{Duration, Instant},
};

const OPEN: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;";
const ROOM: &str = "
INSERT INTO room (id, team_id, project_id, name, status, created_at, created_by, deadline_at)
VALUES (?1, ?2, ?3, ?4, 'pending', ?5, ?6, ?7)";
const INTERVIEW: &str = "
INSERT INTO interview (room_id, project_id, token_hash, sealed_token, expires_at, max_duration_minutes, voice,
  realtime_provider, language, topics_for_respondent, respondent_email, display_name, external_id)
VALUES (?1, ?2, ?3, ?4, ?5, 30, NULL, NULL, NULL, NULL, NULL, NULL, NULL)";
const CREATED: &str = "2026-11-22T00:00:00.123456+00:00";
const EXPIRES: &str = "2026-11-29T00:00:00.123456+00:00";

/// Inserts batches of rooms for a time; rooms a second.
pub fn insert(file: &Path, owner: &Owner, batch: usize, time: Duration) -> Result<f64> {
    let mut connection = Connection::open(file)?;
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.execute_batch(OPEN)?;
    let (team, project, key) = (bytes(&owner.team)?, bytes(&owner.project)?, bytes(&owner.key)?);
    let (mut rooms, started) = (0_u64, Instant::now());
    while started.elapsed() < time {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        {
            let mut room = transaction.prepare_cached(ROOM)?;
            let mut interview = transaction.prepare_cached(INTERVIEW)?;
            for _ in 0..batch {
                rooms += 1;
                let (name, id) = (rows::name(rows::id(rooms)), rows::id(rooms).to_be_bytes());
                room.execute(params![id, team, project, name, CREATED, key, EXPIRES])?;
                interview.execute(params![id, project, rows::hash(rooms), rows::SEALED, EXPIRES])?;
            }
        }
        transaction.commit()?;
    }
    Ok(rooms as f64 / started.elapsed().as_secs_f64())
}

fn bytes(hex: &str) -> Result<[u8; 16]> {
    let id = u128::from_str_radix(hex, 16).context("an id that is not hexadecimal")?;
    Ok(id.to_be_bytes())
}
