//! A team that uses the agents dialect.

use crate::support::{Client, TestApp, text};
use serde_json::{Value, json};

/// A service, and a client with the agent key of its first team.
pub struct Team {
    pub app: TestApp,
    pub client: Client,
}

impl Team {
    pub async fn start() -> Self {
        // The clock does not advance between requests, so every request would count against the same second.
        let app = TestApp::with(|config| config.limits.requests_per_second = 0).await;
        let client = app.owner().by_header();
        Self { app, client }
    }

    /// Creates an agent and returns its id.
    pub async fn agent(&self, name: &str) -> String {
        self.create("/api/agents", json!({ "name": name })).await
    }

    /// Creates a room of an agent and returns its id.
    pub async fn room(&self, agent: &str) -> String {
        let path = format!("/api/agents/{agent}/rooms");
        self.create(&path, json!({ "name": "Lounge", "type": "GROUP" })).await
    }

    /// Adds a memory of the agent to a room.
    pub async fn remember(&self, agent: &str, room: &str, words: &str) {
        let path = format!("/api/agents/{agent}/rooms/{room}/memories");
        self.create(&path, json!({ "content": { "text": words } })).await;
    }

    async fn create(&self, path: &str, body: Value) -> String {
        let created = self.client.post(path).json(&body).send().await.expect(201).body;
        text(&created["data"], "id").to_owned()
    }
}
