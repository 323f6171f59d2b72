//! The operations of the voice rooms and the agents dialect, each with the least that it needs to succeed.

use crate::support::{Call, Client, TestApp, livekit_settings, text};
use poem::http::Method;
use serde_json::{Value, json};

/// An operation and what it needs.
pub struct Operation {
    pub method: &'static str,
    pub path: &'static str,
    pub status: u16,
    pub body: fn(&Things) -> Option<Value>,
}

/// What operations are called on.
pub struct Things {
    pub agent: String,
    pub other_agent: String,
    pub room: String,
    pub world: String,
    pub memory: String,
    pub server: String,
}

const ROOM: &str = "/v1/rooms/{roomId}";
const AGENT: &str = "/api/agents/{agentId}";
/// Somebody who is no agent.
const PERSON: &str = "aaaaaaaa-0000-4000-8000-00000000000a";

const fn plain(method: &'static str, path: &'static str, status: u16) -> Operation {
    with(method, path, status, |_| None)
}

const fn with(method: &'static str, path: &'static str, status: u16, body: fn(&Things) -> Option<Value>) -> Operation {
    Operation {
        method,
        path,
        status,
        body,
    }
}

/// The operations of the voice rooms dialect.
pub const VOICE_ROOMS: [Operation; 14] = [
    with("POST", "/v1/rooms", 200, |_| Some(json!({ "name": "Town Square" }))),
    plain("GET", "/v1/rooms", 200),
    plain("GET", ROOM, 200),
    plain("DELETE", ROOM, 200),
    plain("POST", "/v1/rooms/{roomId}/end", 200),
    with("POST", "/v1/rooms/{roomId}/participants", 200, |things| {
        Some(json!({ "characterId": things.agent }))
    }),
    plain("DELETE", "/v1/rooms/{roomId}/participants/{characterId}", 200),
    plain("GET", "/v1/rooms/{roomId}/transcript", 200),
    // Nobody answers at the address of the media server.
    plain("GET", "/v1/rooms/{roomId}/token", 200),
    plain("POST", "/v1/rooms/{roomId}/start", 503),
    with("POST", "/characters", 200, |_| Some(json!({ "name": "Mira" }))),
    plain("GET", "/characters", 200),
    plain("GET", "/characters/{characterId}", 200),
    plain("DELETE", "/characters/{characterId}", 200),
];

#[expect(clippy::unnecessary_wraps, reason = "it stands where others send nothing")]
fn name(_: &Things) -> Option<Value> {
    Some(json!({ "name": "New" }))
}

#[expect(clippy::unnecessary_wraps, reason = "it stands where others send nothing")]
fn said(_: &Things) -> Option<Value> {
    Some(json!({ "entityId": PERSON, "content": { "text": "Hello" } }))
}

/// The operations of agents, their rooms and memories.
pub const AGENTS: [Operation; 31] = [
    plain("GET", "/api/agents", 200),
    with("POST", "/api/agents", 201, name),
    plain("GET", "/api/agents/worlds", 200),
    plain("GET", AGENT, 200),
    plain("DELETE", AGENT, 204),
    with("POST", "/api/agents/{agentId}/rooms", 201, name),
    with("POST", "/api/agents/{agentId}/rooms/batch", 201, |_| {
        Some(json!({ "rooms": [{ "name": "New" }] }))
    }),
    plain("GET", "/api/agents/{agentId}/rooms", 200),
    plain("GET", "/api/agents/{agentId}/rooms/{roomId}", 200),
    with("PATCH", "/api/agents/{agentId}/rooms/{roomId}", 200, name),
    plain("DELETE", "/api/agents/{agentId}/rooms/{roomId}", 204),
    plain("DELETE", "/api/agents/{agentId}/worlds/{worldId}/rooms", 200),
    with("POST", "/api/agents/{agentId}/connections", 200, |things| {
        Some(json!({ "entityId": PERSON, "roomId": things.room }))
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
    with("POST", "/api/agents/{agentId}/rooms/{roomId}/memories", 201, said),
    with(
        "POST",
        "/api/agents/{agentId}/rooms/{roomId}/memories/batch",
        201,
        |things| Some(json!({ "memories": [said(things)] })),
    ),
    plain("GET", "/api/agents/{agentId}/memories", 200),
    plain("DELETE", "/api/agents/{agentId}/memories", 200),
    with("PATCH", "/api/agents/{agentId}/memories/{memoryId}", 200, |_| {
        Some(json!({ "content": { "text": "Changed" } }))
    }),
    plain("DELETE", "/api/agents/{agentId}/memories/{memoryId}", 200),
    plain("DELETE", "/api/agents/{agentId}/memories/all/{roomId}", 204),
    with("POST", "/api/agents/{agentId}/worlds", 201, name),
    plain("GET", "/api/agents/{agentId}/worlds", 200),
    with("PATCH", "/api/agents/{agentId}/worlds/{worldId}", 200, name),
    with("POST", "/api/memory/groups/{groupId}", 201, |things| {
        Some(json!({ "agentIds": [things.agent] }))
    }),
];

const CHANNEL: &str = "/api/messaging/channels/{channelId}";

/// The operations of groups and of messaging.
pub const MESSAGING: [Operation; 18] = [
    plain("DELETE", "/api/memory/groups/{groupId}", 204),
    plain("DELETE", "/api/memory/groups/{groupId}/memories", 204),
    with("POST", "/api/messaging/channels", 201, name),
    plain("GET", "/api/messaging/dm-channel", 200),
    plain("GET", "/api/messaging/channels/{channelId}/details", 200),
    plain("GET", "/api/messaging/channels/{channelId}/participants", 200),
    with("POST", "/api/messaging/channels/{channelId}/agents", 201, |things| {
        Some(json!({ "agentId": things.other_agent }))
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

/// A service with a media server at which nobody answers.
pub async fn app() -> TestApp {
    TestApp::with(|config| config.livekit = livekit_settings("http://127.0.0.1:9")).await
}

impl Things {
    /// Makes two agents, a world with a room in which the first sits and said something.
    pub async fn make(app: &TestApp) -> Self {
        let owner = app.owner().by_header();
        let agent = post(&owner, "/api/agents", json!({ "name": "Ada" })).await;
        let other = post(&owner, "/api/agents", json!({ "name": "Bo" })).await;
        let rooms = format!("/api/agents/{}/rooms", text(&agent, "id"));
        let room = post(&owner, &rooms, json!({ "name": "Room" })).await;
        let memories = format!("{rooms}/{}/memories", text(&room, "id"));
        let memory = post(&owner, &memories, json!({ "content": { "text": "Hello" } })).await;
        Self {
            agent: text(&agent, "id").to_owned(),
            other_agent: text(&other, "id").to_owned(),
            world: text(&room, "worldId").to_owned(),
            room: text(&room, "id").to_owned(),
            memory: text(&memory, "id").to_owned(),
            server: PERSON.to_owned(),
        }
    }
}

async fn post(client: &Client, path: &str, body: Value) -> Value {
    client.post(path).json(&body).send().await.expect(201).body["data"].clone()
}

impl Operation {
    /// The operation as a call of `client`'s.
    pub fn call(&self, client: &Client, path: &str, things: &Things) -> Call {
        // What a group is called by is a server when it is made, and a world afterwards.
        let group = if self.method == "POST" {
            &things.server
        } else {
            &things.world
        };
        let mut path = path
            .replace("{agentId}", &things.agent)
            .replace("{characterId}", &things.agent)
            .replace("{entityId}", &things.agent)
            .replace("{roomId}", &things.room)
            .replace("{channelId}", &things.room)
            .replace("{worldId}", &things.world)
            .replace("{memoryId}", &things.memory)
            .replace("{messageId}", &things.memory)
            .replace("{groupId}", group)
            .replace("{messageServerId}", &things.server);
        if path.ends_with("/dm-channel") {
            path = format!("{path}?currentUserId={}&targetUserId={PERSON}", things.agent);
        }
        let call = client.call(Method::from_bytes(self.method.as_bytes()).expect("a method"), &path);
        match (self.body)(things) {
            Some(body) => call.json(&body),
            None => call,
        }
    }

    /// Whether it names a thing of a team's in its path, and answers 404 where another team calls it.
    pub fn names_a_thing(&self) -> bool {
        // Nobody is in, and nothing was said in, a channel or on a server that one cannot see.
        let silent = self.method == "GET"
            && ["/participants", "/messages", "/agents", "/channels"]
                .iter()
                .any(|end| self.path.starts_with("/api/messaging") && self.path.ends_with(end));
        self.path.contains("Id}") && !silent
    }
}
