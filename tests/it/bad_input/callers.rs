//! Missing, unknown, expired and foreign keys.

use super::{MARK, ROOMS, create};
use crate::support::{Answer, Call, Client, TestApp, room_path, run, text};
use chrono::TimeDelta;
use interview_rooms::{
    entropy::SystemEntropy,
    model::{access::Role, api_key::ApiKey},
    teams::CreateKey,
};
use serde_json::{Value, json};

#[track_caller]
fn assert_unknown(answer: &Answer) {
    assert_eq!(answer.status, 401, "{}", answer.text);
    assert_eq!(answer.body, json!({ "detail": "Not authenticated" }));
    assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
}

#[tokio::test]
async fn a_missing_or_malformed_key_is_rejected() {
    let app = TestApp::start().await;
    assert_unknown(&app.stranger().get(ROOMS).send().await);
    let unknown = ApiKey::generate(&SystemEntropy).unwrap();
    let (known, unknown) = (app.owner_key(), unknown.expose());
    let mistyped = known.replace("ir_", "ir-");
    for value in [
        "",
        "Bearer",
        "Bearer ",
        "Basic dXNlcjpwYXNzd29yZA==",
        known,
        &format!("Basic {known}"),
        &format!("Bearer {unknown}"),
        &format!("Bearer {mistyped}"),
        &format!("Bearer {}", &known[1..]),
        &format!("Bearer {}", &known[..40]),
        &format!("Bearer {known}a"),
        &format!("Bearer {known} {known}"),
        &format!("Bearer {}", known.to_uppercase()),
        &format!("Bearer {}", "é".repeat(20)),
        &format!("Bearer {}", "a".repeat(7000)),
    ] {
        let answer = app.stranger().get(ROOMS).header("authorization", value).send().await;
        assert_unknown(&answer);
    }
}

#[tokio::test]
async fn the_authorization_scheme_is_case_insensitive() {
    let app = TestApp::start().await;
    for scheme in ["Bearer", "bearer", "BEARER"] {
        let value = format!("{scheme} {}", app.owner_key());
        let answer = app.stranger().get(ROOMS).header("authorization", &value).send().await;
        answer.expect(200);
    }
}

#[tokio::test]
async fn a_key_is_rejected_from_the_moment_it_expires() {
    let app = TestApp::start().await;
    let wanted = CreateKey {
        name: "for a day".to_owned(),
        team: Some("first team".to_owned()),
        role: Role::Viewer,
        project: None,
        expires_at: Some(app.now() + TimeDelta::days(1)),
    };
    let key = app.app.keys.create(wanted).await.unwrap();
    let holder = app.holder(key.expose());
    app.pass(TimeDelta::days(1) - TimeDelta::microseconds(1));
    holder.get(ROOMS).send().await.expect(200);
    app.pass(TimeDelta::microseconds(1));
    assert_unknown(&holder.get(ROOMS).send().await);
}

#[tokio::test]
async fn a_key_revoked_by_another_process_is_rejected_immediately() {
    let app = TestApp::start().await;
    let wanted = CreateKey {
        name: "to be revoked".to_owned(),
        team: Some("first team".to_owned()),
        role: Role::Viewer,
        project: None,
        expires_at: None,
    };
    let holder = app.holder(app.app.keys.create(wanted).await.unwrap().expose());
    holder.get(ROOMS).send().await.expect(200);

    let listed = String::from_utf8(run(app.database(), &["keys", "list"]).stdout).unwrap();
    let line = listed.lines().find(|line| line.contains("to be revoked")).unwrap();
    let id = line.split(' ').next().unwrap();
    assert!(run(app.database(), &["keys", "revoke", id]).status.success());

    assert_unknown(&holder.get(ROOMS).send().await);
    app.owner().get(ROOMS).send().await.expect(200);
}

/// Every call that names a room or a project.
fn calls(client: &Client, room: &Value, project: &str) -> Vec<Call> {
    let (room, project) = (room_path(room), format!("/projects/{project}"));
    let later = json!({ "expires_at": "2026-03-02T00:00:00Z" });
    vec![
        client.get(&room),
        client.patch(&room).json(&json!({ "display_name": "Mine" })),
        client.delete(&room),
        client.post(&format!("{room}/rotate")),
        client.post(&format!("{room}/reopen")).json(&later),
        client.get(&project),
        client.put(&project).json(&json!({ "name": "Mine" })),
        client.delete(&project),
    ]
}

#[tokio::test]
async fn objects_of_another_team_are_not_found_and_not_changed() {
    let app = TestApp::start().await;
    let (room, other) = (app.create_room().await, app.other_team().await);
    for call in calls(&other, &room, &app.project) {
        let answer = call.send().await.expect(404);
        assert!(answer.detail().ends_with("not found"), "{}", answer.text);
    }
    let request = json!({ "project_id": app.project });
    let made = other.post(ROOMS).json(&request).send().await.expect(404);
    assert_eq!(made.detail(), "Project not found");
    let filtered = format!("{ROOMS}?project_id={}", app.project);
    for path in [ROOMS, &filtered, "/projects/"] {
        assert_eq!(other.get(path).send().await.expect(200).body, json!([]), "{path}");
    }
    assert_eq!(app.room(&room).await, room);
}

#[tokio::test]
async fn a_project_key_does_not_see_other_projects() {
    let app = TestApp::start().await;
    let (room, own) = (app.create_room().await, app.make_project(&app.owner(), "Its own").await);
    let bound = app.holder(&app.make_key(Role::Owner, Some(&own)).await);
    for call in calls(&bound, &room, &app.project) {
        call.send().await.expect(404);
    }
    assert_eq!(bound.get(ROOMS).send().await.expect(200).body, json!([]));
    let made = bound
        .post(ROOMS)
        .json(&json!({ "project_id": own }))
        .send()
        .await
        .expect(200);
    assert_eq!(text(&made.body["rooms"][0], "project_id"), own);
    assert_eq!(app.room(&room).await, room);
}

#[tokio::test]
async fn without_a_key_the_body_is_not_validated() {
    let app = TestApp::start().await;
    let stranger = app.stranger();
    let json = |body: &str| stranger.post(ROOMS).json_bytes(body);
    for call in [
        json("{malformed"),
        json(""),
        json("{}"),
        json(&" ".repeat(2 * 1024 * 1024)),
        stranger.post(ROOMS).bytes("text"),
        json("{}").header("content-encoding", "gzip"),
        json("{}").header("idempotency-key", "a b"),
        stranger.get(&format!("{ROOMS}?limit={MARK}")),
        stranger.get(&format!("{ROOMS}/{MARK}")),
        stranger.put(&format!("/projects/{MARK}")),
        create_as(&stranger, &app),
    ] {
        assert_unknown(&call.send().await);
    }
    create(&app)
        .json(&json!({ "project_id": app.project }))
        .send()
        .await
        .expect(200);
}

fn create_as(client: &Client, app: &TestApp) -> Call {
    client.post(ROOMS).json(&json!({ "project_id": app.project }))
}
