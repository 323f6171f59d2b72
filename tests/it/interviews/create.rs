//! Creating rooms.

use crate::support::{PUBLIC_URL, TestApp, as_read, assert_snapshot, ids, moment, text};
use chrono::TimeDelta;
use interview_rooms::model::access::Role;
use serde_json::{Value, json};
use std::collections::HashSet;

#[tokio::test]
async fn a_request_with_only_a_project_creates_one_room_with_the_contracts_defaults() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    assert_eq!(text(&room, "status"), "pending");
    assert_eq!(room["max_duration_minutes"], 30);
    assert_eq!(moment(&room, "expires_at"), app.now() + TimeDelta::days(7));
    assert_eq!(
        text(&room, "url"),
        format!("{PUBLIC_URL}/interview/{}", text(&room, "access_token"))
    );
    assert_eq!(room, app.room(&room).await, "the response equals a later read");
}

#[tokio::test]
async fn a_hundred_rooms_have_distinct_ids_tokens_and_links() {
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

#[tokio::test]
async fn every_optional_field_is_stored_and_the_response_has_the_contracts_fields() {
    let app = TestApp::start().await;
    let request = json!({
        "count": 2, "max_duration_minutes": 45, "expires_in_days": 14, "voice": "alloy",
        "realtime_provider": "openai", "language": "en", "topics_for_respondent": "How you plan your week",
        "display_name": "Spring wave",
    });
    let created = app.create(request).await.expect(200);
    assert_snapshot("create", &created.body);
    for room in &as_read(&created.body["rooms"]) {
        assert_eq!(&app.room(room).await, room);
    }
}

#[tokio::test]
async fn texts_are_trimmed_and_blank_texts_are_null() {
    let app = TestApp::start().await;
    let fields = [
        "voice",
        "realtime_provider",
        "language",
        "topics_for_respondent",
        "display_name",
    ];
    for field in fields {
        let rooms = app.create_rooms(json!({ field: " \t some words \n" })).await;
        assert_eq!(rooms[0][field], "some words", "{field}");
        let rooms = app.create_rooms(json!({ field: " \n " })).await;
        assert_eq!(rooms[0][field], Value::Null, "{field}");
        let rooms = app.create_rooms(json!({ field: null })).await;
        assert_eq!(rooms[0][field], Value::Null, "{field}");
    }
}

#[tokio::test]
async fn the_limits_of_a_room_are_stored_as_requested() {
    let app = TestApp::start().await;
    for (minutes, days) in [(1, 1), (480, 365)] {
        let rooms = app
            .create_rooms(json!({ "max_duration_minutes": minutes, "expires_in_days": days }))
            .await;
        let room = app.room(&rooms[0]).await;
        assert_eq!(room["max_duration_minutes"], minutes);
        assert_eq!(moment(&room, "expires_at"), app.now() + TimeDelta::days(days));
    }
}

#[tokio::test]
async fn rooms_are_created_only_in_an_existing_project_of_the_caller() {
    let app = TestApp::start().await;
    let other_team = app.other_team().await;
    let theirs = app.make_project(&other_team, "Theirs").await;
    let deleted = app.make_project(&app.owner(), "Deleted").await;
    let path = format!("/projects/{deleted}");
    app.owner().delete(&path).send().await.expect(200);
    let unknown = "00000000-0000-7000-8000-000000000000";
    for project in [theirs.as_str(), &deleted, unknown] {
        for rows in [json!(null), json!([{ "external_id": "p1" }])] {
            let refused = app.create(json!({ "project_id": project, "respondents": rows })).await;
            assert_eq!(refused.expect(404).detail(), "Project not found");
        }
    }
    let elsewhere = app.make_project(&app.owner(), "Elsewhere").await;
    let bound = app.holder(&app.make_key(Role::Researcher, Some(&elsewhere)).await);
    let request = json!({ "project_id": app.project });
    let refused = bound.post("/api/interviews/rooms").json(&request).send().await;
    assert_eq!(refused.expect(404).detail(), "Project not found");
    assert_eq!(app.list("").await, Vec::<Value>::new());
}

#[tokio::test]
async fn a_failing_batch_creates_no_room_and_spares_concurrent_batches() {
    let app = TestApp::start().await;
    app.poison("poison").await;
    let rows = json!([{ "external_id": "a" }, { "external_id": "poison" }, { "external_id": "b" }]);
    let call = |rows: &Value| {
        let request = json!({ "project_id": app.project, "respondents": rows });
        app.researcher().post("/api/interviews/rooms").json(&request)
    };
    let healthy = json!([{ "external_id": "c" }]);
    let (before, failed, after) = tokio::join!(
        call(&json!([{}])).send(),
        call(&rows).send_to_fail(),
        call(&healthy).send()
    );
    failed.expect(500);
    for neighbour in [before, after] {
        neighbour.expect(200);
    }
    assert_eq!(app.list("").await.len(), 2);
    app.cure().await;
    assert_eq!(
        call(&rows).send().await.expect(200).body["rooms"]
            .as_array()
            .unwrap()
            .len(),
        3
    );
    assert_eq!(app.list("").await.len(), 5);
}
