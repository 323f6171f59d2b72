//! Creating, reading and updating rooms.

use super::{Agent, UNKNOWN, data, person, refused, start};
use crate::support::text;
use chrono::TimeDelta;
use interview_rooms::{api::agents::derived_id::create_unique_uuid, model::ids::AgentId};
use serde_json::{Value, json};

/// The room types that a client may create.
const TYPES: [&str; 9] = [
    "DM",
    "GROUP",
    "VOICE_DM",
    "VOICE_GROUP",
    "FEED",
    "THREAD",
    "WORLD",
    "FORUM",
    "API",
];
const OWN_ID: &str = "22222222-0000-4000-8000-000000000001";

#[tokio::test]
async fn a_room_has_every_property_it_was_created_with() {
    let (app, ada) = start().await;
    app.pass(TimeDelta::seconds(5));
    let request = json!({
        "roomId": OWN_ID, "name": "general-chat", "source": "discord", "type": "VOICE_GROUP",
        "channelId": "external-channel-id", "serverId": "external-server-id", "worldId": UNKNOWN,
        "metadata": { "topic": { "of": ["work", 1, null] } }, "entityId": person(1),
    });
    let made = data(ada.post("/rooms", request).await, 201);
    let expected = json!({
        "id": OWN_ID, "name": "general-chat", "agentId": ada.id, "createdAt": app.now().timestamp_millis(),
        "source": "discord", "type": "VOICE_GROUP", "worldId": UNKNOWN, "worldName": null,
        "channelId": "external-channel-id", "messageServerId": "external-server-id", "serverId": "external-server-id",
        "metadata": { "topic": { "of": ["work", 1, null] } },
        "entities": [{ "id": ada.id, "name": "Ada" }, { "id": person(1), "name": null }],
        "status": "active", "endedAt": null,
    });
    assert_eq!(made, expected);
    assert_eq!(data(ada.get(&format!("/rooms/{OWN_ID}")).await, 200), expected);
}

#[tokio::test]
async fn a_room_needs_only_a_name_and_gets_a_world() {
    let (_app, ada) = start().await;
    let request = json!({ "name": "Plain", "metadata": { "k": 1 } });
    let made = data(ada.post("/rooms", request).await, 201);
    assert_eq!((text(&made, "type"), text(&made, "source")), ("DM", "client"));
    assert_eq!(made["channelId"], made["id"]);
    assert_eq!(
        (&made["serverId"], &made["messageServerId"]),
        (&Value::Null, &Value::Null)
    );
    let room = data(ada.get(&format!("/rooms/{}", text(&made, "id"))).await, 200);
    assert_eq!(text(&room, "worldName"), "World for Plain");
    let worlds = data(ada.get("/worlds").await, 200)["worlds"].clone();
    let world = worlds
        .as_array()
        .unwrap()
        .iter()
        .find(|world| world["id"] == made["worldId"]);
    assert_eq!(world.expect("there is a world")["metadata"], json!({ "k": 1 }));
    let state = ada
        .get(&format!("/rooms/{}/participants/{}/state", text(&made, "id"), ada.id))
        .await;
    assert_eq!(
        data(state, 200),
        json!({ "state": "FOLLOWED" }),
        "an agent follows its rooms"
    );
}

#[tokio::test]
async fn the_name_of_a_room_has_at_most_200_characters() {
    let (_app, ada) = start().await;
    ada.post("/rooms", json!({ "name": "ä".repeat(200) })).await.expect(201);
    ada.post("/rooms", json!({ "name": "ä".repeat(201) })).await.expect(400);
    assert_eq!(ada.rooms("").await.len(), 2);
}

#[tokio::test]
async fn a_room_must_have_a_known_type() {
    let (_app, ada) = start().await;
    for kind in TYPES {
        let room = ada.room(json!({ "type": kind })).await;
        assert_eq!(text(&room, "type"), kind);
        let lower = ada.room(json!({ "type": kind.to_lowercase() })).await;
        assert_eq!(text(&lower, "type"), kind, "in any case");
    }
    for kind in ["CHANNEL", "SELF", "", "GROUPS"] {
        let answer = ada.post("/rooms", json!({ "name": "Lounge", "type": kind })).await;
        refused(
            &answer,
            400,
            "BAD_REQUEST",
            "type: should be DM, GROUP, VOICE_DM, VOICE_GROUP, FEED, THREAD, WORLD, FORUM or API",
        );
    }
}

#[tokio::test]
async fn creating_an_existing_room_returns_it_unchanged() {
    let (app, ada) = start().await;
    let first = ada.room(json!({ "roomId": OWN_ID, "metadata": { "k": 1 } })).await;
    app.pass(TimeDelta::seconds(1));
    let request = json!({ "roomId": OWN_ID, "name": "Another", "type": "FEED", "source": "x", "metadata": {} });
    let again = data(ada.post("/rooms", request).await, 201);
    assert_eq!(again, first);
    assert_eq!(ada.history(OWN_ID).await, ["ROOM_JOINED"]);
    let other = Agent::make(&app.other_team().await, "Bob").await;
    let theirs = other.room(json!({ "name": "Mine", "roomId": OWN_ID })).await;
    assert_eq!(
        (text(&theirs, "id"), text(&theirs, "name")),
        (OWN_ID, "Mine"),
        "another team has one of its own"
    );
}

#[tokio::test]
async fn a_world_of_another_team_is_unknown() {
    let (app, ada) = start().await;
    let other = Agent::make(&app.other_team().await, "Bob").await;
    let theirs = data(other.post("/worlds", json!({ "name": "Theirs" })).await, 201);
    let world = text(&theirs["world"], "id");
    let room = ada.room(json!({ "worldId": world })).await;
    let found = data(ada.get(&format!("/rooms/{}", text(&room, "id"))).await, 200);
    assert_eq!((text(&found, "worldId"), &found["worldName"]), (world, &Value::Null));
    let own = data(ada.post("/worlds", json!({ "name": "Ours" })).await, 201);
    let room = ada.room(json!({ "worldId": own["world"]["id"] })).await;
    let found = data(ada.get(&format!("/rooms/{}", text(&room, "id"))).await, 200);
    assert_eq!(text(&found, "worldName"), "Ours");
}

#[tokio::test]
async fn a_room_is_found_by_the_id_from_which_its_id_is_derived() {
    let (_app, ada) = start().await;
    let agent: AgentId = ada.id.parse().unwrap();
    let channel = "c0b118f4-943a-4be3-8f42-20ecf3c0bbcf";
    let derived = create_unique_uuid(agent, channel).to_string();
    ada.room(json!({ "roomId": derived })).await;
    let found = data(ada.get(&format!("/rooms/{channel}")).await, 200);
    assert_eq!(text(&found, "id"), derived);
    let said = ada.say(channel, &person(1), "Hello").await;
    assert_eq!(text(&said, "roomId"), derived);
    assert_eq!(ada.words(channel, "").await, ["Hello"]);
    ada.add_participants(channel, &[&person(2)]).await.expect(201);
    assert_eq!(ada.participants(&derived).await.len(), 3);
    let itself = ada.room(json!({ "roomId": channel })).await;
    assert_eq!(
        data(ada.get(&format!("/rooms/{channel}")).await, 200)["id"],
        itself["id"],
        "an id is first looked up as the room's own"
    );
    ada.delete(&format!("/rooms/{channel}")).await.expect(204);
    ada.delete(&format!("/rooms/{channel}")).await.expect(204);
    refused(
        &ada.get(&format!("/rooms/{derived}")).await,
        404,
        "NOT_FOUND",
        "Room not found",
    );
}

#[tokio::test]
async fn name_and_metadata_of_a_room_can_be_changed() {
    let (_app, ada) = start().await;
    let room = ada
        .room(json!({ "metadata": { "a": 1, "b": 2 }, "source": "discord" }))
        .await;
    let path = format!("/rooms/{}", text(&room, "id"));
    let mut expected = data(ada.get(&path).await, 200);
    for (change, name, metadata) in [
        (json!({ "name": "renamed" }), "renamed", json!({ "a": 1, "b": 2 })),
        (json!({ "metadata": { "c": 3 } }), "renamed", json!({ "c": 3 })),
        (json!({}), "renamed", json!({ "c": 3 })),
        (json!({ "name": null }), "renamed", json!({ "c": 3 })),
        (json!({ "name": "last", "metadata": null }), "last", Value::Null),
    ] {
        (expected["name"], expected["metadata"]) = (name.into(), metadata);
        assert_eq!(data(ada.patch(&path, change.clone()).await, 200), expected, "{change}");
        assert_eq!(data(ada.get(&path).await, 200), expected, "{change}");
    }
    let history = ada.history(text(&room, "id")).await;
    assert_eq!(history, ["ROOM_JOINED", "room.updated", "room.updated", "room.updated"]);
    for wrong in [
        json!({ "name": " " }),
        json!({ "name": "a\0b" }),
        json!({ "metadata": [] }),
    ] {
        ada.patch(&path, wrong).await.expect(400);
    }
    let unknown = ada.patch(&format!("/rooms/{UNKNOWN}"), json!({ "name": "x" })).await;
    refused(&unknown, 404, "NOT_FOUND", "Room not found");
    assert_eq!(data(ada.get(&path).await, 200), expected);
}

#[tokio::test]
async fn metadata_is_accepted_up_to_its_limit() {
    let (_app, ada) = start().await;
    // {"k":""} is eight bytes.
    let metadata = |bytes: usize| json!({ "k": "x".repeat(bytes - 8) });
    let room = ada.room(json!({ "metadata": metadata(65_536) })).await;
    assert_eq!(room["metadata"], metadata(65_536));
    let larger = json!({ "name": "Lounge", "metadata": metadata(65_537) });
    let answer = ada.post("/rooms", larger.clone()).await;
    refused(
        &answer,
        400,
        "BAD_REQUEST",
        "metadata: should have at most 65536 bytes of JSON",
    );
    ada.patch(&format!("/rooms/{}", text(&room, "id")), larger)
        .await
        .expect(400);
}
