//! `openapi`: prints a document, writes all documents, or compares them with the files in `openapi/`. Needs neither a
//! database nor secrets.

use super::{CliError, print_line};
use crate::api::{Document, Documents};

pub(super) fn print(name: &str) -> Result<(), CliError> {
    let documents = Documents::all();
    let document = documents.iter().find(|document| document.name() == name);
    let document = document.ok_or_else(|| {
        let names: Vec<_> = documents.iter().map(Document::name).collect();
        format!("there is no document '{name}'; use {}", names.join(", "))
    })?;
    print_line(document.text().trim_end())
}

pub(super) fn write() -> Result<(), CliError> {
    for document in Documents::all().iter() {
        let file = path(document);
        std::fs::write(&file, document.text()).map_err(|error| format!("cannot write {file}: {error}"))?;
    }
    Ok(())
}

pub(super) fn check() -> Result<(), CliError> {
    let hint = "`cargo run -- openapi --write` updates it";
    let mut lines = Vec::new();
    for document in Documents::all().iter() {
        let file = path(document);
        let text = std::fs::read_to_string(&file).map_err(|error| format!("cannot read {file}: {error}; {hint}"))?;
        if text != document.text() {
            return Err(format!("{file} is out of date; {hint}").into());
        }
        lines.push(format!("{file} is up to date"));
    }
    print_line(&lines.join("\n"))
}

fn path(document: &Document) -> String {
    format!("openapi/{}.json", document.name())
}
