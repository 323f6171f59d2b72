//! Checks the documentation of every operation.

use super::{DOCUMENTS, Documented, committed, document, documented};
use interview_rooms::api::Documents;
use serde_json::Value;

/// Whether a body has an example, next to its schema or in the schema it refers to.
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

fn bodies(operation: &Value) -> impl Iterator<Item = (String, &Value)> {
    let request = operation.get("requestBody").map(|body| ("request".to_owned(), body));
    let responses = operation["responses"].as_object().into_iter().flatten();
    let all = request
        .into_iter()
        .chain(responses.map(|(status, body)| (status.clone(), body)));
    all.filter_map(|(which, body)| Some((which, body["content"].get("application/json")?)))
}

/// Every operation of every document, with a label for failures.
fn all() -> impl Iterator<Item = (Documented, String)> {
    DOCUMENTS.into_iter().flat_map(documented).map(|one| {
        let here = format!("{} {}", one.method, one.path);
        (one, here)
    })
}

#[test]
fn the_committed_documents_match_the_code() {
    for document in Documents::all().iter() {
        assert!(
            committed(document.name()) == document.text(),
            "openapi/{}.json is out of date; `cargo run -- openapi --write` updates it",
            document.name()
        );
    }
}

#[test]
fn every_operation_has_a_unique_id_one_tag_and_a_unique_summary() {
    for name in DOCUMENTS {
        let (mut ids, mut summaries) = (Vec::new(), Vec::new());
        for Documented {
            method,
            path,
            operation,
        } in documented(name)
        {
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
}

#[test]
fn every_operation_documents_its_statuses() {
    for (Documented { path, operation, .. }, here) in all() {
        let has = |status: &str| operation["responses"].get(status).is_some();
        assert!(has("200") || has("201") || has("204"), "{here}");
        for (status, response) in operation["responses"].as_object().expect("there are responses") {
            let described = response["description"].as_str().unwrap_or_default();
            assert!(!described.is_empty(), "{here} {status} has no description");
        }
        if operation["security"].as_array().is_some_and(|all| !all.is_empty()) {
            assert!(has("401") && has("403") && has("429"), "{here} is secured");
        }
        // Two dialects answer 400 to every invalid request.
        let invalid = has("422") || has("400");
        if path.contains('{') {
            assert!(has("404") && invalid, "{here} has a path parameter");
        }
        if operation.get("requestBody").is_some() {
            assert!(has("408") && has("413") && invalid, "{here} has a body");
            assert!(
                has("415") || has("400"),
                "{here} has a body and no answer to another type"
            );
        }
    }
}

#[test]
fn every_body_has_an_example() {
    let mut missing = Vec::new();
    for name in DOCUMENTS {
        let document = document(name);
        for Documented {
            method,
            path,
            operation,
        } in documented(name)
        {
            for (which, media) in bodies(&operation) {
                if !has_example(&document, media) {
                    missing.push(format!("{method} {path} {which}"));
                }
            }
        }
    }
    assert_eq!(missing, Vec::<String>::new(), "bodies without an example");
}

#[test]
fn every_parameter_is_described() {
    for (Documented { operation, .. }, here) in all() {
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            let (name, place) = (&parameter["name"], &parameter["in"]);
            let described = parameter.get("description").is_some() || place == "path";
            assert!(described, "{here}: {name}");
        }
    }
}
