//! Creating rooms.

use crate::support::{PUBLIC_URL, TestApp, ids, moment, text};
use chrono::TimeDelta;
use serde_json::json;
use std::collections::HashSet;

#[tokio::test]
async fn a_request_with_nothing_but_a_project_makes_one_room_with_the_defaults_of_the_contract() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    assert_eq!(text(&room, "status"), "pending");
    assert_eq!(room["max_duration_minutes"], 30);
    assert_eq!(moment(&room, "expires_at"), app.now() + TimeDelta::days(7));
    assert_eq!(
        text(&room, "url"),
        format!("{PUBLIC_URL}/interview/{}", text(&room, "access_token"))
    );
    assert_eq!(room, app.room(&room).await, "the answer is what is read again");
}

#[tokio::test]
async fn a_hundred_rooms_have_a_hundred_ids_tokens_and_links() {
    let app = TestApp::start().await;
    let rooms = app.create_rooms(json!({ "count": 100 })).await;
    for field in ["id", "access_token", "url", "room_name"] {
        let distinct: HashSet<&str> = rooms.iter().map(|room| text(room, field)).collect();
        assert_eq!(distinct.len(), 100, "{field}");
    }
    let listed = app
        .researcher()
        .get("/api/interviews/rooms")
        .send()
        .await
        .expect(200)
        .body;
    let listed = listed.as_array().unwrap();
    assert_eq!(
        ids(listed).into_iter().rev().collect::<Vec<_>>(),
        ids(&rooms),
        "newest first"
    );
}
