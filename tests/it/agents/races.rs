//! Concurrent requests on two replicas.

use super::{Agent, data, items, person, start, texts};
use crate::support::text;
use futures_util::future::join_all;
use serde_json::json;
use std::collections::HashSet;

const ROOM: &str = "44444444-0000-4000-8000-000000000001";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn concurrent_messages_are_all_stored_with_gapless_numbers() {
    let (app, ada) = start().await;
    let replica = app.replica().await;
    let callers = [ada.clone(), ada.by(replica.owner())];
    let room = ada.make_room().await;
    let said = (0..32).map(|number| {
        let caller = callers[number % 2].clone();
        let room = room.clone();
        // Some authors post for the first time, and twice.
        async move { caller.say(&room, &person(number / 2), &format!("{number}")).await }
    });
    let said = texts(&join_all(said).await, "id");
    let kept = ada.memories(&room, "").await;
    let ids = |ids: Vec<String>| ids.into_iter().collect::<HashSet<_>>();
    assert_eq!(ids(texts(&kept, "id")), ids(said));
    let numbers = "SELECT count(*) FROM message WHERE number BETWEEN 1 AND 32";
    assert_eq!(crate::support::number(app.store(), numbers).await, 32);
    assert_eq!(
        crate::support::number(app.store(), "SELECT count(*) FROM message").await,
        32
    );
    let history = ada.history(&room).await;
    let count = |kind: &str| history.iter().filter(|one| *one == kind).count();
    assert_eq!((count("MESSAGE_RECEIVED"), count("ROOM_JOINED")), (32, 17));
    assert_eq!(ada.participants(&room).await.len(), 17);
    crate::support::assert_gapless(app.store()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn concurrent_creations_of_one_room_create_it_once() {
    let (app, ada) = start().await;
    let replica = app.replica().await;
    let callers = [ada.clone(), ada.by(replica.owner())];
    let made = (0..16).map(|number| {
        let caller = callers[number % 2].clone();
        async move {
            let request = json!({ "name": format!("Number {number}"), "roomId": ROOM });
            data(caller.post("/rooms", request).await, 201)
        }
    });
    let made = join_all(made).await;
    let names: HashSet<&str> = made.iter().map(|room| text(room, "name")).collect();
    assert_eq!(names.len(), 1, "every response has the room that was created first");
    assert_eq!(ada.history(ROOM).await, ["ROOM_JOINED"]);
    let worlds = items(&data(ada.get("/worlds").await, 200), "worlds");
    assert_eq!(worlds.len(), 2, "no other world was created");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn concurrent_posts_of_one_memory_store_it_once_and_add_participants_once() {
    let (app, ada) = start().await;
    let replica = app.replica().await;
    let callers = [ada.clone(), ada.by(replica.owner())];
    let room = ada.make_room().await;
    let calls = (0..16).map(|number| {
        let caller = callers[number % 2].clone();
        let room = room.clone();
        async move {
            let memory = json!({ "id": ROOM, "entityId": person(1), "content": { "text": "Once" } });
            data(caller.remember(&room, memory).await, 201);
            caller.add_participants(&room, &[&person(2)]).await.expect(201);
        }
    });
    join_all(calls).await;
    assert_eq!(ada.words(&room, "").await, ["Once"]);
    let mut history = ada.history(&room).await;
    history.sort_unstable();
    assert_eq!(
        history,
        ["MESSAGE_RECEIVED", "ROOM_JOINED", "ROOM_JOINED", "ROOM_JOINED"]
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_posted_during_the_deletion_of_its_room_is_deleted_with_it_or_rejected() {
    let (app, ada) = start().await;
    let bob = Agent::make(&ada.client, "Bob").await;
    for _ in 0..5 {
        let room = ada.make_room().await;
        ada.add_participants(&room, &[&bob.id]).await.expect(201);
        let said = (0..8).map(|number| {
            let words = json!({ "content": { "text": format!("{number}") } });
            bob.remember(&room, words)
        });
        let path = format!("/rooms/{room}");
        let (said, deleted) = tokio::join!(join_all(said), ada.delete(&path));
        deleted.expect(204);
        for answer in said {
            assert!([201, 404].contains(&answer.status), "{}", answer.text);
        }
        bob.get(&format!("/rooms/{room}")).await.expect(404);
    }
    let left = "SELECT count(*) FROM message";
    assert_eq!(crate::support::number(app.store(), left).await, 0);
}
