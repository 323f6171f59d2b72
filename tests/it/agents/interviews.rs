//! Agents in interviews: the team adds them, they post only as themselves, and interview turns are immutable.

use super::{Agent, CHANNELS, data, items, person, refused, start, texts};
use crate::support::{ANNA, TestApp, assert_gapless, text};
use serde_json::{Value, json};

const KEPT: &str = "What is said in an interview stays as it was said, and everybody in it speaks for themselves";

/// An active interview with the agent in it.
async fn interview(app: &TestApp, ada: &Agent) -> (Value, String) {
    let room = app.create_room().await;
    let id = text(&room, "id").to_owned();
    ada.is_added_to(&id).await;
    app.join(&room, ANNA).await.expect(200);
    (room, id)
}

/// The entity id of the respondent of an interview.
async fn respondent(ada: &Agent, room: &str) -> String {
    let participants = ada.participant_bodies(room).await;
    let respondent = participants
        .iter()
        .find(|participant| participant["kind"] == "respondent");
    text(respondent.expect("the respondent takes part"), "entityId").to_owned()
}

#[tokio::test]
async fn an_interview_is_listed_for_the_agents_that_were_added_to_it() {
    let (app, ada) = start().await;
    let interview = app
        .create_rooms(json!({ "display_name": "First talk" }))
        .await
        .remove(0);
    let id = text(&interview, "id");
    refused(
        &ada.get(&format!("/rooms/{id}")).await,
        404,
        "NOT_FOUND",
        "Room not found",
    );
    ada.is_added_to(id).await;
    let room = data(ada.get(&format!("/rooms/{id}")).await, 200);
    for (field, value) in [
        ("id", id),
        ("name", "First talk"),
        ("source", "interview"),
        ("status", "pending"),
    ] {
        assert_eq!(text(&room, field), value, "{field}");
    }
    assert!(texts(&ada.rooms("").await, "id").contains(&id.to_owned()));
    for secret in [text(&interview, "access_token"), "/interview/"] {
        assert!(!room.to_string().contains(secret), "{room}");
    }
    app.join(&interview, ANNA).await.expect(200);
    let room = ada.get(&format!("/rooms/{id}")).await;
    assert!(!room.text.contains(ANNA), "{}", room.text);
    assert_eq!(data(room, 200)["status"], "active");
}

#[tokio::test]
async fn an_agent_can_post_in_an_interview_while_it_is_active() {
    let (app, ada) = start().await;
    let room = app.create_room().await;
    let id = text(&room, "id");
    ada.is_added_to(id).await;
    let memory = || json!({ "content": { "text": "Welcome" } });
    refused(
        &ada.remember(id, memory()).await,
        409,
        "ROOM_NOT_ACTIVE",
        "The room is pending",
    );
    app.join(&room, ANNA).await.expect(200);
    let said = data(ada.remember(id, memory()).await, 201);
    assert_eq!(said["entityId"], ada.id);
    assert!(ada.words(id, "").await.contains(&"Welcome".to_owned()));
    let sent = ada.events(id).await.pop().unwrap();
    assert_eq!(text(&sent, "type"), "MESSAGE_SENT");
    assert_eq!(sent["payload"]["messageId"], said["id"]);
    app.leave(&room).await.expect(200);
    refused(
        &ada.remember(id, memory()).await,
        409,
        "ROOM_NOT_ACTIVE",
        "The room is completed",
    );
    assert_eq!(data(ada.get(&format!("/rooms/{id}")).await, 200)["status"], "completed");
}

#[tokio::test]
async fn an_interview_with_an_agent_starts_as_usual_and_the_agent_gets_the_events() {
    let (app, ada) = start().await;
    let room = app.create_room().await;
    let id = text(&room, "id");
    ada.is_added_to(id).await;
    ada.set_state(id, &ada.id, json!("FOLLOWED")).await.expect(200);
    app.join(&room, ANNA).await.expect(200);
    app.join(&room, ANNA).await.expect(200);
    let expected = [
        "participant.joined",
        "room.started",
        "participant.joined",
        "message.sent",
    ];
    assert_eq!(app.history(&room).await, expected, "the respondent joined once");
    let joined = ada.events(id).await.remove(2);
    assert_eq!(joined["payload"]["entityId"], respondent(&ada, id).await);
    let opening = ada.events(id).await.pop().unwrap();
    assert_eq!(opening["payload"]["asked"], json!([ada.id]));
    assert_eq!(ada.memories(id, "").await[0]["id"], opening["payload"]["messageId"]);
    app.leave(&room).await.expect(200);
    assert_eq!(
        app.history(&room).await.pop().unwrap(),
        "room.completed respondent_left"
    );
    assert_gapless(app.store()).await;
}

#[tokio::test]
async fn in_an_interview_an_agent_posts_only_as_itself() {
    let (app, ada) = start().await;
    let (_, id) = interview(&app, &ada).await;
    let bob = Agent::make(&ada.client, "Bob").await;
    let before = ada.memories(&id, "").await;
    for entity in [person(1), bob.id.clone(), respondent(&ada, &id).await] {
        let memory = json!({ "entityId": entity, "content": { "text": "Hello" } });
        refused(&ada.remember(&id, memory).await, 409, "INTERVIEW", KEPT);
        let message = json!({ "author_id": entity, "content": "Hello" });
        let posted = ada
            .client
            .post(&format!("{CHANNELS}/{id}/messages"))
            .json(&message)
            .send()
            .await;
        posted.expect(409);
    }
    refused(
        &bob.remember(&id, json!({ "content": { "text": "x" } })).await,
        404,
        "NOT_FOUND",
        "Room not found",
    );
    ada.remove_participant(&id, &ada.id).await.expect(204);
    ada.remember(&id, json!({ "content": { "text": "x" } }))
        .await
        .expect(404);
    ada.is_added_to(&id).await;
    assert_eq!(ada.memories(&id, "").await, before);
}

#[tokio::test]
async fn an_interview_takes_only_messages_with_text_while_it_is_active() {
    let (app, ada) = start().await;
    let (_, id) = interview(&app, &ada).await;
    for table in ["facts", "documents", "memories"] {
        let memory = json!({ "tableName": table, "content": { "text": "Fact" } });
        refused(&ada.remember(&id, memory).await, 409, "INTERVIEW", KEPT);
    }
    for content in [json!({ "text": " " }), json!({ "actions": ["WAIT"] })] {
        ada.remember(&id, json!({ "content": content })).await.expect(400);
    }
    let earlier = json!({ "content": { "text": "Earlier" }, "createdAt": 0 });
    let said = data(ada.remember(&id, earlier).await, 201);
    assert_eq!(said["createdAt"], app.now().timestamp_millis());
}

#[tokio::test]
async fn messages_of_an_interview_cannot_be_changed_or_deleted() {
    let (app, ada) = start().await;
    let (_, id) = interview(&app, &ada).await;
    let said = ada.say(&id, &ada.id, "Welcome").await;
    let before = ada.memories(&id, "").await;
    let memory = format!("/memories/{}", text(&said, "id"));
    let change = json!({ "content": { "text": "Changed" } });
    for answer in [
        ada.patch(&memory, change).await,
        ada.delete(&memory).await,
        ada.delete(&format!("/memories/all/{id}")).await,
    ] {
        refused(&answer, 409, "INTERVIEW", KEPT);
    }
    let messages = format!("{CHANNELS}/{id}/messages");
    ada.client.delete(&messages).send().await.expect(409);
    let one = format!("{messages}/{}", text(&said, "id"));
    ada.client.delete(&one).send().await.expect(409);
    let world = json!({ "name": "Mine", "metadata": { "k": 1 } });
    ada.patch(&format!("/rooms/{id}"), world).await.expect(200);
    data(ada.delete("/memories").await, 200);
    assert_eq!(ada.memories(&id, "").await, before);
    let patched = data(ada.get(&format!("/rooms/{id}")).await, 200);
    assert_eq!(
        (text(&patched, "name"), &patched["metadata"]),
        ("Mine", &json!({ "k": 1 }))
    );
}

#[tokio::test]
async fn the_respondent_cannot_be_removed_from_an_interview() {
    let (app, ada) = start().await;
    let (room, id) = interview(&app, &ada).await;
    let channel = format!("{CHANNELS}/{id}");
    let replaced = json!({ "participantCentralUserIds": [ada.id] });
    ada.client.patch(&channel).json(&replaced).send().await.expect(200);
    let anna = respondent(&ada, &id).await;
    refused(&ada.remove_participant(&id, &anna).await, 409, "INTERVIEW", KEPT);
    assert!(ada.participants(&id).await.contains(&anna));
    app.leave(&room).await.expect(200);
    let joined = data(ada.get(&format!("/rooms/{id}/events")).await, 200);
    assert!(texts(&items(&joined, "events"), "type").contains(&"room.completed".to_owned()));
    let late = ada.add_participants(&id, &[&person(1)]).await;
    refused(&late, 409, "ROOM_NOT_ACTIVE", "The room is completed");
}
