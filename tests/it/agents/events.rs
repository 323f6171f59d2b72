//! The events of rooms.

use super::{Agent, UNKNOWN, data, items, person, start};
use crate::support::text;
use serde_json::{Value, json};

#[tokio::test]
async fn joining_posting_and_leaving_are_recorded_as_events_in_order() {
    let (app, ada) = start().await;
    let room = ada.make_room().await;
    let anna = person(1);
    ada.add_participants(&room, &[&anna]).await.expect(201);
    let received = text(&ada.say(&room, &anna, "Hello").await, "id").to_owned();
    let sent = text(&ada.say(&room, &ada.id, "Hello, Anna").await, "id").to_owned();
    ada.remove_participant(&room, &anna).await.expect(204);
    let participant = |entity: &str| json!({ "entityId": entity, "roomId": room });
    let message = |id: &str, entity: &str, asked: Value| json!({ "messageId": id, "entityId": entity, "roomId": room, "asked": asked });
    let expected = [
        ("ROOM_JOINED", participant(&ada.id)),
        ("ROOM_JOINED", participant(&anna)),
        ("MESSAGE_RECEIVED", message(&received, &anna, json!([ada.id]))),
        ("MESSAGE_SENT", message(&sent, &ada.id, json!([]))),
        ("ROOM_LEFT", participant(&anna)),
    ];
    let now = app.now().timestamp_millis();
    let expected: Vec<Value> = (1..)
        .zip(expected)
        .map(|(sequence, (kind, payload))| {
            json!({ "sequence": sequence, "type": kind, "occurredAt": now, "payload": payload })
        })
        .collect();
    assert_eq!(ada.events(&room).await, expected);
}

#[tokio::test]
async fn deleting_and_clearing_messages_are_recorded_as_events() {
    let (_app, ada) = start().await;
    let room = ada.make_room().await;
    let said = ada.say(&room, &ada.id, "One").await;
    ada.say(&room, &ada.id, "Two").await;
    ada.delete(&format!("/memories/{}", text(&said, "id")))
        .await
        .expect(200);
    ada.delete(&format!("/memories/all/{room}")).await.expect(204);
    ada.delete(&format!("/memories/all/{room}")).await.expect(204);
    let events = ada.events(&room).await;
    let last: Vec<(&str, &Value)> = events[3..]
        .iter()
        .map(|event| (text(event, "type"), &event["payload"]))
        .collect();
    let deleted = json!({ "messageId": said["id"], "roomId": room });
    let cleared = json!({ "roomId": room, "memoryCount": 1 });
    assert_eq!(
        last,
        [("MESSAGE_DELETED", &deleted), ("CHANNEL_CLEARED", &cleared)],
        "each once"
    );
}

#[tokio::test]
async fn memories_other_than_messages_cause_no_events() {
    let (_app, ada) = start().await;
    let room = ada.make_room().await;
    for table in ["facts", "documents", "memories"] {
        let note = json!({ "tableName": table, "content": { "text": "Tea, please" } });
        data(ada.remember(&room, note).await, 201);
    }
    assert_eq!(ada.history(&room).await, ["ROOM_JOINED"]);
}

#[tokio::test]
async fn a_reader_resumes_after_the_last_event_read() {
    let (_app, ada) = start().await;
    let room = ada.make_room().await;
    for number in 0..5 {
        ada.say(&room, &ada.id, &format!("{number}")).await;
    }
    let all = ada.events(&room).await;
    let after = async |query: &str| {
        let answer = ada.get(&format!("/rooms/{room}/events{query}")).await;
        items(&data(answer, 200), "events")
    };
    assert_eq!(after("?after=4").await, all[4..]);
    assert_eq!(after("?after=2&limit=3").await, all[2..5]);
    assert_eq!(after("?after=6").await, all[6..]);
    assert_eq!(after("?after=2147483647").await, all[6..]);
    for wrong in ["?after=-1", "?after=2147483648", "?limit=0", "?limit=1001"] {
        ada.get(&format!("/rooms/{room}/events{wrong}")).await.expect(400);
    }
    ada.get(&format!("/rooms/{UNKNOWN}/events")).await.expect(404);
}

#[tokio::test]
async fn events_of_agent_rooms_are_in_the_feed_of_the_team() {
    let (app, ada) = start().await;
    let other = Agent::make(&app.other_team().await, "Bob").await;
    let room = ada.make_room().await;
    other.make_room().await;
    ada.say(&room, &person(1), "Hello").await;
    ada.delete(&format!("/rooms/{room}")).await.expect(204);
    let feed = app.feed(0).await;
    let positions: Vec<i64> = feed.iter().map(|event| event.position).collect();
    assert_eq!(positions, (1..=5).collect::<Vec<_>>());
    let kinds: Vec<&str> = feed.iter().map(|event| event.kind.into()).collect();
    let expected = [
        "participant.joined",
        "participant.joined",
        "participant.joined",
        "message.received",
        "room.deleted",
    ];
    assert_eq!(kinds, expected);
    assert!(
        feed[1..]
            .iter()
            .all(|event| event.room.to_string() == room && event.payload.is_none())
    );
    let payload = feed[0].payload.clone().expect("Ada's own room is there still");
    assert_eq!(json!(payload.0), json!({ "entity_id": ada.id, "room_id": ada.id }));
}
