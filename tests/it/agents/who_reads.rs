//! One rule decides who reads a room, and every list passes through it: an entity with the id of a respondent, a member or
//! an agent that has left reads nothing of an interview.

use super::{AGENTS, Agent, CHANNELS, data, items, person, refused, start, texts};
use crate::{
    conversation,
    support::{Call, Client, TestApp, text},
};
use interview_rooms::model::{ids::RoomId, memory::entity_of, turn::Speaker};
use serde_json::{Value, json};

/// What the respondent says.
const SECRET: &str = "I have never told this to anybody";

/// An interview under way, in which the respondent has said [`SECRET`].
async fn interview(app: &TestApp) -> Value {
    let room = app.create_room().await;
    let session = conversation::start(app, &room).await;
    conversation::say(app, &session, "1", SECRET).await;
    room
}

/// The entity id of a party of an interview, which everybody can compute who knows the id of the room.
fn party(room: &Value, speaker: Speaker) -> String {
    let id: RoomId = text(room, "id").parse().expect("the id of a room is a UUID");
    entity_of(id, speaker).to_string()
}

/// Every call that reads rooms, or what is in them, for an agent.
fn reads(client: &Client, agent: &str, room: &str) -> Vec<Call> {
    let paths = [
        format!("{AGENTS}/{agent}/rooms"),
        format!("{AGENTS}/{agent}/rooms?roomIds={room}"),
        format!("{AGENTS}/{agent}/rooms?entityIds={agent}"),
        format!("{AGENTS}/{agent}/rooms/{room}"),
        format!("{AGENTS}/{agent}/rooms/{room}/events"),
        format!("{AGENTS}/{agent}/rooms/{room}/participants"),
        format!("{AGENTS}/{agent}/rooms/{room}/participants/{agent}/state"),
        format!("{AGENTS}/{agent}/rooms/{room}/memories?unique=false"),
        format!("{AGENTS}/{agent}/memories"),
        format!("{AGENTS}/{agent}/memories?roomId={room}"),
        format!("{AGENTS}/{agent}/memories?channelId={room}"),
        format!("{AGENTS}/{agent}/memories?roomIds={room}"),
        format!("/api/memory/{agent}/memories"),
        format!("/api/memory/{agent}/rooms/{room}/memories"),
    ];
    paths.iter().map(|path| client.get(path)).collect()
}

/// Every call that reads rooms, or what is in them, for no particular agent.
fn reads_of_team(client: &Client, room: &str) -> Vec<Call> {
    let paths = [
        format!("{CHANNELS}/{room}/details"),
        format!("{CHANNELS}/{room}/participants"),
        format!("{CHANNELS}/{room}/messages"),
        "/api/messaging/message-servers".to_owned(),
        format!("/api/messaging/message-servers/{}/channels", super::SERVER),
        format!("/api/messaging/message-servers/{}/agents", super::SERVER),
        "/v1/rooms".to_owned(),
        format!("/v1/rooms/{room}"),
        format!("/v1/rooms/{room}/transcript"),
    ];
    paths.iter().map(|path| client.get(path)).collect()
}

/// Asserts that an answer shows nothing of an interview: neither that it exists, nor who takes part, nor what was said.
#[track_caller]
fn shows_nothing(body: &str, room: &Value) {
    let respondent = party(room, Speaker::Respondent);
    for secret in [SECRET, text(room, "id"), &respondent] {
        assert!(!body.contains(secret), "{secret} in {body}");
    }
}

#[tokio::test]
async fn an_agent_with_the_id_of_a_party_reads_nothing_of_the_interview_by_any_key() {
    let (app, ada) = start().await;
    let room = interview(&app).await;
    for speaker in [Speaker::Respondent, Speaker::Interviewer] {
        let id = party(&room, speaker);
        Agent::made_of(&ada.by(app.agent()).client, json!({ "name": "Eve", "id": id })).await;
        for client in [app.owner(), app.researcher(), app.viewer(), app.agent()] {
            for call in reads(&client.by_header(), &id, text(&room, "id")) {
                let body = call.send().await.text;
                assert!(!body.contains(SECRET), "{body}");
                let listed: Value = serde_json::from_str(&body).unwrap();
                let found = listed["data"]["rooms"].as_array().cloned().unwrap_or_default();
                assert!(!texts(&found, "id").contains(&text(&room, "id").to_owned()), "{body}");
            }
        }
    }
}

#[tokio::test]
async fn an_agent_key_reads_nothing_of_an_interview_that_no_agent_has_joined() {
    let (app, ada) = start().await;
    let room = interview(&app).await;
    let (worker, id) = (app.agent().by_header(), text(&room, "id"));
    for call in reads_of_team(&worker, id) {
        let body = call.send().await.text;
        // Errors repeat the id that was asked for.
        shows_nothing(&body.replace(&format!("Room {id} not found"), ""), &room);
    }
    for call in reads(&worker, &ada.id, id) {
        shows_nothing(&call.send().await.text, &room);
    }
}

#[tokio::test]
async fn a_member_of_an_interview_that_becomes_an_agent_elsewhere_reads_nothing_of_it() {
    let (app, ada) = start().await;
    let room = interview(&app).await;
    let (id, member) = (text(&room, "id"), person(7));
    let members = json!({ "participantCentralUserIds": [member] });
    let added = ada
        .client
        .patch(&format!("{CHANNELS}/{id}"))
        .json(&members)
        .send()
        .await;
    added.expect(200);
    let worker = ada.by(app.agent());
    Agent::made_of(&worker.client, json!({ "name": "Eve", "id": member })).await;
    for call in reads(&worker.client, &member, id) {
        shows_nothing(&call.send().await.text, &room);
    }
    refused(
        &worker
            .other(&member)
            .remember(id, json!({ "content": { "text": "x" } }))
            .await,
        404,
        "NOT_FOUND",
        "Room not found",
    );
}

#[tokio::test]
async fn an_agent_reads_an_interview_while_it_takes_part_and_not_after_it_was_removed() {
    let (app, ada) = start().await;
    let room = interview(&app).await;
    let id = text(&room, "id");
    ada.is_added_to(id).await;
    let worker = ada.by(app.agent());
    let said = async || data(worker.get("/memories").await, 200).to_string().contains(SECRET);
    assert!(said().await);
    assert_eq!(texts(&worker.rooms(&format!("?roomIds={id}")).await, "id"), [id]);
    ada.remove_participant(id, &ada.id).await.expect(204);
    assert!(!said().await);
    assert_eq!(worker.rooms(&format!("?roomIds={id}")).await, [] as [Value; 0]);
    assert_eq!(worker.memories(id, "").await, [] as [Value; 0]);
}

#[tokio::test]
async fn an_interview_that_its_last_agent_has_left_is_closed_to_agent_keys_until_one_is_added_again() {
    let (app, ada) = start().await;
    let room = interview(&app).await;
    let id = text(&room, "id");
    ada.is_added_to(id).await;
    let worker = app.agent().by_header();
    let by_bearer = app.agent();
    let reads = async || by_bearer.get(&format!("/v1/rooms/{id}/transcript")).send().await.status;
    assert_eq!(reads().await, 200);
    ada.remove_participant(id, &ada.id).await.expect(204);
    assert_eq!(reads().await, 404);
    for call in reads_of_team(&worker, id) {
        let body = call.send().await.text;
        shows_nothing(&body.replace(&format!("Room {id} not found"), ""), &room);
    }
    let eve = Agent::made_of(&worker, json!({ "name": "Eve" })).await;
    let added = worker.post(&format!("{CHANNELS}/{id}/agents"));
    added.json(&json!({ "agentId": eve.id })).send().await.expect(404);
    ada.is_added_to(id).await;
    assert_eq!(reads().await, 200);
}

#[tokio::test]
async fn nobody_is_added_to_an_interview_as_one_of_its_parties() {
    let (app, ada) = start().await;
    let room = app.create_room().await;
    let id = text(&room, "id");
    ada.is_added_to(id).await;
    let kept = "What is said in an interview stays as it was said, and everybody in it speaks for themselves";
    for speaker in [Speaker::Respondent, Speaker::Interviewer] {
        let entity = party(&room, speaker);
        refused(&ada.add_participants(id, &[&entity]).await, 409, "INTERVIEW", kept);
        let eve = Agent::made_of(&ada.client, json!({ "name": "Eve", "id": entity })).await;
        refused(&ada.add_participants(id, &[&eve.id]).await, 409, "INTERVIEW", kept);
    }
    app.join(&room, crate::support::ANNA).await.expect(200);
    let kinds = texts(&ada.participant_bodies(id).await, "kind");
    assert_eq!(kinds, ["agent", "respondent"]);
}

#[tokio::test]
async fn keys_with_different_rights_post_to_one_room_at_the_same_time() {
    let (app, ada) = start().await;
    let room = ada.make_room().await;
    let keys = [ada.clone(), ada.by(app.agent())];
    let posts = (0..20).map(|number| {
        let key = &keys[number % 2];
        let room = &room;
        async move { key.say(room, &person(number), "Hello").await }
    });
    futures_util::future::join_all(posts).await;
    assert_eq!(ada.memories(&room, "?count=100").await.len(), 20);
    let listed = data(ada.get(&format!("/rooms/{room}/events")).await, 200);
    assert_eq!(
        items(&listed, "events").len(),
        41,
        "each person joined and said one thing"
    );
}
