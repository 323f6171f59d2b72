//! Forged and invalid webhooks.

use super::VoiceFixture;
use crate::support::{TestApp, Webhook};
use serde_json::json;

#[tokio::test]
async fn a_forged_webhook_is_rejected_and_changes_nothing() {
    let fixture = VoiceFixture::open().await;
    let (room, _, name) = fixture.connected().await;
    let webhook = fixture.double.closes(&name);
    let with = |authorization: &str| Webhook {
        authorization: authorization.to_owned(),
        ..webhook.clone()
    };
    let other_body = Webhook {
        body: webhook.body.replace("room_finished", "room_started "),
        ..webhook.clone()
    };
    for forged in [
        with(""),
        with("nonsense"),
        with(&webhook.authorization[1..]),
        other_body,
    ] {
        let answer = fixture.send(&forged).await.expect(401);
        assert_eq!(answer.detail(), "Not authenticated");
    }
    let bare = fixture
        .app
        .stranger()
        .post("/api/webhooks/livekit")
        .bytes(webhook.body.clone());
    bare.send().await.expect(401);
    fixture.pass(361);
    fixture.send(&webhook).await.expect(401);
    assert_eq!(fixture.ending(&room).await.0, "active");
}

#[tokio::test]
async fn a_signed_body_that_is_not_an_event_is_rejected() {
    let fixture = VoiceFixture::open().await;
    let answer = fixture.send(&fixture.double.webhook(&json!([1, 2]))).await;
    assert_eq!(answer.wrong(), ["body value_error"]);
}

#[tokio::test]
async fn a_too_large_webhook_is_rejected() {
    let fixture = VoiceFixture::open().await;
    let webhook = fixture
        .double
        .webhook(&json!({ "id": "EV_1", "padding": "x".repeat(2 * 1024 * 1024) }));
    fixture.send(&webhook).await.expect(413);
}

#[tokio::test]
async fn without_livekit_every_webhook_is_rejected() {
    let fixture = VoiceFixture::open().await;
    let webhook = fixture.double.webhook(&json!({ "id": "EV_1" }));
    let app = TestApp::start().await;
    webhook.call(&app.stranger()).send().await.expect(401);
}
