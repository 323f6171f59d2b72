//! The participants of a room and their states.

use super::{Agent, UNKNOWN, data, items, person, refused, start, texts};
use crate::support::{number, text};
use chrono::TimeDelta;
use serde_json::{Value, json};

#[tokio::test]
async fn adding_a_participant_again_changes_nothing() {
    let (app, ada) = start().await;
    let room = ada.make_room().await;
    let path = format!("/rooms/{room}/participants");
    app.pass(TimeDelta::seconds(1));
    let anna = json!({ "entityId": person(1), "name": "Anna", "state": "MUTED" });
    let first = data(ada.post(&path, anna.clone()).await, 201);
    let participant = first["participants"][0].clone();
    let expected = json!({
        "id": participant["id"], "entityId": person(1), "kind": "member", "name": "Anna", "state": "MUTED",
        "joinedAt": app.now().timestamp_millis(),
    });
    assert_eq!(first, json!({ "participants": [expected] }));
    app.pass(TimeDelta::seconds(1));
    assert_eq!(data(ada.post(&path, anna).await, 201), first);
    let twice = data(
        ada.add_participants(&room, &[&person(1), &person(1), &ada.id]).await,
        201,
    );
    assert_eq!(
        texts(&items(&twice, "participants"), "entityId"),
        [&*person(1), &*ada.id]
    );
    assert_eq!(ada.participants(&room).await, [&*ada.id, &*person(1)]);
    assert_eq!(ada.participant_bodies(&room).await[1], expected);
    assert_eq!(ada.history(&room).await, ["ROOM_JOINED", "ROOM_JOINED"]);
}

#[tokio::test]
async fn up_to_a_thousand_participants_are_added_in_one_call() {
    let (_app, ada) = start().await;
    let room = ada.make_room().await;
    let people: Vec<String> = (0..10_000).map(person).collect();
    let people: Vec<&str> = people.iter().map(String::as_str).collect();
    let answer = ada.add_participants(&room, &people[..1001]).await;
    let too_many = "entityIds: List should have at most 1000 items, not 1001";
    refused(&answer, 400, "BAD_REQUEST", too_many);
    let both = json!({ "entityId": person(1001), "entityIds": people[..1000] });
    let answer = ada.post(&format!("/rooms/{room}/participants"), both).await;
    refused(
        &answer,
        400,
        "BAD_REQUEST",
        "entityIds: at most 1000 participants are added in one call",
    );
    let answer = ada.add_participants(&room, &people).await;
    let too_many = "entityIds: List should have at most 1000 items, not 10000";
    refused(&answer, 400, "BAD_REQUEST", too_many);
    assert_eq!(ada.participants(&room).await.len(), 1, "no participant was added");
    let added = items(
        &data(ada.add_participants(&room, &people[..1000]).await, 201),
        "participants",
    );
    assert_eq!(texts(&added, "entityId"), people[..1000]);
    assert_eq!(ada.participants(&room).await.len(), 1001);
    let answer = ada.post(&format!("/rooms/{room}/participants"), json!({})).await;
    refused(&answer, 400, "MISSING_PARAM", "entityId or entityIds is required");
}

#[tokio::test]
async fn a_room_has_at_most_ten_thousand_participants() {
    let (app, ada) = start().await;
    let room = ada.make_room().await;
    let people: Vec<String> = (1..10_002).map(person).collect();
    let people: Vec<&str> = people.iter().map(String::as_str).collect();
    for some in people[..9_998].chunks(1000) {
        ada.add_participants(&room, some).await.expect(201);
    }
    // Ada is a participant, so one more may be added.
    let full = "A room has at most 10000 participants, and at most 1000 are added in one call";
    refused(
        &ada.add_participants(&room, &people[9_998..10_000]).await,
        400,
        "BAD_REQUEST",
        full,
    );
    let twice: Vec<Value> = (0..2)
        .map(|_| json!({ "entityId": people[9_998], "content": { "text": "Hello" } }))
        .collect();
    let said = ada
        .post(&format!("/rooms/{room}/memories/batch"), json!({ "memories": twice }))
        .await;
    data(said, 201);
    let late = json!({ "entityId": people[9_999], "content": { "text": "Hello" } });
    refused(&ada.remember(&room, late).await, 400, "BAD_REQUEST", full);
    refused(
        &ada.add_participants(&room, &[people[9_999]]).await,
        400,
        "BAD_REQUEST",
        full,
    );
    ada.add_participants(&room, &people[..1000]).await.expect(201);
    assert_eq!(number(app.store(), "SELECT count(*) FROM participant").await, 10_001);
}

#[tokio::test]
async fn a_participant_that_left_is_not_listed_and_returns_as_the_same_participant() {
    let (app, ada) = start().await;
    let room = ada.make_room().await;
    app.pass(TimeDelta::seconds(1));
    ada.add_participants(&room, &[&person(1), &person(2)]).await.expect(201);
    ada.set_state(&room, &person(1), json!("MUTED")).await.expect(200);
    let before = ada.participant_bodies(&room).await;
    ada.remove_participant(&room, &person(1)).await.expect(204);
    refused(
        &ada.remove_participant(&room, &person(1)).await,
        404,
        "NOT_FOUND",
        "Participant not found",
    );
    assert_eq!(ada.participants(&room).await, [&*ada.id, &*person(2)]);
    let entities = data(ada.get(&format!("/rooms/{room}")).await, 200)["entities"].clone();
    assert_eq!(texts(entities.as_array().unwrap(), "id"), [&*ada.id, &*person(2)]);
    app.pass(TimeDelta::seconds(1));
    ada.add_participants(&room, &[&person(1)]).await.expect(201);
    let mut after = ada.participant_bodies(&room).await;
    assert_eq!(after[1]["joinedAt"], app.now().timestamp_millis());
    after[1]["joinedAt"] = before[1]["joinedAt"].clone();
    assert_eq!(after, before, "the same participant, with its state");
    let history = ada.history(&room).await;
    assert_eq!(
        history,
        ["ROOM_JOINED", "ROOM_JOINED", "ROOM_JOINED", "ROOM_LEFT", "ROOM_JOINED"]
    );
}

#[tokio::test]
async fn the_state_of_a_participant_is_followed_muted_or_none() {
    let (_app, ada) = start().await;
    let room = ada.make_room().await;
    ada.add_participants(&room, &[&person(1)]).await.expect(201);
    let path = format!("/rooms/{room}/participants/{}/state", person(1));
    assert_eq!(data(ada.get(&path).await, 200), json!({ "state": null }));
    for state in [json!("FOLLOWED"), json!("MUTED"), json!("MUTED"), Value::Null] {
        let set = data(ada.set_state(&room, &person(1), state.clone()).await, 200);
        assert_eq!(set, json!({ "state": state }));
        assert_eq!(data(ada.get(&path).await, 200), set);
    }
    for wrong in ["followed", "BOGUS", ""] {
        let answer = ada.set_state(&room, &person(1), json!(wrong)).await;
        refused(&answer, 400, "BAD_REQUEST", "state: should be FOLLOWED, MUTED or null");
    }
    ada.set_state(&room, &person(1), json!(1)).await.expect(400);
    refused(
        &ada.put(&path, json!({})).await,
        400,
        "MISSING_PARAM",
        "state is required",
    );
    assert_eq!(data(ada.get(&path).await, 200), json!({ "state": null }));
    assert_eq!(ada.history(&room).await.len(), 2, "a state is no event");
}

#[tokio::test]
async fn an_entity_outside_the_room_has_no_state() {
    let (_app, ada) = start().await;
    let room = ada.make_room().await;
    ada.add_participants(&room, &[&person(2)]).await.expect(201);
    ada.remove_participant(&room, &person(2)).await.expect(204);
    for entity in [person(1), person(2)] {
        let get = ada.get(&format!("/rooms/{room}/participants/{entity}/state")).await;
        let set = ada.set_state(&room, &entity, json!("MUTED")).await;
        for answer in [get, set] {
            refused(&answer, 404, "NOT_FOUND", "Participant not found");
        }
    }
    for answer in [
        ada.add_participants(UNKNOWN, &[&person(1)]).await,
        ada.remove_participant(UNKNOWN, &person(1)).await,
        ada.set_state(UNKNOWN, &person(1), Value::Null).await,
    ] {
        refused(&answer, 404, "NOT_FOUND", "Room not found");
    }
}

#[tokio::test]
async fn an_agent_that_left_still_finds_its_own_rooms_but_not_those_of_others() {
    let (_app, ada) = start().await;
    let bob = Agent::make(&ada.client, "Bob").await;
    let room = ada.make_room().await;
    ada.add_participants(&room, &[&bob.id]).await.expect(201);
    assert_eq!(text(&ada.participant_bodies(&room).await[1], "kind"), "agent");
    bob.remove_participant(&room, &bob.id).await.expect(204);
    refused(
        &bob.get(&format!("/rooms/{room}")).await,
        404,
        "NOT_FOUND",
        "Room not found",
    );
    ada.remove_participant(&room, &ada.id).await.expect(204);
    ada.get(&format!("/rooms/{room}")).await.expect(200);
    ada.add_participants(&room, &[&ada.id]).await.expect(201);
}

#[tokio::test]
async fn an_entity_that_became_an_agent_takes_part_as_agent_once_added_again() {
    let (_app, ada) = start().await;
    let room = ada.make_room().await;
    ada.add_participants(&room, &[&person(1)]).await.expect(201);
    let late = json!({ "agent": { "id": person(1), "name": "Late" } });
    let late = Agent::made_of(&ada.client, late).await;
    late.get(&format!("/rooms/{room}")).await.expect(404);
    ada.add_participants(&room, &[&late.id]).await.expect(201);
    late.get(&format!("/rooms/{room}")).await.expect(200);
    let participants = ada.participant_bodies(&room).await;
    let participant = participants
        .iter()
        .find(|participant| participant["entityId"] == late.id)
        .unwrap();
    assert_eq!(
        (text(participant, "kind"), text(participant, "name")),
        ("agent", "Late")
    );
    assert_eq!(
        ada.history(&room).await,
        ["ROOM_JOINED", "ROOM_JOINED"],
        "the participant joined once"
    );
}
