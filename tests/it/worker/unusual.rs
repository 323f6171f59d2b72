//! Unusual and invalid reports.

use super::{REPORT, joined, report_of, send, spoken};
use crate::support::{Answer, TestApp, number};
use serde_json::{Value, json};

const LIMIT: usize = 16 * 1024 * 1024;

async fn post(app: &TestApp, body: impl Into<Vec<u8>>) -> Answer {
    let call = app.agent().post(REPORT).header("content-type", "application/json");
    call.bytes(body).send().await
}

fn body(room: &Value, report: &str) -> String {
    format!(r#"{{"interview_room_id": {}, "report": {report}}}"#, room["id"])
}

#[tokio::test]
async fn a_report_may_have_up_to_16_mib() {
    let app = TestApp::start().await;
    let room = joined(&app).await;
    let frame = body(&room, r#"{"blob": ""}"#);
    let padded = |length: usize| frame.replace(r#"": ""}"#, &format!(r#"": "{}"}}"#, "x".repeat(length - frame.len())));
    post(&app, padded(20_000_000)).await.expect(413);
    post(&app, padded(LIMIT + 1)).await.expect(413);
    assert_eq!(number(app.store(), "SELECT COUNT(*) FROM session_report").await, 0);
    post(&app, padded(LIMIT)).await.expect(200);
}

#[tokio::test]
async fn an_invalid_report_is_rejected_with_its_error() {
    let app = TestApp::start().await;
    let room = joined(&app).await;
    for (body, wrong) in [
        (String::new(), "body missing"),
        ("hello".to_owned(), "body.0 json_invalid"),
        ("[]".to_owned(), "body model_attributes_type"),
        (body(&room, "[]"), "body.report model_attributes_type"),
        (body(&room, "null"), "body.report model_attributes_type"),
        (body(&json!({ "id": "7" }), "{}"), "body.interview_room_id uuid_parsing"),
        (r#"{"report": {}}"#.to_owned(), "body.interview_room_id missing"),
    ] {
        assert_eq!(post(&app, body.clone()).await.wrong(), [wrong], "{body}");
    }
    assert_eq!(app.room(&room).await["status"], "active");
    app.agent().post(REPORT).bytes("{}").send().await.expect(415);
}

#[tokio::test]
async fn an_unknown_object_is_a_report_without_turns() {
    for report in [
        json!({}),
        json!({ "job_id": 7, "chat_history": "none", "events": null }),
        json!({ "chat_history": { "items": [null, [], {}, { "type": "message", "role": "user", "content": 7 }] } }),
        json!({ "job_id": "\u{0}", "timestamp": 1e308 }),
    ] {
        let app = TestApp::start().await;
        let room = joined(&app).await;
        let answer = send(&app.agent(), &room, &report).await.expect(200).body;
        assert_eq!(answer["record_id"], room["id"], "{report}");
        assert_eq!(spoken(&app, &room).await, Vec::<String>::new(), "{report}");
    }
}

#[tokio::test]
async fn a_report_with_nul_characters_is_accepted() {
    let app = TestApp::start().await;
    let room = joined(&app).await;
    let mut report = report_of("job", &["N\u{0}UL", "\u{1F6B2} \u{202E}\u{FFFF}"]);
    report["more"] = json!("\u{0}\u{7f}");
    send(&app.agent(), &room, &report).await.expect(200);
    assert_eq!(
        spoken(&app, &room).await,
        ["B 0-1000 NUL", "B 1000-2000 \u{1F6B2} \u{202E}\u{FFFF}"]
    );
}

#[tokio::test]
async fn a_report_is_stored_up_to_the_limit_of_turns() {
    let app = TestApp::start().await;
    let room = joined(&app).await;
    let item = json!({ "type": "message", "role": "user", "content": ["a"], "created_at": super::BEGAN });
    let items: Vec<Value> = std::iter::repeat_n(item, 20_001).collect();
    send(&app.agent(), &room, &json!({ "chat_history": { "items": items } }))
        .await
        .expect(200);
    let spoken = "SELECT COUNT(*) FROM message WHERE channel = 'voice'";
    assert_eq!(number(app.store(), spoken).await, 20_000);
}
