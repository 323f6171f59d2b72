//! What every operation of the document says of itself.

use super::{committed, operations};
use interview_rooms::api::interviews;
use serde_json::Value;

/// Whether the document shows what a body looks like: beside its schema, or in the schema that it refers to.
fn has_example(document: &Value, media: &Value) -> bool {
    if media.get("example").is_some() || media.get("examples").is_some() {
        return true;
    }
    let schema = &media["schema"];
    let schema = if schema["type"] == "array" {
        &schema["items"]
    } else {
        schema
    };
    let named = schema["$ref"].as_str().and_then(|name| document.pointer(&name[1..]));
    named.unwrap_or(schema).get("examples").is_some()
}

fn bodies<'a>(operation: &'a Value) -> impl Iterator<Item = (String, &'a Value)> {
    let media = |body: &'a Value| &body["content"]["application/json"];
    let request = operation
        .get("requestBody")
        .map(|body| ("request".to_owned(), media(body)));
    let responses = operation["responses"].as_object().into_iter().flatten();
    request
        .into_iter()
        .chain(responses.map(move |(status, body)| (status.clone(), media(body))))
}

#[test]
fn the_committed_document_is_what_the_code_says() {
    assert!(
        committed() == interviews::document().text(),
        "openapi/interviews.json is not what the code says; `cargo run -- openapi > openapi/interviews.json` writes it \
         anew"
    );
}

#[test]
fn every_operation_has_a_name_a_place_and_a_summary_of_its_own() {
    let (mut ids, mut summaries) = (Vec::new(), Vec::new());
    for (method, path, operation) in operations() {
        let text = |field: &str| operation[field].as_str().unwrap_or_default().to_owned();
        assert!(!text("operationId").is_empty(), "{method} {path} has no operationId");
        assert!(!text("summary").is_empty(), "{method} {path} has no summary");
        assert_eq!(operation["tags"].as_array().map(Vec::len), Some(1), "{method} {path}");
        ids.push(text("operationId"));
        summaries.push(text("summary"));
    }
    for mut names in [ids, summaries] {
        let all = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), all, "some name is used twice: {names:?}");
    }
}

#[test]
fn every_operation_documents_its_statuses() {
    for (method, path, operation) in operations() {
        let has = |status: &str| operation["responses"].get(status).is_some();
        let here = format!("{method} {path}");
        assert!(has("200"), "{here}");
        for (status, response) in operation["responses"].as_object().expect("there are responses") {
            let described = response["description"].as_str().unwrap_or_default();
            assert!(!described.is_empty(), "{here} {status} has no description");
        }
        if operation["security"].as_array().is_some_and(|all| !all.is_empty()) {
            assert!(has("401") && has("403") && has("429"), "{here} is secured");
        }
        if path.contains('{') {
            assert!(has("404") && has("422"), "{here} has a path parameter");
        }
        if operation.get("requestBody").is_some() {
            for status in ["408", "413", "415", "422"] {
                assert!(has(status), "{here} has a body and no {status}");
            }
        }
    }
}

#[test]
fn every_body_has_an_example() {
    let document: Value = serde_json::from_str(&committed()).expect("the document is JSON");
    let mut missing = Vec::new();
    for (method, path, operation) in operations() {
        for (which, media) in bodies(&operation) {
            if !has_example(&document, media) {
                missing.push(format!("{method} {path} {which}"));
            }
        }
    }
    assert_eq!(missing, Vec::<String>::new(), "bodies without an example");
}

#[test]
fn every_parameter_is_described() {
    for (method, path, operation) in operations() {
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            let (name, place) = (&parameter["name"], &parameter["in"]);
            let described = parameter.get("description").is_some() || place == "path";
            assert!(described, "{method} {path}: {name}");
        }
    }
}
