//! The agents dialect: agents, their rooms, participants, memories, worlds and channels, as `ElizaOS` clients use them.

mod agent_events;
mod agent_updates;
mod asked;
mod bad_input;
mod bound_keys;
mod channels;
mod client;
mod connections;
mod creation;
mod deletion;
mod documented;
mod events;
mod groups;
mod interviews;
mod memories;
mod memory_changes;
mod memory_kinds;
mod memory_lists;
mod own_room;
mod participants;
mod paths;
mod properties;
mod races;
mod room_lists;
mod rooms;
mod same_ids;
mod scope;
mod servers;
mod strangers;
mod who_reads;
mod worlds;

use crate::support::{Answer, Client, TestApp, merge, text};
use serde_json::{Value, json};

const AGENTS: &str = "/api/agents";
const CHANNELS: &str = "/api/messaging/channels";
/// An id that does not exist.
const UNKNOWN: &str = "99999999-9999-4999-8999-999999999999";
/// The default message server, which always exists.
const SERVER: &str = "00000000-0000-0000-0000-000000000000";

/// An agent and a client that calls on its behalf.
#[derive(Clone)]
struct Agent {
    client: Client,
    id: String,
}

/// Starts a service and creates the agent Ada, on whose behalf the owner calls.
async fn start() -> (TestApp, Agent) {
    // The clock does not advance between requests, so every request would count against the same second.
    let app = TestApp::with(|config| config.limits.requests_per_second = 0).await;
    let ada = Agent::make(&app.owner().by_header(), "Ada").await;
    (app, ada)
}

impl Agent {
    async fn make(client: &Client, name: &str) -> Self {
        Self::made_of(client, json!({ "name": name })).await
    }

    async fn made_of(client: &Client, request: Value) -> Self {
        let made = data(client.post(AGENTS).json(&request).send().await, 201);
        Self {
            client: client.clone(),
            id: text(&made, "id").to_owned(),
        }
    }

    /// The same agent with another client.
    fn by(&self, client: Client) -> Self {
        Self {
            client: client.by_header(),
            id: self.id.clone(),
        }
    }

    /// Another agent or entity with the same client.
    fn other(&self, id: &str) -> Self {
        Self {
            client: self.client.clone(),
            id: id.to_owned(),
        }
    }

    fn path(&self, rest: &str) -> String {
        format!("{AGENTS}/{}{rest}", self.id)
    }

    async fn get(&self, rest: &str) -> Answer {
        self.client.get(&self.path(rest)).send().await
    }

    async fn post(&self, rest: &str, body: Value) -> Answer {
        self.client.post(&self.path(rest)).json(&body).send().await
    }

    async fn patch(&self, rest: &str, body: Value) -> Answer {
        self.client.patch(&self.path(rest)).json(&body).send().await
    }

    async fn put(&self, rest: &str, body: Value) -> Answer {
        self.client.put(&self.path(rest)).json(&body).send().await
    }

    async fn delete(&self, rest: &str) -> Answer {
        self.client.delete(&self.path(rest)).send().await
    }

    /// Creates a room with these additions to the request.
    async fn room(&self, additions: Value) -> Value {
        let mut request = json!({ "name": "Lounge", "type": "GROUP" });
        merge(&mut request, additions);
        data(self.post("/rooms", request).await, 201)
    }

    /// Creates a room and returns its id.
    async fn make_room(&self) -> String {
        text(&self.room(json!({})).await, "id").to_owned()
    }

    /// Lists rooms with a query such as `?limit=2`.
    async fn rooms(&self, query: &str) -> Vec<Value> {
        items(&data(self.get(&format!("/rooms{query}")).await, 200), "rooms")
    }

    /// Adds participants to a room.
    async fn add_participants(&self, room: &str, entities: &[&str]) -> Answer {
        let body = json!({ "entityIds": entities });
        self.post(&format!("/rooms/{room}/participants"), body).await
    }

    /// Removes a participant from a room.
    async fn remove_participant(&self, room: &str, entity: &str) -> Answer {
        self.delete(&format!("/rooms/{room}/participants/{entity}")).await
    }

    /// Lists the participants of a room.
    async fn participant_bodies(&self, room: &str) -> Vec<Value> {
        let listed = self.get(&format!("/rooms/{room}/participants")).await;
        items(&data(listed, 200), "participants")
    }

    /// Lists the entity ids of the participants of a room.
    async fn participants(&self, room: &str) -> Vec<String> {
        texts(&self.participant_bodies(room).await, "entityId")
    }

    /// Sets the state of a participant.
    async fn set_state(&self, room: &str, entity: &str, state: Value) -> Answer {
        let path = format!("/rooms/{room}/participants/{entity}/state");
        self.put(&path, json!({ "state": state })).await
    }

    /// Creates a memory in a room.
    async fn remember(&self, room: &str, memory: Value) -> Answer {
        self.post(&format!("/rooms/{room}/memories"), memory).await
    }

    /// Posts a message as `author` and returns the memory.
    async fn say(&self, room: &str, author: &str, words: &str) -> Value {
        let memory = json!({ "entityId": author, "content": { "text": words } });
        data(self.remember(room, memory).await, 201)
    }

    /// Lists the memories of a room with a query such as `?count=2`.
    async fn memories(&self, room: &str, query: &str) -> Vec<Value> {
        let path = format!("/api/memory/{}/rooms/{room}/memories{query}", self.id);
        let listed = self.client.get(&path).send().await;
        items(&data(listed, 200), "memories")
    }

    /// The texts of a room's memories, latest first.
    async fn words(&self, room: &str, query: &str) -> Vec<String> {
        words(&self.memories(room, query).await)
    }

    /// The events of a room; their sequence numbers must have no gap.
    async fn events(&self, room: &str) -> Vec<Value> {
        let listed = self.get(&format!("/rooms/{room}/events")).await;
        let events = items(&data(listed, 200), "events");
        assert!((1..).zip(&events).all(|(number, event)| event["sequence"] == number));
        events
    }

    /// The types of a room's events.
    async fn history(&self, room: &str) -> Vec<String> {
        texts(&self.events(room).await, "type")
    }

    /// Adds the agent to a room that it cannot join through its own routes.
    async fn is_added_to(&self, room: &str) {
        let path = format!("{CHANNELS}/{room}/agents");
        let let_in = self
            .client
            .post(&path)
            .json(&json!({ "agentId": self.id }))
            .send()
            .await;
        let_in.expect(201);
    }
}

/// The `data` of a response, which must have this status.
#[track_caller]
fn data(answer: Answer, status: u16) -> Value {
    let answer = answer.expect(status);
    assert_eq!(answer.body["success"], true, "{}", answer.text);
    answer.body["data"].clone()
}

/// Asserts that the response is this error in the dialect's envelope.
#[track_caller]
fn refused(answer: &Answer, status: u16, code: &str, message: &str) {
    let error = json!({ "code": code, "message": message });
    assert_eq!(
        answer.body,
        json!({ "success": false, "error": error }),
        "{}",
        answer.text
    );
    assert_eq!(answer.status, status);
}

/// Asserts that the response is this error of a messaging route.
#[track_caller]
fn refused_plainly(answer: &Answer, status: u16, message: &str) {
    assert_eq!(
        answer.body,
        json!({ "success": false, "error": message }),
        "{}",
        answer.text
    );
    assert_eq!(answer.status, status);
}

/// A list in the data of a response.
#[track_caller]
fn items(data: &Value, name: &str) -> Vec<Value> {
    let items = data[name].as_array();
    items.unwrap_or_else(|| panic!("no {name} in {data}")).clone()
}

/// A text field of every item.
fn texts(items: &[Value], field: &str) -> Vec<String> {
    items.iter().map(|item| text(item, field).to_owned()).collect()
}

/// The texts of memories.
fn words(memories: &[Value]) -> Vec<String> {
    let words = memories
        .iter()
        .map(|memory| text(&memory["content"], "text").to_owned());
    words.collect()
}

/// The id of an entity that is not an agent.
fn person(number: usize) -> String {
    format!("aaaaaaaa-0000-4000-8000-{number:012x}")
}
