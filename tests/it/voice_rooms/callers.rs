//! Missing keys, roles without permission and rate-limited keys.

use super::{
    CHARACTERS, ROOMS, add_participant, adding, assert_refused, character_path, listed, make_character, make_room,
    pages, participant_path, path, shown,
};
use crate::support::{Call, Client, TestApp};
use chrono::TimeDelta;
use serde_json::{Value, json};

fn reads(client: &Client, room: &Value, character: &Value) -> Vec<Call> {
    let path = path(room);
    vec![
        client.get(ROOMS),
        client.get(CHARACTERS),
        client.get(&path),
        client.get(&format!("{path}/transcript")),
        client.get(&character_path(character)),
    ]
}

/// Every call that changes something or returns a credential.
fn writes(client: &Client, room: &Value, character: &Value) -> Vec<Call> {
    let path = path(room);
    vec![
        client.post(ROOMS).json(&json!({ "name": "Mine" })),
        client.post(CHARACTERS).json(&json!({ "name": "Mine" })),
        adding(client, room, character),
        client.delete(&participant_path(room, character)),
        client.get(&format!("{path}/token")),
        client.post(&format!("{path}/start")),
        client.post(&format!("{path}/end")),
        client.delete(&path),
        client.delete(&character_path(character)),
    ]
}

/// A room with a character in it, and the character.
async fn room_with_mira(app: &TestApp) -> (Value, Value) {
    let (room, mira) = (make_room(app).await, make_character(app, "Mira").await);
    add_participant(app, &room, &mira).await;
    (shown(app, &room).await, mira)
}

async fn assert_unchanged(app: &TestApp, room: &Value, character: &Value) {
    assert_eq!(json!(listed(app).await), json!([room]));
    assert_eq!(pages(app, CHARACTERS).await, [[character.clone()]]);
}

#[tokio::test]
async fn a_missing_key_is_rejected() {
    let app = TestApp::start().await;
    let (room, mira) = room_with_mira(&app).await;
    let stranger = app.stranger();
    let all = [reads(&stranger, &room, &mira), writes(&stranger, &room, &mira)].concat();
    for call in all {
        let answer = call.send().await;
        assert_refused(&answer, 401, "Not authenticated");
        assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
    }
    assert_unchanged(&app, &room, &mira).await;
}

#[tokio::test]
async fn an_unknown_key_is_rejected_before_the_body_is_validated() {
    let app = TestApp::start().await;
    for key in ["", "sk-mf-AbCdEfGh12345678", "é", &app.owner_key()[1..]] {
        let call = app
            .stranger()
            .post(ROOMS)
            .header("authorization", &format!("Bearer {key}"));
        for call in [call.clone().json(&json!({ "name": "" })), call.json(&json!([]))] {
            assert_refused(&call.send().await, 401, "Not authenticated");
        }
    }
    let large = app.stranger().post(ROOMS).bytes(" ".repeat(2 * 1024 * 1024));
    assert_refused(&large.send().await, 401, "Not authenticated");
}

#[tokio::test]
async fn a_viewer_reads_and_changes_nothing() {
    let app = TestApp::start().await;
    let (room, mira) = room_with_mira(&app).await;
    for call in reads(&app.viewer(), &room, &mira) {
        call.send().await.expect(200);
    }
    for call in writes(&app.viewer(), &room, &mira) {
        assert_refused(&call.send().await, 403, "The key does not allow this");
    }
    assert_unchanged(&app, &room, &mira).await;
}

#[tokio::test]
async fn an_owner_may_do_everything() {
    let app = TestApp::start().await;
    let (room, mira) = room_with_mira(&app).await;
    let owner = app.owner();
    for call in reads(&owner, &room, &mira) {
        call.send().await.expect(200);
    }
    let statuses = [200, 200, 200, 200, 503, 400, 200, 200, 200];
    for (call, status) in writes(&owner, &room, &mira).into_iter().zip(statuses) {
        call.send().await.expect(status);
    }
}

#[tokio::test]
async fn a_rate_limited_key_gets_retry_after() {
    let app = TestApp::with(|config| config.limits.requests_per_second = 5).await;
    let (room, mira) = room_with_mira(&app).await;
    let client = app.owner();
    app.pass(TimeDelta::days(1));
    for call in [client.get(ROOMS), client.get(CHARACTERS)] {
        for _ in 0..5 {
            call.clone().send().await.expect(200);
        }
    }
    let all = [reads(&client, &room, &mira), writes(&client, &room, &mira)].concat();
    for call in all {
        let answer = call.send().await;
        assert_refused(&answer, 429, "Too many requests; try again later");
        assert_eq!(answer.header("retry-after"), Some("1"));
    }
    app.pass(TimeDelta::seconds(1));
    client.get(ROOMS).send().await.expect(200);
    assert_unchanged(&app, &room, &mira).await;
}
