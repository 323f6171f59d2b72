//! A real worker of LiveKit Agents, dispatched by us, holds a complete interview and speaks as a character.

use super::VoiceFixture;
use crate::support::{AGENT_NAME, ANNA, LIVEKIT_KEY, LIVEKIT_SECRET, PATIENCE, text, tools};
use interview_rooms::live::Follower;
use serde_json::{Value, json};
use std::{
    fs::File,
    path::{Path, PathBuf},
    process::{Child, Command},
};
use tokio::time::timeout;

const SECRET: &str = "what the workers of this test know";
/// Must appear in the worker's prompt.
const GOALS: &str = "how people plan their week";

/// A worker. Killed when dropped, with its child processes.
struct Worker(Child);

impl Worker {
    fn start(livekit: &str, rooms: &str, log: &Path) -> Self {
        let python = environment().join("bin/python");
        assert!(
            python.is_file(),
            "LiveKit Agents is missing; run: python3 -m venv {0} && {0}/bin/pip install -r \
             tests/clients/worker/requirements.txt",
            environment().display()
        );
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clients/worker/worker.py");
        let child = Command::new(python)
            .arg(script)
            .args(["start", "--log-level", "debug"])
            .env_clear()
            .env("LIVEKIT_URL", livekit)
            .env("LIVEKIT_API_KEY", LIVEKIT_KEY)
            .env("LIVEKIT_API_SECRET", LIVEKIT_SECRET)
            .env("LIVEKIT_AGENT_NAME", AGENT_NAME)
            .env("ROOMS_URL", rooms)
            .env("AGENT_SECRET", SECRET)
            .stdout(File::create(log).unwrap())
            .stderr(File::options().append(true).open(log).unwrap())
            .spawn();
        Self(child.unwrap())
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The folder in which `scripts/test` installs the worker's packages.
fn environment() -> PathBuf {
    tools("tools-worker")
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the packages of tests/clients/worker/requirements.txt, which scripts/test installs"]
async fn one_real_worker_holds_an_interview_and_speaks_as_a_character() {
    let fixture = VoiceFixture::with(|config| config.agents.secret = Some(SECRET.into())).await;
    let address = fixture.app.serve().await;
    let goals = json!({ "research_goals": GOALS, "interview_guide": "How do you plan?" });
    let project = format!("/projects/{}", fixture.app.project);
    fixture.app.owner().put(&project).json(&goals).send().await.expect(200);
    let log = fixture.app.database().folder.path().join("worker.log");
    let worker = Worker::start(
        &fixture.double.url.replace("http", "ws"),
        &format!("http://{address}"),
        &log,
    );
    fixture
        .double
        .until("a worker registers", |double| double.workers() == 1)
        .await;

    let interview = joined_interview(&fixture).await;
    within_patience(&log, until_completed(&fixture, &interview)).await;
    check_record(&fixture, &interview).await;
    fixture.deliver().await;
    assert_eq!(fixture.maintain().await.ended, 1);
    assert!(fixture.double.room_names().is_empty());

    let (agent, room) = started_room_of_a_character(&fixture).await;
    let speaks = until_said(&fixture, &agent, &room, "I am Mira.");
    within_patience(&log, speaks).await;
    drop(worker);
}

/// Waits for what a worker does; `log` says what it did instead.
async fn within_patience(log: &Path, fact: impl Future<Output = ()>) {
    let came = timeout(PATIENCE, fact).await;
    assert!(came.is_ok(), "{}", std::fs::read_to_string(log).unwrap());
}

/// An interview that a respondent has joined, so that a worker is dispatched.
async fn joined_interview(fixture: &VoiceFixture) -> Value {
    let interview = fixture.app.create_room().await;
    fixture.app.join(&interview, ANNA).await.expect(200);
    interview
}

async fn until_completed(fixture: &VoiceFixture, interview: &Value) {
    let mut changes = follow(fixture, text(interview, "id"));
    while fixture.ending(interview).await.0 != "completed" {
        changes.changed().await;
    }
}

/// A voice room with the character Mira, whose worker is dispatched; the ids of both.
async fn started_room_of_a_character(fixture: &VoiceFixture) -> (String, String) {
    let owner = fixture.app.owner();
    let create = async |path: &str, body: Value| {
        let made = owner.post(path).json(&body).send().await.expect(201);
        text(&made.body["data"], "id").to_owned()
    };
    let agent = create("/api/agents", json!({ "name": "Mira" })).await;
    let rooms = format!("/api/agents/{agent}/rooms");
    let room = create(&rooms, json!({ "name": "Lounge", "type": "VOICE_GROUP" })).await;
    let start = owner.post(&format!("/v1/rooms/{room}/start"));
    start.send().await.expect(200);
    (agent, room)
}

async fn until_said(fixture: &VoiceFixture, agent: &str, room: &str, words: &str) {
    let mut changes = follow(fixture, room);
    let memories = format!("/api/agents/{agent}/rooms/{room}/memories");
    loop {
        let listed = fixture.app.owner().get(&memories).send().await.expect(200);
        if listed.body["data"][0]["content"]["text"] == words {
            assert_eq!(listed.body["data"][0]["entityId"], agent);
            return;
        }
        changes.changed().await;
    }
}

fn follow(fixture: &VoiceFixture, room: &str) -> Follower {
    fixture.app.app.engine.interviews.follow(room.parse().unwrap())
}

async fn check_record(fixture: &VoiceFixture, interview: &Value) {
    assert_eq!(fixture.ending(interview).await.1, Some("agent_reported"));
    let record = fixture
        .app
        .researcher()
        .get(&format!("/insight/{}/", text(interview, "id")));
    let record = record.send().await.expect(200);
    let said: Vec<(bool, &str)> = record.body["transcripts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|turn: &Value| (turn["is_respondent"] == true, text(turn, "text")))
        .collect();
    let asked = (false, "What happened then?");
    assert_eq!(
        said,
        [
            (true, "I planned my week on Sunday evening."),
            asked,
            (true, "Then I forgot the plan."),
            asked,
        ]
    );
    assert!(
        !record.text.contains("Find out"),
        "the prompt is not part of what was said"
    );
}
