//! An error lists at most a hundred findings, however many there are.

use crate::support::TestApp;
use serde_json::{Value, json};

const UNKNOWN: &str = "99999999-9999-4999-8999-999999999999";

#[tokio::test]
async fn an_error_lists_a_hundred_findings_and_says_how_many_more_there_are() {
    let app = TestApp::start().await;
    let path = format!("/api/agents/{UNKNOWN}/rooms/{UNKNOWN}/memories");
    for (wrong, listed, last) in [
        (99, 99, "Input should"),
        (100, 100, "Input should"),
        (101, 101, "and 1 more"),
        (250_000, 101, "and 249900 more"),
    ] {
        let request = json!({ "content": { "actions": vec![0; wrong] } });
        let refused = app
            .owner()
            .by_header()
            .post(&path)
            .json(&request)
            .send()
            .await
            .expect(400);
        let message = refused.body["error"]["message"].as_str().unwrap();
        assert_eq!(message.split("; ").count(), listed, "{wrong}");
        assert!(message.split("; ").last().unwrap().contains(last), "{wrong}: {message}");
        assert!(refused.text.len() < 16 * 1024);
    }
}

#[tokio::test]
async fn in_the_interviews_dialect_the_last_finding_says_how_many_more_there_are() {
    let app = TestApp::start().await;
    let respondents: Vec<Value> = (0..100).map(|_| json!({ "email": 1, "external_id": 2 })).collect();
    let request = json!({ "project_id": app.project, "respondents": respondents });
    let refused = app
        .researcher()
        .post("/api/interviews/rooms")
        .json(&request)
        .send()
        .await
        .expect(422);
    let findings = refused.body["detail"].as_array().unwrap();
    assert_eq!(findings.len(), 101, "{}", refused.text);
    assert_eq!(
        findings[100],
        json!({ "loc": ["body"], "msg": "and 100 more", "type": "too_many_errors" })
    );
}
