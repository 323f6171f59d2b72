//! Voice on the page, as far as it can be tested without sound.

use super::{Browser, assert_strict, shown};
use crate::support::{ANNA, Behavior, LivekitDouble, ManualClock, TestApp};
use interview_rooms::{app::Voice, model::language::Language};
use poem::http::Method;
use serde_json::json;
use std::sync::Arc;

async fn app_with_livekit() -> (TestApp, LivekitDouble) {
    let clock = Arc::new(ManualClock::default());
    let double = LivekitDouble::start(clock.clone()).await;
    let settings = double.settings();
    let app = TestApp::by_clock(clock, |config| config.livekit = settings).await;
    assert_eq!(
        app.app.voice(),
        Voice::On,
        "the page's script is missing; run in web/: npm ci && npm run build"
    );
    (app, double)
}

#[tokio::test]
#[ignore = "needs npm ci && npm run build in web"]
async fn the_voice_script_is_present_where_voice_is_configured_and_may_connect_only_there() {
    let (app, double) = app_with_livekit().await;
    let room = app.create_room().await;
    let anna = Browser::of_anna(&app, &room).await;
    let page = anna.open("").await.expect(200);
    assert_strict(&page);
    let http = &double.url;
    let origins = format!("connect-src 'self' {} {http};", http.replace("http", "ws"));
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.contains(&origins), "{policy}");
    let script = page.text.split('"').find(|text| text.ends_with("voice.js")).unwrap();
    let plain = app.stranger().get(script).send().await.expect(200);
    assert_eq!(
        plain.header("cache-control"),
        Some("public, max-age=31536000, immutable")
    );
    assert_eq!(plain.header("vary"), Some("accept-encoding"));
    let welcome = Browser::at(&app, &app.create_room().await).open("").await.expect(200);
    assert!(!welcome.text.contains("voice.js"), "only where it is needed");
}

#[tokio::test]
async fn without_voice_the_page_does_not_mention_it() {
    let app = TestApp::start().await;
    let anna = Browser::of_anna(&app, &app.create_room().await).await;
    let page = anna.open("").await.expect(200);
    assert!(!page.text.contains("voice"), "{}", page.text);
    assert_eq!(app.app.voice(), Voice::Off);
    let call = anna.call(Method::POST, "/voice").header("accept", "application/json");
    call.send().await.expect(503);
}

#[tokio::test]
#[ignore = "needs npm ci && npm run build in web"]
async fn voice_starts_by_the_script_and_a_form_returns_to_writing() {
    let (app, double) = app_with_livekit().await;
    let room = app.create_room().await;
    let anna = Browser::of_anna(&app, &room).await;
    let call = anna.call(Method::POST, "/voice").header("accept", "application/json");
    let entered = call.send().await.expect(200).body;
    assert_eq!(entered["url"], double.url.replace("http", "ws"));
    assert!(entered["token"].is_string());
    assert_eq!(double.room_names().len(), 1);
    let page = anna.open("").await.expect(200);
    assert!(
        page.text.contains(&shown(Language::English, "voice-paused")),
        "after a reload"
    );
    assert!(page.text.contains("class=\"speaking\""));
    let form = anna.call(Method::GET, "/voice").header("accept", "application/json");
    assert_eq!(form.send().await.expect(200).body, json!({ "alone": false }));
    anna.submit("/text", &[]).await.expect(303);
    let page = anna.open("").await.expect(200);
    assert!(!page.text.contains("class=\"speaking\""));
    app.app.engine.voice.maintain().await.unwrap();
    assert!(double.room_names().is_empty());
    assert_eq!(app.room(&room).await["status"], "active");
}

#[tokio::test]
#[ignore = "needs npm ci && npm run build in web"]
async fn voice_needs_a_joined_and_active_interview() {
    let (app, double) = app_with_livekit().await;
    let room = app.create_room().await;
    let call = |browser: &Browser<'_>| {
        browser
            .call(Method::POST, "/voice")
            .header("accept", "application/json")
    };
    call(&Browser::at(&app, &room)).send().await.expect(401);
    let anna = Browser::of_anna(&app, &room).await;
    double.set_behavior(Behavior::InternalError);
    let failed = call(&anna).send().await.expect(503);
    assert!(failed.body["error"].is_string());
    double.set_behavior(Behavior::Normal);
    app.leave(&room).await.expect(200);
    call(&anna).send().await.expect(409);
    anna.submit("/text", &[]).await.expect(303);
    app.join(&room, ANNA).await.expect(410);
}
