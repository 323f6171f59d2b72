//! Reading a record.

use super::{guided, interviewed, record_path};
use crate::support::{ANNA, TestApp};
use chrono::TimeDelta;
use interview_rooms::model::access::Role;
use serde_json::json;

#[tokio::test]
async fn a_written_interview_becomes_a_record_with_its_transcript() {
    let app = TestApp::start().await;
    guided(&app).await;
    let room = interviewed(&app, json!({ "language": "en" })).await;
    assert_eq!(room["record_id"], room["id"]);
    let record = app.viewer().get(&record_path(&room)).send().await.expect(200).body;
    insta::assert_json_snapshot!(record, { ".id" => "[id]", ".name" => "[room]" });
}

#[tokio::test]
async fn a_record_has_the_display_name_of_its_interview() {
    let app = TestApp::start().await;
    let room = interviewed(&app, json!({ "display_name": "Anna, second round" })).await;
    let record = app.owner().get(&record_path(&room)).send().await.expect(200).body;
    assert_eq!(record["name"], "Anna, second round");
}

#[tokio::test]
async fn an_overdue_interview_is_a_record_before_the_reaper_runs() {
    let app = TestApp::start().await;
    let room = app.room_in("active").await;
    app.owner().get(&record_path(&room)).send().await.expect(404);
    app.pass(TimeDelta::hours(1));
    app.owner().get(&record_path(&room)).send().await.expect(200);
    let listed = app.owner().get("/insight/paginated").send().await.expect(200).body;
    assert_eq!(
        (&listed["total"], &listed["records"][0]["id"]),
        (&json!(1), &room["id"])
    );
    assert_eq!(listed["records"][0]["duration_sec"], json!(31.0 * 60.0));
}

#[tokio::test]
async fn an_interview_that_was_not_completed_is_no_record() {
    let app = TestApp::start().await;
    for status in ["pending", "active", "cancelled", "expired"] {
        let room = app.room_in(status).await;
        let answer = app.owner().get(&record_path(&room)).send().await.expect(404);
        assert_eq!(answer.detail(), "Record not found");
    }
}

#[tokio::test]
async fn a_record_has_one_version() {
    let app = TestApp::start().await;
    let room = app.room_in("completed").await;
    let version = |version: &str| app.owner().get(&format!("{}?version={version}", record_path(&room)));
    version("1").send().await.expect(200);
    version("2").send().await.expect(404);
    assert_eq!(version("last").send().await.wrong().len(), 1);
}

#[tokio::test]
async fn a_record_is_readable_within_its_project_and_contains_no_e_mail_address() {
    let app = TestApp::start().await;
    let room = app.room_in("completed").await;
    let other = app.make_project(&app.owner(), "Another").await;
    let bound = app.holder(&app.make_key(Role::Researcher, Some(&other)).await);
    for path in [record_path(&room), format!("{}transcript", record_path(&room))] {
        for client in [app.owner(), app.viewer()] {
            assert!(!client.get(&path).send().await.expect(200).text.contains(ANNA));
        }
        app.agent().get(&path).send().await.expect(403);
        bound.get(&path).send().await.expect(404);
        app.stranger().get(&path).send().await.expect(401);
    }
}
