//! One room in all three dialects and on the respondent's page.

use crate::{
    pages::Browser,
    support::{Answer, TestApp, merge, text},
};
use chrono::TimeDelta;
use serde_json::{Value, json};

/// An interview room of the team with an agent in it.
struct Fixture {
    app: TestApp,
    room: Value,
    agent: String,
}

impl Fixture {
    /// Creates an interview room and an agent, and adds the agent to the room.
    async fn begin() -> Self {
        let app = TestApp::start().await;
        let guide = json!({ "interview_guide": "- How do you get to work?\n- Anything else?" });
        let path = format!("/projects/{}", app.project);
        app.owner().put(&path).json(&guide).send().await.expect(200);
        let room = app.create_room().await;
        let made = app
            .owner()
            .by_header()
            .post("/api/agents")
            .json(&json!({ "name": "Ada" }));
        let agent = text(&made.send().await.expect(201).body["data"], "id").to_owned();
        let fixture = Self { app, room, agent };
        let participant = fixture
            .voice_post("/participants", &json!({ "characterId": fixture.agent }))
            .await;
        assert_eq!(participant.expect(200).body["leftAt"], Value::Null);
        fixture
    }

    fn id(&self) -> &str {
        text(&self.room, "id")
    }

    async fn voice_get(&self, step: &str) -> Value {
        let path = format!("/v1/rooms/{}{step}", self.id());
        self.app.owner().get(&path).send().await.expect(200).body
    }

    async fn voice_post(&self, step: &str, body: &Value) -> Answer {
        let path = format!("/v1/rooms/{}{step}", self.id());
        self.app.owner().post(&path).json(body).send().await
    }

    /// Reads a path below the agent's own.
    async fn agent_get(&self, step: &str) -> Value {
        let path = format!("/api/agents/{}{step}", self.agent);
        let got = self.app.owner().by_header().get(&path).send().await;
        got.expect(200).body["data"].clone()
    }

    /// The agent posts a message in the room.
    async fn agent_says(&self, additions: Value) -> Answer {
        let mut body = json!({ "content": { "text": "And by which bike?" } });
        merge(&mut body, additions);
        let path = format!("/api/agents/{}/rooms/{}/memories", self.agent, self.id());
        self.app.owner().by_header().post(&path).json(&body).send().await
    }

    async fn record(&self) -> Answer {
        let path = format!("/insight/{}/transcript", self.id());
        self.app.owner().get(&path).send().await
    }
}

fn texts(list: &Value, field: &str) -> Vec<String> {
    let all = list.as_array().unwrap_or_else(|| panic!("{list} is no list"));
    all.iter().map(|one| text(one, field).to_owned()).collect()
}

/// The texts of memories, oldest first.
fn words(memories: &Value) -> Vec<String> {
    let all = memories.as_array().unwrap().iter().rev();
    all.map(|memory| text(&memory["content"], "text").to_owned()).collect()
}

#[tokio::test]
async fn a_room_is_the_same_room_in_every_dialect() {
    let fixture = Fixture::begin().await;
    let rooms = fixture.agent_get("/rooms").await;
    let ids = texts(&rooms["rooms"], "id");
    assert!(
        ids.contains(&fixture.id().to_owned()),
        "the agent sees the interview: {ids:?}"
    );

    let anna = Browser::of_anna(&fixture.app, &fixture.room).await;
    fixture.app.pass(TimeDelta::seconds(4));
    anna.say("1", "By bike.").await.expect(200);
    fixture.app.pass(TimeDelta::seconds(4));
    fixture.agent_says(json!({})).await.expect(201);
    fixture.app.pass(TimeDelta::seconds(4));
    anna.say("2", "An old one.").await.expect(200);
    let page = anna.open("").await.expect(200);
    assert!(
        page.text.contains("And by which bike?") && page.text.contains("Guest (AI)"),
        "the page shows it"
    );

    let spoken = fixture.voice_get("/transcript").await;
    let said = texts(&spoken, "content");
    assert_eq!(
        said[1..],
        [
            "By bike.",
            "Anything else?",
            "And by which bike?",
            "An old one.",
            &said[5]
        ]
    );
    assert_eq!(
        texts(&spoken, "speakerType"),
        ["agent", "user", "agent", "agent", "user", "agent"]
    );
    let memories = fixture.agent_get(&format!("/rooms/{}/memories", fixture.id())).await;
    assert_eq!(words(&memories), said);
    assert_eq!(fixture.record().await.status, 404, "the interview is not over");

    fixture.app.leave(&fixture.room).await.expect(200);
    let record = fixture.record().await.expect(200).body;
    assert_eq!(texts(&record["utterances"], "text"), said);
    let authors: Vec<&Value> = memories
        .as_array()
        .unwrap()
        .iter()
        .rev()
        .map(|one| &one["entityId"])
        .collect();
    assert_eq!(authors[3], fixture.agent.as_str());
    assert_eq!(authors[1], authors[4], "both answers have the same author");
}

#[tokio::test]
async fn the_end_of_a_room_shows_in_every_dialect() {
    let fixture = Fixture::begin().await;
    let _anna = Browser::of_anna(&fixture.app, &fixture.room).await;
    assert_eq!(fixture.voice_get("").await["endedAt"], Value::Null);
    fixture.app.leave(&fixture.room).await.expect(200);
    let ended = fixture.app.now();
    let room = fixture.app.room(&fixture.room).await;
    assert_eq!(
        (text(&room, "status"), &room["finished_at"]),
        ("completed", &json!(ended))
    );
    assert_eq!(fixture.voice_get("").await["endedAt"], json!(ended));
    let seen = fixture.agent_get(&format!("/rooms/{}", fixture.id())).await;
    assert_eq!(
        (text(&seen, "status"), &seen["endedAt"]),
        ("completed", &json!(ended.timestamp_millis()))
    );
    fixture.record().await.expect(200);
    let listed = fixture.app.owner().get("/v1/rooms").send().await.expect(200).body;
    assert_eq!(listed, json!([]), "it is no longer active");
    let late = fixture.agent_says(json!({})).await.expect(409);
    assert_eq!(late.body["error"]["code"], "ROOM_NOT_ACTIVE");
}

#[tokio::test]
async fn a_room_ended_through_the_voice_rooms_dialect_has_ended_in_every_dialect() {
    let fixture = Fixture::begin().await;
    let anna = Browser::of_anna(&fixture.app, &fixture.room).await;
    fixture.voice_post("/end", &json!({})).await.expect(200);
    let room = fixture.app.room(&fixture.room).await;
    assert_eq!(
        (text(&room, "status"), text(&room, "end_reason")),
        ("completed", "ended")
    );
    assert_eq!(anna.say("1", "Too late").await.status, 409);
    fixture.record().await.expect(200);
}

#[tokio::test]
async fn interview_turns_cannot_be_changed_or_deleted_by_agents() {
    let fixture = Fixture::begin().await;
    let anna = Browser::of_anna(&fixture.app, &fixture.room).await;
    anna.say("1", "By bike.").await.expect(200);
    let said = fixture.agent_says(json!({})).await.expect(201);
    let before = fixture.voice_get("/transcript").await;
    let owner = fixture.app.owner().by_header();
    let memory = format!(
        "/api/agents/{}/memories/{}",
        fixture.agent,
        text(&said.body["data"], "id")
    );
    let changed = owner.patch(&memory).json(&json!({ "content": { "text": "Else" } }));
    let room = format!("/api/agents/{}/memories/all/{}", fixture.agent, fixture.id());
    for refused in [
        changed.send().await,
        owner.delete(&memory).send().await,
        owner.delete(&room).send().await,
    ] {
        assert_eq!(refused.expect(409).body["error"]["code"], "INTERVIEW");
    }
    let memories = fixture.agent_get(&format!("/rooms/{}/memories", fixture.id())).await;
    let answer = memories.as_array().unwrap().iter();
    let mut answer = answer.filter(|memory| memory["content"]["text"] == "By bike.");
    let respondent = answer.next().expect("the answer is a memory")["entityId"].clone();
    let as_anna = fixture.agent_says(json!({ "entityId": respondent })).await;
    assert_eq!(as_anna.status, 409, "an agent speaks only for itself");
    assert_eq!(fixture.agent_says(json!({ "tableName": "facts" })).await.status, 409);
    let cleared = owner
        .delete(&format!("/api/agents/{}/memories", fixture.agent))
        .send()
        .await;
    assert_eq!(cleared.expect(200).body["data"]["deleted"], 0);
    assert_eq!(fixture.voice_get("/transcript").await, before);
}

#[tokio::test]
async fn a_message_of_an_agent_is_neither_an_answer_nor_a_question_to_the_interviewer() {
    let fixture = Fixture::begin().await;
    let anna = Browser::of_anna(&fixture.app, &fixture.room).await;
    for _ in 0..2 {
        fixture.agent_says(json!({})).await.expect(201);
    }
    assert_eq!(texts(&fixture.voice_get("/transcript").await, "content").len(), 3);
    anna.say("1", "By bike.").await.expect(200);
    let said = texts(&fixture.voice_get("/transcript").await, "content");
    assert_eq!(said[3..], ["By bike.", "Anything else?"]);
}

#[tokio::test]
async fn an_agent_in_an_interview_gets_an_event_for_every_turn_and_is_asked_if_it_follows() {
    let fixture = Fixture::begin().await;
    let anna = Browser::of_anna(&fixture.app, &fixture.room).await;
    anna.say("1", "By bike.").await.expect(200);
    let events = fixture.agent_get(&format!("/rooms/{}/events", fixture.id())).await;
    let kinds = texts(&events["events"], "type");
    assert_eq!(
        kinds,
        [
            "ROOM_JOINED",
            "room.started",
            "ROOM_JOINED",
            "MESSAGE_SENT",
            "MESSAGE_RECEIVED",
            "MESSAGE_SENT"
        ]
    );
    assert_eq!(events["events"][4]["payload"]["asked"], json!([fixture.agent]));
    let sequence: Vec<_> = events["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["sequence"].clone())
        .collect();
    assert_eq!(sequence, [1, 2, 3, 4, 5, 6].map(Value::from));
}
