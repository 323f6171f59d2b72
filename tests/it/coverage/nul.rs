//! NUL, which PostgreSQL stores in no text, in every place of every operation: never an internal error.

use super::{
    DOCUMENTS, Documented, document, documented,
    table::{Apps, Ids, Operation, operations},
};
use crate::support::{Client, TestApp, Webhook, livekit_settings};
use poem::http::Method;
use serde_json::{Value, json};
use std::collections::HashMap;

/// The ways to write a text with NUL in an address.
const IN_ADDRESS: [&str; 2] = ["%00", "a%00b"];

fn documented_operations() -> HashMap<(String, String), (Documented, Value)> {
    let mut all = HashMap::new();
    for name in DOCUMENTS {
        let schemas = document(name)["components"]["schemas"].clone();
        for one in documented(name) {
            all.insert((one.method.clone(), one.path.clone()), (one, schemas.clone()));
        }
    }
    all
}

#[track_caller]
fn assert_no_fault(status: u16, what: &str, text: &str) {
    assert!(status < 500 || status == 503, "{status} {what}: {text}");
}

/// The names of the parameters that an operation has in a place.
fn parameters(operation: &Value, place: &str) -> Vec<String> {
    let all = operation["parameters"].as_array().into_iter().flatten();
    let here = all.filter(|one| one["in"] == place);
    here.map(|one| one["name"].as_str().expect("a name").to_owned())
        .collect()
}

async fn send(operation: &Operation, client: &Client, path: &str, body: Option<&Value>) {
    let method = Method::from_bytes(operation.method.as_bytes()).expect("a method");
    let mut call = client.call(method, path);
    if let Some(body) = body {
        call = call.json(body);
    }
    let answer = call.send_to_fail().await;
    let body = body.map(Value::to_string).unwrap_or_default();
    let shown: String = body.chars().take(300).collect();
    assert_no_fault(
        answer.status,
        &format!("{} {path} {shown}", operation.method),
        &answer.text,
    );
}

/// Every body that differs from `body` by NUL in one place, also in fields that it leaves out.
fn with_nul(body: &Value, schema: &Value, schemas: &Value) -> Vec<Value> {
    let mut found = Vec::new();
    let mut places = Vec::new();
    places_of(body, &mut Vec::new(), &mut places);
    for place in places {
        let mut changed = body.clone();
        let mut target = &mut changed;
        for step in &place {
            target = match step.parse::<usize>() {
                Ok(index) if target.is_array() => &mut target[index],
                _ => &mut target[step.as_str()],
            };
        }
        *target = json!("a\0b");
        found.push(changed);
    }
    for name in fields(schema, schemas) {
        for value in [json!("a\0b"), json!(["a\0b"]), json!({ "a\0b": "a\0b" })] {
            let mut changed = body.clone();
            changed[name.as_str()] = value;
            found.push(changed);
        }
    }
    let mut unknown = body.clone();
    unknown["un\0known"] = json!({ "a\0": ["\0"] });
    found.push(unknown);
    found
}

/// The paths to all texts in a value.
fn places_of(value: &Value, here: &mut Vec<String>, found: &mut Vec<Vec<String>>) {
    match value {
        Value::String(_) => found.push(here.clone()),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                here.push(index.to_string());
                places_of(item, here, found);
                here.pop();
            }
        }
        Value::Object(fields) => {
            for (name, field) in fields {
                here.push(name.clone());
                places_of(field, here, found);
                here.pop();
            }
        }
        _ => {}
    }
}

/// The names of the fields that a schema declares.
fn fields(schema: &Value, schemas: &Value) -> Vec<String> {
    if let Some(name) = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
        return fields(&schemas[name], schemas);
    }
    let own = schema["properties"].as_object().into_iter().flatten();
    let parts = ["allOf", "anyOf"]
        .into_iter()
        .filter_map(|all| schema[all].as_array())
        .flatten();
    let own = own.map(|(name, _)| name.clone());
    own.chain(parts.flat_map(|part| fields(part, schemas))).collect()
}

#[tokio::test]
async fn nul_in_a_path_or_a_query_is_no_internal_error() {
    let apps = Apps::start().await;
    let all = documented_operations();
    for operation in operations().filter(|one| one.path != "/api/webhooks/livekit") {
        let (documented, _) = &all[&(operation.method.to_owned(), operation.path.to_owned())];
        let app = apps.for_operation(operation);
        let ids = Ids::create(app, operation.interview).await;
        let client = operation.caller(app);
        let body = (operation.body)(&ids);
        for nul in IN_ADDRESS {
            for name in parameters(&documented.operation, "path") {
                let path = operation.path.replace(&format!("{{{name}}}"), nul);
                let path = operation.concrete(&path, &ids);
                send(operation, &client, &path, body.as_ref()).await;
            }
            for name in parameters(&documented.operation, "query") {
                let path = operation.concrete(operation.path, &ids);
                let join = if path.contains('?') { '&' } else { '?' };
                let path = format!("{path}{join}{name}={nul}");
                send(operation, &client, &path, body.as_ref()).await;
            }
        }
    }
}

#[tokio::test]
async fn nul_in_a_body_is_no_internal_error() {
    let apps = Apps::start().await;
    let all = documented_operations();
    for operation in operations().filter(|one| one.path != "/api/webhooks/livekit") {
        let (documented, schemas) = &all[&(operation.method.to_owned(), operation.path.to_owned())];
        let schema = &documented.operation["requestBody"]["content"]["application/json"]["schema"];
        let app = apps.for_operation(operation);
        let ids = Ids::create(app, operation.interview).await;
        let Some(body) = (operation.body)(&ids) else { continue };
        let client = operation.caller(app);
        let path = operation.concrete(operation.path, &ids);
        for changed in with_nul(&body, schema, schemas) {
            send(operation, &client, &path, Some(&changed)).await;
        }
    }
}

#[tokio::test]
async fn nul_in_an_event_of_livekit_is_no_internal_error() {
    let app = TestApp::with(|config| config.livekit = livekit_settings("http://127.0.0.1:9")).await;
    let event = json!({
        "id": "EV_1", "event": "participant_joined", "createdAt": "1",
        "room": { "name": "interview-1", "sid": "RM_1", "metadata": "" },
        "participant": { "sid": "PA_1", "identity": "somebody", "name": "", "kind": "AGENT" },
    });
    for changed in with_nul(&event, &json!({}), &json!({})) {
        let call = Webhook::signed(changed.to_string(), &*app.clock).call(&app.stranger());
        let answer = call.send_to_fail().await;
        assert!([200, 422].contains(&answer.status), "{changed}: {}", answer.text);
    }
}

#[tokio::test]
async fn a_search_for_nul_finds_nothing() {
    let app = TestApp::start().await;
    for path in [
        "/insight/paginated?search=%00",
        "/insight/paginated?search=a%00b&status=%00",
    ] {
        let found = app.owner().get(path).send().await.expect(200).body;
        assert_eq!(found["total"], 0, "{path}");
    }
}
