//! Creating rooms for named respondents.

use crate::support::{ANNA, TestApp, as_read, assert_snapshot, ids, text};
use chrono::TimeDelta;
use serde_json::{Value, json};

/// What became of the rows of a request.
fn outcomes(answer: &Value) -> Vec<&str> {
    let rooms = answer["rooms"].as_array().unwrap().iter();
    rooms.map(|room| text(room, "outcome")).collect()
}

#[tokio::test]
async fn every_respondent_gets_a_room_in_the_order_of_the_request() {
    let app = TestApp::start().await;
    let request = json!({
        "display_name": "Spring wave",
        "respondents": [
            { "email": " Anna@Example.ORG ", "display_name": "Anna, first", "external_id": "p-1" },
            { "external_id": " p-2 ", "display_name": "  " },
            {},
        ],
    });
    let created = app.create(request).await.expect(200);
    assert_snapshot("create_for_respondents", &created.body);
    for room in &as_read(&created.body["rooms"]) {
        assert_eq!(&app.room(room).await, room);
    }
}

#[tokio::test]
async fn a_respondent_listed_twice_in_one_request_gets_one_room() {
    let app = TestApp::start().await;
    let rows = json!([{ "external_id": "p" }, { "external_id": "q" }, { "external_id": " p" }]);
    let rooms = app.create_rooms(json!({ "respondents": rows })).await;
    assert_eq!(rooms.len(), 3, "the response has a room for every row");
    assert_eq!(rooms[0], rooms[2], "both rows have one room");
    assert_ne!(rooms[0]["id"], rooms[1]["id"]);
    assert_eq!(app.list("").await.len(), 2);
}

#[tokio::test]
async fn a_respondent_with_a_room_keeps_it_until_it_has_ended_and_then_gets_a_new_one() {
    let app = TestApp::start().await;
    let names = ["pending", "active", "cancelled", "completed", "expired"];
    let row = |name: &&str| json!({ "external_id": name, "display_name": name });
    let rows: Vec<Value> = names.iter().map(row).collect();
    let before = app
        .create_rooms(json!({ "respondents": rows, "expires_in_days": 1 }))
        .await;
    app.cancel(&before[2]).await.expect(200);
    app.pass(TimeDelta::days(1) - TimeDelta::minutes(10));
    for room in [&before[1], &before[3]] {
        app.join(room, ANNA).await.expect(200);
    }
    app.leave(&before[3]).await.expect(200);
    let later = app.now() + TimeDelta::days(5);
    app.patch(&before[0], json!({ "expires_at": later })).await.expect(200);
    app.pass(TimeDelta::minutes(15));

    let mut rows: Vec<Value> = names.iter().map(|name| json!({ "external_id": name })).collect();
    rows.push(json!({ "external_id": "new" }));
    let request = json!({ "respondents": rows, "max_duration_minutes": 90, "language": "de" });
    let answer = app.create(request.clone()).await.expect(200).body;
    assert_eq!(
        outcomes(&answer),
        ["existing", "existing", "created", "created", "created", "created"]
    );
    let again = as_read(&answer["rooms"]);
    assert_eq!(ids(&again[..2]), ids(&before[..2]));
    for (room, status) in again
        .iter()
        .zip(["pending", "active", "pending", "pending", "pending", "pending"])
    {
        assert_eq!(text(room, "status"), status);
        assert_eq!(&app.room(room).await, room);
    }
    for room in &again[..2] {
        assert_eq!(room["max_duration_minutes"], 30, "an existing room is not changed");
    }
    for (new, old) in again[2..5].iter().zip(&before[2..]) {
        assert_ne!(new["id"], old["id"]);
        assert_eq!(
            (&new["external_id"], &new["max_duration_minutes"]),
            (&old["external_id"], &json!(90))
        );
        assert_eq!(
            app.room(old).await["external_id"],
            old["external_id"],
            "the ended room keeps its key"
        );
    }
    let third = app.create(request).await.expect(200).body;
    assert_eq!(outcomes(&third), ["existing"; 6]);
    assert_eq!(ids(&as_read(&third["rooms"])), ids(&again));
    assert_eq!(app.list("").await.len(), 9);
}

#[tokio::test]
async fn a_request_whose_respondents_all_have_rooms_creates_none() {
    let app = TestApp::start().await;
    let request = json!({ "respondents": [{ "external_id": "p" }, { "external_id": "q" }] });
    let before = app.create_rooms(request.clone()).await;
    assert_eq!(app.create_rooms(request).await, before);
    assert_eq!(app.list("").await.len(), 2);
}

#[tokio::test]
async fn the_same_respondent_has_a_room_in_every_project() {
    let app = TestApp::start().await;
    let request = json!({ "respondents": [{ "external_id": "p" }] });
    let here = app.create_rooms(request.clone()).await;
    let mut there = request;
    there["project_id"] = app.make_project(&app.owner(), "Second").await.into();
    assert_ne!(app.create_rooms(there).await[0]["id"], here[0]["id"]);
}

#[tokio::test]
async fn concurrent_requests_for_one_respondent_on_two_replicas_get_the_same_room() {
    let app = TestApp::start().await;
    let other = app.replica().await;
    let request = json!({ "respondents": [{}, { "external_id": "p" }] });
    let (one, two, three, four) = tokio::join!(
        app.create_rooms(request.clone()),
        other.create_rooms(request.clone()),
        app.create_rooms(request.clone()),
        other.create_rooms(request.clone())
    );
    for rooms in [&two, &three, &four] {
        assert_eq!(rooms[1]["id"], one[1]["id"]);
        assert_eq!(rooms[1]["access_token"], one[1]["access_token"]);
        assert_ne!(rooms[0]["id"], one[0]["id"]);
    }
    assert_eq!(app.list("").await.len(), 5);
}
