//! Every operation of the document is called: with what it needs, without a key, and by another team. And the document
//! itself is whole, and is what the code says.

mod calls;
mod lint;
mod table;

use serde_json::Value;
use std::{fs, path::Path};

/// The committed document, as it lies in the repository.
fn committed() -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi/interviews.json");
    fs::read_to_string(file).expect("openapi/interviews.json can be read")
}

/// The operations of the committed document: method, path template and the operation.
fn operations() -> Vec<(String, String, Value)> {
    let document: Value = serde_json::from_str(&committed()).expect("the document is JSON");
    let paths = document["paths"].as_object().expect("there are paths");
    let all = paths.iter().flat_map(|(path, operations)| {
        let operations = operations.as_object().expect("a path has operations");
        operations
            .iter()
            .map(|(method, operation)| (method.to_uppercase(), path.clone(), operation.clone()))
    });
    all.collect()
}
