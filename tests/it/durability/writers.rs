//! Every way of writing, and what it was told had succeeded.

use crate::{
    crashes::{http::Connection, load::Team},
    support::{ANNA, Service, TestDatabase, text},
};
use serde_json::{Value, json};

const SECRET: &str = "a-secret-of-the-workers-0123456789";
pub const SETTINGS: [(&str, &str); 3] = [
    ("INTERVIEW_ROOMS_LIMITS__TURNS_PER_MINUTE", "0"),
    ("INTERVIEW_ROOMS_AGENTS__SECRET", SECRET),
    ("INTERVIEW_ROOMS_REAPER__ENABLED", "false"),
];
/// The most attempts until a write must have failed.
const ATTEMPTS: usize = 200;
/// The number of rooms that wait to be joined, cancelled or reported.
const SPARE_ROOMS: usize = 100;

/// A way of writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Write {
    Create,
    Join,
    Turn,
    Cancel,
    Report,
    Post,
}

impl Write {
    const ALL: [Self; 6] = [
        Self::Create,
        Self::Join,
        Self::Turn,
        Self::Cancel,
        Self::Report,
        Self::Post,
    ];
}

/// What was acknowledged.
#[derive(Default)]
struct Acknowledged {
    created: Vec<String>,
    joined: Vec<String>,
    turns: Vec<String>,
    cancelled: Vec<String>,
    reported: Vec<String>,
    posts: Vec<String>,
}

/// A team, its rooms, and a client that writes.
pub struct Writers {
    connection: Connection,
    team: Team,
    /// Rooms that have not been used, as id and token.
    spare: Vec<(String, String)>,
    /// The room in which turns are written: its token and the respondent's session.
    interview: (String, String, String),
    agent: String,
    agent_room: String,
    attempts: usize,
    acknowledged: Acknowledged,
}

impl Writers {
    /// Makes a team with rooms of all kinds.
    pub async fn start(database: &TestDatabase, service: &Service) -> Self {
        let team = Team::make(database).await;
        let mut connection = Connection::open(&service.address, &team.key).await.unwrap();
        let wanted = json!({ "project_id": team.project, "count": SPARE_ROOMS });
        let mut spare = Vec::new();
        for _ in 0..4 {
            let made = call(&mut connection, "POST", "/api/interviews/rooms", &wanted).await;
            let rooms = made.1["rooms"].as_array().unwrap().iter();
            spare.extend(rooms.map(|room| (text(room, "id").to_owned(), text(room, "access_token").to_owned())));
        }
        let (id, token) = spare.pop().unwrap();
        let join = format!("/api/interviews/join/{token}");
        let joined = call(&mut connection, "POST", &join, &json!({ "email": ANNA })).await;
        let session = text(&joined.1, "token").to_owned();
        let agent = call(&mut connection, "POST", "/api/agents", &json!({ "name": "Ada" })).await;
        let agent = find_id(&agent.1);
        let rooms = format!("/api/agents/{agent}/rooms");
        let room = call(&mut connection, "POST", &rooms, &json!({ "name": "Room" })).await;
        Self {
            agent_room: find_id(&room.1),
            interview: (id, token, session),
            attempts: 0,
            acknowledged: Acknowledged::default(),
            connection,
            team,
            spare,
            agent,
        }
    }

    /// Writes in every way until each was refused twice, with a status that says so.
    pub async fn write_until_refused(&mut self) {
        for write in Write::ALL {
            let mut refused = 0;
            for _ in 0..ATTEMPTS {
                let status = self.write(write).await;
                if status == 503 {
                    refused += 1;
                }
                assert!(status == 503 || (200..300).contains(&status), "{write:?}: {status}");
                if refused == 2 {
                    break;
                }
            }
            assert_eq!(refused, 2, "{write:?} is refused when it cannot be written");
        }
    }

    /// Writes once in every way, which must succeed.
    pub async fn write_once(&mut self) {
        for write in Write::ALL {
            let status = self.write(write).await;
            assert!((200..300).contains(&status), "{write:?}: {status}");
        }
    }

    /// The status of `/readyz`.
    pub async fn readiness(&mut self) -> u16 {
        call(&mut self.connection, "GET", "/readyz", &Value::Null).await.0
    }

    async fn write(&mut self, write: Write) -> u16 {
        self.attempts += 1;
        let words = format!("What was said at attempt {}, at some length for a page.", self.attempts);
        match write {
            Write::Create => {
                let name = format!("Attempt {}", self.attempts);
                let wanted = json!({ "project_id": self.team.project, "display_name": name });
                let (status, made) = self.call("POST", "/api/interviews/rooms", &wanted).await;
                if status == 200 {
                    self.acknowledged.created.push(text(&made["rooms"][0], "id").to_owned());
                }
                status
            }
            Write::Join => {
                let (id, token) = self.spare.pop().unwrap();
                let join = format!("/api/interviews/join/{token}");
                let (status, _) = self.call("POST", &join, &json!({ "email": ANNA })).await;
                if status == 200 {
                    self.acknowledged.joined.push(id);
                }
                status
            }
            Write::Turn => {
                let (_, token, session) = &self.interview;
                let path = format!("/interview/{token}/turns");
                let headers = format!("Accept: application/json\r\nCookie: interview_session={session}\r\n");
                let turn = json!({ "id": self.attempts.to_string(), "text": words });
                let answer = self.connection.call("POST", &path, &headers, &turn).await;
                let (status, _) = answer.unwrap();
                if status == 200 {
                    self.acknowledged.turns.push(words);
                }
                status
            }
            Write::Cancel => {
                let (id, _) = self.spare.pop().unwrap();
                let room = format!("/api/interviews/rooms/{id}");
                let (status, _) = self.call("DELETE", &room, &Value::Null).await;
                if status == 200 {
                    self.acknowledged.cancelled.push(id);
                }
                status
            }
            Write::Report => self.report(&words).await,
            Write::Post => {
                let path = format!("/api/agents/{}/rooms/{}/memories", self.agent, self.agent_room);
                let memory = json!({ "content": { "text": words } });
                let (status, _) = self.call("POST", &path, &memory).await;
                if status == 201 {
                    self.acknowledged.posts.push(words);
                }
                status
            }
        }
    }

    /// Joins a room and reports on it; the status is that of the first step that failed.
    async fn report(&mut self, words: &str) -> u16 {
        let (id, token) = self.spare.pop().unwrap();
        let join = format!("/api/interviews/join/{token}");
        let (status, _) = self.call("POST", &join, &json!({ "email": ANNA })).await;
        if status != 200 {
            return status;
        }
        let item = json!({ "id": "one", "type": "message", "role": "user", "content": [words] });
        let report = json!({ "job_id": id, "chat_history": { "items": [item] } });
        let body = json!({ "interview_room_id": id, "report": report });
        let headers = format!("X-Agent-Secret: {SECRET}\r\n");
        let path = "/api/interviews/session-report";
        let (status, _) = self.connection.call("POST", path, &headers, &body).await.unwrap();
        if status == 200 {
            self.acknowledged.reported.push(id);
        }
        status
    }

    async fn call(&mut self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        call(&mut self.connection, method, path, body).await
    }

    /// Asserts that another service on the same file finds everything that was acknowledged.
    pub async fn check(mut self, service: &Service) {
        self.connection = Connection::open(&service.address, &self.team.key).await.unwrap();
        let acknowledged = std::mem::take(&mut self.acknowledged);
        for (rooms, expected) in [
            (&acknowledged.created, "pending"),
            (&acknowledged.joined, "active"),
            (&acknowledged.cancelled, "cancelled"),
            (&acknowledged.reported, "completed"),
        ] {
            assert!(!rooms.is_empty(), "some became {expected}");
            for id in rooms {
                let room = format!("/api/interviews/rooms/{id}");
                let (status, room) = self.call("GET", &room, &Value::Null).await;
                assert_eq!((status, text(&room, "status")), (200, expected), "{room}");
            }
        }
        let (id, token, _) = self.interview.clone();
        let leave = format!("/api/interviews/join/{token}/leave");
        assert_eq!(self.call("POST", &leave, &Value::Null).await.0, 200);
        let record = self.call("GET", &format!("/insight/{id}/"), &Value::Null).await.1;
        let turns = record["transcripts"].as_array().unwrap().iter();
        let said: Vec<&str> = turns.map(|turn| text(turn, "text")).collect();
        let posts = format!(
            "/api/agents/{}/rooms/{}/memories?limit=500",
            self.agent, self.agent_room
        );
        let posts = self.call("GET", &posts, &Value::Null).await.1.to_string();
        assert!(!acknowledged.turns.is_empty() && !acknowledged.posts.is_empty());
        for words in &acknowledged.turns {
            assert!(said.contains(&words.as_str()), "a turn is lost: {words}");
        }
        for words in &acknowledged.posts {
            assert!(posts.contains(words), "a memory is lost: {words}");
        }
    }
}

async fn call(connection: &mut Connection, method: &str, path: &str, body: &Value) -> (u16, Value) {
    connection.call(method, path, "", body).await.unwrap()
}

/// The id of an object that the agents dialect answers, in its envelope or beside it.
fn find_id(answer: &Value) -> String {
    let id = answer["data"]["id"].as_str();
    id.unwrap_or_else(|| panic!("no id in {answer}")).to_owned()
}
