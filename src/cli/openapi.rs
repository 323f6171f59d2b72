//! `openapi`: prints a document, writes all, or compares them with the committed ones. Needs neither database nor secrets.

use super::{CliError, say};
use crate::api::{Document, Documents};

pub(super) fn print(name: &str) -> Result<(), CliError> {
    let documents = Documents::all();
    let wanted = documents.iter().find(|document| document.name() == name);
    let names: Vec<_> = documents.iter().map(Document::name).collect();
    let wanted =
        wanted.ok_or_else(|| CliError::Refused(format!("there is no document '{name}'; use {}", names.join(", "))))?;
    say(wanted.text().trim_end())
}

pub(super) fn write() -> Result<(), CliError> {
    for document in Documents::all().iter() {
        let file = committed(document);
        std::fs::write(&file, document.text())
            .map_err(|error| CliError::Refused(format!("cannot write {file}: {error}")))?;
    }
    Ok(())
}

pub(super) fn check() -> Result<(), CliError> {
    let mend = "`cargo run -- openapi --write` writes it anew";
    let mut same = Vec::new();
    for document in Documents::all().iter() {
        let file = committed(document);
        let text = std::fs::read_to_string(&file)
            .map_err(|error| CliError::Refused(format!("cannot read {file}: {error}; {mend}")))?;
        if text != document.text() {
            return Err(CliError::Refused(format!("{file} is not what the code says; {mend}")));
        }
        same.push(format!("{file} is what the code says"));
    }
    say(&same.join("\n"))
}

fn committed(document: &Document) -> String {
    format!("openapi/{}.json", document.name())
}
