//! What each role may do, and the scope of a project key.

use crate::support::{ANNA, Answer, Client, TestApp, ids, room_path, text};
use chrono::TimeDelta;
use interview_rooms::model::access::Role;
use serde_json::{Value, json};

/// Every read of a research team.
async fn reads(client: &Client, app: &TestApp, room: &Value) -> Vec<Answer> {
    let paths = [
        "/api/interviews/config".to_owned(),
        "/api/interviews/rooms".to_owned(),
        room_path(room),
        "/projects/".to_owned(),
        format!("/projects/{}", app.project),
    ];
    let mut answers = Vec::new();
    for path in paths {
        answers.push(client.get(&path).send().await);
    }
    answers
}

/// Every change of a research team, in an order in which all succeed.
async fn writes(client: &Client, app: &TestApp, room: &Value) -> Vec<Answer> {
    let (path, project) = (room_path(room), format!("/projects/{}", app.project));
    let until = json!({ "expires_at": app.now() + TimeDelta::days(1) });
    let calls = [
        client
            .post("/api/interviews/rooms")
            .json(&json!({ "project_id": app.project })),
        client.patch(&path).json(&json!({ "display_name": "new" })),
        client.post(&format!("{path}/rotate")),
        client.delete(&path),
        client.post(&format!("{path}/reopen")).json(&until),
        client.put(&project).json(&json!({ "description": "new" })),
        client.delete(&project),
    ];
    let mut answers = Vec::new();
    for call in calls {
        answers.push(call.send().await);
    }
    answers
}

#[tokio::test]
async fn owners_and_researchers_may_do_everything_with_projects_and_rooms() {
    for role in [Role::Owner, Role::Researcher] {
        let app = TestApp::start().await;
        let client = app.holder(&app.make_key(role, None).await);
        let room = app.create_room().await;
        for answer in reads(&client, &app, &room).await {
            answer.expect(200);
        }
        for answer in writes(&client, &app, &room).await {
            answer.expect(200);
        }
        app.make_project(&client, "Another").await;
    }
}

#[tokio::test]
async fn a_viewer_reads_everything_and_changes_nothing() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    let before = app.rows(&room).await;
    for answer in reads(&app.viewer(), &app, &room).await {
        answer.expect(200);
    }
    for answer in writes(&app.viewer(), &app, &room).await {
        assert_eq!(answer.expect(403).detail(), "The key does not allow this");
    }
    let create = app.viewer().post("/projects/create").json(&json!({ "name": "Mine" }));
    create.send().await.expect(403);
    assert_eq!((app.rows(&room).await, app.list("").await.len()), (before, 1));
}

#[tokio::test]
async fn a_viewer_sees_no_token_no_link_and_no_address() {
    let app = TestApp::start().await;
    let rows = json!([{ "email": "ben@example.org", "external_id": "p-1" }]);
    let addressed = app
        .create_rooms(json!({ "respondents": rows, "display_name": "First" }))
        .await
        .remove(0);
    let claimed = app.create_room().await;
    app.join(&claimed, ANNA).await.expect(200);
    let mut seen = vec![app.viewer().get("/api/interviews/rooms").send().await];
    for room in [&addressed, &claimed] {
        seen.push(app.viewer().get(&room_path(room)).send().await);
        for answer in &seen {
            let token = text(room, "access_token");
            for secret in [token, "/interview/", ANNA, "ben@example.org"] {
                assert!(!answer.text.contains(secret), "{secret}");
            }
        }
    }
    for (room, shown) in [&addressed, &claimed].into_iter().zip(&seen[1..]) {
        let mut expected = app.room(room).await;
        expected["access_token"] = "".into();
        expected["url"] = "".into();
        expected["respondent_email"] = Value::Null;
        assert_eq!(shown.body, expected, "all other fields are shown");
    }
}

#[tokio::test]
async fn an_agent_key_is_rejected_by_every_team_operation() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    let before = app.rows(&room).await;
    let mut answers = reads(&app.agent(), &app, &room).await;
    answers.extend(writes(&app.agent(), &app, &room).await);
    let create = app.agent().post("/projects/create").json(&json!({ "name": "Mine" }));
    answers.push(create.send().await);
    for answer in answers {
        assert_eq!(answer.expect(403).detail(), "The key does not allow this");
    }
    assert_eq!(app.rows(&room).await, before);
}

#[tokio::test]
async fn a_project_key_sees_only_its_project() {
    let app = TestApp::start().await;
    let second = app.make_project(&app.owner(), "Second").await;
    let (mine, other) = (
        app.create_rooms(json!({ "project_id": second })).await.remove(0),
        app.create_room().await,
    );
    for role in [Role::Owner, Role::Researcher, Role::Viewer] {
        let bound = app.holder(&app.make_key(role, Some(&second)).await);
        let listed = bound.get("/api/interviews/rooms").send().await.expect(200).body;
        assert_eq!(ids(listed.as_array().unwrap()), [text(&mine, "id")]);
        let query = format!("/api/interviews/rooms?project_id={}", app.project);
        assert_eq!(bound.get(&query).send().await.expect(200).body, json!([]));
        bound.get(&room_path(&mine)).send().await.expect(200);
        bound.get(&room_path(&other)).send().await.expect(404);
        let projects = bound.get("/projects/").send().await.expect(200).body;
        assert_eq!(ids(projects.as_array().unwrap()), [second.as_str()]);
        bound
            .get(&format!("/projects/{}", app.project))
            .send()
            .await
            .expect(404);
    }
}

#[tokio::test]
async fn a_project_key_changes_nothing_outside_its_project() {
    let app = TestApp::start().await;
    let second = app.make_project(&app.owner(), "Second").await;
    let bound = app.holder(&app.make_key(Role::Researcher, Some(&second)).await);
    let room = app.create_room().await;
    let before = app.rows(&room).await;
    for answer in writes(&bound, &app, &room).await {
        answer.expect(404);
    }
    assert_eq!((app.rows(&room).await, app.list("").await.len()), (before, 1));
    let here = app.create_rooms(json!({ "project_id": second })).await.remove(0);
    bound.delete(&room_path(&here)).send().await.expect(200);
}
