//! Events: ordered within a room, and in a team's feed from which a reader misses none.

use crate::support::{ANNA, TestApp, room_path, text};
use chrono::TimeDelta;
use futures_util::future::join_all;
use interview_rooms::{
    model::{
        access::Scope,
        event::{Event, EventKind},
        ids::RoomId,
        life_cycle::Action,
        status::EndReason,
    },
    store::{Transaction, rooms},
};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicBool, Ordering};

fn positions(feed: &[Event]) -> Vec<i64> {
    feed.iter().map(|event| event.position).collect()
}

fn rooms_of(feed: &[Event]) -> Vec<String> {
    feed.iter().map(|event| event.room.to_string()).collect()
}

#[tokio::test]
async fn a_room_records_its_life_cycle_as_events_in_order() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    assert_eq!(app.history(&room).await, [""; 0], "creating a room is no event");
    app.patch(&room, json!({ "display_name": "First" })).await.expect(200);
    app.cancel(&room).await.expect(200);
    app.reopen(&room, app.now() + TimeDelta::hours(1)).await.expect(200);
    app.pass(TimeDelta::hours(1));
    app.reopen(&room, app.now() + TimeDelta::hours(1)).await.expect(200);
    let room = app.rotate(&room).await.expect(200).body;
    app.join(&room, ANNA).await.expect(200);
    app.leave(&room).await.expect(200);
    let life = [
        "room.updated",
        "room.cancelled cancelled",
        "room.reopened",
        "room.expired link_expired",
        "room.reopened",
        "link.rotated",
        "room.started",
        "room.completed respondent_left",
    ];
    assert_eq!(app.history(&room).await, life);
}

#[tokio::test]
async fn the_feed_is_gapless_and_resumes_where_the_reader_stopped() {
    let app = TestApp::start().await;
    let rooms = app.create_rooms(json!({ "count": 5 })).await;
    for room in &rooms {
        app.join(room, ANNA).await.expect(200);
    }
    let first = app.feed(0).await;
    assert_eq!(positions(&first), [1, 2, 3, 4, 5]);
    assert_eq!(app.feed(5).await, []);
    for room in &rooms {
        app.leave(room).await.expect(200);
    }
    assert_eq!(positions(&app.feed(5).await), [6, 7, 8, 9, 10]);
    assert_eq!(positions(&app.feed(7).await), [8, 9, 10]);
    assert_eq!(app.feed(0).await[..5], first, "events that were read do not change");
}

#[tokio::test]
async fn the_feed_has_the_events_of_a_room_in_order() {
    let app = TestApp::start().await;
    let rooms = app.create_rooms(json!({ "count": 3 })).await;
    for room in &rooms {
        app.join(room, ANNA).await.expect(200);
    }
    for room in rooms.iter().rev() {
        app.leave(room).await.expect(200);
    }
    let feed = app.feed(0).await;
    for room in &rooms {
        let of_room: Vec<Event> = feed
            .iter()
            .filter(|event| event.room.to_string() == text(room, "id"))
            .cloned()
            .collect();
        assert_eq!(of_room, app.events(room).await);
    }
}

#[tokio::test]
async fn the_feed_contains_no_events_of_another_team() {
    let app = TestApp::start().await;
    let other = app.other_team().await;
    let project = app.make_project(&other, "Theirs").await;
    let mine = app.create_room().await;
    for _ in 0..2 {
        let request = json!({ "project_id": project });
        let theirs = other
            .post("/api/interviews/rooms")
            .json(&request)
            .send()
            .await
            .expect(200);
        other
            .delete(&room_path(&theirs.body["rooms"][0]))
            .send()
            .await
            .expect(200);
    }
    app.cancel(&mine).await.expect(200);
    let feed = app.feed(0).await;
    assert_eq!(
        (positions(&feed), rooms_of(&feed)),
        (vec![1], vec![text(&mine, "id").to_owned()])
    );
}

/// A transaction that cancels a room and is not committed yet.
async fn cancelling(app: &TestApp, room: &Value) -> Transaction {
    let transaction = app.store().begin().await.unwrap();
    let id: RoomId = text(room, "id").parse().unwrap();
    let team = app.team().await;
    let scope = Scope { team, project: None };
    let stored = rooms::lock(&transaction, scope, id).await.unwrap().unwrap();
    let mut room = stored.at(app.now()).base;
    let cancelled = room.stored.apply(Action::Cancel(EndReason::Cancelled), app.now());
    rooms::change(&transaction, &mut room, &cancelled.unwrap(), app.now())
        .await
        .unwrap();
    transaction
}

#[tokio::test]
async fn on_postgres_a_reader_misses_nothing_when_transactions_commit_out_of_order() {
    let app = TestApp::start().await;
    if !app.is_postgres() {
        return; // SQLite has one writer: there is no other order than that of the commits.
    }
    let made = app.create_rooms(json!({ "count": 3 })).await;
    let id = |place: usize| text(&made[place], "id").to_owned();
    let early = cancelling(&app, &made[0]).await;
    let late = cancelling(&app, &made[1]).await;
    assert_eq!(app.feed(0).await, []);
    late.commit().await.unwrap();
    let feed = app.feed(0).await;
    assert_eq!((positions(&feed), rooms_of(&feed)), (vec![1], vec![id(1)]));
    app.cancel(&made[2]).await.expect(200);
    early.commit().await.unwrap();
    let rest = app.feed(1).await;
    assert_eq!((positions(&rest), rooms_of(&rest)), (vec![2, 3], vec![id(0), id(2)]));
}

#[tokio::test]
async fn a_rolled_back_transaction_leaves_no_gap() {
    let app = TestApp::start().await;
    let made = app.create_rooms(json!({ "count": 2 })).await;
    cancelling(&app, &made[0]).await.rollback().await.unwrap();
    app.cancel(&made[1]).await.expect(200);
    app.cancel(&made[0]).await.expect(200);
    assert_eq!(positions(&app.feed(0).await), [1, 2]);
    assert_eq!(app.history(&made[0]).await, ["room.cancelled cancelled"]);
}

/// Reads the feed from its start until `done`, each time after the last event read.
async fn follow(app: &TestApp, done: &AtomicBool) -> Vec<Event> {
    let mut seen: Vec<Event> = Vec::new();
    loop {
        let last_look = done.load(Ordering::Acquire);
        seen.extend(app.feed(seen.last().map_or(0, |event| event.position)).await);
        if last_look {
            return seen;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn readers_during_concurrent_writes_on_two_replicas_see_the_same_feed() {
    let app = TestApp::start().await;
    let other = app.replica().await;
    let made = app.create_rooms(json!({ "count": 40 })).await;
    let done = AtomicBool::new(false);
    let work = async {
        join_all(made.iter().enumerate().map(async |(place, room)| {
            let service = if place % 2 == 0 { &app } else { &other };
            service.join(room, ANNA).await.expect(200);
            service.leave(room).await.expect(200);
        }))
        .await;
        done.store(true, Ordering::Release);
    };
    let ((), here, there) = tokio::join!(work, follow(&app, &done), follow(&other, &done));
    assert_eq!(positions(&here), (1..=80).collect::<Vec<_>>());
    assert_eq!(here, there);
    let started = here.iter().filter(|event| event.kind == EventKind::RoomStarted);
    assert_eq!(started.count(), 40);
}
