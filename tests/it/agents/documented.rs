//! The two routes whose documentation and whose official client differ: each address has the shape that its callers know.

use super::{Agent, UNKNOWN, data, person, refused, start, words};
use crate::support::{Answer, text};
use serde_json::{Value, json};

/// Calls as the official client does, under `/api/memory`.
impl Agent {
    async fn client_get(&self, rest: &str) -> Answer {
        self.client.get(&format!("/api/memory/{}{rest}", self.id)).send().await
    }

    async fn client_post(&self, rest: &str, body: Value) -> Answer {
        let path = format!("/api/memory/{}{rest}", self.id);
        self.client.post(&path).json(&body).send().await
    }
}

#[tokio::test]
async fn a_client_that_knows_only_the_documentation_creates_a_room_without_any_property() {
    let (_app, ada) = start().await;
    let world = text(
        &data(ada.post("/worlds", json!({ "name": "Ours" })).await, 201)["world"],
        "id",
    )
    .to_owned();
    for request in [
        json!({}),
        json!({ "name": null }),
        json!({ "name": "" }),
        json!({ "name": " " }),
    ] {
        let room = data(ada.post("/rooms", request.clone()).await, 201);
        assert_eq!(text(&room, "name"), "default", "{request}");
        assert_eq!(
            (text(&room, "type"), text(&room, "source")),
            ("DM", "client"),
            "{request}"
        );
    }
    let whole = json!({ "name": "Lounge", "worldId": world, "roomId": UNKNOWN, "entityId": person(1) });
    let room = data(ada.post("/rooms", whole).await, 201);
    assert_eq!((text(&room, "id"), text(&room, "worldId")), (UNKNOWN, world.as_str()));
    let entities = room["entities"].as_array().unwrap();
    assert!(entities.iter().any(|entity| entity["id"] == person(1)), "{room}");
    let stranger = ada.other(UNKNOWN);
    refused(
        &stranger.post("/rooms", json!({})).await,
        404,
        "NOT_FOUND",
        "Agent not found",
    );
}

#[tokio::test]
async fn a_client_that_knows_only_the_documentation_reads_an_array_of_memories() {
    let (_app, ada) = start().await;
    let room = ada.make_room().await;
    for text in ["one", "two", "three"] {
        ada.say(&room, &person(1), text).await;
    }
    let path = format!("/rooms/{room}/memories");
    let all = data(ada.get(&path).await, 200);
    assert_eq!(words(all.as_array().unwrap()), ["three", "two", "one"]);
    assert_eq!(all[0]["roomId"], room.as_str());
    let first = all[2]["createdAt"].as_i64().unwrap();
    for (query, expected) in [
        ("count=2", vec!["three", "two"]),
        ("unique=true&start=0", vec!["three", "two", "one"]),
        (&format!("end={}", first - 1), vec![]),
    ] {
        let found = data(ada.get(&format!("{path}?{query}")).await, 200);
        assert_eq!(words(found.as_array().unwrap()), expected, "{query}");
    }
    let empty = ada.make_room().await;
    assert_eq!(data(ada.get(&format!("/rooms/{empty}/memories")).await, 200), json!([]));
}

#[tokio::test]
async fn a_client_that_knows_only_the_documentation_gets_404_for_an_unknown_agent_or_room() {
    let (app, ada) = start().await;
    let unknown = format!("/rooms/{UNKNOWN}/memories");
    refused(&ada.get(&unknown).await, 404, "NOT_FOUND", "Room not found");
    refused(
        &ada.other(UNKNOWN).get(&unknown).await,
        404,
        "NOT_FOUND",
        "Agent not found",
    );
    let other = Agent::make(&app.other_team().await, "Bob").await;
    let theirs = other.make_room().await;
    let answer = ada.get(&format!("/rooms/{theirs}/memories")).await;
    refused(&answer, 404, "NOT_FOUND", "Room not found");
}

#[tokio::test]
async fn a_client_that_knows_only_the_server_names_its_rooms_and_reads_a_list_of_memories() {
    let (_app, ada) = start().await;
    for request in [
        json!({}),
        json!({ "name": null }),
        json!({ "name": "" }),
        json!({ "name": " \t" }),
    ] {
        let answer = ada.client_post("/rooms", request).await;
        refused(&answer, 400, "MISSING_PARAM", "Room name is required");
    }
    let made = data(ada.client_post("/rooms", json!({ "name": "Lounge" })).await, 201);
    let room = text(&made, "id").to_owned();
    ada.say(&room, &person(1), "Hello").await;
    let listed = data(ada.client_get(&format!("/rooms/{room}/memories")).await, 200);
    assert_eq!(words(listed["memories"].as_array().unwrap()), ["Hello"]);
    let unknown = ada.client_get(&format!("/rooms/{UNKNOWN}/memories")).await;
    assert_eq!(data(unknown, 200), json!({ "memories": [] }));
    let stranger = ada.other(UNKNOWN).client_get(&format!("/rooms/{room}/memories")).await;
    refused(&stranger, 404, "NOT_FOUND", "Agent not found");
}
