//! Groups: one room for each of several agents.

use super::{Agent, UNKNOWN, data, items, person, refused, start, texts};
use crate::support::{Answer, text};
use interview_rooms::{api::agents::derived_id::create_unique_uuid, model::ids::AgentId};
use serde_json::{Value, json};

const GROUPS: &str = "/api/memory/groups";
const OUTSIDE: &str = "66666666-0000-4000-8000-000000000001";
const WORLD: &str = "66666666-0000-4000-8000-000000000002";

async fn group(ada: &Agent, agents: &[&str]) -> Answer {
    let request = json!({
        "name": "Team chat", "worldId": WORLD, "source": "discord", "metadata": { "k": 1 }, "agentIds": agents,
    });
    ada.client
        .post(&format!("{GROUPS}/{OUTSIDE}"))
        .json(&request)
        .send()
        .await
}

fn room_of(agent: &Agent) -> String {
    let id: AgentId = agent.id.parse().unwrap();
    create_unique_uuid(id, OUTSIDE).to_string()
}

#[tokio::test]
async fn creating_a_group_creates_a_room_for_each_agent_and_is_idempotent() {
    let (_app, ada) = start().await;
    let bob = Agent::make(&ada.client, "Bob").await;
    let made = data(group(&ada, &[&ada.id, &bob.id]).await, 201);
    let room = |agent: &Agent| json!({ "id": room_of(agent), "name": "Team chat", "source": "discord", "worldId": WORLD, "type": "API" });
    assert_eq!(made, json!([room(&ada), room(&bob)]));
    assert_eq!(data(group(&ada, &[&ada.id, &bob.id]).await, 201), made);
    let found = data(ada.get(&format!("/rooms/{OUTSIDE}")).await, 200);
    assert_eq!(
        (text(&found, "id"), text(&found, "serverId")),
        (&*room_of(&ada), OUTSIDE)
    );
    assert_eq!(found["metadata"], json!({ "k": 1 }));
    assert_eq!(ada.participants(OUTSIDE).await, [&*ada.id]);
}

#[tokio::test]
async fn in_a_group_without_a_name_each_room_is_named_after_its_agent() {
    let (_app, ada) = start().await;
    let request = json!({ "agentIds": [ada.id] });
    let made = ada
        .client
        .post(&format!("{GROUPS}/{OUTSIDE}"))
        .json(&request)
        .send()
        .await;
    let room = data(made, 201)[0].clone();
    assert_eq!((text(&room, "name"), text(&room, "source")), ("Chat Ada", "client"));
}

#[tokio::test]
async fn unknown_agents_are_reported_next_to_the_rooms_of_the_others() {
    let (_app, ada) = start().await;
    let answer = group(&ada, &[UNKNOWN, &ada.id]).await.expect(207);
    assert_eq!(answer.body["success"], false);
    assert_eq!(answer.body["data"][0]["id"], room_of(&ada));
    let missing = json!([{ "agentId": UNKNOWN, "code": "NOT_FOUND", "message": "Agent not found" }]);
    assert_eq!(answer.body["errors"], missing);
    refused(&group(&ada, &[UNKNOWN]).await, 404, "NOT_FOUND", "Agent not found");
    for request in [
        json!({}),
        json!({ "agentIds": [] }),
        json!({ "name": "x", "agentIds": null }),
    ] {
        let answer = ada
            .client
            .post(&format!("{GROUPS}/{OUTSIDE}"))
            .json(&request)
            .send()
            .await;
        refused(&answer, 400, "BAD_REQUEST", "agentIds must be a non-empty array");
    }
    let many: Vec<String> = (0..101).map(person).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    group(&ada, &many).await.expect(400);
    let nowhere = ada
        .client
        .post(&format!("{GROUPS}/x"))
        .json(&json!({ "agentIds": [ada.id] }))
        .send()
        .await;
    assert_eq!(nowhere.expect(400).body["error"]["code"], "INVALID_ID");
}

#[tokio::test]
async fn clearing_and_deleting_a_group_take_effect() {
    let (_app, ada) = start().await;
    let bob = Agent::make(&ada.client, "Bob").await;
    group(&ada, &[&ada.id, &bob.id]).await.expect(201);
    let other = ada.make_room().await;
    ada.say(&other, &ada.id, "Hello").await;
    clears_and_deletes(&ada, &bob, WORLD).await;
    group(&ada, &[&ada.id, &bob.id]).await.expect(201);
    clears_and_deletes(&ada, &bob, OUTSIDE).await;
    assert_eq!(ada.words(&other, "").await, ["Hello"], "other rooms are untouched");
    ada.client.delete(&format!("{GROUPS}/x")).send().await.expect(400);
}

#[tokio::test]
async fn an_agents_own_room_is_not_a_group() {
    let (_app, ada) = start().await;
    ada.say(&ada.id, &ada.id, "To myself").await;
    let path = format!("{GROUPS}/{}", ada.id);
    ada.client.delete(&format!("{path}/memories")).send().await.expect(204);
    ada.client.delete(&path).send().await.expect(204);
    assert_eq!(ada.words(&ada.id, "").await, ["To myself"]);
}

/// Clears and deletes the group by the id of its world, or of its message server.
async fn clears_and_deletes(ada: &Agent, bob: &Agent, id: &str) {
    for agent in [ada, bob] {
        agent.say(&room_of(agent), &agent.id, "Hello").await;
    }
    let path = format!("{GROUPS}/{id}");
    ada.client.delete(&format!("{path}/memories")).send().await.expect(204);
    for agent in [ada, bob] {
        assert_eq!(agent.memories(&room_of(agent), "").await, [] as [Value; 0]);
        agent.get(&format!("/rooms/{}", room_of(agent))).await.expect(200);
    }
    ada.client.delete(&path).send().await.expect(204);
    for agent in [ada, bob] {
        agent.get(&format!("/rooms/{}", room_of(agent))).await.expect(404);
    }
    ada.client.delete(&path).send().await.expect(204);
}

#[tokio::test]
async fn a_group_of_another_team_is_empty() {
    let (app, ada) = start().await;
    let other = Agent::make(&app.other_team().await, "Eve").await;
    refused(&group(&ada, &[&other.id]).await, 404, "NOT_FOUND", "Agent not found");
    let world = data(ada.post("/worlds", json!({ "name": "Ours" })).await, 201)["world"].clone();
    let room = ada.room(json!({ "worldId": world["id"] })).await;
    ada.say(text(&room, "id"), &ada.id, "Kept").await;
    let path = format!("{GROUPS}/{}", text(&world, "id"));
    for path in [path.clone(), format!("{path}/memories")] {
        other.client.delete(&path).send().await.expect(204);
    }
    assert_eq!(ada.words(text(&room, "id"), "").await, ["Kept"]);
    let worlds = items(&data(other.get("/worlds").await, 200), "worlds");
    assert_eq!(texts(&worlds, "name"), ["Eve's World"]);
}
