//! The raw limit of PostgreSQL: pgbench inserts the same rows as the service, as literal values.
//!
//! One message carries all inserts of a batch, so a transaction is one round trip and one commit. Every value is a
//! literal in the text. Unique values contain variables, which pgbench replaces in the text before it sends it; a variable
//! is as long as its value, so that pgbench need not move the rest of the text.

mod agents;

use crate::{
    database::{Inserted, Owner},
    rows,
};
use anyhow::{Context, Result, ensure};
use std::{
    fmt::{self, Write as _},
    io::Write as _,
    path::Path,
    process::Command,
    time::Duration,
};
use tempfile::NamedTempFile;

const CREATED: &str = "2026-11-22T00:00:00.123456Z";
const EXPIRES: &str = "2026-11-29T00:00:00.123456Z";

/// 12 digits: the number of the transaction in its client, and the client.
const PLACE: &str = ":transaction";

/// The first command of each transaction.
const COUNT: &str = "\\set number :number + 1\n\\set transaction :number * 100 + :client_id\n";
/// The number that each client counts from.
const START: &str = "1000000000";

/// A script whose transaction inserts a batch.
pub fn script(owner: &Owner, inserted: Inserted, batch: usize) -> Result<NamedTempFile> {
    let text = match inserted {
        Inserted::Interviews => interviews(owner, batch)?,
        Inserted::AgentRooms(agent) => agents::rooms(owner, agent, batch)?,
        Inserted::Memories(agent, rooms) => agents::memories(owner, agent, rooms, batch)?,
    };
    let mut file = NamedTempFile::new()?;
    file.write_all(text.as_bytes())?;
    Ok(file)
}

fn interviews(Owner { team, project, key }: &Owner, batch: usize) -> Result<String, fmt::Error> {
    let mut text = String::from(COUNT);
    for row in 0..batch {
        writeln!(
            text,
            "\\set {} random(1000000000000000, 9999999999999999)",
            &chance(row)[1..]
        )?;
    }
    text.push_str("INSERT INTO room (id,team_id,project_id,name,status,created_at,created_by,deadline_at) VALUES ");
    for row in 0..batch {
        let (separator, id, tail) = (separator(row), id(row), "0".repeat(16));
        write!(
            text,
            "{separator}('{id}','{team}','{project}','interview-01a0{PLACE}-{tail}','pending','{CREATED}','{key}','{EXPIRES}')",
        )?;
    }
    text.push_str(
        " \\; INSERT INTO interview (room_id,project_id,token_hash,sealed_token,expires_at,max_duration_minutes,voice,\
         realtime_provider,language,topics_for_respondent,respondent_email,display_name,external_id) VALUES ",
    );
    let (rest, sealed) = ("5a".repeat(24), "a5".repeat(rows::SEALED.len()));
    for row in 0..batch {
        let (separator, id, hash) = (separator(row), id(row), chance(row));
        write!(
            text,
            "{separator}('{id}','{project}','\\x{hash} {rest}','\\x{sealed}','{EXPIRES}',30,\
             NULL,NULL,NULL,NULL,NULL,NULL,NULL)",
        )?;
    }
    text.push_str(";\n");
    Ok(text)
}

/// The id of a room: like the service's, with time first, then the position in the batch.
fn id(row: usize) -> String {
    format!("01a0{PLACE}-7{row:03x}-8000-{:08x}", rows::scattered(row as u64) >> 32)
}

/// 16 random digits at the start of a token's hash, so that its index entries are scattered like those of real hashes.
fn chance(row: usize) -> String {
    format!(":random_hash_{row:03}")
}

const fn separator(row: usize) -> &'static str {
    if row == 0 { "" } else { "," }
}

/// Runs a script for a time, in full seconds, and returns transactions per second.
pub fn run(url: &str, script: &Path, clients: usize, time: Duration) -> Result<f64> {
    let output = Command::new("pgbench")
        .args(["-n", "-M", "simple", "-D", &format!("number={START}")])
        .args(["-c", &clients.to_string(), "-j", "2"])
        .args(["-T", &time.as_secs().max(1).to_string(), "-f"])
        .args([script.as_os_str(), url.as_ref()])
        .output()
        .context("pgbench does not run")?;
    let (reported, error) = (
        String::from_utf8(output.stdout)?,
        String::from_utf8_lossy(&output.stderr),
    );
    ensure!(
        output.status.success() && !error.contains("aborted"),
        "pgbench failed: {error}"
    );
    let rate = reported
        .lines()
        .find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse().ok());
    rate.with_context(|| format!("no rate in what pgbench says: {reported}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_is_as_long_as_its_value() {
        assert_eq!(PLACE.len(), "100000000199".len());
        assert_eq!(chance(7).len(), "1000000000000000".len());
    }
}
