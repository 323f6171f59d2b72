//! Deleting projects and ending their rooms.

use crate::support::{ANNA, TestApp, moment, text};
use chrono::TimeDelta;
use interview_rooms::model::access::Role;
use serde_json::{Value, json};

#[tokio::test]
async fn a_deleted_project_is_not_found_anywhere() {
    let app = TestApp::start().await;
    let deleted = app.delete_project().await.expect(200);
    assert_eq!(deleted.body, json!({ "message": "Project deleted" }));
    let (client, path) = (app.researcher(), format!("/projects/{}", app.project));
    let change = client.put(&path).json(&json!({ "name": "Back" }));
    for call in [client.delete(&path), client.get(&path), change] {
        assert_eq!(call.send().await.expect(404).detail(), "Project not found");
    }
    assert_eq!(client.get("/projects/").send().await.expect(200).body, json!([]));
}

#[tokio::test]
async fn deleting_a_project_ends_each_room_once_and_overdue_rooms_by_the_clock() {
    let app = TestApp::start().await;
    let overdue = app.create_rooms(json!({ "expires_in_days": 1 })).await.remove(0);
    app.pass(TimeDelta::hours(23));
    let talked = app.create_room().await;
    app.join(&talked, ANNA).await.expect(200);
    app.pass(TimeDelta::hours(1));
    let ended = [app.room_in("completed").await, app.room_in("cancelled").await];
    let (pending, active) = (app.room_in("pending").await, app.room_in("active").await);
    let second = app.make_project(&app.owner(), "Second").await;
    let elsewhere = app.create_rooms(json!({ "project_id": second })).await.remove(0);
    app.pass(TimeDelta::minutes(1));
    let untouched = [
        app.rows(&ended[0]).await,
        app.rows(&ended[1]).await,
        app.rows(&elsewhere).await,
    ];
    app.delete_project().await.expect(200);
    let deleted_at = app.now();
    app.pass(TimeDelta::days(30));
    for (room, status, reason, events) in [
        (&overdue, "expired", "link_expired", vec!["room.expired link_expired"]),
        (
            &talked,
            "completed",
            "time_up",
            vec!["room.started", "room.completed time_up"],
        ),
        (
            &pending,
            "cancelled",
            "project_deleted",
            vec!["room.cancelled project_deleted"],
        ),
        (
            &active,
            "cancelled",
            "project_deleted",
            vec!["room.started", "room.cancelled project_deleted"],
        ),
    ] {
        let room = app.room(room).await;
        assert_eq!((text(&room, "status"), text(&room, "end_reason")), (status, reason));
        assert_eq!(app.history(&room).await, events);
        let last = app.events(&room).await.pop().unwrap();
        assert_eq!(last.occurred_at, moment(&room, "finished_at"));
        assert_eq!(reason == "project_deleted", last.occurred_at == deleted_at);
        app.join(&room, ANNA).await.expect(410);
    }
    assert_eq!(
        [
            app.rows(&ended[0]).await,
            app.rows(&ended[1]).await,
            app.rows(&elsewhere).await
        ],
        untouched
    );
    assert_eq!(
        app.preview(&pending).await.expect(200).body["project_name"],
        Value::Null
    );
}

#[tokio::test]
async fn no_room_stays_open_in_a_project_deleted_while_rooms_are_created() {
    let app = TestApp::start().await;
    let other = app.replica().await;
    let (large, small, deleted, after) = tokio::join!(
        app.create(json!({ "count": 50 })),
        other.create(json!({ "count": 2 })),
        app.delete_project(),
        other.create(json!({ "count": 1 }))
    );
    deleted.expect(200);
    for answer in [large, small, after] {
        assert!([200, 404].contains(&answer.status), "{}", answer.text);
    }
    let open = app.list("?status=pending").await;
    assert_eq!(open, Vec::<Value>::new());
}

#[tokio::test]
async fn deleting_a_project_ends_its_agent_rooms_too() {
    let app = TestApp::start().await;
    let key = app.make_key(Role::Researcher, Some(&app.project)).await;
    let bound = app.holder(&key);
    let room = bound
        .post("/v1/rooms")
        .json(&json!({ "name": "Town Square" }))
        .send()
        .await;
    let path = format!("/v1/rooms/{}", text(&room.expect(200).body, "id"));
    let shared = app
        .owner()
        .post("/v1/rooms")
        .json(&json!({ "name": "Elsewhere" }))
        .send()
        .await;
    let shared = format!("/v1/rooms/{}", text(&shared.expect(200).body, "id"));
    app.delete_project().await.expect(200);
    let ended = app.owner().get(&path).send().await.expect(200).body;
    assert_eq!(ended["endedAt"], json!(app.now()));
    assert_eq!(
        app.owner().get(&shared).send().await.expect(200).body["endedAt"],
        Value::Null
    );
}
