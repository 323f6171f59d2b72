//! `openapi`: prints the document, or compares it with the committed one. Needs neither database nor secrets.

use super::{CliError, say};
use crate::api;

const COMMITTED: &str = "openapi/interviews.json";

pub(super) fn print() -> Result<(), CliError> {
    say(api::interviews::document().text().trim_end())
}

pub(super) fn check() -> Result<(), CliError> {
    let mend = format!("`cargo run -- openapi > {COMMITTED}` writes it anew");
    let committed = std::fs::read_to_string(COMMITTED)
        .map_err(|error| CliError::Refused(format!("cannot read {COMMITTED}: {error}; {mend}")))?;
    if committed != api::interviews::document().text() {
        return Err(CliError::Refused(format!(
            "{COMMITTED} is not what the code says; {mend}"
        )));
    }
    say(&format!("{COMMITTED} is what the code says"))
}
