//! Ids that callers choose are their team's own: two teams may choose the same ones, and neither learns of the other.

use super::{AGENTS, Agent, CHANNELS, SERVER, UNKNOWN, data, items, person, start, texts};
use crate::support::{Client, TestApp, text};
use interview_rooms::{
    api::agents::derived_id::create_unique_uuid,
    model::{
        ids::{AgentId, RoomId},
        memory::entity_of,
        turn::Speaker,
    },
};
use poem::http::Method;
use serde_json::{Value, json};
use uuid::Uuid;

/// Ids that somebody may want to take away from others: the nil UUID, the id of a person, any other.
const CHOSEN: [&str; 3] = [SERVER, "aaaaaaaa-0000-4000-8000-000000000001", UNKNOWN];

/// Calls that use an id, as an agent, an entity, a room, a world, a group and a memory.
fn calls(id: &str) -> Vec<(Method, String, Value)> {
    let agent = format!("{AGENTS}/{id}");
    let call = |method: Method, path: String, body: Value| (method, path, body);
    let room = json!({ "name": "Lounge", "roomId": person(9), "worldId": id });
    let connection = json!({ "entityId": person(1), "roomId": person(8), "serverId": id, "worldId": id });
    let memory = json!({ "id": id, "entityId": person(1), "content": { "text": "Ours" } });
    let group = json!({ "agentIds": [id], "worldId": id });
    vec![
        call(Method::GET, agent.clone(), Value::Null),
        call(Method::POST, AGENTS.to_owned(), json!({ "name": "Ada", "id": id })),
        call(Method::POST, AGENTS.to_owned(), json!({ "name": "Ada", "id": id })),
        call(
            Method::POST,
            format!("{agent}/worlds"),
            json!({ "name": "World", "id": id }),
        ),
        call(Method::POST, format!("{agent}/rooms"), room.clone()),
        call(Method::POST, format!("{agent}/rooms"), room),
        call(Method::POST, format!("{agent}/connections"), connection),
        call(Method::POST, format!("/api/memory/groups/{id}"), group),
        call(
            Method::POST,
            format!("{agent}/rooms/{}/memories", person(9)),
            memory.clone(),
        ),
        call(
            Method::POST,
            format!("{agent}/rooms/{}/memories", person(9)),
            memory.clone(),
        ),
        call(Method::POST, format!("{agent}/rooms/{id}/memories"), memory),
        call(
            Method::POST,
            format!("{CHANNELS}/{id}/agents"),
            json!({ "agentId": id }),
        ),
        call(Method::GET, format!("{CHANNELS}/{id}/participants"), Value::Null),
        call(Method::GET, format!("{agent}/rooms"), Value::Null),
        call(Method::GET, format!("{agent}/worlds"), Value::Null),
        call(Method::GET, format!("{agent}/memories"), Value::Null),
        call(Method::GET, format!("{agent}/rooms/{}/events", person(9)), Value::Null),
        call(Method::GET, format!("/v1/rooms/{id}"), Value::Null),
        call(Method::GET, format!("/v1/rooms/{id}/transcript"), Value::Null),
        call(Method::GET, format!("/characters/{id}"), Value::Null),
        call(Method::DELETE, format!("{agent}/memories/{id}"), Value::Null),
        call(Method::DELETE, format!("/api/memory/groups/{id}/memories"), Value::Null),
        call(Method::DELETE, format!("/api/memory/groups/{id}"), Value::Null),
        call(Method::DELETE, agent.clone(), Value::Null),
        call(Method::GET, agent, Value::Null),
    ]
}

/// A value in which every id that the service generated has the same name.
fn without_generated_ids(value: Value) -> Value {
    match value {
        Value::String(text) if text.parse::<Uuid>().is_ok_and(|id| id.get_version_num() == 7) => json!("generated"),
        Value::String(text) if text.starts_with("participant_") || text.starts_with("conv_") => json!("generated"),
        Value::Array(items) => items.into_iter().map(without_generated_ids).collect(),
        Value::Object(fields) => fields
            .into_iter()
            .map(|(name, value)| (name, without_generated_ids(value)))
            .collect(),
        other => other,
    }
}

/// Sends calls one after the other and returns what was answered.
async fn answers(client: &Client, calls: Vec<(Method, String, Value)>) -> Vec<Value> {
    let mut answers = Vec::new();
    for (method, path, body) in calls {
        let call = client.call(method.clone(), &path);
        let call = if body.is_null() { call } else { call.json(&body) };
        let answer = call.send().await;
        let body = without_generated_ids(answer.body);
        answers.push(json!({ "call": format!("{method} {path}"), "status": answer.status, "body": body }));
    }
    answers
}

#[tokio::test]
async fn a_team_is_answered_as_if_no_other_team_used_its_ids() {
    for id in CHOSEN {
        let alone = TestApp::with(|config| config.limits.requests_per_second = 0).await;
        let expected = answers(&alone.owner(), calls(id)).await;
        let shared = TestApp::with(|config| config.limits.requests_per_second = 0).await;
        let other = shared.other_team().await;
        // All but the deletions.
        let mut theirs = calls(id);
        theirs.retain(|(method, ..)| method != Method::DELETE);
        let before = answers(&other, theirs).await;
        assert_eq!(before[1]["status"], 201, "{before:?}");
        let found = answers(&shared.owner(), calls(id)).await;
        for (found, expected) in found.iter().zip(&expected) {
            assert_eq!(found, expected);
        }
        for number in [1, 3, 4, 6, 7, 8] {
            assert!(
                [200, 201].contains(&found[number]["status"].as_u64().unwrap()),
                "{}",
                found[number]
            );
        }
        // What the first team has is still as it was, although the second has deleted its own.
        let kept = Agent {
            client: other,
            id: id.to_owned(),
        };
        assert_eq!(texts(&kept.rooms("").await, "id").len(), 3);
        let said = kept.memories(&person(9), "").await;
        assert_eq!(texts(&said, "id"), [id]);
        assert_eq!(texts(&said, "roomId"), [person(9)]);
    }
}

#[tokio::test]
async fn an_agent_of_another_team_is_an_unknown_person_here() {
    let (app, ada) = start().await;
    let eve = Agent::made_of(
        &app.other_team().await.by_header(),
        json!({ "name": "Eve", "id": person(1) }),
    )
    .await;
    let room = ada.make_room().await;
    ada.add_participants(&room, &[&eve.id]).await.expect(201);
    ada.say(&room, &eve.id, "Hello").await;
    let participants = ada.participant_bodies(&room).await;
    let eve_here = participants
        .iter()
        .find(|participant| participant["entityId"] == eve.id);
    let eve_here = eve_here.expect("she was added");
    assert_eq!((text(eve_here, "kind"), &eve_here["name"]), ("member", &Value::Null));
}

#[tokio::test]
async fn an_id_that_a_team_derives_for_its_rooms_cannot_be_taken_by_another() {
    let (app, ada) = start().await;
    let agent: AgentId = ada.id.parse().unwrap();
    let derived = create_unique_uuid(agent, SERVER).to_string();
    let eve = Agent::make(&app.other_team().await.by_header(), "Eve").await;
    let taken = eve.room(json!({ "roomId": derived, "name": "Mine now" })).await;
    assert_eq!(text(&taken, "id"), derived);
    let group = json!({ "agentIds": [ada.id] });
    let made = ada
        .client
        .post(&format!("/api/memory/groups/{SERVER}"))
        .json(&group)
        .send()
        .await;
    assert_eq!(
        texts(data(made, 201).as_array().unwrap(), "id"),
        std::slice::from_ref(&derived)
    );
    ada.say(&derived, &ada.id, "Ours").await;
    assert_eq!(ada.words(&derived, "").await, ["Ours"]);
    assert_eq!(eve.memories(&derived, "").await, [] as [Value; 0]);
    eve.delete(&format!("/rooms/{derived}")).await.expect(204);
    assert_eq!(ada.words(&derived, "").await, ["Ours"]);
}

#[tokio::test]
async fn the_id_of_another_teams_interview_or_respondent_is_free() {
    let (app, _ada) = start().await;
    let interview = app.create_room().await;
    app.join(&interview, crate::support::ANNA).await.expect(200);
    let room: RoomId = text(&interview, "id").parse().unwrap();
    let respondent = entity_of(room, Speaker::Respondent).to_string();
    let eve = Agent::made_of(
        &app.other_team().await.by_header(),
        json!({ "name": "Eve", "id": respondent }),
    )
    .await;
    let mine = eve.room(json!({ "roomId": text(&interview, "id") })).await;
    assert_eq!(text(&mine, "id"), text(&interview, "id"));
    assert_eq!(eve.words(text(&mine, "id"), "").await, [] as [&str; 0]);
    eve.say(text(&mine, "id"), &eve.id, "Hello").await;
    let before = app.history(&interview).await;
    eve.delete(&format!("/rooms/{}", text(&mine, "id"))).await.expect(204);
    assert_eq!(app.room(&interview).await["status"], "active");
    assert_eq!(app.history(&interview).await, before);
}

#[tokio::test]
async fn within_a_team_an_id_stays_unique() {
    let (_app, ada) = start().await;
    let (first, second) = (ada.make_room().await, ada.make_room().await);
    let memory = json!({ "id": person(5), "content": { "text": "Once" } });
    ada.remember(&first, memory.clone()).await.expect(201);
    ada.remember(&first, memory.clone()).await.expect(201);
    ada.remember(&second, memory).await.expect(409);
    let again = json!({ "name": "Bob", "id": ada.id });
    ada.client.post(AGENTS).json(&again).send().await.expect(409);
    let like_a_room = json!({ "name": "Bob", "id": first });
    ada.client.post(AGENTS).json(&like_a_room).send().await.expect(409);
    let mine = ada.room(json!({ "roomId": first, "name": "Another name" })).await;
    assert_eq!((text(&mine, "id"), text(&mine, "name")), (&*first, "Lounge"));
}

#[tokio::test]
async fn a_room_with_a_chosen_id_has_it_in_every_answer() {
    let (app, ada) = start().await;
    let id = person(9);
    let room = ada.room(json!({ "roomId": id })).await;
    assert_eq!((text(&room, "id"), text(&room, "channelId")), (&*id, &*id));
    let said = ada.say(&id, &ada.id, "Hello").await;
    assert_eq!(text(&said, "roomId"), id);
    for event in ada.events(&id).await {
        assert_eq!(event["payload"]["roomId"], id);
    }
    let all = data(ada.get("/memories").await, 200);
    assert_eq!(texts(&items(&all, "memories"), "roomId"), std::slice::from_ref(&id));
    let message = json!({ "author_id": person(1), "content": "Hi" });
    let posted = ada
        .client
        .post(&format!("{CHANNELS}/{id}/messages"))
        .json(&message)
        .send()
        .await;
    assert_eq!(posted.expect(201).body["userMessage"]["channel_id"], id);
    let listed = ada.client.get(&format!("{CHANNELS}/{id}/messages")).send().await;
    let channels = texts(&items(&data(listed, 200), "messages"), "channelId");
    assert_eq!(channels, [id.clone(), id.clone()]);
    let owner = app.owner();
    let voice = owner.get(&format!("/v1/rooms/{id}")).send().await.expect(200).body;
    let short = text(&voice, "id").to_owned();
    assert_eq!(voice["participants"][0]["roomId"], short);
    let transcript = owner
        .get(&format!("/v1/rooms/{short}/transcript"))
        .send()
        .await
        .expect(200);
    assert_eq!(
        texts(transcript.body.as_array().unwrap(), "roomId"),
        [short.clone(), short]
    );
    let listed = owner.get("/v1/rooms").send().await.expect(200);
    assert_eq!(listed.body[0]["id"], voice["id"]);
}
