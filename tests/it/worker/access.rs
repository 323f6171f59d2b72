//! Who may call the worker routes.

use super::{fixture, joined, send};
use crate::support::{Call, Client, TestApp, text};
use interview_rooms::model::access::Role;
use serde_json::{Value, json};

const SECRET: &str = "a secret of the whole fleet";

async fn with_secret() -> TestApp {
    TestApp::with(|config| config.agents.secret = Some(SECRET.into())).await
}

fn calls(client: &Client, room: &Value) -> [Call; 2] {
    let config = format!("/api/interviews/agent-config/{}", text(room, "id"));
    let report = json!({ "interview_room_id": room["id"], "report": {} });
    [client.get(&config), client.post(super::REPORT).json(&report)]
}

#[tokio::test]
async fn only_agent_keys_may_call_the_worker_routes() {
    let app = TestApp::start().await;
    let room = joined(&app).await;
    for client in [app.owner(), app.researcher(), app.viewer()] {
        for call in calls(&client, &room) {
            assert_eq!(call.send().await.expect(403).detail(), "The key does not allow this");
        }
    }
    for call in calls(&app.agent(), &room) {
        call.send().await.expect(200);
    }
}

#[tokio::test]
async fn without_a_configured_secret_every_secret_is_rejected() {
    let app = TestApp::start().await;
    let room = joined(&app).await;
    for shown in ["", " ", "null", "None", SECRET] {
        for call in calls(&app.stranger(), &room) {
            let answer = call.header("x-agent-secret", shown).send().await.expect(401);
            assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
        }
    }
}

#[tokio::test]
async fn only_the_exact_secret_is_accepted() {
    let app = with_secret().await;
    let room = joined(&app).await;
    for shown in [
        "",
        "a",
        "A secret of the whole fleet",
        "a secret of the whole fleet.",
        "a secret of the whole flee",
    ] {
        for call in calls(&app.stranger(), &room) {
            call.header("x-agent-secret", shown).send().await.expect(401);
        }
    }
    for call in calls(&app.stranger(), &room) {
        call.header("X-Agent-Secret", SECRET).send().await.expect(200);
    }
}

#[tokio::test]
async fn a_valid_key_works_despite_a_wrong_secret() {
    let app = with_secret().await;
    let room = joined(&app).await;
    for call in calls(&app.agent(), &room) {
        call.header("x-agent-secret", "wrong").send().await.expect(200);
    }
}

#[tokio::test]
async fn the_secret_works_for_every_team_and_a_key_only_for_its_team_and_project() {
    let app = with_secret().await;
    let room = joined(&app).await;
    let other = app.make_project(&app.owner(), "Another").await;
    let bound = app.holder(&app.make_key(Role::Agent, Some(&other)).await);
    for client in [app.other_agent().await, bound] {
        for call in calls(&client, &room) {
            assert_eq!(call.send().await.expect(404).detail(), "Room not found");
        }
    }
    let other = app.other_team().await;
    let project = app.make_project(&other, "Theirs").await;
    let request = json!({ "project_id": project });
    let rooms = other
        .post("/api/interviews/rooms")
        .json(&request)
        .send()
        .await
        .expect(200);
    let theirs = &rooms.body["rooms"][0];
    for call in calls(&app.stranger(), theirs).into_iter().take(1) {
        call.header("x-agent-secret", SECRET).send().await.expect(200);
    }
}

#[tokio::test]
async fn without_credentials_the_body_is_not_validated() {
    let app = TestApp::start().await;
    let room = joined(&app).await;
    send(&app.stranger(), &room, &fixture()).await.expect(401);
    app.stranger()
        .post(super::REPORT)
        .bytes("nonsense")
        .send()
        .await
        .expect(401);
}
