//! Objects of another team are not found and not changed.

use super::{Agent, CHANNELS, data, items, person, refused, start, texts};
use crate::support::{Call, text};
use serde_json::{Value, json};

/// Every call of `client` that names an object.
fn calls(client: &crate::support::Client, agent: &str, room: &str, memory: &str) -> Vec<Call> {
    let path = |rest: &str| format!("/api/agents/{agent}{rest}");
    let (named, participant) = (json!({ "name": "x" }), json!({ "entityId": person(1) }));
    let (said, state) = (json!({ "content": { "text": "x" } }), json!({ "state": "MUTED" }));
    vec![
        client.get(&path("")),
        client.delete(&path("")),
        client.get(&path("/rooms")),
        client.post(&path("/rooms")).json(&named),
        client.post(&path("/rooms/batch")).json(&json!({ "rooms": [named] })),
        client.get(&path(&format!("/rooms/{room}"))),
        client.patch(&path(&format!("/rooms/{room}"))).json(&named),
        client.delete(&path(&format!("/rooms/{room}"))),
        client.get(&path(&format!("/rooms/{room}/events"))),
        client
            .post(&path("/connections"))
            .json(&json!({ "entityId": person(1), "roomId": person(2) })),
        client.get(&path(&format!("/rooms/{room}/participants"))),
        client
            .post(&path(&format!("/rooms/{room}/participants")))
            .json(&participant),
        client.delete(&path(&format!("/rooms/{room}/participants/{agent}"))),
        client.get(&path(&format!("/rooms/{room}/participants/{agent}/state"))),
        client
            .put(&path(&format!("/rooms/{room}/participants/{agent}/state")))
            .json(&state),
        client.get(&path(&format!("/rooms/{room}/memories"))),
        client.post(&path(&format!("/rooms/{room}/memories"))).json(&said),
        client
            .post(&path(&format!("/rooms/{room}/memories/batch")))
            .json(&json!({ "memories": [said] })),
        client.get(&path("/memories")),
        client.delete(&path("/memories")),
        client.delete(&path(&format!("/memories/all/{room}"))),
        client.get(&path("/worlds")),
        client.post(&path("/worlds")).json(&named),
        client.patch(&path(&format!("/worlds/{agent}"))).json(&named),
        client.delete(&path(&format!("/worlds/{agent}/rooms"))),
        client.patch(&path(&format!("/memories/{memory}"))).json(&said),
        client.delete(&path(&format!("/memories/{memory}"))),
    ]
}

/// Everything that can be read of a room and its agent.
async fn all(ada: &Agent, room: &str) -> Value {
    json!([
        data(ada.get("").await, 200),
        data(ada.get("/rooms").await, 200),
        data(ada.get("/worlds").await, 200),
        data(ada.get(&format!("/rooms/{room}")).await, 200),
        ada.memories(room, "").await,
        ada.events(room).await,
        ada.participant_bodies(room).await,
    ])
}

#[tokio::test]
async fn another_team_finds_no_agent_and_changes_nothing() {
    let (app, ada) = start().await;
    let room = ada.make_room().await;
    let said = ada.say(&room, &person(1), "Ours").await;
    let other = app.other_team().await.by_header();
    let before = all(&ada, &room).await;
    for call in calls(&other, &ada.id, &room, text(&said, "id")) {
        let answer = call.send().await.expect(404);
        assert_eq!(answer.body["error"]["code"], "NOT_FOUND", "{}", answer.text);
    }
    assert_eq!(all(&ada, &room).await, before);
    let listed = data(other.get("/api/agents").send().await, 200);
    assert_eq!(listed["agents"], json!([]));
    let worlds = data(other.get("/api/agents/worlds").send().await, 200);
    assert_eq!(worlds["worlds"], json!([]));
}

#[tokio::test]
async fn another_team_finds_no_room_and_no_memory_through_an_agent_of_its_own() {
    let (app, ada) = start().await;
    let room = ada.make_room().await;
    let said = ada.say(&room, &person(1), "Ours").await;
    let memory = text(&said, "id");
    let eve = Agent::make(&app.other_team().await, "Eve").await;
    let before = all(&ada, &room).await;
    for answer in [
        eve.get(&format!("/rooms/{room}")).await,
        eve.patch(&format!("/rooms/{room}"), json!({ "name": "x" })).await,
        eve.delete(&format!("/rooms/{room}")).await,
        eve.add_participants(&room, &[&eve.id]).await,
        eve.remove_participant(&room, &ada.id).await,
        eve.remember(&room, json!({ "content": { "text": "x" } })).await,
        eve.delete(&format!("/memories/all/{room}")).await,
    ] {
        refused(&answer, 404, "NOT_FOUND", "Room not found");
    }
    for answer in [
        eve.patch(&format!("/memories/{memory}"), json!({ "metadata": {} }))
            .await,
        eve.delete(&format!("/memories/{memory}")).await,
    ] {
        refused(&answer, 404, "NOT_FOUND", "Memory not found");
    }
    assert_eq!(eve.memories(&room, "").await, [] as [Value; 0]);
    let own = eve.make_room().await;
    // Ids are a team's own: elsewhere they are the ids of nobody and nothing.
    eve.remember(&own, json!({ "id": memory, "content": { "text": "x" } }))
        .await
        .expect(201);
    eve.add_participants(&own, &[&ada.id]).await.expect(201);
    eve.remember(&own, json!({ "entityId": ada.id, "content": { "text": "x" } }))
        .await
        .expect(201);
    eve.room(json!({ "entityId": ada.id })).await;
    let mut kinds = texts(&eve.participant_bodies(&own).await, "kind");
    kinds.sort_unstable();
    assert_eq!(kinds, ["agent", "member"]);
    assert_eq!(all(&ada, &room).await, before);
}

#[tokio::test]
async fn another_team_finds_no_channel() {
    let (app, ada) = start().await;
    let room = ada.make_room().await;
    let said = ada.say(&room, &person(1), "Ours").await;
    let other = app.other_team().await.by_header();
    let eve = Agent::make(&other, "Eve").await;
    let before = all(&ada, &room).await;
    let path = |rest: &str| format!("{CHANNELS}/{room}{rest}");
    for call in [
        other.get(&path("/details")),
        other.post(&path("/agents")).json(&json!({ "agentId": eve.id })),
        other.delete(&path(&format!("/agents/{}", ada.id))),
        other
            .patch(&path(""))
            .json(&json!({ "name": "x", "participantCentralUserIds": [] })),
        other.delete(&path("")),
        other
            .post(&path("/messages"))
            .json(&json!({ "author_id": person(1), "content": "x" })),
        other.delete(&path("/messages")),
        other.delete(&path(&format!("/messages/{}", text(&said, "id")))),
    ] {
        super::refused_plainly(&call.send().await, 404, "Room not found");
    }
    let there = data(other.get(&path("/participants")).send().await, 200);
    assert_eq!(there, json!([]), "an unknown channel has no participants");
    let messages = data(other.get(&path("/messages")).send().await, 200);
    assert_eq!(items(&messages, "messages"), [] as [Value; 0]);
    assert_eq!(all(&ada, &room).await, before);
}
