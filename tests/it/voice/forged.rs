//! Webhooks that are not to be believed.

use super::Studio;
use crate::support::{TestApp, Webhook};
use serde_json::json;

#[tokio::test]
async fn a_forged_webhook_is_refused_and_changes_nothing() {
    let studio = Studio::open().await;
    let (room, _, name) = studio.held().await;
    let told = studio.double.closes(&name);
    let with = |authorization: &str| Webhook {
        authorization: authorization.to_owned(),
        ..told.clone()
    };
    let other_body = Webhook {
        body: told.body.replace("room_finished", "room_started "),
        ..told.clone()
    };
    for forged in [with(""), with("nonsense"), with(&told.authorization[1..]), other_body] {
        let answer = studio.send(&forged).await.expect(401);
        assert_eq!(answer.detail(), "Not authenticated");
    }
    let bare = studio
        .app
        .stranger()
        .post("/api/webhooks/livekit")
        .bytes(told.body.clone());
    bare.send().await.expect(401);
    studio.pass(361);
    studio.send(&told).await.expect(401);
    assert_eq!(studio.ending(&room).await.0, "active");
}

#[tokio::test]
async fn what_is_signed_and_no_event_is_told_so() {
    let studio = Studio::open().await;
    let answer = studio.send(&studio.double.webhook(&json!([1, 2]))).await;
    assert_eq!(answer.wrong(), ["body value_error"]);
}

#[tokio::test]
async fn a_webhook_that_is_too_large_is_refused_before_it_is_read() {
    let studio = Studio::open().await;
    let told = studio
        .double
        .webhook(&json!({ "id": "EV_1", "padding": "x".repeat(2 * 1024 * 1024) }));
    studio.send(&told).await.expect(413);
}

#[tokio::test]
async fn without_livekit_no_webhook_is_believed() {
    let studio = Studio::open().await;
    let told = studio.double.webhook(&json!({ "id": "EV_1" }));
    let app = TestApp::start().await;
    told.call(&app.stranger()).send().await.expect(401);
}
