//! The operations of all dialects, each with the least that it needs to succeed. A new operation is added to the table
//! of its dialect.

mod agents;
mod interviews;
mod voice_rooms;

use crate::support::{ANNA, Answer, Call, Client, TestApp, Webhook, livekit_settings, room_path, text};
use chrono::TimeDelta;
use interview_rooms::clock::Timestamp;
use poem::http::Method;
use serde_json::{Value, json};

/// An entity that is not an agent.
pub const PERSON: &str = "aaaaaaaa-0000-4000-8000-00000000000a";

/// The status that an interview must have before an operation is called.
#[derive(Clone, Copy, PartialEq)]
pub enum Interview {
    Pending,
    Active,
    Completed,
    Cancelled,
}

/// An operation and what it needs.
pub struct Operation {
    pub method: &'static str,
    /// Its path in the document, with parameters in braces.
    pub path: &'static str,
    /// The status of the response if all conditions hold.
    pub status: u16,
    pub body: fn(&Ids) -> Option<Value>,
    pub interview: Interview,
    /// Whether it is called by an interviewer's worker and not by a team.
    pub for_worker: bool,
    /// Whether LiveKit must be configured.
    pub needs_livekit: bool,
}

/// The ids that take the place of parameters in paths and bodies.
pub struct Ids {
    pub project: String,
    pub interview: String,
    pub access_token: String,
    pub agent: String,
    pub other_agent: String,
    pub room: String,
    pub world: String,
    pub memory: String,
    pub server: String,
    pub tomorrow: Timestamp,
}

/// The operations of all dialects.
pub fn operations() -> impl Iterator<Item = &'static Operation> {
    [
        interviews::OPERATIONS,
        voice_rooms::OPERATIONS,
        agents::AGENTS,
        agents::MESSAGING,
    ]
    .into_iter()
    .flatten()
}

/// An operation without a body.
const fn plain(method: &'static str, path: &'static str, status: u16) -> Operation {
    with(method, path, status, |_| None)
}

/// An operation with a body.
const fn with(method: &'static str, path: &'static str, status: u16, body: fn(&Ids) -> Option<Value>) -> Operation {
    Operation {
        method,
        path,
        status,
        body,
        interview: Interview::Pending,
        for_worker: false,
        needs_livekit: false,
    }
}

/// A service without LiveKit, and one that is configured for LiveKit although no LiveKit server listens there.
pub struct Apps {
    without_livekit: TestApp,
    with_livekit: TestApp,
}

impl Apps {
    pub async fn start() -> Self {
        Self {
            without_livekit: TestApp::with(|config| config.limits.requests_per_second = 0).await,
            with_livekit: TestApp::with(|config| {
                config.limits.requests_per_second = 0;
                config.livekit = livekit_settings("http://127.0.0.1:9");
            })
            .await,
        }
    }

    /// The service in which the operation is called. Only operations that need LiveKit use the second one, where joining
    /// would start the interview by voice.
    pub const fn for_operation(&self, operation: &Operation) -> &TestApp {
        if operation.needs_livekit {
            &self.with_livekit
        } else {
            &self.without_livekit
        }
    }
}

impl Ids {
    /// Creates a project with an interview in a status, two agents, and a room in a world in which the first agent takes
    /// part and has said something.
    pub async fn create(app: &TestApp, status: Interview) -> Self {
        let project = app.make_project(&app.owner(), "Project").await;
        let interview = interview(app, &project, status).await;
        let owner = app.owner().by_header();
        let agent = post(&owner, "/api/agents", json!({ "name": "Ada" })).await;
        let other = post(&owner, "/api/agents", json!({ "name": "Bo" })).await;
        let rooms = format!("/api/agents/{}/rooms", text(&agent, "id"));
        let room = post(&owner, &rooms, json!({ "name": "Room" })).await;
        let memories = format!("{rooms}/{}/memories", text(&room, "id"));
        let memory = post(&owner, &memories, json!({ "content": { "text": "Hello" } })).await;
        Self {
            project,
            interview: text(&interview, "id").to_owned(),
            access_token: text(&interview, "access_token").to_owned(),
            agent: text(&agent, "id").to_owned(),
            other_agent: text(&other, "id").to_owned(),
            world: text(&room, "worldId").to_owned(),
            room: text(&room, "id").to_owned(),
            memory: text(&memory, "id").to_owned(),
            server: PERSON.to_owned(),
            tomorrow: app.now() + TimeDelta::days(1),
        }
    }
}

async fn interview(app: &TestApp, project: &str, status: Interview) -> Value {
    let room = app.create_rooms(json!({ "project_id": project })).await.remove(0);
    match status {
        Interview::Pending => {}
        Interview::Active => drop(app.join(&room, ANNA).await.expect(200)),
        Interview::Completed => {
            app.join(&room, ANNA).await.expect(200);
            let said = [("item_1", "assistant", "How are you?"), ("item_2", "user", "Well.")];
            let said = said.map(|(id, role, text)| {
                let at = app.now().timestamp();
                json!({ "id": id, "type": "message", "role": role, "content": [text], "created_at": at })
            });
            let report = json!({ "job_id": "AJ_1", "chat_history": { "items": said } });
            let body = json!({ "interview_room_id": room["id"], "report": report });
            app.agent()
                .post(interviews::REPORT)
                .json(&body)
                .send()
                .await
                .expect(200);
        }
        Interview::Cancelled => drop(app.owner().delete(&room_path(&room)).send().await.expect(200)),
    }
    room
}

async fn post(client: &Client, path: &str, body: Value) -> Value {
    client.post(path).json(&body).send().await.expect(201).body["data"].clone()
}

impl Operation {
    /// A call of the operation by `client`, on a path under which it is found.
    pub fn call(&self, app: &TestApp, client: &Client, path: &str, ids: &Ids) -> Call {
        if self.path == interviews::WEBHOOK {
            return Webhook::signed(json!({ "id": "EV_1" }).to_string(), &*app.clock).call(&app.stranger());
        }
        let method = Method::from_bytes(self.method.as_bytes()).expect("a method");
        let call = client.call(method, &self.concrete(path, ids));
        match (self.body)(ids) {
            Some(body) => call.json(&body),
            None => call,
        }
    }

    /// Calls it, as a client that may, with this body.
    pub async fn call_with(&self, app: &TestApp, ids: &Ids, body: &Value) -> Answer {
        let method = Method::from_bytes(self.method.as_bytes()).expect("a method");
        let call = self.caller(app).call(method, &self.concrete(self.path, ids));
        call.json(body).send().await
    }

    pub fn concrete(&self, path: &str, ids: &Ids) -> String {
        // The id of a group is the id of a server while the group is created, and the id of its world afterwards.
        let group = if self.method == "POST" { &ids.server } else { &ids.world };
        let parameters: [(&[&str], &str); 9] = [
            (&["room_id", "interview_room_id", "rec_id"], &ids.interview),
            (&["access_token"], &ids.access_token),
            (&["project_id"], &ids.project),
            (&["agentId", "characterId", "entityId"], &ids.agent),
            (&["roomId", "channelId"], &ids.room),
            (&["worldId"], &ids.world),
            (&["memoryId", "messageId"], &ids.memory),
            (&["groupId"], group),
            (&["messageServerId"], &ids.server),
        ];
        let mut path = path.to_owned();
        for (names, value) in parameters {
            for name in names {
                path = path.replace(&format!("{{{name}}}"), value);
            }
        }
        if path.ends_with("/dm-channel") {
            format!("{path}?currentUserId={}&targetUserId={PERSON}", ids.agent)
        } else {
            path
        }
    }

    /// A client of the first team that may call the operation.
    pub fn caller(&self, app: &TestApp) -> Client {
        self.in_dialect(if self.for_worker { app.agent() } else { app.owner() })
    }

    /// A client of another team that might call the operation on objects of its own.
    pub async fn caller_of_another_team(&self, app: &TestApp) -> Client {
        let client = if self.for_worker {
            app.other_agent().await
        } else {
            app.other_team().await
        };
        self.in_dialect(client)
    }

    /// The client, sending its key in the header that clients of the dialect use.
    pub fn in_dialect(&self, client: Client) -> Client {
        if self.is_of_agents() {
            client.by_header()
        } else {
            client
        }
    }

    pub fn is_of_agents(&self) -> bool {
        ["/api/agents", "/api/memory", "/api/messaging"]
            .iter()
            .any(|prefix| self.path.starts_with(prefix))
    }

    pub fn is_of_interviews(&self) -> bool {
        interviews::OPERATIONS
            .iter()
            .any(|operation| operation.path == self.path)
    }

    /// Whether it names, in its path or its body, an object that belongs to a team, so that another team gets 404.
    pub fn names_an_object(&self) -> bool {
        // Of a channel or server that a team cannot see, these lists are empty.
        let is_empty_list = self.method == "GET"
            && self.path.starts_with("/api/messaging")
            && ["/participants", "/messages", "/agents", "/channels"]
                .iter()
                .any(|end| self.path.ends_with(end));
        let in_path = self.path.contains("_id}") || self.path.contains("Id}");
        let in_body = [("POST", interviews::ROOMS), ("POST", interviews::REPORT)].contains(&(self.method, self.path));
        (in_path && !is_empty_list) || in_body
    }
}
