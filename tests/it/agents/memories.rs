//! Creating memories.

use super::{UNKNOWN, data, items, person, refused, start, texts};
use crate::support::text;
use serde_json::{Value, json};

const OWN_ID: &str = "55555555-0000-4000-8000-000000000001";

#[tokio::test]
async fn a_memory_needs_only_content() {
    let (app, ada) = start().await;
    let room = ada.make_room().await;
    let kept = data(
        ada.remember(&room, json!({ "content": { "text": "Hello" } })).await,
        201,
    );
    let expected = json!({
        "id": kept["id"], "type": "messages", "createdAt": app.now().timestamp_millis(),
        "content": { "text": "Hello" }, "entityId": ada.id, "agentId": ada.id, "roomId": room, "unique": true,
        "metadata": null,
    });
    assert_eq!(kept, expected);
    assert_eq!(ada.memories(&room, "").await, [expected]);
}

#[tokio::test]
async fn a_memory_is_stored_with_all_its_properties() {
    let (app, ada) = start().await;
    let room = ada.make_room().await;
    let content = json!({
        "text": "Look", "thought": "Why?", "plan": "Ask", "actions": ["REPLY", "WAIT"], "providers": ["TIME"],
        "source": "discord", "target": "x", "url": "https://example.org", "inReplyTo": UNKNOWN,
        "attachments": [{ "id": "a", "url": "https://example.org/a.png", "contentType": "image" }],
        "channelType": "GROUP", "mentionContext": { "isMention": true }, "responseMessageId": null,
        "entirely": { "unknown": [1, 2.5, null] },
    });
    let metadata = json!({ "type": "message", "tags": ["a"], "raw": { "senderId": "7" } });
    let said_at = app.now().timestamp_millis() - 1000;
    let memory = json!({
        "id": OWN_ID, "entityId": person(1), "content": content, "metadata": metadata, "unique": false,
        "createdAt": said_at, "tableName": "messages",
    });
    let kept = data(ada.remember(&room, memory).await, 201);
    assert_eq!((text(&kept, "id"), text(&kept, "entityId")), (OWN_ID, &*person(1)));
    assert_eq!((&kept["content"], &kept["metadata"]), (&content, &metadata));
    assert_eq!((&kept["unique"], &kept["createdAt"]), (&json!(false), &json!(said_at)));
    assert_eq!(ada.memories(&room, "?unique=false").await, [kept]);
}

#[tokio::test]
async fn a_memory_cannot_be_created_in_the_future() {
    let (app, ada) = start().await;
    let room = ada.make_room().await;
    let now = app.now().timestamp_millis();
    for (given, kept) in [(now + 1, now), (now, now), (0, 0), (-1, -1)] {
        let memory = json!({ "content": { "text": "x" }, "createdAt": given });
        assert_eq!(
            data(ada.remember(&room, memory).await, 201)["createdAt"],
            kept,
            "{given}"
        );
    }
    for wrong in [json!(i64::MAX), json!(i64::MIN), json!("now"), json!(1.5)] {
        let memory = json!({ "content": { "text": "x" }, "createdAt": wrong });
        ada.remember(&room, memory).await.expect(400);
    }
}

#[tokio::test]
async fn posting_the_same_id_again_returns_the_same_memory() {
    let (_app, ada) = start().await;
    let (room, other) = (ada.make_room().await, ada.make_room().await);
    let memory = json!({ "id": OWN_ID, "entityId": person(1), "content": { "text": "First" } });
    let first = data(ada.remember(&room, memory).await, 201);
    let before = ada.events(&room).await;
    let changed = json!({ "id": OWN_ID, "entityId": person(2), "content": { "text": "Second" } });
    assert_eq!(data(ada.remember(&room, changed.clone()).await, 201), first);
    let twice = json!({ "memories": [changed, changed] });
    let kept = data(ada.post(&format!("/rooms/{room}/memories/batch"), twice).await, 201);
    assert_eq!(items(&kept, "memories"), [first.clone(), first.clone()]);
    assert_eq!(ada.events(&room).await, before);
    assert_eq!(ada.memories(&room, "").await, [first]);
    let elsewhere = ada.remember(&other, changed).await;
    refused(&elsewhere, 409, "ID_TAKEN", "The id is in use; choose another");
    assert_eq!(ada.participants(&other).await, [&*ada.id]);
}

#[tokio::test]
async fn a_batch_of_memories_is_stored_in_order_and_atomically() {
    let (_app, ada) = start().await;
    let (room, other) = (ada.make_room().await, ada.make_room().await);
    let path = format!("/rooms/{room}/memories/batch");
    let memories = |count: usize| {
        let memory =
            |number: usize| json!({ "entityId": person(number % 3), "content": { "text": number.to_string() } });
        (0..count).map(memory).collect::<Vec<Value>>()
    };
    for count in [0, 101] {
        ada.post(&path, json!({ "memories": memories(count) }))
            .await
            .expect(400);
    }
    ada.remember(&other, json!({ "id": OWN_ID, "content": { "text": "x" } }))
        .await
        .expect(201);
    for (wrong, status) in [
        (json!({}), 400),
        (json!({ "content": {} }), 400),
        (json!({ "content": { "text": "x" }, "tableName": " " }), 400),
        (json!({ "content": { "text": "x" }, "id": OWN_ID }), 409),
    ] {
        let mut some = memories(2);
        some.push(wrong);
        ada.post(&path, json!({ "memories": some })).await.expect(status);
    }
    assert_eq!(
        ada.history(&room).await,
        ["ROOM_JOINED"],
        "no memory was stored and no participant was added"
    );
    let kept = items(
        &data(ada.post(&path, json!({ "memories": memories(100) })).await, 201),
        "memories",
    );
    let numbers: Vec<String> = (0..100).map(|number| number.to_string()).collect();
    assert_eq!(super::words(&kept), numbers);
    let listed = ada.words(&room, "?count=1000").await;
    assert_eq!(listed, numbers.into_iter().rev().collect::<Vec<_>>());
}

#[tokio::test]
async fn the_author_of_a_memory_becomes_a_participant() {
    let (app, ada) = start().await;
    let room = ada.make_room().await;
    app.pass(chrono::TimeDelta::seconds(1));
    ada.say(&room, &person(1), "Hello").await;
    assert_eq!(ada.participants(&room).await, [&*ada.id, &*person(1)]);
    ada.remove_participant(&room, &person(1)).await.expect(204);
    ada.say(&room, &person(1), "Back").await;
    let history = ada.history(&room).await;
    assert_eq!(
        history[1..],
        [
            "ROOM_JOINED",
            "MESSAGE_RECEIVED",
            "ROOM_LEFT",
            "ROOM_JOINED",
            "MESSAGE_RECEIVED"
        ]
    );
    assert_eq!(ada.participants(&room).await.len(), 2);
}

#[tokio::test]
async fn text_is_accepted_up_to_its_limit() {
    let (_app, ada) = start().await;
    let room = ada.make_room().await;
    let longest = "ä".repeat(100_000);
    let kept = ada.say(&room, &ada.id, &longest).await;
    assert_eq!(text(&kept["content"], "text"), longest);
    for words in [format!("{longest}a"), "a\0b".to_owned()] {
        let memory = json!({ "content": { "text": words } });
        ada.remember(&room, memory).await.expect(400);
    }
    assert_eq!(ada.memories(&room, "").await.len(), 1);
}

#[tokio::test]
async fn content_and_metadata_are_accepted_up_to_their_limits() {
    let (_app, ada) = start().await;
    let room = ada.make_room().await;
    // {"k":""} is eight bytes.
    let object = |bytes: usize| json!({ "k": "x".repeat(bytes - 8) });
    for field in ["metadata", "content"] {
        for (bytes, status) in [(65_536, 201), (65_537, 400)] {
            let mut memory = json!({ "content": { "text": "Hello" } });
            memory[field] = object(bytes);
            let answer = ada.remember(&room, memory).await.expect(status);
            if status == 400 {
                let message = format!("{field}: should have at most 65536 bytes of JSON");
                refused(&answer, 400, "BAD_REQUEST", &message);
            }
        }
    }
    let kept = ada.memories(&room, "").await;
    assert_eq!(
        (&kept[1]["metadata"], &kept[0]["content"]["k"]),
        (&object(65_536), &object(65_536)["k"])
    );
}

#[tokio::test]
async fn a_memory_without_content_is_rejected() {
    let (_app, ada) = start().await;
    let room = ada.make_room().await;
    for content in [json!({}), json!({ "text": "" }), json!({ "text": null })] {
        let answer = ada.remember(&room, json!({ "content": content })).await;
        assert_eq!(answer.expect(400).body["error"]["code"], "BAD_REQUEST", "{content}");
    }
    for content in [
        json!("Hello"),
        json!([]),
        Value::Null,
        json!({ "text": 1 }),
        json!({ "text": "x", "actions": 1 }),
    ] {
        ada.remember(&room, json!({ "content": content })).await.expect(400);
    }
    let answer = ada.remember(&room, json!({})).await;
    refused(&answer, 400, "MISSING_PARAM", "content: Field required");
    for table in ["", " ", "a\nb"] {
        let memory = json!({ "content": { "text": "x" }, "tableName": table });
        let answer = ada.remember(&room, memory).await;
        let message = "tableName: should have 1 to 100 visible characters";
        refused(&answer, 400, "BAD_REQUEST", message);
    }
    ada.remember(&room, json!({ "content": { "actions": ["REPLY"] } }))
        .await
        .expect(201);
    let unknown = ada.remember(UNKNOWN, json!({ "content": { "text": "x" } })).await;
    refused(&unknown, 404, "NOT_FOUND", "Room not found");
    assert_eq!(texts(&ada.memories(&room, "").await, "type"), ["messages"]);
}
