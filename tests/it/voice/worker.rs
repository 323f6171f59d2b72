//! A complete interview with a real worker of LiveKit Agents, dispatched by us.

use super::VoiceFixture;
use crate::support::{AGENT_NAME, ANNA, LIVEKIT_KEY, LIVEKIT_SECRET, PATIENCE, text, tools};
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
async fn a_real_worker_is_dispatched_reads_its_config_and_reports() {
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

    let room = fixture.app.create_room().await;
    let mut changes = fixture
        .app
        .app
        .engine
        .interviews
        .follow(text(&room, "id").parse().unwrap());
    fixture.app.join(&room, ANNA).await.expect(200);
    let reported = async {
        while fixture.ending(&room).await.0 != "completed" {
            changes.changed().await;
        }
    };
    let came = timeout(PATIENCE, reported).await;
    assert!(came.is_ok(), "{}", std::fs::read_to_string(&log).unwrap());
    drop(worker);

    assert_eq!(fixture.ending(&room).await.1, Some("agent_reported"));
    let record = fixture
        .app
        .researcher()
        .get(&format!("/insight/{}/", text(&room, "id")));
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
    fixture.deliver().await;
    assert_eq!(fixture.maintain().await.ended, 1);
    assert!(fixture.double.room_names().is_empty());
}
