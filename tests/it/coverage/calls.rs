//! Calls every operation.

use super::{
    DOCUMENTS, documented,
    table::{Apps, Ids, Interview, Operation, operations},
};
use crate::support::{Answer, TestApp};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The paths under which an operation is found: some of the agents dialect have a second one.
fn paths(operation: &Operation) -> Vec<String> {
    let second = operation.path.strip_prefix("/api/agents/{agentId}").filter(|rest| {
        ["/rooms", "/memories", "/connections"]
            .iter()
            .any(|part| rest.starts_with(part))
    });
    let second = second.map(|rest| format!("/api/memory/{{agentId}}{rest}"));
    [operation.path.to_owned()].into_iter().chain(second).collect()
}

#[test]
fn the_table_lists_every_operation_and_no_other() {
    let documented: BTreeSet<(String, String)> = DOCUMENTS
        .into_iter()
        .flat_map(documented)
        .map(|one| (one.method, one.path))
        .collect();
    let called = operations().flat_map(|one| paths(one).into_iter().map(|path| (one.method.to_owned(), path)));
    assert_eq!(
        called.collect::<BTreeSet<_>>(),
        documented,
        "tests/it/coverage/table and openapi differ"
    );
}

#[tokio::test]
async fn an_authorized_client_can_call_every_operation() {
    let apps = Apps::start().await;
    for operation in operations() {
        let app = apps.for_operation(operation);
        for path in paths(operation) {
            let ids = Ids::create(app, operation.interview).await;
            let answer = operation.call(app, &operation.caller(app), &path, &ids).send().await;
            let here = format!("{} {path}: {}", operation.method, answer.text);
            assert_eq!(answer.status, operation.status, "{here}");
            assert_eq!(answer.header("cache-control"), Some("no-store"), "{here}");
            if operation.is_of_interviews() {
                assert_eq!(answer.header("content-type"), Some("application/json"), "{here}");
            }
        }
    }
}

#[tokio::test]
async fn without_a_key_only_public_operations_can_be_called() {
    let apps = Apps::start().await;
    for documented in DOCUMENTS.into_iter().flat_map(documented) {
        let (method, path) = (&documented.method, &documented.path);
        let mut operations = operations();
        let operation = operations.find(|one| one.method == method && paths(one).contains(path));
        let operation = operation.expect("the table lists every operation");
        let app = apps.for_operation(operation);
        let ids = Ids::create(app, operation.interview).await;
        let answer = operation.call(app, &app.stranger(), path, &ids).send().await;
        if documented.operation["security"].is_array() {
            assert_eq!(answer.status, 401, "{method} {path}");
            assert_eq!(answer.header("www-authenticate"), Some("Bearer"), "{method} {path}");
        } else {
            assert_eq!(answer.status, operation.status, "{method} {path}");
        }
    }
}

#[tokio::test]
async fn another_team_finds_nothing_and_changes_nothing() {
    let apps = Apps::start().await;
    for operation in operations().filter(|operation| operation.names_an_object()) {
        let app = apps.for_operation(operation);
        let ids = Ids::create(app, operation.interview).await;
        let before = state(app, &ids).await;
        let other = operation.caller_of_another_team(app).await;
        let answer = operation.call(app, &other, operation.path, &ids).send().await;
        let here = format!("{} {}: {}", operation.method, operation.path, answer.text);
        // The rooms of a group are whatever the caller's team has under its id: nothing says that another team has some.
        if operation.method == "DELETE" && operation.path.starts_with("/api/memory/groups/") {
            assert_eq!(answer.status, 204, "{here}");
        } else {
            assert_eq!(answer.status, 404, "{here}");
            assert_has_shape_of_dialect(operation, &answer);
        }
        assert_eq!(state(app, &ids).await, before, "{here}");
    }
}

#[tokio::test]
async fn a_viewer_reads_and_changes_nothing() {
    let apps = Apps::start().await;
    for operation in operations().filter(|operation| !operation.is_of_interviews()) {
        let app = apps.for_operation(operation);
        let ids = Ids::create(app, Interview::Pending).await;
        let before = state(app, &ids).await;
        let viewer = operation.in_dialect(app.viewer());
        let answer = operation.call(app, &viewer, operation.path, &ids).send().await;
        // Two GET operations create something: a channel and a credential.
        let creates = ["/dm-channel", "/token"]
            .iter()
            .any(|end| operation.path.ends_with(end));
        let expected = if operation.method == "GET" && !creates {
            200
        } else {
            403
        };
        let here = format!("{} {}: {}", operation.method, operation.path, answer.text);
        assert_eq!(answer.status, expected, "{here}");
        assert_eq!(state(app, &ids).await, before, "{here}");
    }
}

/// The objects that the calls name, as their team sees them.
async fn state(app: &TestApp, ids: &Ids) -> Vec<Value> {
    let owner = app.owner().by_header();
    let (agent, room) = (&ids.agent, &ids.room);
    let mut all = vec![
        app.room(&json!({ "id": ids.interview })).await,
        app.researcher()
            .get(&format!("/projects/{}", ids.project))
            .send()
            .await
            .expect(200)
            .body,
    ];
    for path in [
        "/api/agents".to_owned(),
        "/api/agents/worlds".to_owned(),
        format!("/api/agents/{agent}/rooms/{room}"),
        format!("/api/agents/{agent}/rooms/{room}/participants"),
        format!("/api/agents/{agent}/rooms/{room}/events"),
        format!("/api/agents/{agent}/memories"),
    ] {
        all.push(owner.get(&path).send().await.expect(200).body);
    }
    all
}

fn assert_has_shape_of_dialect(operation: &Operation, answer: &Answer) {
    let body = &answer.body;
    if operation.is_of_interviews() {
        assert!(body["detail"].is_string(), "{body}");
    } else if operation.path.starts_with("/api/messaging") {
        assert!(body["success"] == false && body["error"].is_string(), "{body}");
    } else if operation.is_of_agents() {
        assert!(
            body["success"] == false && body["error"]["code"] == "NOT_FOUND",
            "{body}"
        );
    } else {
        assert!(body["code"] == 404 && body["message"].is_string(), "{body}");
    }
}
