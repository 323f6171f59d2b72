//! The reaper: it ends due rooms, and no response depends on it.

use crate::support::{ANNA, TestApp, moment, room_path, text};
use chrono::TimeDelta;
use interview_rooms::{model::event::EventKind, store::reap::Ended};
use serde_json::{Value, json};

async fn with_batches_of(rooms: u32) -> TestApp {
    TestApp::with(|config| config.reaper.batch = rooms.try_into().unwrap()).await
}

/// Creates pending rooms that expire at intervals of one minute, the first in a minute.
async fn rooms_that_expire(app: &TestApp, count: usize) -> Vec<Value> {
    let rooms = app.create_rooms(json!({ "count": count })).await;
    for (minute, room) in (1..).zip(&rooms) {
        let expires_at = app.now() + TimeDelta::minutes(minute);
        app.patch(room, json!({ "expires_at": expires_at })).await.expect(200);
    }
    rooms
}

#[tokio::test]
async fn due_rooms_end_with_one_event_at_their_deadline_and_others_are_untouched() {
    let app = TestApp::start().await;
    let rooms = rooms_that_expire(&app, 3).await;
    let talk = app.create_rooms(json!({ "count": 2, "max_duration_minutes": 1 })).await;
    app.join(&talk[0], ANNA).await.expect(200);
    app.pass(TimeDelta::minutes(1));
    app.join(&talk[1], ANNA).await.expect(200);
    app.pass(TimeDelta::minutes(1));
    let left = [app.rows(&rooms[2]).await, app.rows(&talk[1]).await];
    assert_eq!(
        app.reap().await,
        Ended {
            expired: 2,
            completed: 1
        }
    );
    assert_eq!([app.rows(&rooms[2]).await, app.rows(&talk[1]).await], left);
    for room in [&rooms[0], &rooms[1], &talk[0]] {
        assert_eq!(app.endings(room).await, 1);
        let (room, ending) = (app.room(room).await, app.events(room).await.pop().unwrap());
        let deadline = match text(&room, "status") {
            "expired" => moment(&room, "expires_at"),
            _ => moment(&room, "started_at") + TimeDelta::minutes(2),
        };
        assert_eq!(moment(&room, "finished_at"), deadline);
        assert_eq!(ending.occurred_at, deadline);
        assert_eq!(ending.reason.unwrap().to_string(), text(&room, "end_reason"));
    }
    assert_eq!(app.reap().await, Ended::default(), "nothing is ended twice");
}

#[tokio::test]
async fn rooms_are_reaped_in_batches_oldest_deadline_first() {
    let app = with_batches_of(2).await;
    let rooms = rooms_that_expire(&app, 5).await;
    app.pass(TimeDelta::minutes(10));
    let reaper = app.app.reaper();
    for (ended, lag, more) in [(2, 9, true), (4, 7, true), (5, 5, false), (5, 0, false)] {
        let outcome = reaper.step().await.unwrap();
        assert_eq!((outcome.lag, outcome.more), (TimeDelta::minutes(lag), more));
        let mut found = Vec::new();
        for room in &rooms {
            found.push(app.endings(room).await);
        }
        let expected: Vec<usize> = (0..5).map(|place| usize::from(place < ended)).collect();
        assert_eq!(found, expected);
    }
}

#[tokio::test]
async fn one_run_reaps_everything_due_batch_by_batch() {
    let app = with_batches_of(7).await;
    app.create_rooms(json!({ "count": 50, "expires_in_days": 1 })).await;
    app.create_rooms(json!({ "count": 3, "expires_in_days": 2 })).await;
    app.pass(TimeDelta::days(1));
    assert_eq!(
        app.reap().await,
        Ended {
            expired: 50,
            completed: 0
        }
    );
    let feed = app.feed(0).await;
    assert_eq!(feed.len(), 50);
    assert!(feed.iter().all(|event| event.kind == EventKind::RoomExpired));
}

#[tokio::test]
async fn concurrent_reapers_on_replicas_end_every_room_once() {
    let app = with_batches_of(9).await;
    let other = app.replica().await;
    app.create_rooms(json!({ "count": 100, "expires_in_days": 1 })).await;
    app.pass(TimeDelta::days(1));
    let (here, there) = tokio::join!(app.reap(), other.reap());
    let rest = app.reap().await;
    assert_eq!(here.total() + there.total() + rest.total(), 100);
    assert_eq!(app.feed(0).await.len(), 100);
    for room in app.list("").await {
        assert_eq!(app.history(&room).await, ["room.expired link_expired"]);
    }
}

/// Everything that team and respondents can read of all rooms.
async fn everything(app: &TestApp, rooms: &[Value]) -> Vec<String> {
    let mut seen = Vec::new();
    for status in ["pending", "active", "completed", "expired", "cancelled"] {
        for query in [
            format!("status={status}"),
            format!("status={status}&project_id={}", app.project),
        ] {
            for reader in [app.researcher(), app.viewer()] {
                let path = format!("/api/interviews/rooms?{query}");
                seen.push(reader.get(&path).send().await.expect(200).text);
            }
        }
    }
    seen.push(
        app.researcher()
            .get("/api/interviews/rooms")
            .send()
            .await
            .expect(200)
            .text,
    );
    for room in rooms {
        seen.push(app.researcher().get(&room_path(room)).send().await.expect(200).text);
        for answer in [app.preview(room).await, app.page(room).await] {
            seen.push(format!("{} {}", answer.status, answer.text));
        }
    }
    seen
}

/// The responses of ended rooms to calls that would change them.
async fn rejections(app: &TestApp, rooms: &[Value]) -> Vec<String> {
    let mut seen = Vec::new();
    for room in rooms {
        if !["pending", "active"].contains(&text(&app.room(room).await, "status")) {
            for answer in [
                app.join(room, ANNA).await,
                app.patch(room, json!({ "display_name": "late" })).await,
                app.rotate(room).await,
            ] {
                seen.push(format!("{} {}", answer.status, answer.text));
            }
        }
    }
    seen
}

#[tokio::test]
async fn responses_are_the_same_before_and_after_reaping() {
    let app = TestApp::start().await;
    let mut rooms = app.create_rooms(json!({ "count": 2, "expires_in_days": 1 })).await;
    rooms.extend([app.room_in("completed").await, app.room_in("cancelled").await]);
    for talk in [5, 480] {
        app.pass(TimeDelta::hours(11));
        let room = app
            .create_rooms(json!({ "max_duration_minutes": talk }))
            .await
            .remove(0);
        app.join(&room, ANNA).await.expect(200);
        rooms.push(room);
    }
    rooms.extend(app.create_rooms(json!({ "count": 2 })).await);
    app.pass(TimeDelta::hours(2));
    let before = (everything(&app, &rooms).await, rejections(&app, &rooms).await);
    assert_eq!(
        app.reap().await,
        Ended {
            expired: 2,
            completed: 1
        }
    );
    let after = (everything(&app, &rooms).await, rejections(&app, &rooms).await);
    assert_eq!(before, after);
    assert_eq!(before.1.len(), 15, "five of the eight rooms have ended");
}
