//! Calls every operation of the documents: with what it needs, without a key, and as another team. Checks that the
//! documents are complete, match the code and contain what the original documents promise.

mod calls;
mod lint;
mod nul;
mod promised;
mod schemas;
mod table;

use serde_json::Value;
use std::{fs, path::Path};

/// The names of the documents.
const DOCUMENTS: [&str; 3] = ["interviews", "voice-rooms", "agents"];

/// An operation of a document.
struct Documented {
    method: String,
    path: String,
    operation: Value,
}

/// The text of a committed document.
fn committed(name: &str) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("openapi/{name}.json"));
    fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// A committed document.
fn document(name: &str) -> Value {
    serde_json::from_str(&committed(name)).expect("the document is JSON")
}

/// The operations of a committed document.
fn documented(name: &str) -> Vec<Documented> {
    let document = document(name);
    let paths = document["paths"].as_object().expect("there are paths");
    let all = paths.iter().flat_map(|(path, operations)| {
        let operations = operations.as_object().expect("a path has operations");
        operations.iter().map(|(method, operation)| Documented {
            method: method.to_uppercase(),
            path: path.clone(),
            operation: operation.clone(),
        })
    });
    all.collect()
}
