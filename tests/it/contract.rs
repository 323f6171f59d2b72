//! Compares our document with the outside contract, and our statement of the contract with its source if the source is
//! present.
//!
//! `facts` defines what is compared and `compare` how; `openapi` reads the facts from a document, `statement` from
//! `tests/contract/aseed.toml`; `planted` proves that the comparison reports each kind of difference.

mod compare;
mod facts;
mod openapi;
mod planted;
mod statement;

use std::path::Path;

use serde_json::Value;

use self::{compare::shortfalls, facts::Contract};

fn read(path: &Path) -> Contract {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let document: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    openapi::contract(&document)
}

#[test]
fn our_document_satisfies_the_outside_contract_for_every_delivered_operation() {
    let delivered = statement::aseed().delivered();
    assert!(!delivered.operations.is_empty(), "nothing is marked as delivered");
    let ours = read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi/interviews.json"));
    let differences = shortfalls(&delivered, &ours);
    assert!(
        differences.is_empty(),
        "openapi/interviews.json breaks the outside contract:\n{differences}"
    );
}

/// The source belongs to others, so it is not in the repository: to run the test, name its file in `ASEED_OPENAPI`.
#[test]
fn our_statement_of_the_contract_matches_its_source_where_one_is_given() {
    let Some(source) = std::env::var_os("ASEED_OPENAPI") else {
        return;
    };
    let (source, stated) = (read(Path::new(&source)), statement::aseed());
    let absent = shortfalls(&source, &stated);
    let invented = shortfalls(&stated.without_prose(), &source);
    assert!(
        absent.is_empty() && invented.is_empty(),
        "tests/contract/aseed.toml and its source differ; taking the source as stated:\n{absent}\
         taking our statement as stated:\n{invented}"
    );
}

#[test]
fn our_statement_uses_only_known_types_and_every_schema() {
    let stated = statement::aseed();
    assert_eq!(stated.unknown_types(), Vec::<String>::new());
    assert_eq!(stated.unreached_schemas(), Vec::<String>::new());
}
