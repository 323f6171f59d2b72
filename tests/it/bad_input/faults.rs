//! Internal errors: the response is constant, the cause goes to the log.

use super::ROOMS;
use crate::support::{Answer, Call, TestApp, join_path, room_path, text};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

#[track_caller]
fn assert_says_nothing(answer: &Answer) {
    assert_eq!(answer.status, 500, "{}", answer.text);
    assert_eq!(answer.body, json!({ "detail": "Internal server error" }));
}

async fn spoil(app: &TestApp, statement: &str) {
    app.store().writer().execute_unprepared(statement).await.unwrap();
}

#[tokio::test]
async fn a_failing_query_does_not_leak_into_the_response() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    spoil(&app, "ALTER TABLE room RENAME TO elsewhere").await;
    let owner = app.owner();
    let request = json!({ "project_id": app.project });
    let calls: Vec<Call> = vec![
        owner.get(ROOMS),
        owner.post(ROOMS).json(&request),
        owner.post(ROOMS).header("idempotency-key", "once").json(&request),
        owner.get(&room_path(&room)),
        owner.delete(&room_path(&room)),
        owner.get(&join_path(&room)),
        owner
            .post(&join_path(&room))
            .json(&json!({ "email": crate::support::ANNA })),
    ];
    for call in calls {
        assert_says_nothing(&call.send_to_fail().await);
    }
    let page = format!("/interview/{}", text(&room, "access_token"));
    let page = owner.get(&page).send().await.expect(500);
    assert!(page.text.contains("Something went wrong on our side"), "{}", page.text);
    assert!(!page.text.contains("table") && !page.text.contains("relation"));

    spoil(&app, "ALTER TABLE elsewhere RENAME TO room").await;
    assert_eq!(app.room(&room).await, room, "nothing was lost");
    let again = owner
        .post(ROOMS)
        .header("idempotency-key", "once")
        .json(&request)
        .send()
        .await;
    again.expect(200);
}

#[tokio::test]
async fn without_its_database_the_service_is_live_but_not_ready() {
    let app = TestApp::start().await;
    let client = app.owner();
    for path in ["/readyz", "/health"] {
        client.get(path).send().await.expect(200);
    }
    app.store().close().await;
    for path in ["/readyz", "/health"] {
        let answer = client.get(path).send().await.expect(503);
        assert_eq!(answer.body, json!({ "detail": "The database cannot be reached" }));
    }
    client.get("/livez").send().await.expect(200);
    let refused = client.get(ROOMS).send().await.expect(503);
    let sentence = "The database is unavailable at present; try again later";
    assert_eq!(refused.body, json!({ "detail": sentence }));
    assert_eq!(refused.headers["retry-after"], "5");
}

#[tokio::test]
async fn a_database_that_lacks_a_migration_makes_the_service_not_ready() {
    let app = TestApp::start().await;
    spoil(&app, "DELETE FROM seaql_migrations").await;
    let answer = app.stranger().get("/readyz").send().await.expect(503);
    assert_eq!(answer.body, json!({ "detail": "The database lacks migrations" }));
}

#[tokio::test]
async fn an_inconsistent_row_is_an_internal_error_for_itself_alone() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    spoil(&app, "UPDATE interview SET max_duration_minutes = 100000").await;
    assert_eq!(app.list("").await, [] as [Value; 0]);
    let alone = app.owner().get(&room_path(&room)).send_to_fail().await;
    let expected = "The stored data of this object is inconsistent; it can still be erased or deleted";
    assert_eq!((alone.status, alone.detail()), (500, expected));
}
