//! Creating a room for a channel of an outside system, with its participants.

use super::{Agent, UNKNOWN, data, items, person, refused, start, texts};
use crate::support::{TestApp, text};
use futures_util::future::join_all;
use interview_rooms::{
    api::agents::derived_id::create_unique_uuid,
    model::{access::Role, ids::AgentId},
};
use serde_json::{Value, json};

const ROOM: &str = "33333333-0000-4000-8000-000000000001";

fn connection() -> Value {
    json!({
        "entityId": person(1), "roomId": ROOM, "userName": "anna", "name": "Anna", "roomName": "general",
        "source": "discord", "type": "GROUP", "channelId": "external-channel", "serverId": "guild-1",
        "metadata": { "k": 1 },
    })
}

#[tokio::test]
async fn a_connection_creates_world_room_and_both_participants() {
    let (_app, ada) = start().await;
    let connected = data(ada.post("/connections", connection()).await, 200)["room"].clone();
    let agent: AgentId = ada.id.parse().unwrap();
    let world = create_unique_uuid(agent, "guild-1").to_string();
    for (field, value) in [
        ("id", ROOM),
        ("name", "general"),
        ("type", "GROUP"),
        ("source", "discord"),
        ("agentId", &ada.id),
        ("channelId", "external-channel"),
        ("serverId", "guild-1"),
        ("worldId", &world),
        ("worldName", "World for server guild-1"),
    ] {
        assert_eq!(text(&connected, field), value, "{field}");
    }
    assert_eq!(
        connected["entities"],
        json!([{ "id": person(1), "name": "Anna" }, { "id": ada.id, "name": "Ada" }])
    );
    let states = ada.participant_bodies(ROOM).await;
    assert_eq!(
        (&states[0]["state"], &states[1]["state"]),
        (&Value::Null, &json!("FOLLOWED"))
    );
    let worlds = items(&data(ada.get("/worlds").await, 200), "worlds");
    let made = worlds.iter().find(|one| one["id"] == world).expect("there is a world");
    assert_eq!(made["metadata"], json!({ "k": 1 }));
}

#[tokio::test]
async fn an_agent_connected_as_itself_follows_the_room() {
    let (_app, ada) = start().await;
    let mut request = connection();
    request["entityId"] = json!(ada.id);
    data(ada.post("/connections", request).await, 200);
    let participants = ada.participant_bodies(ROOM).await;
    assert_eq!((participants.len(), &participants[0]["state"]), (1, &json!("FOLLOWED")));
}

#[tokio::test]
async fn an_existing_connection_is_left_unchanged() {
    let (_app, ada) = start().await;
    let first = data(ada.post("/connections", connection()).await, 200);
    let mut other = connection();
    for (field, value) in [
        ("roomName", "x"),
        ("source", "y"),
        ("type", "FEED"),
        ("worldName", "z"),
        ("name", "w"),
    ] {
        other[field] = value.into();
    }
    assert_eq!(data(ada.post("/connections", other).await, 200), first);
    assert_eq!(ada.history(ROOM).await, ["ROOM_JOINED", "ROOM_JOINED"]);
    ada.remove_participant(ROOM, &person(1)).await.expect(204);
    data(ada.post("/connections", connection()).await, 200);
    assert_eq!(
        ada.participants(ROOM).await.len(),
        2,
        "a participant that had left is added again"
    );
}

#[tokio::test]
async fn a_connection_may_name_its_world_and_has_none_without_a_server() {
    let (_app, ada) = start().await;
    let mut request = connection();
    request["worldId"] = UNKNOWN.into();
    request["worldName"] = "Ours".into();
    let room = data(ada.post("/connections", request).await, 200)["room"].clone();
    assert_eq!((text(&room, "worldId"), text(&room, "worldName")), (UNKNOWN, "Ours"));
    let bare = json!({ "entityId": person(1), "roomId": person(9) });
    let room = data(ada.post("/connections", bare).await, 200)["room"].clone();
    assert_eq!(
        (text(&room, "name"), text(&room, "type"), &room["worldId"]),
        ("default", "DM", &Value::Null)
    );
}

async fn connect_at_once(apps: [&TestApp; 2], ada: &Agent) -> Vec<Value> {
    let calls = (0..8).map(|number| {
        let caller = ada.by(apps[number % 2].owner());
        async move { data(caller.post("/connections", connection()).await, 200) }
    });
    join_all(calls).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn concurrent_identical_connections_on_two_replicas_create_one_room() {
    let (app, ada) = start().await;
    let replica = app.replica().await;
    let connected = connect_at_once([&app, &replica], &ada).await;
    for one in &connected {
        assert_eq!(one["room"]["id"], ROOM);
        assert_eq!(one["room"]["worldId"], connected[0]["room"]["worldId"]);
    }
    assert_eq!(ada.history(ROOM).await, ["ROOM_JOINED", "ROOM_JOINED"]);
    assert_eq!(ada.participants(ROOM).await.len(), 2);
    assert_eq!(ada.rooms("").await.len(), 2);
}

#[tokio::test]
async fn a_room_created_for_an_agent_of_a_project_belongs_to_that_project() {
    let (app, ada) = start().await;
    let bob = Agent::made_of(&ada.client, json!({ "name": "Bob", "projectId": app.project })).await;
    bob.post("/connections", connection()).await.expect(200);
    let made = bob.make_room().await;
    let bound = bob.by(app.holder(&app.make_key(Role::Owner, Some(&app.project)).await));
    let seen = texts(&bound.rooms("").await, "id");
    assert!(seen.contains(&made) && seen.contains(&ROOM.to_owned()), "{seen:?}");
}

#[tokio::test]
async fn a_connection_with_ids_of_another_team_is_the_teams_own() {
    let (app, ada) = start().await;
    let other = Agent::make(&app.other_team().await, "Bob").await;
    other.post("/connections", connection()).await.expect(200);
    let before = other.events(ROOM).await;
    data(ada.post("/connections", connection()).await, 200);
    assert_eq!(ada.history(ROOM).await, ["ROOM_JOINED", "ROOM_JOINED"]);
    let mut request = connection();
    request["roomId"] = person(9).into();
    request["worldId"] = data(other.get(&format!("/rooms/{ROOM}")).await, 200)["worldId"].clone();
    request["entityId"] = other.id.clone().into();
    data(ada.post("/connections", request).await, 200);
    let mut kinds = texts(&ada.participant_bodies(&person(9)).await, "kind");
    kinds.sort_unstable();
    assert_eq!(kinds, ["agent", "member"], "an agent of another team is a person here");
    let theirs = ada.other(&other.id).post("/connections", connection()).await;
    refused(&theirs, 404, "NOT_FOUND", "Agent not found");
    assert_eq!(other.events(ROOM).await, before);
}
