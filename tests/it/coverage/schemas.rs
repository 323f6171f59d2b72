//! The schemas of the documents: what generators of clients need, examples that pass, and limits that are stated as
//! strictly as they are checked.

use super::{
    DOCUMENTS, Documented, document, documented,
    table::{Apps, Ids, Operation, operations},
};
use crate::support::{validator, violations};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Calls `each` with every value below, with the path to it.
fn walk(value: &Value, path: &str, each: &mut impl FnMut(&str, &Value)) {
    each(path, value);
    match value {
        Value::Object(fields) => {
            for (name, inner) in fields {
                walk(inner, &format!("{path}/{name}"), each);
            }
        }
        Value::Array(items) => {
            for (index, inner) in items.iter().enumerate() {
                walk(inner, &format!("{path}/{index}"), each);
            }
        }
        _ => {}
    }
}

/// Every schema that lists properties, with the path to it.
fn objects(document: &Value) -> Vec<(String, Map<String, Value>)> {
    let mut found = Vec::new();
    walk(document, "", &mut |path, value| {
        let is_schema = value["type"] == "object" || value.get("allOf").is_some();
        if let (true, Some(properties)) = (is_schema, value["properties"].as_object()) {
            found.push((path.to_owned(), properties.clone()));
        }
    });
    found
}

/// The schema without null, with its references resolved.
fn plain<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    if let Some(name) = schema["$ref"].as_str() {
        return plain(document, document.pointer(&name[1..]).expect("a reference is resolved"));
    }
    let mut alternatives = schema["anyOf"].as_array().into_iter().flatten();
    let given = alternatives.find(|one| one["type"] != "null");
    given.map_or(schema, |one| plain(document, one))
}

#[test]
fn no_two_properties_or_parameters_differ_only_in_case_or_separators() {
    for name in DOCUMENTS {
        let document = document(name);
        let assert_distinct = |here: &str, names: Vec<&str>| {
            let mut seen = BTreeMap::new();
            for name in names {
                let folded: String = name.chars().filter(|letter| letter.is_alphanumeric()).collect();
                let twin = seen.insert(folded.to_lowercase(), name.to_owned());
                assert_eq!(twin, None, "{here} also has {name}");
            }
        };
        for (here, properties) in objects(&document) {
            assert_distinct(&here, properties.keys().map(String::as_str).collect());
        }
        assert_distinct(name, schema_names(&document));
        for Documented { operation, path, .. } in documented(name) {
            let parameters = operation["parameters"].as_array().into_iter().flatten();
            assert_distinct(&path, parameters.filter_map(|one| one["name"].as_str()).collect());
        }
    }
}

fn schema_names(document: &Value) -> Vec<&str> {
    let schemas = document["components"]["schemas"].as_object().into_iter().flatten();
    schemas.map(|(name, _)| name.as_str()).collect()
}

#[test]
fn every_number_of_milliseconds_has_64_bits() {
    let mut found = 0;
    for name in DOCUMENTS {
        let document = document(name);
        let mut assert_wide = |here: &str, schema: &Value, description: &Value| {
            let is_time = description.as_str().is_some_and(|text| text.contains("milliseconds"));
            if is_time && plain(&document, schema)["type"] == "integer" {
                assert_eq!(plain(&document, schema)["format"], "int64", "{here}");
                found += 1;
            }
        };
        for (here, properties) in objects(&document) {
            for (field, schema) in &properties {
                assert_wide(&format!("{here}/{field}"), schema, &schema["description"]);
            }
        }
        for Documented { operation, path, .. } in documented(name) {
            for one in operation["parameters"].as_array().into_iter().flatten() {
                assert_wide(&path, &one["schema"], &one["description"]);
            }
        }
    }
    assert!(found > 10, "{found}");
}

#[test]
fn a_document_names_its_server_its_licence_and_its_publisher() {
    for name in DOCUMENTS {
        let document = document(name);
        assert_eq!(
            document["servers"],
            json!([{ "url": "http://127.0.0.1:8080" }]),
            "{name}"
        );
        assert_eq!(document["info"]["license"]["identifier"], "Apache-2.0", "{name}");
        assert_eq!(document["info"]["contact"]["name"], "Interview Rooms", "{name}");
    }
}

/// Words in backticks, if a description lists them as the values of its field: `a`, `b` or `c`.
fn listed_values(description: &str) -> Vec<&str> {
    let Some((before, last)) = description.split_once(" or `") else {
        return Vec::new();
    };
    let last = last.split('`').next().into_iter();
    let listed = before.split(": ").last().unwrap_or(before);
    let words: Vec<&str> = listed.split('`').skip(1).step_by(2).chain(last).collect();
    let is_list = listed.trim_start().starts_with('`');
    if is_list { words } else { Vec::new() }
}

#[test]
fn a_field_whose_description_lists_its_values_has_an_enumeration() {
    for name in DOCUMENTS {
        let document = document(name);
        for (here, properties) in objects(&document) {
            for (field, schema) in &properties {
                let description = schema["description"].as_str().unwrap_or_default();
                let values = listed_values(description);
                let is_open = ["or a word", "or an event", "Kind of the memory"]
                    .iter()
                    .any(|hint| description.contains(hint));
                let shown = plain(&document, schema);
                if values.len() > 1 && !is_open && shown["type"] == "string" {
                    let allowed = shown["enum"].as_array();
                    let has = |value: &&str| allowed.is_some_and(|all| all.contains(&json!(value)));
                    assert!(values.iter().all(has), "{name}: {here}/{field}: {description}");
                }
            }
        }
    }
}

#[test]
fn every_example_conforms_to_its_schema() {
    let mut found = 0;
    for name in DOCUMENTS {
        let document = document(name);
        let mut assert_valid = |here: &str, schema: &Value, example: &Value| {
            let wrong = violations(&validator(&document, schema), example);
            assert_eq!(wrong, Vec::<String>::new(), "{name} {here}: {example}");
            found += 1;
        };
        walk(&document, "", &mut |path, value| {
            if let (Some(schema), Some(example)) = (value.get("schema"), value.get("example")) {
                assert_valid(path, schema, example);
            }
            for example in value["examples"].as_array().into_iter().flatten() {
                assert_valid(path, value, example);
            }
        });
    }
    assert!(found > 100, "{found}");
}

/// An operation of the table with the schema of its JSON body.
struct Request {
    document: Value,
    operation: &'static Operation,
    schema: Value,
    example: Option<Value>,
}

/// Every operation that has a JSON body.
fn requests() -> Vec<Request> {
    let all = DOCUMENTS.into_iter().flat_map(|name| {
        let document = document(name);
        documented(name).into_iter().filter_map(move |one| {
            let media = one.operation.pointer("/requestBody/content/application~1json")?;
            let schema = plain(&document, &media["schema"]).clone();
            let operation = operations().find(|row| row.method == one.method && row.path == one.path)?;
            let example = media.get("example").or_else(|| schema["examples"].get(0)).cloned();
            Some(Request {
                document: document.clone(),
                operation,
                schema,
                example,
            })
        })
    });
    all.collect()
}

#[tokio::test]
async fn the_service_accepts_every_example_of_a_request() {
    let apps = Apps::start().await;
    for request in requests() {
        let Request { operation, example, .. } = request;
        let example = example.expect("every body has an example");
        let app = apps.for_operation(operation);
        let ids = Ids::create(app, operation.interview).await;
        let answer = operation.call_with(app, &ids, &example).await;
        // The examples name objects that do not exist here.
        let is_accepted = answer.status < 300 || answer.status == 404;
        let here = format!("{} {}: {}", operation.method, operation.path, answer.text);
        assert!(is_accepted, "{} {here}: {example}", answer.status);
    }
}

/// Values that break one keyword each of a property's schema.
fn breaking(document: &Value, schema: &Value) -> Vec<(&'static str, Value)> {
    let shown = plain(document, schema);
    let number = |keyword: &str| shown[keyword].as_i64();
    let length = |keyword: &str| shown[keyword].as_u64().and_then(|length| usize::try_from(length).ok());
    let mut values = Vec::new();
    match shown["type"].as_str() {
        Some("string") => {
            values.push(("type", json!(1)));
            if let Some(max) = length("maxLength") {
                values.push(("maxLength", json!("x".repeat(max + 1))));
            }
            if length("minLength").is_some_and(|min| min > 0) {
                values.push(("minLength", json!("")));
            }
            if shown["pattern"] == r"\S" {
                values.push(("pattern", json!(" ")));
            }
            if shown.get("enum").is_some() {
                values.push(("enum", json!("none of them")));
            }
            if shown.get("format").is_some() {
                values.push(("format", json!("x")));
            }
        }
        Some("integer") => {
            values.push(("type", json!("1")));
            values.extend(number("maximum").map(|max| ("maximum", json!(max + 1))));
            values.extend(number("minimum").map(|min| ("minimum", json!(min - 1))));
        }
        Some("boolean") => values.push(("type", json!("true"))),
        Some("array") => {
            values.push(("type", json!({})));
            if let Some(max) = length("maxItems") {
                let item = sample(document, &shown["items"]);
                values.push(("maxItems", vec![item; max + 1].into()));
            }
            if length("minItems").is_some_and(|min| min > 0) {
                values.push(("minItems", json!([])));
            }
        }
        Some("object") => values.push(("type", json!([]))),
        _ => {}
    }
    values
}

/// A valid item of an array.
fn sample(document: &Value, schema: &Value) -> Value {
    let shown = plain(document, schema);
    match (shown["examples"].get(0), shown["format"].as_str()) {
        (Some(example), _) => example.clone(),
        (None, Some("uuid")) => json!("aaaaaaaa-0000-4000-8000-00000000000b"),
        _ if shown["type"] == "object" => json!({}),
        _ => json!("x"),
    }
}

/// All keywords that a document states for the properties of a request, broken one at a time in a body that is valid
/// otherwise.
fn broken_bodies(request: &Request, valid: &Value) -> Vec<(String, Value)> {
    let mut bodies = Vec::new();
    for (name, schema) in request.schema["properties"].as_object().into_iter().flatten() {
        for (keyword, value) in breaking(&request.document, schema) {
            let mut body = valid.clone();
            body[name] = value;
            bodies.push((format!("{name}: {keyword}"), body));
        }
    }
    for name in request.schema["required"].as_array().into_iter().flatten() {
        let mut body = valid.clone();
        let fields = body.as_object_mut().expect("a body is an object");
        let schema = &request.schema["properties"][name.as_str().expect("a name is text")];
        fields.shift_remove(name.as_str().expect("a name is text"));
        bodies.push((format!("{name} is absent"), body));
        let allows_null = violations(&validator(&request.document, schema), &Value::Null).is_empty();
        if !allows_null {
            let mut body = valid.clone();
            body[name.as_str().expect("a name is text")] = Value::Null;
            bodies.push((format!("{name} is null"), body));
        }
    }
    bodies
}

#[tokio::test]
async fn every_limit_that_a_document_states_is_checked() {
    let apps = Apps::start().await;
    let mut tried = 0;
    for request in requests() {
        let operation = request.operation;
        let app = apps.for_operation(operation);
        let ids = Ids::create(app, operation.interview).await;
        let Some(valid) = (operation.body)(&ids) else { continue };
        assert_eq!(
            violations(&validator(&request.document, &request.schema), &valid),
            Vec::<String>::new(),
            "{} {}",
            operation.method,
            operation.path
        );
        for (problem, body) in broken_bodies(&request, &valid) {
            let answer = operation.call_with(app, &ids, &body).await;
            let is_refused = [400, 422].contains(&answer.status);
            let here = format!("{} {}: {problem}", operation.method, operation.path);
            assert!(is_refused, "{here}: {} {}", answer.status, answer.text);
            tried += 1;
        }
    }
    assert!(tried > 150, "{tried}");
}
