//! Projects.

use crate::support::{Answer, Client, TestApp, assert_snapshot, merge, moment, text};
use chrono::TimeDelta;
use interview_rooms::model::access::Role;
use serde_json::{Value, json};

async fn create(client: &Client, request: Value) -> Answer {
    client.post("/projects/create").json(&request).send().await
}

async fn put(app: &TestApp, project: &Value, change: Value) -> Answer {
    app.researcher().put(&path(project)).json(&change).send().await
}

async fn list(client: &Client) -> Vec<Value> {
    let listed = client.get("/projects/").send().await.expect(200);
    listed.body.as_array().unwrap().clone()
}

fn path(project: &Value) -> String {
    format!("/projects/{}", text(project, "id"))
}

fn full() -> Value {
    json!({
        "name": "Planning a week", "description": "How people plan", "research_goals": "Learn how people plan",
        "interview_guide": "1. What did you plan?",
    })
}

#[tokio::test]
async fn a_project_is_created_with_all_fields_and_read_back() {
    let app = TestApp::start().await;
    let made = create(&app.researcher(), full()).await.expect(200).body;
    assert_snapshot("project", &made);
    assert_eq!(moment(&made, "created_at"), app.now());
    assert_eq!(app.viewer().get(&path(&made)).send().await.expect(200).body, made);
}

#[tokio::test]
async fn a_project_needs_only_a_name_and_texts_are_trimmed() {
    let app = TestApp::start().await;
    let made = create(&app.owner(), json!({ "name": "  Planning \n", "description": " \t " })).await;
    let made = made.expect(200).body;
    assert_eq!(text(&made, "name"), "Planning");
    for field in [
        "description",
        "research_goals",
        "interview_guide",
        "redirect_url",
        "owner_email",
    ] {
        assert_eq!(made[field], Value::Null, "{field}");
    }
    assert_eq!(
        (&made["records_count"], &made["total_reports_count"]),
        (&json!(0), &json!(0))
    );
    let longest = create(&app.owner(), json!({ "name": "é".repeat(128) })).await;
    assert_eq!(text(&longest.expect(200).body, "name").chars().count(), 128);
}

#[tokio::test]
async fn projects_are_listed_newest_first_and_only_to_their_team() {
    let app = TestApp::start().await;
    let other = app.other_team().await;
    let theirs = app.make_project(&other, "Theirs").await;
    app.pass(TimeDelta::seconds(1));
    let second = create(&app.owner(), full()).await.expect(200).body;
    let mine = list(&app.researcher()).await;
    assert_eq!(mine[0], second);
    assert_eq!((mine.len(), text(&mine[1], "id")), (2, app.project.as_str()));
    let listed = list(&other).await;
    assert_eq!((listed.len(), text(&listed[0], "id")), (1, theirs.as_str()));
}

#[tokio::test]
async fn an_update_changes_only_the_given_fields() {
    let app = TestApp::start().await;
    let mut project = create(&app.owner(), full()).await.expect(200).body;
    app.pass(TimeDelta::days(1));
    let nothing = json!({ "name": null, "status": null, "redirect_url": null });
    for keeping in [json!({}), nothing] {
        assert_eq!(put(&app, &project, keeping).await.expect(200).body, project);
    }
    for field in ["name", "description", "status", "research_goals", "interview_guide"] {
        let change = json!({ field: "Opened" });
        merge(&mut project, change);
        let answer = put(&app, &project, json!({ field: " Opened " })).await;
        assert_eq!(answer.expect(200).body, project, "{field}");
    }
    assert_eq!(app.viewer().get(&path(&project)).send().await.body, project);
}

#[tokio::test]
async fn null_or_an_empty_text_empties_a_field_of_a_project() {
    let app = TestApp::start().await;
    let mut project = create(&app.owner(), full()).await.expect(200).body;
    for field in ["description", "research_goals", "interview_guide"] {
        for empty in [json!(null), json!(""), json!("  ")] {
            merge(&mut project, json!({ field: "Words" }));
            put(&app, &project, json!({ field: "Words" })).await.expect(200);
            merge(&mut project, json!({ field: null }));
            let answer = put(&app, &project, json!({ field: empty })).await;
            assert_eq!(answer.expect(200).body, project, "{field}: {empty}");
        }
    }
    assert_eq!(app.viewer().get(&path(&project)).send().await.body, project);
}

#[tokio::test]
async fn respondents_see_the_new_name_of_a_project() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    put(&app, &json!({ "id": app.project }), json!({ "name": "Renamed" }))
        .await
        .expect(200);
    assert_eq!(app.preview(&room).await.body["project_name"], "Renamed");
}

#[tokio::test]
async fn another_teams_project_is_not_found() {
    let app = TestApp::start().await;
    let other = app.other_team().await;
    let path = format!("/projects/{}", app.project);
    let before = app.owner().get(&path).send().await.body;
    for call in [
        other.get(&path),
        other.delete(&path),
        other.put(&path).json(&json!({ "name": "Mine" })),
    ] {
        assert_eq!(call.send().await.expect(404).detail(), "Project not found");
    }
    assert_eq!(app.owner().get(&path).send().await.expect(200).body, before);
}

#[tokio::test]
async fn a_project_key_cannot_create_projects() {
    let app = TestApp::start().await;
    for role in [Role::Owner, Role::Researcher] {
        let bound = app.holder(&app.make_key(role, Some(&app.project)).await);
        create(&bound, full()).await.expect(403);
    }
    assert_eq!(list(&app.owner()).await.len(), 1);
}
