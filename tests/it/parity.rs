//! One room, three views: a story that is played through all three dialects and on the respondent's page.

use crate::{
    pages::Browser,
    support::{Answer, TestApp, merge, text},
};
use chrono::TimeDelta;
use serde_json::{Value, json};

/// A room of the research team's with an agent in it, and the team's keys.
struct Story {
    app: TestApp,
    room: Value,
    agent: String,
}

impl Story {
    /// The team makes an interview room and an agent, and lets the agent into the room.
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
        let story = Self { app, room, agent };
        let participant = story
            .voice_post("/participants", &json!({ "characterId": story.agent }))
            .await;
        assert_eq!(participant.expect(200).body["leftAt"], Value::Null);
        story
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

    /// What the agent gets at a path below it.
    async fn agent_get(&self, step: &str) -> Value {
        let path = format!("/api/agents/{}{step}", self.agent);
        let got = self.app.owner().by_header().get(&path).send().await;
        got.expect(200).body["data"].clone()
    }

    /// The agent says something in the room.
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

/// The words of memories, the first first.
fn words(memories: &Value) -> Vec<String> {
    let all = memories["memories"].as_array().unwrap().iter().rev();
    all.map(|memory| text(&memory["content"], "text").to_owned()).collect()
}

#[tokio::test]
async fn a_room_is_the_same_room_in_every_dialect() {
    let story = Story::begin().await;
    let rooms = story.agent_get("/rooms").await;
    let ids = texts(&rooms["rooms"], "id");
    assert!(
        ids.contains(&story.id().to_owned()),
        "the agent sees the interview: {ids:?}"
    );

    let anna = Browser::of_anna(&story.app, &story.room).await;
    story.app.pass(TimeDelta::seconds(4));
    anna.say("1", "By bike.").await.expect(200);
    story.app.pass(TimeDelta::seconds(4));
    story.agent_says(json!({})).await.expect(201);
    story.app.pass(TimeDelta::seconds(4));
    anna.say("2", "An old one.").await.expect(200);
    let page = anna.open("").await.expect(200);
    assert!(
        page.text.contains("And by which bike?") && page.text.contains("Guest (AI)"),
        "the page shows it"
    );

    let spoken = story.voice_get("/transcript").await;
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
    let memories = story.agent_get(&format!("/rooms/{}/memories", story.id())).await;
    assert_eq!(words(&memories), said);
    assert_eq!(story.record().await.status, 404, "the interview is not over");

    story.app.leave(&story.room).await.expect(200);
    let record = story.record().await.expect(200).body;
    assert_eq!(texts(&record["utterances"], "text"), said);
    let authors: Vec<&Value> = memories["memories"]
        .as_array()
        .unwrap()
        .iter()
        .rev()
        .map(|one| &one["entityId"])
        .collect();
    assert_eq!(authors[3], story.agent.as_str());
    assert_eq!(authors[1], authors[4], "the respondent is one");
}

#[tokio::test]
async fn the_end_of_a_room_shows_in_every_dialect() {
    let story = Story::begin().await;
    let _anna = Browser::of_anna(&story.app, &story.room).await;
    assert_eq!(story.voice_get("").await["endedAt"], Value::Null);
    story.app.leave(&story.room).await.expect(200);
    let ended = story.app.now();
    let room = story.app.room(&story.room).await;
    assert_eq!(
        (text(&room, "status"), &room["finished_at"]),
        ("completed", &json!(ended))
    );
    assert_eq!(story.voice_get("").await["endedAt"], json!(ended));
    let seen = story.agent_get(&format!("/rooms/{}", story.id())).await;
    assert_eq!(
        (text(&seen, "status"), &seen["endedAt"]),
        ("completed", &json!(ended.timestamp_millis()))
    );
    story.record().await.expect(200);
    let listed = story.app.owner().get("/v1/rooms").send().await.expect(200).body;
    assert_eq!(listed, json!([]), "it is active no more");
    let late = story.agent_says(json!({})).await.expect(409);
    assert_eq!(late.body["error"]["code"], "ROOM_NOT_ACTIVE");
}

#[tokio::test]
async fn a_room_that_is_ended_by_voice_has_ended_in_every_dialect() {
    let story = Story::begin().await;
    let anna = Browser::of_anna(&story.app, &story.room).await;
    story.voice_post("/end", &json!({})).await.expect(200);
    let room = story.app.room(&story.room).await;
    assert_eq!(
        (text(&room, "status"), text(&room, "end_reason")),
        ("completed", "ended")
    );
    assert_eq!(anna.say("1", "Too late").await.status, 409);
    story.record().await.expect(200);
}

#[tokio::test]
async fn what_is_said_in_an_interview_stays_as_it_was_said() {
    let story = Story::begin().await;
    let anna = Browser::of_anna(&story.app, &story.room).await;
    anna.say("1", "By bike.").await.expect(200);
    let said = story.agent_says(json!({})).await.expect(201);
    let before = story.voice_get("/transcript").await;
    let owner = story.app.owner().by_header();
    let memory = format!(
        "/api/agents/{}/memories/{}",
        story.agent,
        text(&said.body["data"], "id")
    );
    let changed = owner.patch(&memory).json(&json!({ "content": { "text": "Else" } }));
    let room = format!("/api/agents/{}/memories/all/{}", story.agent, story.id());
    for refused in [
        changed.send().await,
        owner.delete(&memory).send().await,
        owner.delete(&room).send().await,
    ] {
        assert_eq!(refused.expect(409).body["error"]["code"], "INTERVIEW");
    }
    let respondent = before[1]["id"].clone();
    let as_anna = story
        .agent_says(json!({ "entityId": "aaaaaaaa-0000-4000-8000-00000000000a" }))
        .await;
    assert_eq!(as_anna.status, 409, "an agent speaks for itself: {respondent}");
    assert_eq!(story.agent_says(json!({ "tableName": "facts" })).await.status, 409);
    let cleared = owner
        .delete(&format!("/api/agents/{}/memories", story.agent))
        .send()
        .await;
    assert_eq!(cleared.expect(200).body["data"]["deleted"], 0);
    assert_eq!(story.voice_get("/transcript").await, before);
}

#[tokio::test]
async fn what_is_said_by_an_agent_neither_answers_nor_asks_the_interviewer() {
    let story = Story::begin().await;
    let anna = Browser::of_anna(&story.app, &story.room).await;
    for _ in 0..2 {
        story.agent_says(json!({})).await.expect(201);
    }
    assert_eq!(texts(&story.voice_get("/transcript").await, "content").len(), 3);
    anna.say("1", "By bike.").await.expect(200);
    let said = texts(&story.voice_get("/transcript").await, "content");
    assert_eq!(said[3..], ["By bike.", "Anything else?"]);
}

#[tokio::test]
async fn an_agent_in_an_interview_hears_of_every_turn_and_is_asked_when_it_follows() {
    let story = Story::begin().await;
    let anna = Browser::of_anna(&story.app, &story.room).await;
    anna.say("1", "By bike.").await.expect(200);
    let events = story.agent_get(&format!("/rooms/{}/events", story.id())).await;
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
    assert_eq!(events["events"][4]["payload"]["asked"], json!([story.agent]));
    let sequence: Vec<_> = events["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["sequence"].clone())
        .collect();
    assert_eq!(sequence, [1, 2, 3, 4, 5, 6].map(Value::from));
}
