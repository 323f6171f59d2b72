//! The examples of the OpenAPI document: one sample of each thing, from which requests, responses and lists are composed.

use serde_json::{Map, Value, json};

const AGENT: &str = "0192f0a1-7c00-7000-8000-000000000003";
const MEMORY: &str = "0192f0a1-7c00-7000-8000-000000000005";
const PARTICIPANT: &str = "0192f0a1-7c00-7000-8000-000000000004";
const PERSON: &str = "0192f0a1-7c00-7000-8000-000000000006";
const ROOM: &str = "0192f0a1-7c00-7000-8000-000000000002";
const SERVER: &str = "00000000-0000-0000-0000-000000000000";
const WORLD: &str = "0192f0a1-7c00-7000-8000-000000000007";
const TIME: &str = "2026-11-22T00:12:37.680+00:00";
/// The same time in milliseconds since 1970.
const TIME_MILLIS: i64 = 1_795_306_357_680;

/// The example of a request body, by the name of its schema.
fn request(schema: &str) -> Option<Value> {
    Some(match schema {
        "AddAgent" => json!({ "agentId": AGENT }),
        "AddParticipants" => json!({ "entityId": PERSON, "name": "Anna" }),
        "Connect" => json!({
            "entityId": PERSON, "roomId": ROOM, "userName": "anna", "name": "Anna", "roomName": "general-chat",
            "source": "discord", "type": "GROUP", "channelId": "external-channel-id", "serverId": "external-server-id",
        }),
        "CreateAgent" => json!({ "name": "Probe" }),
        "CreateChannel" => json!({
            "name": "Team chat", "message_server_id": SERVER, "participantCentralUserIds": [PERSON, AGENT],
        }),
        "CreateGroup" => json!({ "name": "Team chat", "worldId": WORLD, "agentIds": [AGENT] }),
        "CreateMemories" => json!({ "memories": [request("CreateMemory")] }),
        "CreateMemory" => json!({ "entityId": PERSON, "content": content(), "metadata": { "type": "message" } }),
        "CreateRoom" => json!({ "name": "general-chat", "type": "GROUP" }),
        "CreateRooms" => json!({ "rooms": [request("CreateRoom")] }),
        "CreateWorld" => json!({ "name": "Discord Server" }),
        "PostMessage" => json!({ "author_id": PERSON, "content": "Hello, world!", "message_server_id": SERVER }),
        "SetState" => json!({ "state": "FOLLOWED" }),
        "UpdateAgent" => json!({ "description": "Asks about planning" }),
        "UpdateChannel" => json!({ "name": "Renamed" }),
        "UpdateMemory" => json!({ "content": content() }),
        "UpdateRoom" => json!({ "name": "renamed-channel" }),
        "UpdateWorld" => json!({ "metadata": { "region": "eu" } }),
        _ => return None,
    })
}

/// The example of the data of a response, by the name of its schema.
pub fn response(schema: &str) -> Option<Value> {
    agents_response(schema).or_else(|| messaging_response(schema))
}

fn agents_response(schema: &str) -> Option<Value> {
    Some(match schema {
        "Agent" => json!({
            "id": AGENT, "name": "Probe", "bio": ["Asks about planning"], "enabled": true, "status": "active",
            "createdAt": TIME_MILLIS, "updatedAt": TIME_MILLIS,
        }),
        "AgentItem" => json!({
            "id": AGENT, "name": "Probe", "characterName": "Probe", "bio": "Asks about planning", "status": "active",
        }),
        "Changed" => json!({ "id": MEMORY, "message": "Memory updated successfully" }),
        "Cleared" => json!({ "deleted": 2, "message": "All agent memories cleared successfully" }),
        "Connected" => json!({ "room": response("Room") }),
        "Deleted" => json!({ "message": "Memory deleted successfully" }),
        "DeletedRooms" => json!({ "deleted": 2 }),
        "Event" => json!({
            "sequence": 1, "type": "ROOM_JOINED", "occurredAt": TIME_MILLIS,
            "payload": { "entityId": PERSON, "roomId": ROOM },
        }),
        "GroupRoom" => json!({
            "id": ROOM, "name": "Team chat", "source": "client", "worldId": WORLD, "type": "API",
        }),
        "Memory" => json!({
            "id": MEMORY, "type": "messages", "createdAt": TIME_MILLIS, "content": content(), "entityId": PERSON,
            "agentId": AGENT, "roomId": ROOM, "unique": true, "metadata": null,
        }),
        "MemoryCount" => json!({ "count": 2 }),
        "AgentEvents" => json!({
            "events": [{
                "position": 7, "roomId": ROOM, "sequence": 1, "type": "MESSAGE_RECEIVED", "occurredAt": TIME_MILLIS,
                "payload": { "entityId": PERSON, "messageId": MEMORY, "roomId": ROOM, "asked": [AGENT] },
                "memory": response("Memory"),
            }],
            "next": 7,
        }),
        "Participant" => json!({
            "id": PARTICIPANT, "entityId": AGENT, "kind": "agent", "name": "Probe", "state": "FOLLOWED",
            "joinedAt": TIME_MILLIS,
        }),
        "Room" => json!({
            "id": ROOM, "name": "general-chat", "agentId": AGENT, "createdAt": TIME_MILLIS, "source": "client",
            "type": "GROUP", "worldId": WORLD, "worldName": null, "channelId": ROOM, "messageServerId": null,
            "serverId": null, "metadata": null, "entities": [{ "id": AGENT, "name": "Probe" }], "status": "active",
            "endedAt": null,
        }),
        "StateBody" => json!({ "state": "FOLLOWED" }),
        "World" => json!({
            "id": WORLD, "agentId": AGENT, "name": "Discord Server", "metadata": null, "messageServerId": null,
            "serverId": null, "createdAt": TIME,
        }),
        "WorldOnly" => json!({ "world": response("World") }),
        _ => return None,
    })
}

fn messaging_response(schema: &str) -> Option<Value> {
    Some(match schema {
        "AgentOfChannel" => json!({
            "channelId": ROOM, "agentId": AGENT, "message": "Agent added to channel successfully",
        }),
        "AgentsOfServer" => json!({ "messageServerId": SERVER, "agents": [AGENT] }),
        "Channel" => json!({
            "id": ROOM, "messageServerId": SERVER, "name": "Team chat", "type": "GROUP", "sourceType": "eliza_default",
            "metadata": { "participantCentralUserIds": [PERSON, AGENT] }, "createdAt": TIME, "updatedAt": TIME,
        }),
        "CurrentServer" => json!({ "messageServerId": SERVER }),
        "ChannelMessage" => json!({
            "id": MEMORY, "channelId": ROOM, "authorId": PERSON, "content": "Hello, world!", "rawMessage": null,
            "sourceType": "eliza_gui", "metadata": {}, "inReplyToRootMessageId": null, "createdAt": TIME,
            "updatedAt": TIME,
        }),
        "PostedMessage" => json!({
            "id": MEMORY, "channel_id": ROOM, "message_server_id": SERVER, "author_id": PERSON,
            "content": "Hello, world!", "created_at": TIME_MILLIS, "source_type": "eliza_gui", "metadata": null,
            "author_display_name": null, "in_reply_to_message_id": null,
        }),
        "MessageServer" => json!({
            "id": SERVER, "name": "Default Server", "sourceType": "eliza_default",
        }),
        // The participants of a channel.
        "list_string" => json!([PERSON, AGENT]),
        _ => return None,
    })
}

fn content() -> Value {
    json!({ "text": "Hello, world!", "source": "discord" })
}

/// Adds the examples of the request bodies to the document.
pub fn with_request_examples(mut document: Value) -> Value {
    let schemas = document
        .pointer_mut("/components/schemas")
        .and_then(Value::as_object_mut);
    for (name, schema) in schemas.into_iter().flat_map(Map::iter_mut) {
        if let Some(example) = request(name) {
            schema["examples"] = json!([example]);
        }
    }
    document
}
