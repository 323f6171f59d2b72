//! The results of the library for channels, their participants and messages, and groups.

use super::failed;
use crate::{agents::SERVER, support::text};
use serde_json::{Value, json};
use std::collections::BTreeSet;

const ANNA: &str = "aaaaaaaa-0000-4000-8000-00000000000a";
const BEN: &str = "bbbbbbbb-0000-4000-8000-00000000000b";

pub fn channels(found: &Value) {
    assert_eq!(found["listMessageServers"]["messageServers"][0]["id"], SERVER);
    assert_eq!(found["getCurrentMessageServer"]["messageServerId"], SERVER);
    let channel = &found["createGroupChannel"];
    assert_eq!(
        (&channel["name"], &channel["metadata"]["topic"]),
        (&json!("Panel"), &json!("work"))
    );
    assert_eq!(
        found["createChannel"]["name"], "Empty",
        "a channel may be made without participants"
    );
    let direct = &found["getOrCreateDmChannel"];
    assert_eq!(direct["made"], direct["turned"]);
    assert_eq!(direct["made"]["type"], "DM");
    assert_eq!(direct["oneself"]["failed"]["status"], 400);
    let listed = found["getMessageServerChannels"]["channels"].as_array().unwrap();
    assert!(listed.iter().any(|one| one["id"] == channel["id"]));
    assert_eq!(found["getChannelDetails"]["there"]["id"], channel["id"]);
    assert_eq!(found["getChannelDetails"]["unknown"]["failed"]["status"], 404);
    let updated = &found["updateChannel"]["answer"];
    assert_eq!(
        (&updated["name"], &updated["metadata"]["topic"]),
        (&json!("Renamed"), &json!("play"))
    );
    assert_eq!(found["deleteChannel"]["answer"], json!({ "success": true }));
    assert_eq!(found["deleteChannel"]["after"]["failed"]["status"], 404);
}

/// The participants. The clock does not advance, so all joined at the same time.
fn people(found: &Value) -> BTreeSet<&str> {
    let people = found.as_array().unwrap_or_else(|| panic!("no list: {found}"));
    let different: BTreeSet<&str> = people.iter().map(|one| one.as_str().unwrap()).collect();
    assert_eq!(different.len(), people.len(), "no participant is listed twice");
    different
}

pub fn participants(found: &Value) {
    let made = &found["createAgent"];
    let (agent, spare) = (text(&made["agent"], "id"), text(&made["character"], "id"));
    let (two, three) = (BTreeSet::from([ANNA, agent]), BTreeSet::from([ANNA, agent, spare]));
    assert_eq!(people(&found["getChannelParticipants"]), two);
    for call in ["addAgentToChannel", "addAgentToChannelAgain"] {
        assert_eq!(found[call]["answer"]["agentId"], *spare, "{call}");
        assert_eq!(people(&found[call]["after"]), three, "{call}");
    }
    assert_eq!(found["addAgentToUnknownChannel"]["failed"]["status"], 404);
    assert_eq!(people(&found["removeAgentFromChannel"]["after"]), two);
    assert_eq!(found["removeAgentFromChannelAgain"]["failed"]["status"], 404);
    assert_eq!(people(&found["updateChannel"]["after"]), two);
    let with_ben = BTreeSet::from([ANNA, agent, BEN]);
    assert_eq!(people(&found["addUserToChannel"]["after"]), with_ben, "the others stay");
    assert_eq!(people(&found["addUsersToChannel"]["after"]), with_ben);
    assert_eq!(people(&found["removeUserFromChannel"]["after"]), two);
}

pub fn messages(found: &Value) {
    assert_eq!(found["postMessage"]["failed"]["status"], 400, "it names no author");
    for said in found["say"].as_array().unwrap() {
        assert_eq!(said["status"], 201);
    }
    let said = |list: &Value| -> Vec<String> {
        let messages = list["messages"]
            .as_array()
            .unwrap_or_else(|| panic!("no messages in {list}"));
        messages
            .iter()
            .map(|message| message["content"].as_str().unwrap().to_owned())
            .collect()
    };
    let listed = &found["getChannelMessages"];
    assert_eq!(said(&listed["all"]), ["friend", "there", "hello"]);
    assert_eq!(said(&listed["limited"]), ["friend", "there"]);
    assert_eq!(said(&listed["beforeAll"]), [] as [&str; 0]);
    assert_eq!(said(&listed["unknown"]), [] as [&str; 0]);
    assert_eq!(found["channelAsRoom"], json!(["friend", "there", "hello"]));
    assert_eq!(found["deleteGroupMemory"]["after"], json!(["friend", "there"]));
    assert_eq!(found["deleteMessage"]["after"], json!(["friend"]));
    for call in ["clearGroupChat", "clearChannelHistory"] {
        assert_eq!(
            found[call],
            json!({ "answer": { "success": true }, "after": [] }),
            "{call}"
        );
    }
    for absent in ["getMessage", "updateMessage", "searchMessages"] {
        let failed = &found[absent]["failed"];
        assert_eq!(
            (&failed["status"], &failed["message"]),
            (&json!(404), &json!("API endpoint not found"))
        );
    }
}

pub fn groups(found: &Value) {
    let made = &found["createWorldFromMessageServer"];
    assert_eq!(made["typed"]["failed"]["status"], 400, "it names no agents");
    assert_eq!(made["whole"][0]["name"], "Grouped");
    assert_eq!(made["whole"][0]["worldId"], found["createRoom"]["first"]["worldId"]);
    assert_eq!(
        found["clearWorldMemories"],
        json!({ "answer": { "success": true }, "after": [] })
    );
    assert_eq!(found["deleteWorld"]["answer"], json!({ "success": true }));
    failed(&found["deleteWorld"]["after"], "NOT_FOUND", 404, "Room not found");
}
