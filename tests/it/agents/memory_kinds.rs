//! The kind of a memory is a free name, `tableName`, which every call that takes it honours; memories one by one, and
//! counted.

use super::{Agent, data, items, person, refused, start, texts};
use crate::support::text;
use serde_json::{Value, json};

const KINDS: [&str; 3] = ["facts", "relationships", "custom table é"];

async fn keep(ada: &Agent, room: &str, kind: &str) -> String {
    let memory = json!({ "tableName": kind, "content": { "text": format!("of {kind}") } });
    let kept = data(ada.remember(room, memory).await, 201);
    assert_eq!(text(&kept, "type"), kind);
    text(&kept, "id").to_owned()
}

async fn of_kind(ada: &Agent, room: &str, kind: &str) -> Vec<Value> {
    let kind = kind.replace(' ', "%20").replace('é', "%C3%A9");
    ada.memories(room, &format!("?tableName={kind}")).await
}

#[tokio::test]
async fn any_name_is_a_kind_of_memory() {
    let (_app, ada) = start().await;
    let room = ada.make_room().await;
    for kind in KINDS {
        let id = keep(&ada, &room, kind).await;
        assert_eq!(texts(&of_kind(&ada, &room, kind).await, "id"), [id]);
    }
    assert_eq!(
        ada.memories(&room, "").await,
        [] as [Value; 0],
        "messages are a kind of their own"
    );
    for kind in ["", " ", "a\u{0}b", &"x".repeat(101)] {
        let memory = json!({ "tableName": kind, "content": { "text": "x" } });
        ada.remember(&room, memory).await.expect(400);
    }
    keep(&ada, &room, &"x".repeat(100)).await;
}

#[tokio::test]
async fn deleting_one_kind_leaves_the_others() {
    let (_app, ada) = start().await;
    for path in ["/memories/all/{room}", "/memories", "group"] {
        let room = ada.room(json!({ "worldId": person(9) })).await;
        let room = text(&room, "id");
        ada.say(room, &ada.id, "Hello").await;
        keep(&ada, room, "facts").await;
        keep(&ada, room, "relationships").await;
        let before = ada.history(room).await;
        let deleted = match path {
            "group" => {
                let group = format!("/api/memory/groups/{}/memories?tableName=facts", person(9));
                ada.client.delete(&group).send().await
            }
            path => {
                ada.delete(&format!("{}?tableName=facts", path.replace("{room}", room)))
                    .await
            }
        };
        assert!([200, 204].contains(&deleted.status), "{path}: {}", deleted.text);
        assert_eq!(of_kind(&ada, room, "facts").await, [] as [Value; 0], "{path}");
        assert_eq!(of_kind(&ada, room, "relationships").await.len(), 1, "{path}");
        assert_eq!(ada.words(room, "").await, ["Hello"], "{path}");
        assert_eq!(ada.history(room).await, before, "only messages have events");
        ada.delete(&format!("/memories/all/{room}")).await.expect(204);
        assert_eq!(
            of_kind(&ada, room, "relationships").await,
            [] as [Value; 0],
            "all kinds by default"
        );
    }
}

#[tokio::test]
async fn a_memory_is_read_by_its_id_and_memories_are_counted() {
    let (_app, ada) = start().await;
    let room = ada.make_room().await;
    let said = ada.say(&room, &person(1), "Hello").await;
    let near = json!({ "unique": false, "content": { "text": "Hello" } });
    ada.remember(&room, near).await.expect(201);
    keep(&ada, &room, "facts").await;
    let path = format!("/memories/{}", text(&said, "id"));
    assert_eq!(data(ada.get(&path).await, 200), said);
    let bob = Agent::make(&ada.client, "Bob").await;
    refused(&bob.get(&path).await, 404, "NOT_FOUND", "Memory not found");
    refused(
        &ada.other(&person(8)).get(&path).await,
        404,
        "NOT_FOUND",
        "Agent not found",
    );
    for (query, count) in [
        ("", 1),
        ("?unique=false", 2),
        ("?tableName=facts", 1),
        ("?tableName=none", 0),
    ] {
        let counted = data(ada.get(&format!("/rooms/{room}/memories/count{query}")).await, 200);
        assert_eq!(counted, json!({ "count": count }), "{query}");
    }
    for (agent, room) in [(&ada, &person(8)), (&bob, &room)] {
        let counted = agent.get(&format!("/rooms/{room}/memories/count")).await;
        refused(&counted, 404, "NOT_FOUND", "Room not found");
    }
    let all = data(ada.get("/memories").await, 200);
    assert_eq!(items(&all, "memories").len(), 2);
}
