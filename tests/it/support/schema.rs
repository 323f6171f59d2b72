//! Checks JSON against the schemas of the documents.

use jsonschema::Validator;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// A validator for a schema of a document, whose references it resolves. Formats are checked, too.
pub fn validator(document: &Value, schema: &Value) -> Validator {
    let schema = json!({ "allOf": [schema], "components": document["components"] });
    let options = jsonschema::draft202012::options().should_validate_formats(true);
    options
        .build(&schema)
        .unwrap_or_else(|error| panic!("{error}: {schema}"))
}

/// What is wrong with a value, with its location; empty if it is valid.
pub fn violations(validator: &Validator, value: &Value) -> Vec<String> {
    let errors = validator.iter_errors(value);
    errors
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

/// A folder beside the build's in which `scripts/test` keeps the tools of a test.
pub fn tools(name: &str) -> PathBuf {
    let program = Path::new(env!("CARGO_BIN_EXE_interview-rooms"));
    let target = program.ancestors().nth(2);
    target.expect("the program is in a folder of the build's").join(name)
}
