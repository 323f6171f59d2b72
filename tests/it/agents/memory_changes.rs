//! Changing, deleting and clearing memories.

use super::{Agent, UNKNOWN, data, items, person, refused, start, words};
use crate::support::text;
use serde_json::{Value, json};

#[tokio::test]
async fn content_and_metadata_of_a_memory_are_replaced() {
    let (_app, ada) = start().await;
    let room = ada.make_room().await;
    let memory = json!({ "content": { "text": "Hello", "thought": "x" }, "metadata": { "a": 1 } });
    let mut expected = data(ada.remember(&room, memory).await, 201);
    let path = format!("/memories/{}", text(&expected, "id"));
    for (change, content, metadata) in [
        (
            json!({ "content": { "text": "Bye" } }),
            json!({ "text": "Bye" }),
            json!({ "a": 1 }),
        ),
        (
            json!({ "metadata": { "b": 2 } }),
            json!({ "text": "Bye" }),
            json!({ "b": 2 }),
        ),
        (json!({}), json!({ "text": "Bye" }), json!({ "b": 2 })),
        (
            json!({ "content": { "text": "Last", "url": "u" }, "metadata": {}, "roomId": UNKNOWN, "createdAt": 1 }),
            json!({ "text": "Last", "url": "u" }),
            json!({}),
        ),
    ] {
        let changed = data(ada.patch(&path, change.clone()).await, 200);
        assert_eq!(
            changed,
            json!({ "id": expected["id"], "message": "Memory updated successfully" })
        );
        (expected["content"], expected["metadata"]) = (content, metadata);
        assert_eq!(ada.memories(&room, "").await, [expected.clone()], "{change}");
    }
    let larger = json!({ "metadata": { "k": "x".repeat(65_536) } });
    for wrong in [
        json!({ "content": {} }),
        json!({ "content": "x" }),
        json!({ "metadata": [] }),
        larger,
    ] {
        ada.patch(&path, wrong).await.expect(400);
    }
    assert_eq!(ada.memories(&room, "").await, [expected]);
}

#[tokio::test]
async fn a_memory_is_deleted_once() {
    let (_app, ada) = start().await;
    let room = ada.make_room().await;
    let gone = ada.say(&room, &person(1), "Gone").await;
    ada.say(&room, &person(1), "Kept").await;
    let path = format!("/memories/{}", text(&gone, "id"));
    let deleted = data(ada.delete(&path).await, 200);
    assert_eq!(deleted, json!({ "message": "Memory deleted successfully" }));
    assert_eq!(ada.words(&room, "").await, ["Kept"]);
    let change = json!({ "content": { "text": "x" } });
    for answer in [ada.delete(&path).await, ada.patch(&path, change.clone()).await] {
        refused(&answer, 404, "NOT_FOUND", "Memory not found");
    }
    let said = ada.say(&room, &person(1), "Next").await;
    assert_ne!(said["id"], gone["id"]);
    assert_eq!(ada.words(&room, "").await, ["Next", "Kept"]);
}

#[tokio::test]
async fn an_agent_can_change_only_memories_of_rooms_that_it_sees() {
    let (_app, ada) = start().await;
    let bob = Agent::make(&ada.client, "Bob").await;
    let room = ada.make_room().await;
    let said = ada.say(&room, &ada.id, "Mine").await;
    let path = format!("/memories/{}", text(&said, "id"));
    let change = json!({ "content": { "text": "Bob's" } });
    for answer in [bob.patch(&path, change.clone()).await, bob.delete(&path).await] {
        refused(&answer, 404, "NOT_FOUND", "Memory not found");
    }
    bob.delete(&format!("/memories/all/{room}")).await.expect(404);
    assert_eq!(ada.words(&room, "").await, ["Mine"]);
    ada.add_participants(&room, &[&bob.id]).await.expect(201);
    data(bob.patch(&path, change).await, 200);
    assert_eq!(ada.words(&room, "").await, ["Bob's"]);
}

/// Two rooms: the first with two messages and a fact, the second with a message.
async fn rooms(ada: &Agent) -> [String; 2] {
    let rooms = [ada.make_room().await, ada.make_room().await];
    ada.say(&rooms[0], &person(1), "One").await;
    ada.say(&rooms[0], &ada.id, "Two").await;
    let fact = json!({ "tableName": "facts", "content": { "text": "Fact" } });
    ada.remember(&rooms[0], fact).await.expect(201);
    ada.say(&rooms[1], &ada.id, "Three").await;
    rooms
}

#[tokio::test]
async fn clearing_a_room_deletes_all_its_memories_and_nothing_else() {
    let (_app, ada) = start().await;
    let [room, other] = rooms(&ada).await;
    ada.delete(&format!("/memories/all/{room}")).await.expect(204);
    assert_eq!(ada.memories(&room, "").await, [] as [Value; 0]);
    assert_eq!(ada.memories(&room, "?tableName=facts").await, [] as [Value; 0]);
    assert_eq!(ada.words(&other, "").await, ["Three"]);
    assert_eq!(ada.participants(&room).await.len(), 2, "the participants stay");
    ada.delete(&format!("/memories/all/{room}")).await.expect(204);
    let unknown = ada.delete(&format!("/memories/all/{UNKNOWN}")).await;
    refused(&unknown, 404, "NOT_FOUND", "Room not found");
    ada.say(&room, &ada.id, "Again").await;
    assert_eq!(ada.words(&room, "").await, ["Again"]);
}

#[tokio::test]
async fn clearing_an_agent_deletes_the_memories_of_rooms_created_for_it() {
    let (_app, ada) = start().await;
    let bob = Agent::make(&ada.client, "Bob").await;
    rooms(&ada).await;
    let theirs = bob.make_room().await;
    bob.add_participants(&theirs, &[&ada.id]).await.expect(201);
    ada.say(&theirs, &ada.id, "Elsewhere").await;
    let message = "All agent memories cleared successfully";
    let cleared = data(ada.delete("/memories").await, 200);
    assert_eq!(cleared, json!({ "deleted": 4, "message": message }));
    let left = items(&data(ada.get("/memories").await, 200), "memories");
    assert_eq!(words(&left), ["Elsewhere"]);
    let cleared = data(ada.delete("/memories").await, 200);
    assert_eq!(cleared, json!({ "deleted": 0, "message": message }));
    refused(
        &ada.other(UNKNOWN).delete("/memories").await,
        404,
        "NOT_FOUND",
        "Agent not found",
    );
}
