//! Calling every operation of the interviews.

use super::{operations, table::OPERATIONS};
use crate::support::TestApp;
use serde_json::json;
use std::collections::BTreeSet;

#[test]
fn the_table_names_every_operation_and_no_other() {
    let documented = operations("interviews");
    let documented: BTreeSet<(&str, &str)> = documented.iter().map(|one| (&*one.method, &*one.path)).collect();
    let called = OPERATIONS.iter().map(|operation| (operation.method, operation.path));
    assert_eq!(
        called.collect::<BTreeSet<_>>(),
        documented,
        "tests/it/coverage/table.rs and openapi/interviews.json differ"
    );
}

#[tokio::test]
async fn whoever_it_is_for_can_call_every_operation() {
    for operation in &OPERATIONS {
        let app = operation.app().await;
        let room = operation.prepare(&app).await;
        let answer = operation.call(&app, &operation.caller(&app), &room).send().await;
        let (method, path) = (operation.method, operation.path);
        assert_eq!(answer.status, 200, "{method} {path}: {}", answer.text);
        assert_eq!(
            answer.header("content-type"),
            Some("application/json"),
            "{method} {path}"
        );
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{method} {path}");
    }
}

#[tokio::test]
async fn a_stranger_can_call_what_is_not_secured_and_nothing_else() {
    for documented in operations("interviews") {
        let (method, path) = (&documented.method, &documented.path);
        let operation = OPERATIONS.iter().find(|one| one.method == method && one.path == path);
        let operation = operation.expect("the table names every operation");
        let app = operation.app().await;
        let room = operation.prepare(&app).await;
        let secured = documented.operation["security"] == json!([{ "HTTPBearer": [] }]);
        let answer = operation.call(&app, &app.stranger(), &room).send().await;
        let refused = secured || operation.worker;
        assert_eq!(answer.status, if refused { 401 } else { 200 }, "{method} {path}");
    }
}

#[tokio::test]
async fn another_team_finds_nothing_and_changes_nothing() {
    for operation in OPERATIONS.iter().filter(|operation| operation.names_a_thing()) {
        let app = TestApp::start().await;
        let room = operation.prepare(&app).await;
        let before = app.room(&room).await;
        let other = if operation.worker {
            app.other_agent().await
        } else {
            app.other_team().await
        };
        let answer = operation.call(&app, &other, &room).send().await;
        assert_eq!(
            answer.status, 404,
            "{} {}: {}",
            operation.method, operation.path, answer.text
        );
        assert_eq!(app.room(&room).await, before, "{} {}", operation.method, operation.path);
    }
}
