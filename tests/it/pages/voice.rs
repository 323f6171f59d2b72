//! Speaking on the page, as far as no sound is needed.

use super::{Browser, assert_strict, shown};
use crate::support::{ANNA, LivekitDouble, ManualClock, Mood, TestApp};
use interview_rooms::{app::Voice, model::language::Language};
use poem::http::Method;
use serde_json::json;
use std::sync::Arc;

async fn studio() -> (TestApp, LivekitDouble) {
    let clock = Arc::new(ManualClock::default());
    let double = LivekitDouble::start(clock.clone()).await;
    let settings = double.settings();
    let app = TestApp::by_clock(clock, |config| config.livekit = settings).await;
    assert_eq!(
        app.app.engine.voice(),
        Voice::On,
        "the page's script is missing; run in web/: npm ci && npm run build"
    );
    (app, double)
}

#[tokio::test]
async fn the_script_is_offered_where_voice_is_configured_and_may_connect_there_and_nowhere_else() {
    let (app, double) = studio().await;
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
async fn without_voice_nothing_of_it_is_on_the_page() {
    let app = TestApp::start().await;
    let anna = Browser::of_anna(&app, &app.create_room().await).await;
    let page = anna.open("").await.expect(200);
    assert!(!page.text.contains("voice"), "{}", page.text);
    assert_eq!(app.app.engine.voice(), Voice::Off);
    let call = anna.call(Method::POST, "/voice").header("accept", "application/json");
    call.send().await.expect(503);
}

#[tokio::test]
async fn speaking_begins_by_the_script_and_writing_again_takes_only_a_form() {
    let (app, double) = studio().await;
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
    let look = anna.call(Method::GET, "/voice").header("accept", "application/json");
    assert_eq!(look.send().await.expect(200).body, json!({ "alone": false }));
    anna.submit("/text", &[]).await.expect(303);
    let page = anna.open("").await.expect(200);
    assert!(!page.text.contains("class=\"speaking\""));
    app.app.engine.voice.maintain().await.unwrap();
    assert!(double.room_names().is_empty());
    assert_eq!(app.room(&room).await["status"], "active");
}

#[tokio::test]
async fn who_has_not_joined_cannot_speak_and_who_is_through_cannot_either() {
    let (app, double) = studio().await;
    let room = app.create_room().await;
    let call = |browser: &Browser<'_>| {
        browser
            .call(Method::POST, "/voice")
            .header("accept", "application/json")
    };
    call(&Browser::at(&app, &room)).send().await.expect(401);
    let anna = Browser::of_anna(&app, &room).await;
    double.feels(Mood::Failing);
    let failed = call(&anna).send().await.expect(503);
    assert!(failed.body["error"].is_string());
    double.feels(Mood::Well);
    app.leave(&room).await.expect(200);
    call(&anna).send().await.expect(409);
    anna.submit("/text", &[]).await.expect(303);
    app.join(&room, ANNA).await.expect(410);
}
