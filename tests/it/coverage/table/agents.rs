//! The operations of the agents dialect.

use super::{Ids, Operation, PERSON, plain, with};
use serde_json::{Value, json};

const AGENT: &str = "/api/agents/{agentId}";

#[expect(clippy::unnecessary_wraps, reason = "a body in the table is optional")]
fn name(_: &Ids) -> Option<Value> {
    Some(json!({ "name": "New" }))
}

#[expect(clippy::unnecessary_wraps, reason = "a body in the table is optional")]
fn message(_: &Ids) -> Option<Value> {
    Some(json!({ "entityId": PERSON, "content": { "text": "Hello" } }))
}

/// The operations of agents, their rooms and memories.
pub const AGENTS: &[Operation] = &[
    plain("GET", "/api/agents", 200),
    with("POST", "/api/agents", 201, name),
    plain("GET", "/api/agents/worlds", 200),
    plain("GET", AGENT, 200),
    with("PATCH", AGENT, 200, name),
    plain("DELETE", AGENT, 204),
    plain("GET", "/api/agents/{agentId}/events", 200),
    with("POST", "/api/agents/{agentId}/rooms", 201, name),
    with("POST", "/api/agents/{agentId}/rooms/batch", 201, |_| {
        Some(json!({ "rooms": [{ "name": "New" }] }))
    }),
    plain("GET", "/api/agents/{agentId}/rooms", 200),
    plain("GET", "/api/agents/{agentId}/rooms/{roomId}", 200),
    with("PATCH", "/api/agents/{agentId}/rooms/{roomId}", 200, name),
    plain("DELETE", "/api/agents/{agentId}/rooms/{roomId}", 204),
    plain("DELETE", "/api/agents/{agentId}/worlds/{worldId}/rooms", 200),
    with("POST", "/api/agents/{agentId}/connections", 200, |ids| {
        Some(json!({ "entityId": PERSON, "roomId": ids.room }))
    }),
    plain("GET", "/api/agents/{agentId}/rooms/{roomId}/events", 200),
    plain("GET", "/api/agents/{agentId}/rooms/{roomId}/participants", 200),
    with("POST", "/api/agents/{agentId}/rooms/{roomId}/participants", 201, |_| {
        Some(json!({ "entityId": PERSON }))
    }),
    plain(
        "DELETE",
        "/api/agents/{agentId}/rooms/{roomId}/participants/{entityId}",
        204,
    ),
    plain(
        "GET",
        "/api/agents/{agentId}/rooms/{roomId}/participants/{entityId}/state",
        200,
    ),
    with(
        "PUT",
        "/api/agents/{agentId}/rooms/{roomId}/participants/{entityId}/state",
        200,
        |_| Some(json!({ "state": "MUTED" })),
    ),
    plain("GET", "/api/agents/{agentId}/rooms/{roomId}/memories", 200),
    with("POST", "/api/agents/{agentId}/rooms/{roomId}/memories", 201, message),
    with(
        "POST",
        "/api/agents/{agentId}/rooms/{roomId}/memories/batch",
        201,
        |ids| Some(json!({ "memories": [message(ids)] })),
    ),
    plain("GET", "/api/agents/{agentId}/rooms/{roomId}/memories/count", 200),
    plain("GET", "/api/agents/{agentId}/memories/{memoryId}", 200),
    plain("GET", "/api/agents/{agentId}/memories", 200),
    plain("DELETE", "/api/agents/{agentId}/memories", 200),
    with("PATCH", "/api/agents/{agentId}/memories/{memoryId}", 200, |_| {
        Some(json!({ "content": { "text": "Changed" } }))
    }),
    plain("DELETE", "/api/agents/{agentId}/memories/{memoryId}", 200),
    plain("DELETE", "/api/agents/{agentId}/memories/all/{roomId}", 204),
    with("POST", "/api/agents/{agentId}/worlds", 201, name),
    plain("GET", "/api/agents/{agentId}/worlds", 200),
    plain("GET", "/api/agents/{agentId}/worlds/{worldId}", 200),
    with("PATCH", "/api/agents/{agentId}/worlds/{worldId}", 200, name),
    plain("DELETE", "/api/agents/{agentId}/worlds/{worldId}", 204),
    with("POST", "/api/memory/groups/{groupId}", 201, |ids| {
        Some(json!({ "agentIds": [ids.agent] }))
    }),
];

const CHANNEL: &str = "/api/messaging/channels/{channelId}";

/// The operations of groups and of messaging.
pub const MESSAGING: &[Operation] = &[
    plain("DELETE", "/api/memory/groups/{groupId}", 204),
    plain("DELETE", "/api/memory/groups/{groupId}/memories", 204),
    with("POST", "/api/messaging/channels", 201, name),
    plain("GET", "/api/messaging/dm-channel", 200),
    plain("GET", "/api/messaging/channels/{channelId}/details", 200),
    plain("GET", "/api/messaging/channels/{channelId}/participants", 200),
    with("POST", "/api/messaging/channels/{channelId}/agents", 201, |ids| {
        Some(json!({ "agentId": ids.other_agent }))
    }),
    plain("DELETE", "/api/messaging/channels/{channelId}/agents/{agentId}", 200),
    with("PATCH", CHANNEL, 200, name),
    plain("DELETE", CHANNEL, 204),
    with("POST", "/api/messaging/channels/{channelId}/messages", 201, |_| {
        Some(json!({ "author_id": PERSON, "content": "Hello", "message_server_id": PERSON }))
    }),
    plain("GET", "/api/messaging/channels/{channelId}/messages", 200),
    plain("DELETE", "/api/messaging/channels/{channelId}/messages", 204),
    plain(
        "DELETE",
        "/api/messaging/channels/{channelId}/messages/{messageId}",
        204,
    ),
    plain("GET", "/api/messaging/message-servers", 200),
    plain("GET", "/api/messaging/message-server/current", 200),
    plain("GET", "/api/messaging/message-servers/{messageServerId}/channels", 200),
    plain("GET", "/api/messaging/message-servers/{messageServerId}/agents", 200),
];
