//! The raw limit of SQLite: a tight loop of prepared single-row inserts, one transaction for each batch, by one
//! connection that is opened as the service opens its writer.

mod agents;

use crate::{
    database::{Inserted, Owner},
    rows,
};
use anyhow::{Context, Result};
use rusqlite::{Connection, Transaction, TransactionBehavior, params};
use std::{
    ops::RangeInclusive,
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

/// The ids that rows refer to.
struct Ids {
    team: [u8; 16],
    project: [u8; 16],
    key: [u8; 16],
}

/// Writes the rows with these numbers.
type Write<'a> = Box<dyn FnMut(&Transaction<'_>, RangeInclusive<u64>) -> Result<()> + 'a>;

/// Inserts batches for a time and returns rooms or memories per second.
pub fn insert(file: &Path, owner: &Owner, inserted: Inserted, batch: usize, time: Duration) -> Result<f64> {
    let ids = Ids {
        team: bytes(&owner.team)?,
        project: bytes(&owner.project)?,
        key: bytes(&owner.key)?,
    };
    let mut write: Write<'_> = match inserted {
        Inserted::Interviews => Box::new(|transaction, numbers| interviews(transaction, &ids, numbers)),
        Inserted::AgentRooms(agent) => agents::rooms(&ids, agent)?,
        Inserted::Memories(agent, rooms) => agents::memories(&ids, agent, rooms)?,
    };
    let mut connection = Connection::open(file)?;
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.execute_batch(OPEN)?;
    let (mut written, started) = (0, Instant::now());
    while started.elapsed() < time {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        write(&transaction, written + 1..=written + batch as u64)?;
        transaction.commit()?;
        written += batch as u64;
    }
    Ok(written as f64 / started.elapsed().as_secs_f64())
}

fn interviews(transaction: &Transaction<'_>, ids: &Ids, numbers: RangeInclusive<u64>) -> Result<()> {
    let Ids { team, project, key } = ids;
    let mut room = transaction.prepare_cached(ROOM)?;
    let mut interview = transaction.prepare_cached(INTERVIEW)?;
    for number in numbers {
        let (name, id) = (rows::name(rows::id(number)), rows::id(number).to_be_bytes());
        room.execute(params![id, team, project, name, CREATED, key, EXPIRES])?;
        interview.execute(params![id, project, rows::hash(number), rows::SEALED, EXPIRES])?;
    }
    Ok(())
}

/// An id as SQLite stores it, from text with or without hyphens.
fn bytes(text: &str) -> Result<[u8; 16]> {
    let id = u128::from_str_radix(&text.replace('-', ""), 16).context("an id that is not hexadecimal")?;
    Ok(id.to_be_bytes())
}
