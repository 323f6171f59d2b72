//! Creating rooms in batches and listing them.

use super::{Agent, UNKNOWN, data, items, person, refused, start, texts};
use crate::support::text;
use chrono::TimeDelta;
use serde_json::{Value, json};
use std::collections::HashSet;

fn batch(count: usize) -> Value {
    let rooms: Vec<Value> = (0..count)
        .map(|number| json!({ "name": format!("Room {number}") }))
        .collect();
    json!({ "rooms": rooms })
}

#[tokio::test]
async fn one_to_a_hundred_rooms_are_created_in_one_call() {
    let (_app, ada) = start().await;
    for count in [1, 100] {
        let made = items(&data(ada.post("/rooms/batch", batch(count)).await, 201), "rooms");
        let names: Vec<String> = (0..count).map(|number| format!("Room {number}")).collect();
        assert_eq!(texts(&made, "name"), names, "in the order of the request");
        for field in ["id", "worldId"] {
            let different: HashSet<String> = texts(&made, field).into_iter().collect();
            assert_eq!(different.len(), count, "{field}");
        }
    }
    for count in [0, 101] {
        let answer = ada.post("/rooms/batch", batch(count)).await.expect(400);
        assert_eq!(answer.body["error"]["code"], "BAD_REQUEST");
    }
    assert_eq!(ada.rooms("").await.len(), 102);
}

#[tokio::test]
async fn a_batch_of_rooms_is_created_atomically() {
    let (_app, ada) = start().await;
    for wrong in [
        json!({}),
        json!({ "name": "x", "type": "ODD" }),
        json!({ "name": "a\0b" }),
    ] {
        let request = json!({ "rooms": [{ "name": "Fine" }, wrong] });
        ada.post("/rooms/batch", request).await.expect(400);
    }
    assert_eq!(ada.rooms("").await.len(), 1, "only the agent's own room");
}

#[tokio::test]
async fn a_batch_may_contain_existing_rooms_and_duplicates() {
    let (_app, ada) = start().await;
    let there = ada.make_room().await;
    let request = json!({ "rooms": [
        { "name": "First" }, { "name": "There", "roomId": there }, { "name": "New", "roomId": UNKNOWN },
        { "name": "Again", "roomId": UNKNOWN }, { "name": "Last" },
    ] });
    let made = items(&data(ada.post("/rooms/batch", request).await, 201), "rooms");
    assert_eq!(texts(&made, "name"), ["First", "Lounge", "New", "New", "Last"]);
    assert_eq!(ada.rooms("").await.len(), 5);
}

#[tokio::test]
async fn rooms_are_listed_newest_first_in_finitely_many_pages() {
    let (app, ada) = start().await;
    let mut made = vec![ada.id.clone()];
    for _ in 0..7 {
        app.pass(TimeDelta::seconds(1));
        made.insert(0, ada.make_room().await);
    }
    assert_eq!(texts(&ada.rooms("").await, "id"), made);
    for limit in [1, 3, 4, 8, 1000] {
        let mut found = Vec::new();
        let mut cursor = String::new();
        loop {
            let page = data(ada.get(&format!("/rooms?limit={limit}{cursor}")).await, 200);
            let rooms = items(&page, "rooms");
            assert!(!rooms.is_empty() && rooms.len() <= limit);
            found.extend(texts(&rooms, "id"));
            match page["nextCursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(found, made, "{limit}");
    }
    for wrong in [
        "limit=0",
        "limit=1001",
        "limit=x",
        "cursor=x",
        "worldId=x",
        "entityIds=x",
        "roomIds=1,2",
    ] {
        let answer = ada.get(&format!("/rooms?{wrong}")).await.expect(400);
        assert_eq!(answer.body["success"], false, "{wrong}");
    }
}

#[tokio::test]
async fn a_room_in_a_list_is_shown_without_its_participants() {
    let (_app, ada) = start().await;
    let mut room = ada.room(json!({ "metadata": { "k": 1 }, "serverId": "s" })).await;
    room.as_object_mut().unwrap().remove("entities");
    assert!(ada.rooms("").await.contains(&room), "{room}");
}

#[tokio::test]
async fn rooms_can_be_filtered_by_world_participant_and_id() {
    let (_app, ada) = start().await;
    let bob = Agent::make(&ada.client, "Bob").await;
    let (anna, ben) = (person(1), person(2));
    let with = async |entities: &[&str]| {
        let room = ada.make_room().await;
        ada.add_participants(&room, entities).await.expect(201);
        room
    };
    let (with_anna, with_both) = (with(&[&anna]).await, with(&[&anna, &ben]).await);
    let (with_bob, with_ben) = (with(&[&bob.id]).await, with(&[&ben]).await);
    let theirs = bob.make_room().await;
    bob.add_participants(&theirs, &[&anna]).await.expect(201);
    ada.remove_participant(&with_ben, &ben).await.expect(204);

    let found = async |agent: &Agent, query: String| {
        let ids = texts(&agent.rooms(&query).await, "id");
        let different: HashSet<String> = ids.iter().cloned().collect();
        assert_eq!(different.len(), ids.len(), "no room is listed twice");
        different
    };
    let set = |ids: &[&String]| ids.iter().map(|id| (*id).clone()).collect::<HashSet<_>>();
    assert_eq!(
        found(&ada, format!("?entityIds={anna}")).await,
        set(&[&with_anna, &with_both])
    );
    assert_eq!(
        found(&ada, format!("?entityIds={anna},{ben}")).await,
        set(&[&with_anna, &with_both])
    );
    assert_eq!(found(&ada, format!("?entityIds={UNKNOWN}")).await, set(&[]));
    assert_eq!(found(&bob, String::new()).await, set(&[&bob.id, &with_bob, &theirs]));
    let asked = format!("?roomIds={with_bob},{theirs},{UNKNOWN},{with_ben}");
    assert_eq!(found(&ada, asked).await, set(&[&with_bob, &with_ben]));
    let world = data(ada.get(&format!("/rooms/{with_anna}")).await, 200)["worldId"].clone();
    let world = world.as_str().unwrap();
    assert_eq!(found(&ada, format!("?worldId={world}")).await, set(&[&with_anna]));
    assert_eq!(found(&ada, format!("?worldId={UNKNOWN}")).await, set(&[]));
    let narrowed = format!("?worldId={world}&entityIds={anna}");
    assert_eq!(found(&ada, narrowed).await, set(&[&with_anna]), "both must fit");
}

#[tokio::test]
async fn only_agents_have_rooms() {
    let (_app, ada) = start().await;
    let (room, anna) = (ada.make_room().await, person(1));
    ada.add_participants(&room, &[&anna]).await.expect(201);
    let as_anna = ada.other(&anna);
    for answer in [
        as_anna.get("/rooms").await,
        as_anna.get(&format!("/rooms/{room}")).await,
        as_anna.get(&format!("/rooms/{room}/memories")).await,
        as_anna.remember(&room, json!({ "content": { "text": "Hello" } })).await,
        as_anna.get("/memories").await,
        as_anna.delete(&format!("/rooms/{room}")).await,
    ] {
        refused(&answer, 404, "NOT_FOUND", "Agent not found");
    }
    assert_eq!(text(&ada.rooms("").await[0], "agentId"), ada.id);
}
