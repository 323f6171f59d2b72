//! Short methods for the calls of teams and respondents.

use super::{Answer, TestApp, join_path, room_path, text};
use chrono::TimeDelta;
use interview_rooms::clock::Timestamp;
use serde_json::{Value, json};

impl TestApp {
    /// Requests rooms with these additions to the request.
    pub async fn create(&self, additions: Value) -> Answer {
        let mut request = json!({ "project_id": self.project });
        super::merge(&mut request, additions);
        self.researcher()
            .post("/api/interviews/rooms")
            .json(&request)
            .send()
            .await
    }

    /// Updates a room.
    pub async fn patch(&self, room: &Value, change: Value) -> Answer {
        self.researcher().patch(&room_path(room)).json(&change).send().await
    }

    /// Cancels a room.
    pub async fn cancel(&self, room: &Value) -> Answer {
        self.researcher().delete(&room_path(room)).send().await
    }

    /// Rotates the link of a room.
    pub async fn rotate(&self, room: &Value) -> Answer {
        let path = format!("{}/rotate", room_path(room));
        self.researcher().post(&path).send().await
    }

    /// Reopens a room.
    pub async fn reopen(&self, room: &Value, expires_at: Timestamp) -> Answer {
        let path = format!("{}/reopen", room_path(room));
        let until = json!({ "expires_at": expires_at });
        self.researcher().post(&path).json(&until).send().await
    }

    /// Deletes the first project.
    pub async fn delete_project(&self) -> Answer {
        let path = format!("/projects/{}", self.project);
        self.researcher().delete(&path).send().await
    }

    /// Previews the link of a room.
    pub async fn preview(&self, room: &Value) -> Answer {
        self.stranger().get(&join_path(room)).send().await
    }

    /// Opens the page at the link of a room.
    pub async fn page(&self, room: &Value) -> Answer {
        let path = format!("/interview/{}", text(room, "access_token"));
        self.stranger().get(&path).send().await
    }

    /// Lists rooms with a query such as `?status=pending`.
    pub async fn list(&self, query: &str) -> Vec<Value> {
        let path = format!("/api/interviews/rooms{query}");
        let listed = self.researcher().get(&path).send().await.expect(200);
        listed.body.as_array().expect("a list is an array").clone()
    }

    /// Creates a room in this status. For an expired one, the clock advances by a day.
    pub async fn room_in(&self, status: &str) -> Value {
        let room = self.create_rooms(json!({ "expires_in_days": 1 })).await.remove(0);
        if ["active", "completed"].contains(&status) {
            self.join(&room, super::ANNA).await.expect(200);
        }
        match status {
            "completed" => drop(self.leave(&room).await.expect(200)),
            "cancelled" => drop(self.cancel(&room).await.expect(200)),
            "expired" => self.pass(TimeDelta::days(1)),
            _ => {}
        }
        let room = self.room(&room).await;
        assert_eq!(room["status"], status);
        room
    }
}
