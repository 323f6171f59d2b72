//! Agents and worlds are changed and worlds are deleted; what is not named stays.

use super::{Agent, data, person, refused, start};
use crate::support::text;
use chrono::TimeDelta;
use serde_json::{Value, json};

#[tokio::test]
async fn an_update_changes_the_named_fields_of_an_agent_and_null_removes_one() {
    let (app, ada) = start().await;
    let request = json!({ "name": "Bea", "bio": ["Line"], "topics": ["a"], "style": { "all": ["x"] }, "voiceId": "v" });
    let bea = Agent::made_of(&ada.client, request).await;
    app.pass(TimeDelta::seconds(5));
    let change =
        json!({ "name": "Beatrix", "topics": ["b"], "style": null, "agent": { "lore": ["old"] }, "id": person(1) });
    let changed = data(bea.patch("", change).await, 200);
    assert_eq!(changed, data(bea.get("").await, 200));
    assert_eq!((text(&changed, "id"), text(&changed, "name")), (&*bea.id, "Beatrix"));
    assert_eq!((&changed["topics"], &changed["lore"]), (&json!(["b"]), &json!(["old"])));
    assert_eq!((&changed["style"], &changed["bio"]), (&Value::Null, &json!(["Line"])));
    let (created, updated) = (
        changed["createdAt"].as_i64().unwrap(),
        changed["updatedAt"].as_i64().unwrap(),
    );
    assert_eq!(updated - created, 5000);
}

#[tokio::test]
async fn the_bio_of_an_agent_is_changed_by_either_of_its_names() {
    let (_app, ada) = start().await;
    for (change, bio) in [
        (json!({ "description": "One\nTwo" }), json!(["One", "Two"])),
        (json!({ "bio": ["Three", "Four"] }), json!(["Three", "Four"])),
        (json!({ "agent": { "bio": "Five" } }), json!(["Five"])),
        (json!({ "bio": "Six", "description": "Seven" }), json!(["Seven"])),
        (json!({ "topics": ["a"] }), json!(["Seven"])),
        (json!({ "bio": null }), json!([])),
        (json!({ "description": "Eight" }), json!(["Eight"])),
        (json!({ "description": null }), json!([])),
    ] {
        let changed = data(ada.patch("", change.clone()).await, 200);
        assert_eq!(changed["bio"], bio, "{change}");
        assert_eq!(data(ada.get("").await, 200), changed, "{change}");
    }
}

#[tokio::test]
async fn a_wrong_or_foreign_update_of_an_agent_changes_nothing() {
    let (app, ada) = start().await;
    let before = data(ada.get("").await, 200);
    let long = "x".repeat(201);
    for change in [
        json!({ "name": " " }),
        json!({ "name": null }),
        json!({ "name": long }),
        json!({ "agent": { "name": long } }),
    ] {
        ada.patch("", change).await.expect(400);
    }
    let half = json!({ "half": "x".repeat(200 * 1024) });
    data(ada.patch("", half).await, 200);
    let too_large = json!({ "other": "x".repeat(200 * 1024) });
    ada.patch("", too_large).await.expect(400);
    data(ada.patch("", json!({ "half": null })).await, 200);
    let eve = ada.by(app.other_team().await);
    refused(
        &eve.patch("", json!({ "name": "Eve" })).await,
        404,
        "NOT_FOUND",
        "Agent not found",
    );
    ada.by(app.viewer())
        .patch("", json!({ "name": "Eve" }))
        .await
        .expect(403);
    assert_eq!(data(ada.get("").await, 200), before);
}

#[tokio::test]
async fn a_world_keeps_the_id_of_its_server_whatever_it_looks_like_and_its_metadata() {
    let (_app, ada) = start().await;
    for (field, server) in [("messageServerId", "discord-4711"), ("serverId", "a1b2")] {
        let world = json!({ "name": "Server", field: server, "metadata": { "k": 1 } });
        let made = data(ada.post("/worlds", world).await, 201)["world"].clone();
        assert_eq!(
            (text(&made, "messageServerId"), text(&made, "serverId")),
            (server, server)
        );
        let read = data(ada.get(&format!("/worlds/{}", text(&made, "id"))).await, 200);
        assert_eq!(read["world"], made);
        assert_eq!(made["metadata"], json!({ "k": 1 }));
    }
    let room = ada.room(json!({ "serverId": "guild-1", "metadata": { "k": 3 } })).await;
    let world = data(ada.get(&format!("/worlds/{}", text(&room, "worldId"))).await, 200)["world"].clone();
    assert_eq!(
        (text(&world, "serverId"), &world["metadata"]),
        ("guild-1", &json!({ "k": 3 }))
    );
    let connection =
        json!({ "entityId": person(1), "roomId": person(2), "serverId": "external", "metadata": { "k": 2 } });
    let room = data(ada.post("/connections", connection).await, 200)["room"].clone();
    let world = data(ada.get(&format!("/worlds/{}", text(&room, "worldId"))).await, 200)["world"].clone();
    assert_eq!(
        (text(&world, "serverId"), &world["metadata"]),
        ("external", &json!({ "k": 2 }))
    );
}

#[tokio::test]
async fn a_deleted_world_is_gone_and_its_rooms_stay() {
    let (app, ada) = start().await;
    let room = ada.room(json!({})).await;
    let world = format!("/worlds/{}", text(&room, "worldId"));
    let bob = Agent::make(&ada.client, "Bob").await;
    for other in [&bob, &ada.by(app.other_team().await)] {
        other.get(&world).await.expect(404);
        other.delete(&world).await.expect(404);
    }
    ada.by(app.viewer()).delete(&world).await.expect(403);
    ada.delete(&world).await.expect(204);
    refused(&ada.get(&world).await, 404, "NOT_FOUND", "World not found");
    refused(&ada.delete(&world).await, 404, "NOT_FOUND", "World not found");
    let left = data(ada.get(&format!("/rooms/{}", text(&room, "id"))).await, 200);
    assert_eq!((&left["worldId"], &left["worldName"]), (&room["worldId"], &Value::Null));
}
