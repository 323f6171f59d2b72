//! Invalid headers.

use super::{MARK, create, rooms};
use crate::support::{Answer, TestApp};
use serde_json::json;

async fn with_key(app: &TestApp, key: &str) -> Answer {
    create(app)
        .header("idempotency-key", key)
        .json(&json!({ "project_id": app.project }))
        .send()
        .await
}

#[tokio::test]
async fn an_idempotency_key_has_1_to_255_visible_characters() {
    let app = TestApp::start().await;
    for key in ["!", "~", &"k".repeat(255)] {
        with_key(&app, key).await.expect(200);
    }
    let long = format!("{MARK}{}", "k".repeat(251));
    for key in ["", " ", "a b", "a\tb", "é", &format!("{MARK}é"), &long] {
        let answer = with_key(&app, key).await;
        assert!(
            answer.wrong()[0].starts_with("header.Idempotency-Key "),
            "{}",
            answer.text
        );
        assert!(!answer.text.contains(MARK), "{}", answer.text);
    }
    assert_eq!(rooms(&app).await, 3, "a request with an invalid key creates no room");
}

#[tokio::test]
async fn two_idempotency_keys_are_rejected() {
    let app = TestApp::start().await;
    let answer = create(&app)
        .header("idempotency-key", "one")
        .header("idempotency-key", "two")
        .json(&json!({ "project_id": app.project }))
        .send()
        .await;
    assert_eq!(answer.wrong(), ["header.Idempotency-Key value_error"]);
    assert_eq!(rooms(&app).await, 0);
}
