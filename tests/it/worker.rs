//! The routes of an interviewer's worker: agent config and session report.

mod access;
mod config;
mod lenient;
mod report;
mod unusual;

use crate::support::{ANNA, Answer, Client, TestApp, text};
use chrono::DateTime;
use serde_json::{Value, json};

const REPORT: &str = "/api/interviews/session-report";
/// The time at which the conversations of the fixtures began.
const BEGAN: i64 = 1_795_000_000;

/// A report that was produced by the real library.
fn fixture() -> Value {
    let text = include_str!("../fixtures/session-reports/python-1.8.9.json");
    serde_json::from_str(text).expect("a fixture is JSON")
}

/// A report with only these messages of the respondent, one second each.
fn report_of(job: &str, words: &[&str]) -> Value {
    let items = words.iter().zip(0..).map(|(words, second)| {
        let start = BEGAN + second;
        let metrics = json!({ "started_speaking_at": start, "stopped_speaking_at": start + 1 });
        json!({ "id": words, "type": "message", "role": "user", "content": [words], "metrics": metrics })
    });
    json!({ "job_id": job, "chat_history": { "items": items.collect::<Vec<_>>() } })
}

/// An interview that began at the same time as those of the fixtures.
async fn joined(app: &TestApp) -> Value {
    app.pass(DateTime::from_timestamp(BEGAN, 0).expect("a moment") - app.now());
    let room = app.create_room().await;
    app.join(&room, ANNA).await.expect(200);
    room
}

async fn send(client: &Client, room: &Value, report: &Value) -> Answer {
    let body = json!({ "interview_room_id": room["id"], "report": report });
    client.post(REPORT).json(&body).send().await
}

/// The utterances of a record, as `A 2000-5400 Hello`.
async fn spoken(app: &TestApp, room: &Value) -> Vec<String> {
    let path = format!("/insight/{}/transcript", text(room, "id"));
    let file = app.owner().get(&path).send().await.expect(200).body;
    let said = file["utterances"].as_array().expect("utterances").iter();
    // Turns of the built-in interviewer have no duration.
    let spoken = said.filter(|one| one["start"] != one["end"]);
    let line = |one: &Value| {
        format!(
            "{} {}-{} {}",
            text(one, "speaker"),
            one["start"],
            one["end"],
            text(one, "text")
        )
    };
    spoken.map(line).collect()
}
