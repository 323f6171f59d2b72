//! Calling every operation of the voice rooms and the agents dialect.

use super::{
    agent_room_table::{AGENTS, MESSAGING, Operation, Things, VOICE_ROOMS, app},
    operations,
};
use crate::support::{Answer, Client, TestApp};
use serde_json::Value;
use std::collections::BTreeSet;

fn table() -> impl Iterator<Item = &'static Operation> {
    VOICE_ROOMS.iter().chain(&AGENTS).chain(&MESSAGING)
}

/// The paths under which an operation is found.
fn paths(operation: &Operation) -> Vec<String> {
    let second = operation.path.strip_prefix("/api/agents/{agentId}").filter(|rest| {
        ["/rooms", "/memories", "/connections"]
            .iter()
            .any(|part| rest.starts_with(part))
    });
    let second = second.map(|rest| format!("/api/memory/{{agentId}}{rest}"));
    [operation.path.to_owned()].into_iter().chain(second).collect()
}

fn caller(app: &TestApp, operation: &Operation) -> Client {
    in_dialect(app.owner(), operation)
}

/// Shows the key as clients of the dialect do.
fn in_dialect(client: Client, operation: &Operation) -> Client {
    if operation.path.starts_with("/api/") {
        client.by_header()
    } else {
        client
    }
}

#[test]
fn the_tables_name_every_operation_and_no_other() {
    let documented: BTreeSet<(String, String)> = ["voice-rooms", "agents"]
        .into_iter()
        .flat_map(operations)
        .map(|one| (one.method, one.path))
        .collect();
    let called = table().flat_map(|one| paths(one).into_iter().map(|path| (one.method.to_owned(), path)));
    assert_eq!(called.collect::<BTreeSet<_>>(), documented);
}

#[tokio::test]
async fn whoever_it_is_for_can_call_every_operation() {
    let app = app().await;
    for operation in table() {
        for path in paths(operation) {
            let things = Things::make(&app).await;
            let answer = operation.call(&caller(&app, operation), &path, &things).send().await;
            assert_eq!(
                answer.status, operation.status,
                "{} {path}: {}",
                operation.method, answer.text
            );
            assert_eq!(answer.header("cache-control"), Some("no-store"), "{path}");
        }
    }
}

#[tokio::test]
async fn a_stranger_can_call_none() {
    let app = app().await;
    let things = Things::make(&app).await;
    for operation in table() {
        let stranger = operation.call(&app.stranger(), operation.path, &things).send().await;
        assert_eq!(stranger.status, 401, "{} {}", operation.method, operation.path);
        assert_eq!(
            stranger.header("www-authenticate"),
            Some("Bearer"),
            "{}",
            operation.path
        );
    }
}

#[tokio::test]
async fn another_team_finds_nothing_and_changes_nothing() {
    let app = app().await;
    let things = Things::make(&app).await;
    let other = app.other_team().await;
    let before = all_of(&app, &things).await;
    for operation in table().filter(|operation| operation.names_a_thing()) {
        let answer = operation
            .call(&in_dialect(other.clone(), operation), operation.path, &things)
            .send()
            .await;
        assert_eq!(
            answer.status, 404,
            "{} {}: {}",
            operation.method, operation.path, answer.text
        );
        assert_in_shape(operation, &answer);
        assert_eq!(
            all_of(&app, &things).await,
            before,
            "{} {}",
            operation.method,
            operation.path
        );
    }
}

#[tokio::test]
async fn a_viewer_reads_and_changes_nothing() {
    let app = app().await;
    let things = Things::make(&app).await;
    for operation in table() {
        let viewer = in_dialect(app.viewer(), operation);
        let answer = operation.call(&viewer, operation.path, &things).send().await;
        // Two of the readings make something: a channel, and a credential.
        let makes = ["/dm-channel", "/token"]
            .iter()
            .any(|end| operation.path.ends_with(end));
        let expected = if operation.method == "GET" && !makes { 200 } else { 403 };
        assert_eq!(
            answer.status, expected,
            "{} {}: {}",
            operation.method, operation.path, answer.text
        );
    }
}

/// All that another team could have changed.
async fn all_of(app: &TestApp, things: &Things) -> Vec<Value> {
    let owner = app.owner().by_header();
    let (agent, room) = (&things.agent, &things.room);
    let mut all = Vec::new();
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

fn assert_in_shape(operation: &Operation, answer: &Answer) {
    let body = &answer.body;
    if operation.path.starts_with("/api/messaging") {
        assert!(body["success"] == false && body["error"].is_string(), "{body}");
    } else if operation.path.starts_with("/api/") {
        assert!(
            body["success"] == false && body["error"]["code"] == "NOT_FOUND",
            "{body}"
        );
    } else {
        assert!(body["code"] == 404 && body["message"].is_string(), "{body}");
    }
}
