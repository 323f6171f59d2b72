//! The raw limit of PostgreSQL: pgbench inserting the rows that the service inserts, as literal values.
//!
//! One message carries both inserts of a batch, so a transaction is one round trip and one commit. The script holds the
//! literals of the whole run, a section for each client; pgbench replaces nothing in it and only sends.

use crate::{database::Owner, rows};
use anyhow::{Context, Result, ensure};
use std::{
    fs::File,
    io::{BufWriter, Write},
    path::Path,
    process::Command,
};
use tempfile::NamedTempFile;

/// Without colons, which pgbench would take for the beginnings of variables.
const CREATED: &str = "20261122T000000.123456Z";
const EXPIRES: &str = "20261129T000000.123456Z";

/// A run: each client inserts as many batches as the others, all of the same size.
pub struct Run<'a> {
    pub owner: &'a Owner,
    pub batch: usize,
    pub batches: usize,
    pub clients: usize,
}

impl Run<'_> {
    /// Runs it on the database of `url`; rooms a second. `folder` holds the script meanwhile.
    pub fn measure(&self, url: &str, folder: &Path) -> Result<f64> {
        let script = NamedTempFile::new_in(folder)?;
        self.write(BufWriter::new(script.as_file()))?;
        let output = Command::new("pgbench")
            .args(["-n", "-M", "simple", "-t", "1", "-j", "2", "-c", &self.clients.to_string(), "-f"])
            .args([script.path().as_os_str(), url.as_ref()])
            .output()
            .context("pgbench does not run")?;
        let (told, error) = (String::from_utf8(output.stdout)?, String::from_utf8_lossy(&output.stderr));
        ensure!(output.status.success() && !error.contains("aborted"), "pgbench failed: {error}");
        let scripts = told.lines().find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse::<f64>().ok());
        let scripts = scripts.with_context(|| format!("no rate in what pgbench says: {told}"))?;
        Ok(scripts * (self.batches / self.clients * self.batch) as f64)
    }

    /// Clients take turns in the order of ids, as the batches of a service do that are written side by side.
    fn write(&self, mut out: BufWriter<&File>) -> Result<()> {
        for client in 0..self.clients {
            writeln!(out, "\\if :client_id = {client}")?;
            for turn in 0..self.batches / self.clients {
                self.write_batch(&mut out, turn * self.clients + client)?;
            }
            writeln!(out, "\\endif")?;
        }
        Ok(out.flush()?)
    }

    fn write_batch(&self, out: &mut impl Write, place: usize) -> Result<()> {
        let Owner { team, project, key } = self.owner;
        let numbers = (place * self.batch..(place + 1) * self.batch).map(|number| number as u64);
        write!(out, "INSERT INTO room (id,team_id,project_id,name,status,created_at,created_by,deadline_at) VALUES ")?;
        for (row, id) in numbers.clone().map(rows::id).enumerate() {
            let (separator, name) = (separator(row), rows::name(id));
            write!(
                out,
                "{separator}('{id:032x}','{team}','{project}','{name}','pending','{CREATED}','{key}','{EXPIRES}')"
            )?;
        }
        write!(
            out,
            " \\; INSERT INTO interview (room_id,project_id,token_hash,sealed_token,expires_at,max_duration_minutes,\
             voice,realtime_provider,language,topics_for_respondent,respondent_email,display_name,external_id) VALUES "
        )?;
        for (row, number) in numbers.enumerate() {
            let (separator, id) = (separator(row), rows::id(number));
            let (hash, sealed) = (hex(&rows::hash(number)), hex(&rows::SEALED));
            write!(
                out,
                "{separator}('{id:032x}','{project}','\\x{hash}','\\x{sealed}','{EXPIRES}',30,\
                 NULL,NULL,NULL,NULL,NULL,NULL,NULL)"
            )?;
        }
        Ok(writeln!(out, ";")?)
    }
}

const fn separator(row: usize) -> &'static str {
    if row == 0 { "" } else { "," }
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |value: u8| char::from(DIGITS[usize::from(value)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 0xf)]).collect()
}
