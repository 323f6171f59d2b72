//! The official client library of `ElizaOS` against the real service.

mod messaging;

use super::start;
use crate::support::run_client_check;
use serde_json::{Value, json};

/// An error as the library reports it.
#[track_caller]
fn failed(found: &Value, code: &str, status: u16, message: &str) {
    let expected = json!({ "code": code, "status": status, "message": message });
    assert_eq!(found, &json!({ "failed": expected }));
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs npm ci --prefix tests/clients/elizaos"]
async fn the_official_client_works_and_its_calls_have_their_effects() {
    let (app, _) = start().await;
    let address = app.serve().await;
    let input = json!({ "url": format!("http://{address}"), "key": app.owner_key(), "wrongKey": "ir_wrong" });
    let check = move || run_client_check("elizaos", "@elizaos/api-client", &input);
    let found = tokio::task::spawn_blocking(check).await.unwrap();
    agents(&found);
    rooms(&found);
    memories(&found);
    changes(&found);
    worlds(&found);
    messaging::channels(&found);
    messaging::participants(&found);
    messaging::messages(&found);
    messaging::groups(&found);
}

fn agents(found: &Value) {
    let made = &found["createAgent"];
    assert_eq!(
        (&made["agent"]["name"], &made["character"]["name"]),
        (&json!("Probe"), &json!("Spare"))
    );
    assert_eq!(made["agent"]["character"]["name"], "Probe");
    failed(&made["nothing"], "MISSING_PARAM", 400, "Agent name is required");
    let listed = found["listAgents"]["rightKey"]["agents"].as_array().unwrap();
    let probe = listed.iter().find(|agent| agent["id"] == made["agent"]["id"]).unwrap();
    assert_eq!(probe["bio"], "Probe takes part in a check.");
    for refused in ["wrongKey", "noKey"] {
        assert_eq!(found["listAgents"][refused]["failed"]["status"], 401, "{refused}");
    }
    assert_eq!(found["getAgent"]["there"]["id"], made["agent"]["id"]);
    failed(&found["getAgent"]["unknown"], "NOT_FOUND", 404, "Agent not found");
    failed(
        &found["getAgent"]["noUuid"],
        "INVALID_ID",
        400,
        "Invalid agent ID format",
    );
    let updated = &found["updateAgent"]["there"];
    assert_eq!(
        (&updated["name"], &updated["bio"]),
        (&json!("Changed"), &json!(["A new line."]))
    );
    failed(&found["updateAgent"]["unknown"], "NOT_FOUND", 404, "Agent not found");
    // Agents run elsewhere.
    assert_eq!(found["startAgent"]["failed"]["message"], "API endpoint not found");
    failed(&found["deleteAgent"]["after"], "NOT_FOUND", 404, "Agent not found");
    assert_eq!(found["deleteAgent"]["answer"], json!({ "success": true }));
}

fn rooms(found: &Value) {
    let (made, agent) = (&found["createRoom"], &found["createAgent"]["agent"]["id"]);
    let first = &made["first"];
    assert_eq!(
        (&first["name"], &first["type"], &first["agentId"]),
        (&json!("First"), &json!("GROUP"), agent)
    );
    assert_eq!(first["metadata"], json!({ "k": 1 }));
    assert_eq!(made["second"]["type"], "DM");
    failed(&made["nameless"], "MISSING_PARAM", 400, "Room name is required");
    failed(&made["unknownAgent"], "NOT_FOUND", 404, "Agent not found");
    failed(&made["noUuid"], "INVALID_ID", 400, "Invalid agent ID format");
    assert_eq!(
        found["listAgentRooms"]["rooms"].as_array().map(Vec::len),
        Some(3),
        "with the agent's own room"
    );
    let there = &found["getRoom"]["there"];
    assert_eq!(
        (&there["id"], &there["worldName"]),
        (&first["id"], &json!("World for First"))
    );
    assert_eq!(there["metadata"], json!({ "k": 1 }), "metadata are stored");
    failed(&found["getRoom"]["unknown"], "NOT_FOUND", 404, "Room not found");
    failed(&found["getRoom"]["noUuid"], "INVALID_ID", 400, "Invalid room ID format");
}

fn words(list: &Value) -> Vec<&str> {
    let memories = list["memories"]
        .as_array()
        .unwrap_or_else(|| panic!("no memories in {list}"));
    memories
        .iter()
        .map(|memory| memory["content"]["text"].as_str().unwrap())
        .collect()
}

fn memories(found: &Value) {
    for made in found["remember"].as_array().unwrap() {
        assert_eq!(made["status"], 201);
    }
    let listed = &found["getRoomMemories"];
    let all = ["four", "three", "two", "one"];
    assert_eq!(words(&listed["all"]), all, "a room's own URL finds its memories");
    assert_eq!(words(&listed["limited"]), all[..2]);
    assert_eq!(
        words(&listed["every"]),
        all[..2],
        "the other parameters of the library have no effect"
    );
    assert_eq!(words(&listed["unknownRoom"]), [] as [&str; 0]);
    failed(&listed["unknownAgent"], "NOT_FOUND", 404, "Agent not found");
    assert_eq!(words(&found["getAgentInternalMemories"]), all);
    assert_eq!(words(&found["getAgentMemories"]["all"]).len(), 5);
    assert_eq!(words(&found["getAgentMemories"]["ofRoom"]), ["elsewhere"]);
}

fn changes(found: &Value) {
    let updated = json!("Memory updated successfully");
    for call in ["updateMemory", "updateAgentInternalMemory"] {
        assert_eq!(found[call]["answer"]["message"], updated, "{call}");
    }
    assert_eq!(found["updateMemory"]["after"], json!(["four", "three", "TWO", "one"]));
    assert_eq!(
        found["updateAgentInternalMemory"]["after"],
        json!(["four", "THREE", "TWO", "one"])
    );
    for call in ["updateUnknownMemory", "deleteUnknownMemory"] {
        failed(&found[call], "NOT_FOUND", 404, "Memory not found");
    }
    assert_eq!(found["deleteMemory"]["after"], json!(["four", "THREE", "TWO"]));
    assert_eq!(found["deleteAgentInternalMemory"]["after"], json!(["four", "THREE"]));
    for call in ["clearRoomMemories", "deleteAllAgentInternalMemories"] {
        assert_eq!(found[call]["answer"], json!({ "success": true }), "{call}");
        assert_eq!(found[call]["after"], json!([]), "{call} really clears");
    }
    assert_eq!(found["clearRoomMemories"]["other"], json!(["elsewhere"]));
    assert_eq!(found["clearAgentMemories"]["answer"]["deleted"], 2);
    assert_eq!(found["clearAgentMemories"]["after"], json!([]));
}

fn worlds(found: &Value) {
    let worlds = found["getWorlds"]["worlds"].as_array().expect("getWorlds works");
    let named = |name: &str| worlds.iter().filter(|world| world["name"] == name).count();
    assert_eq!((named("World for First"), named("Probe's World")), (1, 1));
    failed(&found["addAgentToWorld"], "BAD_REQUEST", 400, "World name is required");
    let updated = &found["updateAgentWorldSettings"];
    let kept = &updated["there"]["world"]["metadata"]["settings"];
    assert_eq!(kept, &json!({ "theme": "dark" }), "settings are stored");
    failed(&updated["unknown"], "NOT_FOUND", 404, "World not found");
}
