//! Channels and message servers: rooms in the messaging routes.

use super::{Agent, CHANNELS, UNKNOWN, data, items, person, refused_plainly, start, texts};
use crate::support::{Answer, Client, text};
use chrono::TimeDelta;
use serde_json::{Value, json};

const OUTSIDE: &str = "77777777-0000-4000-8000-000000000001";

/// A channel with a person and Ada.
async fn channel(ada: &Agent) -> Value {
    let request = json!({
        "name": "Panel", "message_server_id": OUTSIDE, "participantCentralUserIds": [person(1), ada.id],
        "metadata": { "topic": "work" },
    });
    data(ada.client.post(CHANNELS).json(&request).send().await, 201)
}

fn of(channel: &Value, rest: &str) -> String {
    format!("{CHANNELS}/{}{rest}", text(channel, "id"))
}

async fn people(client: &Client, channel: &Value) -> Value {
    data(client.get(&of(channel, "/participants")).send().await, 200)
}

async fn say(client: &Client, channel: &Value, words: &str) -> Answer {
    let message = json!({ "author_id": person(1), "content": words, "message_server_id": OUTSIDE });
    client.post(&of(channel, "/messages")).json(&message).send().await
}

async fn said(client: &Client, channel: &Value, query: &str) -> Vec<String> {
    let listed = client.get(&of(channel, &format!("/messages{query}"))).send().await;
    texts(&items(&data(listed, 200), "messages"), "content")
}

#[tokio::test]
async fn a_channel_is_a_room_with_its_participants() {
    let (app, ada) = start().await;
    let made = channel(&ada).await;
    let expected = json!({
        "id": made["id"], "messageServerId": OUTSIDE, "name": "Panel", "type": "GROUP", "sourceType": "eliza_default",
        "metadata": { "topic": "work", "participantCentralUserIds": [person(1), ada.id] },
        "createdAt": made["createdAt"], "updatedAt": made["createdAt"],
    });
    assert_eq!(made, expected);
    assert_eq!(crate::support::moment(&made, "createdAt"), app.now());
    assert_eq!(data(ada.client.get(&of(&made, "/details")).send().await, 200), made);
    assert_eq!(people(&ada.client, &made).await, json!([person(1), ada.id]));
    let room = data(ada.get(&format!("/rooms/{}", text(&made, "id"))).await, 200);
    assert_eq!((text(&room, "name"), text(&room, "serverId")), ("Panel", OUTSIDE));
    let nameless = ada.client.post(CHANNELS).json(&json!({ "type": "GROUP" })).send().await;
    refused_plainly(&nameless, 400, "Missing required field: name");
}

#[tokio::test]
async fn an_unknown_channel_has_no_participants_and_no_messages() {
    let (_app, ada) = start().await;
    let nowhere = json!({ "id": UNKNOWN });
    assert_eq!(people(&ada.client, &nowhere).await, json!([]));
    assert_eq!(said(&ada.client, &nowhere, "").await, [] as [&str; 0]);
    let agent = json!({ "agentId": ada.id });
    let client = &ada.client;
    for call in [
        client.get(&of(&nowhere, "/details")),
        client.post(&of(&nowhere, "/agents")).json(&agent),
        client.delete(&of(&nowhere, &format!("/agents/{}", ada.id))),
        client.patch(&of(&nowhere, "")).json(&json!({ "name": "x" })),
        client.delete(&of(&nowhere, "")),
        client.delete(&of(&nowhere, "/messages")),
        client.delete(&of(&nowhere, &format!("/messages/{UNKNOWN}"))),
        client
            .post(&of(&nowhere, "/messages"))
            .json(&json!({ "author_id": person(1), "content": "x" })),
    ] {
        refused_plainly(&call.send().await, 404, "Room not found");
    }
}

#[tokio::test]
async fn agents_can_be_added_to_a_channel_and_removed() {
    let (app, ada) = start().await;
    let bob = Agent::make(&ada.client, "Bob").await;
    let channel = channel(&ada).await;
    app.pass(TimeDelta::seconds(1));
    let client = &ada.client;
    for _ in 0..2 {
        let added = client
            .post(&of(&channel, "/agents"))
            .json(&json!({ "agentId": bob.id }))
            .send()
            .await;
        let message = "Agent added to channel successfully";
        assert_eq!(
            data(added, 201),
            json!({ "channelId": channel["id"], "agentId": bob.id, "message": message })
        );
        assert_eq!(people(client, &channel).await, json!([person(1), ada.id, bob.id]));
    }
    let unknown = client
        .post(&of(&channel, "/agents"))
        .json(&json!({ "agentId": UNKNOWN }))
        .send()
        .await;
    refused_plainly(&unknown, 404, "Agent not found");
    let path = of(&channel, &format!("/agents/{}", bob.id));
    let removed = client.delete(&path).send().await;
    let message = "Agent removed from channel successfully";
    assert_eq!(
        data(removed, 200),
        json!({ "channelId": channel["id"], "agentId": bob.id, "message": message })
    );
    assert_eq!(people(client, &channel).await, json!([person(1), ada.id]));
    refused_plainly(&client.delete(&path).send().await, 404, "Participant not found");
}

#[tokio::test]
async fn updating_a_channel_replaces_its_participants_if_any_are_given() {
    let (app, ada) = start().await;
    let channel = channel(&ada).await;
    app.pass(TimeDelta::seconds(1));
    let client = &ada.client;
    let change = async |change: Value| data(client.patch(&of(&channel, "")).json(&change).send().await, 200);
    let renamed = change(json!({ "name": "New" })).await;
    assert_eq!(text(&renamed, "name"), "New");
    assert_eq!(renamed["metadata"], channel["metadata"]);
    let members = json!({ "participantCentralUserIds": [ada.id, person(2)] });
    change(members).await;
    assert_eq!(people(client, &channel).await, json!([ada.id, person(2)]));
    let changed = change(json!({ "metadata": { "topic": "play", "participantCentralUserIds": [person(9)] } })).await;
    let members = json!([ada.id, person(2)]);
    assert_eq!(
        changed["metadata"],
        json!({ "topic": "play", "participantCentralUserIds": members })
    );
    let history = ada.history(text(&channel, "id")).await;
    assert_eq!(
        history[2..],
        ["room.updated", "ROOM_LEFT", "ROOM_JOINED", "room.updated"]
    );
    change(json!({ "participantCentralUserIds": [] })).await;
    assert_eq!(people(client, &channel).await, json!([]));
}

#[tokio::test]
async fn a_message_posted_in_a_channel_is_a_memory_of_its_room() {
    let (app, ada) = start().await;
    let channel = channel(&ada).await;
    let message = json!({
        "author_id": person(1), "content": "Hello", "message_server_id": OUTSIDE, "in_reply_to_message_id": UNKNOWN,
        "raw_message": { "raw": 1 }, "metadata": { "user_display_name": "Anna" }, "source_type": "discord",
        "transport": "http",
    });
    let posted = ada
        .client
        .post(&of(&channel, "/messages"))
        .json(&message)
        .send()
        .await
        .expect(201);
    let posted = posted.body["userMessage"].clone();
    let now = app.now().timestamp_millis();
    let expected = json!({
        "id": posted["id"], "channel_id": channel["id"], "message_server_id": OUTSIDE, "author_id": person(1),
        "content": "Hello", "created_at": now, "source_type": "discord",
        "metadata": { "user_display_name": "Anna" }, "author_display_name": "Anna", "in_reply_to_message_id": UNKNOWN,
    });
    assert_eq!(posted, expected);
    let memory = ada.memories(text(&channel, "id"), "").await.remove(0);
    assert_eq!(
        (&memory["id"], text(&memory["content"], "text")),
        (&posted["id"], "Hello")
    );
    assert_eq!(text(&memory["content"], "inReplyTo"), UNKNOWN);
    let listed = data(ada.client.get(&of(&channel, "/messages")).send().await, 200)["messages"][0].clone();
    assert_eq!(
        (&listed["rawMessage"], &listed["created_at"]),
        (&json!({ "raw": 1 }), &json!(now))
    );
    assert_eq!(text(&listed, "authorId"), person(1));
    let asked = ada.events(text(&channel, "id")).await.pop().unwrap();
    assert_eq!(text(&asked, "type"), "MESSAGE_RECEIVED");
    for wrong in [
        json!({ "content": "x" }),
        json!({ "author_id": person(1) }),
        json!({ "author_id": person(1), "content": "" }),
    ] {
        let answer = ada.client.post(&of(&channel, "/messages")).json(&wrong).send().await;
        refused_plainly(&answer, 400, "Missing required fields: author_id, content");
    }
}

#[tokio::test]
async fn messages_before_a_time_are_listed_latest_first() {
    let (app, ada) = start().await;
    let channel = channel(&ada).await;
    let client = &ada.client;
    let first = app.now().timestamp_millis();
    for words in ["one", "two", "three"] {
        say(client, &channel, words).await.expect(201);
        app.pass(TimeDelta::seconds(1));
    }
    assert_eq!(said(client, &channel, "").await, ["three", "two", "one"]);
    assert_eq!(said(client, &channel, "?limit=2").await, ["three", "two"]);
    assert_eq!(
        said(client, &channel, &format!("?before={}", first + 2000)).await,
        ["two", "one"]
    );
    assert_eq!(
        said(client, &channel, &format!("?before={}", first + 2001)).await,
        ["three", "two", "one"]
    );
    assert_eq!(
        said(client, &channel, "?before=Thu%20Jan%2001%201970").await.len(),
        3,
        "a value that is not a number is ignored"
    );
    for (far, found) in [
        (i64::MIN, 0),
        (-8_334_601_228_800_000, 0),
        (-1, 0),
        (8_210_266_876_799_999, 3),
        (i64::MAX, 3),
    ] {
        let before = format!("?before={far}");
        assert_eq!(said(client, &channel, &before).await.len(), found, "{far}");
    }
    client.get(&of(&channel, "/messages?limit=0")).send().await.expect(400);
}

#[tokio::test]
async fn a_message_can_be_deleted_only_through_its_own_channel() {
    let (_app, ada) = start().await;
    let (one, other) = (channel(&ada).await, channel(&ada).await);
    let client = &ada.client;
    let posted = say(client, &one, "Hello").await.expect(201).body["userMessage"]["id"].clone();
    say(client, &one, "Kept").await.expect(201);
    let rest = format!("/messages/{}", posted.as_str().unwrap());
    let elsewhere = client.delete(&of(&other, &rest)).send().await;
    refused_plainly(&elsewhere, 404, "Memory not found");
    assert_eq!(said(client, &one, "").await, ["Kept", "Hello"]);
    client.delete(&of(&one, &rest)).send().await.expect(204);
    refused_plainly(&client.delete(&of(&one, &rest)).send().await, 404, "Memory not found");
    assert_eq!(said(client, &one, "").await, ["Kept"]);
    say(client, &other, "Other").await.expect(201);
    client.delete(&of(&one, "/messages")).send().await.expect(204);
    assert_eq!(said(client, &one, "").await, [] as [&str; 0]);
    assert_eq!(said(client, &other, "").await, ["Other"]);
    client.delete(&of(&one, "")).send().await.expect(204);
    client.get(&of(&one, "/details")).send().await.expect(404);
}
