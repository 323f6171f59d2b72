//! Erasing a record.

use super::{interviewed, record_path};
use crate::support::{TestApp, number};
use serde_json::json;

#[tokio::test]
async fn an_erased_record_is_gone_and_its_room_remains() {
    let app = TestApp::start().await;
    let room = interviewed(&app, json!({})).await;
    app.viewer().delete(&record_path(&room)).send().await.expect(403);
    app.other_team()
        .await
        .delete(&record_path(&room))
        .send()
        .await
        .expect(404);
    app.researcher().delete(&record_path(&room)).send().await.expect(200);
    let now = app.room(&room).await;
    let seen = (&now["status"], &now["record_id"], &now["respondent_email"]);
    assert_eq!(seen, (&json!("completed"), &json!(null), &json!(null)));
    assert_eq!(
        app.history(&room).await,
        ["room.started", "room.completed respondent_left", "record.erased"]
    );
    assert_eq!(number(app.store(), "SELECT COUNT(*) FROM message").await, 0);
    for path in [record_path(&room), format!("{}transcript", record_path(&room))] {
        app.owner().get(&path).send().await.expect(404);
    }
    app.owner().delete(&record_path(&room)).send().await.expect(404);
    let listed = app.owner().get("/insight/paginated").send().await.expect(200).body;
    assert_eq!(listed["total"], 0);
    let project = format!("/projects/{}", app.project);
    assert_eq!(app.owner().get(&project).send().await.body["records_count"], 0);
}
