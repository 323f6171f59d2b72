//! The operations, each with the least that it needs to succeed.

use crate::support::{ANNA, Call, Client, TestApp, Webhook, livekit_settings, text};
use poem::http::Method;
use serde_json::{Value, json};

/// What must have happened to the room before.
#[derive(Clone, Copy, PartialEq)]
pub enum Room {
    Pending,
    Active,
    Completed,
    Cancelled,
}

/// An operation and what it needs.
pub struct Operation {
    pub method: &'static str,
    pub path: &'static str,
    pub body: fn(&TestApp) -> Option<Value>,
    pub room: Room,
    /// Whether it is for an interviewer's worker, and not for a team.
    pub worker: bool,
}

const ROOMS: &str = "/api/interviews/rooms";
const ROOM: &str = "/api/interviews/rooms/{room_id}";
const JOIN: &str = "/api/interviews/join/{access_token}";
const WEBHOOK: &str = "/api/webhooks/livekit";
const PROJECT: &str = "/projects/{project_id}";
const RECORD: &str = "/insight/{rec_id}/";
const REPORT: &str = "/api/interviews/session-report";

const fn plain(method: &'static str, path: &'static str) -> Operation {
    with(method, path, |_| None)
}

const fn with(method: &'static str, path: &'static str, body: fn(&TestApp) -> Option<Value>) -> Operation {
    Operation {
        method,
        path,
        body,
        room: Room::Pending,
        worker: false,
    }
}

const fn of_record(method: &'static str, path: &'static str) -> Operation {
    Operation {
        room: Room::Completed,
        ..plain(method, path)
    }
}

/// All of them. An operation that is new in the document belongs here, too.
pub const OPERATIONS: [Operation; 27] = [
    plain("GET", "/health"),
    plain("GET", "/livez"),
    plain("GET", "/readyz"),
    plain("GET", "/api/interviews/config"),
    plain("GET", ROOMS),
    with("POST", ROOMS, |app| Some(json!({ "project_id": app.project }))),
    plain("GET", ROOM),
    with("PATCH", ROOM, |_| Some(json!({}))),
    plain("DELETE", ROOM),
    plain("POST", "/api/interviews/rooms/{room_id}/rotate"),
    Operation {
        room: Room::Cancelled,
        ..with("POST", "/api/interviews/rooms/{room_id}/reopen", |app| {
            Some(json!({ "expires_at": app.now() + chrono::TimeDelta::days(1) }))
        })
    },
    plain("GET", JOIN),
    with("POST", JOIN, |_| Some(json!({ "email": ANNA }))),
    Operation {
        room: Room::Active,
        ..plain("POST", "/api/interviews/join/{access_token}/leave")
    },
    plain("GET", "/projects/"),
    with("POST", "/projects/create", |_| Some(json!({ "name": "New" }))),
    plain("GET", PROJECT),
    with("PUT", PROJECT, |_| Some(json!({}))),
    plain("DELETE", PROJECT),
    plain("POST", WEBHOOK),
    plain("GET", "/projects/{project_id}/records"),
    plain("GET", "/insight/paginated"),
    of_record("GET", RECORD),
    of_record("GET", "/insight/{rec_id}/transcript"),
    of_record("DELETE", RECORD),
    Operation {
        worker: true,
        ..plain("GET", "/api/interviews/agent-config/{interview_room_id}")
    },
    Operation {
        room: Room::Active,
        worker: true,
        ..plain("POST", REPORT)
    },
];

impl Operation {
    /// The service that it is called of.
    pub async fn app(&self) -> TestApp {
        let by_voice = self.path == WEBHOOK;
        TestApp::with(|config| {
            if by_voice {
                config.livekit = livekit_settings("http://127.0.0.1:9");
            }
        })
        .await
    }

    /// Makes the room that the operation needs.
    pub async fn prepare(&self, app: &TestApp) -> Value {
        let room = app.create_room().await;
        match self.room {
            Room::Pending => {}
            Room::Active => drop(app.join(&room, ANNA).await.expect(200)),
            Room::Completed => {
                app.join(&room, ANNA).await.expect(200);
                app.leave(&room).await.expect(200);
            }
            Room::Cancelled => {
                let path = crate::support::room_path(&room);
                app.owner().delete(&path).send().await.expect(200);
            }
        }
        room
    }

    /// The operation as a call of `client`'s, on this room and its project.
    pub fn call(&self, app: &TestApp, client: &Client, room: &Value) -> Call {
        let path = self
            .path
            .replace("{room_id}", text(room, "id"))
            .replace("{interview_room_id}", text(room, "id"))
            .replace("{rec_id}", text(room, "id"))
            .replace("{access_token}", text(room, "access_token"))
            .replace("{project_id}", &app.project);
        let call = client.call(Method::from_bytes(self.method.as_bytes()).expect("a method"), &path);
        if self.path == WEBHOOK {
            // Signed, not called with a key.
            let told = Webhook::signed(json!({ "id": "EV_1" }).to_string(), &*app.clock);
            return told.call(&app.stranger());
        }
        match (self.body)(app) {
            Some(body) => call.json(&body),
            None if self.path == REPORT => call.json(&json!({ "interview_room_id": room["id"], "report": {} })),
            None => call,
        }
    }

    /// Somebody of the first team whom it is for.
    pub fn caller(&self, app: &TestApp) -> Client {
        if self.worker { app.agent() } else { app.owner() }
    }

    /// Whether it names a thing that belongs to a team, in its path or in its body.
    pub fn names_a_thing(&self) -> bool {
        self.path.contains("_id}") || [("POST", ROOMS), ("POST", REPORT)].contains(&(self.method, self.path))
    }
}
