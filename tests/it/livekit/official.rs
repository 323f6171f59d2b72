//! The official library for Node against our tokens, our webhook verification and the double, so that the double and the
//! product do not merely agree with each other.

use crate::support::{AGENT_NAME, LIVEKIT_KEY, LIVEKIT_SECRET, LivekitDouble, run_client_check};
use interview_rooms::{
    clock::SystemClock,
    livekit::{JoinToken, Livekit, WebhookEventKind},
};
use serde_json::json;
use std::sync::Arc;

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs npm ci --prefix tests/clients/livekit"]
async fn the_official_library_accepts_our_tokens_and_the_double_and_we_accept_its_webhooks() {
    let clock = Arc::new(SystemClock::default());
    let double = LivekitDouble::start(clock.clone()).await;
    let livekit = Livekit::new(double.settings().server.unwrap(), clock).unwrap();
    let interview = "0198c2f4-0000-7000-8000-000000000001".parse().unwrap();
    let join = JoinToken {
        room: "room-1",
        identity: "participant",
        interview,
    };
    let webhook = double.person_joins("announced", "anna");
    let input = json!({
        "url": double.url,
        "key": LIVEKIT_KEY,
        "secret": LIVEKIT_SECRET,
        "agent": AGENT_NAME,
        "token": livekit.join_token(join).unwrap(),
        "webhook": { "authorization": webhook.authorization, "body": webhook.body },
    });
    let check = move || run_client_check("livekit", "livekit-server-sdk", &input);
    let found = tokio::task::spawn_blocking(check).await.unwrap();

    assert_eq!(found["token"]["sub"], "participant");
    assert_eq!(found["token"]["video"]["room"], "room-1");
    assert_eq!(found["token"]["video"]["canPublishSources"], json!(["microphone"]));
    assert_eq!(found["tampered"], "refused");
    assert_eq!(found["webhook"]["event"], "participant_joined");
    assert_eq!(found["webhook"]["participant"], "anna");
    assert_eq!(found["rooms"], json!(["announced", "checked"]));
    assert_eq!(found["departureTimeout"], 45);
    assert_eq!(found["participants"], json!(["STANDARD anna"]));
    assert_eq!(found["dispatches"], json!([AGENT_NAME, AGENT_NAME]));
    assert_eq!(found["dispatchesAfter"], 1);
    assert_eq!(found["deletedTwice"], 404);
    assert_eq!(found["wrongKey"], 401);
    let made = &found["made"];
    let event = livekit
        .verify_webhook(
            made["authorization"].as_str(),
            made["body"].as_str().unwrap().as_bytes(),
        )
        .unwrap();
    assert_eq!(event.kind, WebhookEventKind::RoomFinished);
    assert_eq!(event.room.unwrap().name, "checked");
    assert!(livekit.verify_webhook(made["authorization"].as_str(), b"{}").is_err());
}
