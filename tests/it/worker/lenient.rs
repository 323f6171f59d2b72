//! Reports that are not quite JSON, or not quite on time: a report is sent once, so its transcript must not be lost.

use super::{BEGAN, REPORT, joined, send, spoken};
use crate::support::{Answer, TestApp};
use serde_json::{Value, json};

async fn post(app: &TestApp, body: impl Into<Vec<u8>>) -> Answer {
    let call = app.agent().post(REPORT).header("content-type", "application/json");
    call.bytes(body).send().await
}

/// A body with one turn of one second, of these words, which are written as they are.
fn body(room: &Value, words: &str, more: &str) -> Vec<u8> {
    let (id, from, to) = (&room["id"], BEGAN + 1, BEGAN + 2);
    format!(
        r#"{{"interview_room_id": {id}, "report": {{"more": {more}, "chat_history": {{"items": [
            {{"type": "message", "role": "user", "content": ["{words}"],
              "metrics": {{"started_speaking_at": {from}, "stopped_speaking_at": {to}}}}}]}}}}}}"#
    )
    .into_bytes()
}

#[tokio::test]
async fn what_python_takes_for_json_keeps_its_transcript() {
    let digits = "9".repeat(400);
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    for (words, more, expected) in [
        ("By bike", "[1e400, -1e400]", "By bike"),
        ("By bike", digits.as_str(), "By bike"),
        ("By bike", deep.as_str(), "By bike"),
        ("By bike", "NaN", "By bike"),
        ("By bike", "[Infinity, -Infinity]", "By bike"),
        ("By bike \\ud83d", "1", "By bike \u{fffd}"),
        ("By bike \\ud83d\\udeb2", "1", "By bike \u{1f6b2}"),
        ("NaN", "\"\\ude00\"", "NaN"),
    ] {
        let app = TestApp::start().await;
        let room = joined(&app).await;
        post(&app, body(&room, words, more)).await.expect(200);
        assert_eq!(
            spoken(&app, &room).await,
            [format!("B 1000-2000 {expected}")],
            "{words} {more}"
        );
    }
}

#[tokio::test]
async fn a_byte_order_mark_and_bytes_that_are_not_utf_8_keep_the_transcript() {
    let app = TestApp::start().await;
    let room = joined(&app).await;
    let marked = [b"\xef\xbb\xbf".to_vec(), body(&room, "By bike", "1")].concat();
    post(&app, marked).await.expect(200);
    assert_eq!(spoken(&app, &room).await, ["B 1000-2000 By bike"]);
    let other = joined(&app).await;
    let mut cut = body(&other, "By bike !", "1");
    let at = cut.iter().position(|byte| *byte == b'!').unwrap();
    cut[at] = 0xed;
    post(&app, cut).await.expect(200);
    assert_eq!(spoken(&app, &other).await, ["B 1000-2000 By bike \u{fffd}"]);
}

#[tokio::test]
async fn other_bodies_are_read_strictly() {
    let app = TestApp::start().await;
    let call = app
        .owner()
        .post("/projects/create")
        .header("content-type", "application/json");
    let answer = call.bytes(r#"{"name": NaN}"#).send().await;
    assert!(answer.wrong()[0].ends_with("json_invalid"));
}

#[tokio::test]
async fn words_that_are_only_in_audio_are_read() {
    let app = TestApp::start().await;
    let room = joined(&app).await;
    let audio = json!({ "type": "audio_content", "frame": [], "transcript": "By bike" });
    let metrics = json!({ "started_speaking_at": BEGAN + 1, "stopped_speaking_at": BEGAN + 2 });
    let item = json!({ "type": "message", "role": "user", "content": [audio], "metrics": metrics });
    let report = json!({ "chat_history": { "items": [item] } });
    send(&app.agent(), &room, &report).await.expect(200);
    assert_eq!(spoken(&app, &room).await, ["B 1000-2000 By bike"]);
}

#[tokio::test]
async fn the_times_of_a_worker_whose_clock_is_wrong_are_moved_into_the_interview() {
    for days in [-400, 400] {
        let app = TestApp::start().await;
        let room = joined(&app).await;
        let items = ["First", "Second"].iter().zip(0..).map(|(words, second)| {
            let from = BEGAN + days * 86_400 + second;
            let metrics = json!({ "started_speaking_at": from, "stopped_speaking_at": from + 1 });
            json!({ "id": words, "type": "message", "role": "user", "content": [words], "metrics": metrics })
        });
        let report = json!({ "chat_history": { "items": items.collect::<Vec<_>>() } });
        send(&app.agent(), &room, &report).await.expect(200);
        let path = format!("/insight/{}/transcript", room["id"].as_str().unwrap());
        let file = app.owner().get(&path).send().await.expect(200).body;
        let said: Vec<&Value> = file["utterances"].as_array().unwrap().iter().collect();
        let of_respondent: Vec<&str> = said
            .iter()
            .filter(|one| one["speaker"] == "B")
            .map(|one| one["text"].as_str().unwrap())
            .collect();
        assert_eq!(of_respondent, ["First", "Second"], "{days}");
        let longest = 2 * 60 * 60 * 1000;
        for one in said {
            let (start, end) = (one["start"].as_i64().unwrap(), one["end"].as_i64().unwrap());
            assert!(0 <= start && start <= end && end <= longest, "{days}: {one}");
        }
    }
}
