//! Deleting an agent, a room or the rooms of a world: what is deleted and what remains.

use super::{Agent, CHANNELS, data, items, person, refused, start, texts, words};
use crate::support::{ANNA, assert_gapless, text};
use serde_json::json;

#[tokio::test]
async fn deleting_an_agent_deletes_its_rooms_and_worlds() {
    let (_app, ada) = start().await;
    let bob = Agent::make(&ada.client, "Bob").await;
    let (gone, kept) = (ada.make_room().await, bob.make_room().await);
    ada.say(&gone, &person(1), "Hello").await;
    bob.add_participants(&gone, &[&bob.id]).await.expect(404);
    ada.add_participants(&gone, &[&bob.id]).await.expect(201);
    bob.get(&format!("/rooms/{gone}")).await.expect(200);
    ada.delete("").await.expect(204);
    for room in [&gone, &ada.id] {
        refused(
            &bob.get(&format!("/rooms/{room}")).await,
            404,
            "NOT_FOUND",
            "Room not found",
        );
    }
    bob.get(&format!("/rooms/{kept}")).await.expect(200);
    let worlds = data(bob.client.get("/api/agents/worlds").send().await, 200);
    let owners = texts(&items(&worlds, "worlds"), "agentId");
    assert_eq!(owners, [&*bob.id, &*bob.id], "one of its own, and one for its room");
}

#[tokio::test]
async fn a_deleted_agent_leaves_the_rooms_of_others_and_its_messages_remain() {
    let (_app, ada) = start().await;
    let bob = Agent::make(&ada.client, "Bob").await;
    let room = bob.make_room().await;
    bob.add_participants(&room, &[&ada.id]).await.expect(201);
    ada.say(&room, &ada.id, "I was here").await;
    ada.delete("").await.expect(204);
    assert_eq!(bob.participants(&room).await, [&*bob.id]);
    assert_eq!(bob.words(&room, "").await, ["I was here"]);
    let history = bob.history(&room).await;
    assert_eq!(history, ["ROOM_JOINED", "ROOM_JOINED", "MESSAGE_SENT", "ROOM_LEFT"]);
}

#[tokio::test]
async fn a_deleted_agent_leaves_interviews_and_its_messages_remain() {
    let (app, ada) = start().await;
    let interview = app.create_room().await;
    let id = text(&interview, "id");
    ada.is_added_to(id).await;
    app.join(&interview, ANNA).await.expect(200);
    ada.say(id, &ada.id, "Welcome").await;
    ada.delete("").await.expect(204);
    let messages = data(ada.client.get(&format!("{CHANNELS}/{id}/messages")).send().await, 200);
    let said = texts(&items(&messages, "messages"), "content");
    assert!(said.contains(&"Welcome".to_owned()), "{said:?}");
    let there = data(
        ada.client.get(&format!("{CHANNELS}/{id}/participants")).send().await,
        200,
    );
    assert!(!there.as_array().unwrap().contains(&json!(ada.id)), "{there}");
    assert_eq!(app.room(&interview).await["status"], "active", "the interview goes on");
    app.leave(&interview).await.expect(200);
}

#[tokio::test]
async fn a_key_of_the_agents_project_can_delete_it_wherever_it_takes_part() {
    let (app, ada) = start().await;
    let request = json!({ "name": "Bob", "projectId": app.project });
    let bob = Agent::made_of(&ada.client, request).await;
    let room = ada.make_room().await;
    ada.add_participants(&room, &[&bob.id]).await.expect(201);
    let key = app
        .make_key(interview_rooms::model::access::Role::Owner, Some(&app.project))
        .await;
    bob.by(app.holder(&key)).delete("").await.expect(204);
    assert_eq!(
        ada.participants(&room).await,
        [&*ada.id],
        "a deleted agent takes part in no room"
    );
}

#[tokio::test]
async fn a_deleted_room_is_gone_with_its_messages() {
    let (_app, ada) = start().await;
    let (room, other) = (ada.make_room().await, ada.make_room().await);
    let said = ada.say(&room, &person(1), "Gone").await;
    ada.say(&other, &person(1), "Kept").await;
    ada.delete(&format!("/rooms/{room}")).await.expect(204);
    for answer in [
        ada.get(&format!("/rooms/{room}")).await,
        ada.delete(&format!("/rooms/{room}")).await,
        ada.get(&format!("/rooms/{room}/events")).await,
        ada.get(&format!("/rooms/{room}/participants")).await,
        ada.remember(&room, json!({ "content": { "text": "Again" } })).await,
    ] {
        refused(&answer, 404, "NOT_FOUND", "Room not found");
    }
    let memory = ada.delete(&format!("/memories/{}", text(&said, "id"))).await;
    refused(&memory, 404, "NOT_FOUND", "Memory not found");
    let left = items(&data(ada.get("/memories").await, 200), "memories");
    assert_eq!(words(&left), ["Kept"]);
}

#[tokio::test]
async fn the_rooms_of_a_world_are_deleted_for_one_agent_and_the_world_remains() {
    let (_app, ada) = start().await;
    let bob = Agent::make(&ada.client, "Bob").await;
    let world = data(ada.post("/worlds", json!({ "name": "Shared" })).await, 201)["world"].clone();
    let world = text(&world, "id");
    let in_world = json!({ "worldId": world });
    for _ in 0..3 {
        ada.room(in_world.clone()).await;
    }
    let (theirs, elsewhere) = (bob.room(in_world).await, ada.make_room().await);
    let path = format!("/worlds/{world}/rooms");
    assert_eq!(data(ada.delete(&path).await, 200), json!({ "deleted": 3 }));
    assert_eq!(data(ada.delete(&path).await, 200), json!({ "deleted": 0 }));
    assert_eq!(
        ada.rooms(&format!("?worldId={world}")).await,
        [] as [serde_json::Value; 0]
    );
    assert_eq!(texts(&ada.rooms("").await, "id").len(), 2);
    ada.get(&format!("/rooms/{elsewhere}")).await.expect(200);
    bob.get(&format!("/rooms/{}", text(&theirs, "id"))).await.expect(200);
    let worlds = items(&data(ada.get("/worlds").await, 200), "worlds");
    assert!(texts(&worlds, "id").contains(&world.to_owned()), "the world stays");
}

#[tokio::test]
async fn a_deleted_agent_cannot_be_added_to_a_room() {
    let (_app, ada) = start().await;
    let bob = Agent::make(&ada.client, "Bob").await;
    let room = bob.make_room().await;
    bob.add_participants(&room, &[&ada.id]).await.expect(201);
    ada.delete("").await.expect(204);
    let said = json!({ "entityId": ada.id, "content": { "text": "Still here" } });
    for answer in [
        bob.add_participants(&room, &[&ada.id]).await,
        bob.remember(&room, said).await,
    ] {
        refused(&answer, 404, "NOT_FOUND", "Agent not found");
    }
    assert_eq!(bob.participants(&room).await, [&*bob.id]);
    assert_eq!(bob.words(&room, "").await, [] as [&str; 0]);
}

#[tokio::test]
async fn a_deleted_room_can_be_created_again_by_its_id_and_its_events_continue() {
    let (app, ada) = start().await;
    let id = person(9);
    let connection = json!({ "entityId": person(1), "roomId": id });
    let request = json!({ "name": "Again", "roomId": id });
    ada.post("/rooms", request.clone()).await.expect(201);
    ada.say(&id, &person(1), "Gone").await;
    ada.delete(&format!("/rooms/{id}")).await.expect(204);
    ada.post("/rooms", request.clone()).await.expect(201);
    assert_eq!(ada.words(&id, "").await, [] as [&str; 0]);
    let first = ["ROOM_JOINED", "ROOM_JOINED", "MESSAGE_RECEIVED", "room.deleted"];
    assert_eq!(ada.history(&id).await, [&first[..], &["ROOM_JOINED"]].concat());
    ada.delete(&format!("/rooms/{id}")).await.expect(204);
    data(ada.post("/connections", connection).await, 200);
    assert_eq!(ada.history(&id).await.len(), 8);
    ada.delete(&format!("/rooms/{id}")).await.expect(204);
    let eve = Agent::make(&app.other_team().await, "Eve").await;
    eve.post("/rooms", request).await.expect(201);
    assert_eq!(
        eve.history(&id).await,
        ["ROOM_JOINED"],
        "the events of another team's room are its own"
    );
    assert_gapless(app.store()).await;
}

#[tokio::test]
async fn a_deleted_agent_can_be_created_again_by_its_id() {
    let (_app, ada) = start().await;
    let request = json!({ "agent": { "id": person(9), "name": "Bob" } });
    let bob = Agent::made_of(&ada.client, request.clone()).await;
    bob.delete("").await.expect(204);
    let bob = Agent::made_of(&ada.client, request).await;
    assert_eq!(bob.participants(&bob.id).await, [&*bob.id]);
    assert_eq!(
        bob.history(&bob.id).await,
        ["ROOM_JOINED", "room.deleted", "ROOM_JOINED"]
    );
}
