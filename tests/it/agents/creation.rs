//! Creating, reading and deleting agents.

use super::{AGENTS, Agent, UNKNOWN, data, items, refused, start, texts};
use crate::support::{TestApp, text};
use serde_json::{Value, json};

#[tokio::test]
async fn an_agent_is_created_from_a_name_and_any_other_properties() {
    let app = TestApp::start().await;
    let client = app.owner().by_header();
    let request = json!({ "name": "Ada", "bio": ["Counts.", "Listens."], "settings": { "voice": "low" } });
    let made = data(client.post(AGENTS).json(&request).send().await, 201);
    let id = text(&made, "id");
    let mut shown = json!({
        "name": "Ada", "bio": ["Counts.", "Listens."], "settings": { "voice": "low" }, "id": id, "enabled": true,
        "status": "active", "createdAt": app.now().timestamp_millis(), "updatedAt": app.now().timestamp_millis(),
        "projectId": null,
    });
    let found = data(client.get(&format!("{AGENTS}/{id}")).send().await, 200);
    assert_eq!(found, shown);
    shown["character"] = shown.clone();
    assert_eq!(made, shown, "the response to a creation also has the character");
}

#[tokio::test]
async fn a_character_may_be_sent_in_either_of_two_fields() {
    let (_app, ada) = start().await;
    let own = "11111111-0000-4000-8000-000000000001";
    for (field, id) in [
        ("agent", own),
        ("characterJson", "11111111-0000-4000-8000-000000000002"),
    ] {
        let character = json!({ "id": id, "name": "Bob", "bio": "One line", "topics": ["tea"] });
        let bob = Agent::made_of(&ada.client, json!({ field: character })).await;
        assert_eq!(bob.id, id);
        let found = data(bob.get("").await, 200);
        assert_eq!(
            (text(&found, "name"), &found["topics"]),
            ("Bob", &json!(["tea"])),
            "{field}"
        );
        assert_eq!(found["bio"], json!(["One line"]));
        assert!(found.get(field).is_none(), "the field is not part of the character");
    }
}

#[tokio::test]
async fn an_id_chosen_by_the_caller_can_be_used_once_by_its_team() {
    let (app, ada) = start().await;
    let own = "11111111-0000-4000-8000-000000000001";
    let request = json!({ "id": own, "name": "Bob" });
    let bob = Agent::made_of(&ada.client, request.clone()).await;
    assert_eq!(bob.id, own);
    let taken = "The id is in use; choose another";
    let again = ada.client.post(AGENTS).json(&request).send().await;
    refused(&again, 409, "ID_TAKEN", taken);
    // By another team, too.
    assert_eq!(Agent::made_of(&app.other_team().await, request).await.id, own);
    let room = ada.make_room().await;
    let as_room = ada
        .client
        .post(AGENTS)
        .json(&json!({ "id": room, "name": "Bob" }))
        .send()
        .await;
    refused(&as_room, 409, "ID_TAKEN", taken);
}

#[tokio::test]
async fn an_agent_needs_a_name() {
    let (_app, ada) = start().await;
    for request in [
        json!({}),
        json!({ "name": " " }),
        json!({ "agent": {} }),
        json!({ "agent": { "name": "" } }),
    ] {
        let made = ada.client.post(AGENTS).json(&request).send().await;
        refused(&made, 400, "MISSING_PARAM", "Agent name is required");
    }
    for name in ["a".repeat(201), "a\0b".to_owned()] {
        for request in [json!({ "name": name }), json!({ "agent": { "name": name } })] {
            ada.client.post(AGENTS).json(&request).send().await.expect(400);
        }
    }
    Agent::make(&ada.client, &"ä".repeat(200)).await;
    assert_eq!(listed(&ada, "").await.len(), 2, "a rejected request creates nothing");
}

#[tokio::test]
async fn nul_characters_are_rejected_in_every_field() {
    let (_app, ada) = start().await;
    for field in ["description", "voiceId", "voiceDescription"] {
        let request = json!({ "name": "Bob", field: "a\0b" });
        ada.client.post(AGENTS).json(&request).send().await.expect(400);
    }
    let bob = Agent::made_of(&ada.client, json!({ "name": "Bob", "note": "a\0b" })).await;
    assert_eq!(
        data(bob.get("").await, 200)["note"],
        "a\0b",
        "the caller's own properties are stored unchanged"
    );
}

async fn listed(agent: &Agent, query: &str) -> Vec<Value> {
    let answer = agent.client.get(&format!("{AGENTS}{query}")).send().await;
    items(&data(answer, 200), "agents")
}

#[tokio::test]
async fn agents_are_listed_newest_first_in_pages_without_duplicates() {
    let (app, ada) = start().await;
    app.pass(chrono::TimeDelta::seconds(1));
    let request = json!({ "name": "Bob", "bio": ["First line", "second"] });
    let bob = Agent::made_of(&ada.client, request).await;
    app.pass(chrono::TimeDelta::seconds(1));
    let cleo = Agent::make(&ada.client, "Cleo").await;
    let all = listed(&ada, "").await;
    assert_eq!(texts(&all, "id"), [&*cleo.id, &*bob.id, &*ada.id]);
    let item = json!({ "id": bob.id, "name": "Bob", "characterName": "Bob", "bio": "First line", "status": "active" });
    assert_eq!(all[1], item);
    let first = data(ada.client.get("/api/agents?limit=2").send().await, 200);
    assert_eq!(items(&first, "agents"), all[..2]);
    let next = format!("?limit=2&cursor={}", text(&first, "nextCursor"));
    assert_eq!(listed(&ada, &next).await, all[2..]);
    let last = data(ada.client.get(&format!("{AGENTS}{next}")).send().await, 200);
    assert_eq!(last["nextCursor"], Value::Null);
}

#[tokio::test]
async fn an_agent_has_its_own_room_from_its_creation() {
    let (_app, ada) = start().await;
    let room = data(ada.get(&format!("/rooms/{}", ada.id)).await, 200);
    for field in ["id", "agentId", "channelId", "serverId", "messageServerId", "worldId"] {
        assert_eq!(text(&room, field), ada.id, "{field}");
    }
    assert_eq!((text(&room, "type"), text(&room, "source")), ("SELF", "elizaos"));
    assert_eq!((text(&room, "name"), text(&room, "worldName")), ("Ada", "Ada's World"));
    assert_eq!(ada.participants(&ada.id).await, [&*ada.id]);
    assert_eq!(texts(&ada.rooms("").await, "id"), [&*ada.id]);
    let refused_kind = ada.post("/rooms", json!({ "name": "Mine", "type": "SELF" })).await;
    refused_kind.expect(400);
}

#[tokio::test]
async fn an_unknown_agent_is_not_found() {
    let (_app, ada) = start().await;
    let nobody = ada.other(UNKNOWN);
    for answer in [nobody.get("").await, nobody.delete("").await] {
        refused(&answer, 404, "NOT_FOUND", "Agent not found");
    }
    ada.delete("").await.expect(204);
    for answer in [ada.get("").await, ada.delete("").await, ada.get("/rooms").await] {
        refused(&answer, 404, "NOT_FOUND", "Agent not found");
    }
    assert_eq!(listed(&ada, "").await, [] as [Value; 0]);
}
