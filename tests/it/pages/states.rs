//! The page of every state of a room, in every language.

use super::{Browser, assert_strict, escaped, shown};
use crate::support::{ANNA, Answer, TestApp, room_path, text};
use chrono::TimeDelta;
use interview_rooms::model::language::Language;
use poem::http::Method;
use serde_json::{Value, json};
use strum::VariantArray;

const TOPICS: &str = "Phones & <mornings>";

/// A room with every secret that a page could leak.
async fn detailed_room(app: &TestApp, language: Language) -> Value {
    let request = json!({
        "project_id": app.make_project(&app.owner(), "Secret project").await,
        "respondents": [{ "email": ANNA, "display_name": "Secret name", "external_id": "p-1" }],
        "topics_for_respondent": TOPICS,
        "interview_guide_override": "What is the secret guide?",
        "research_goals_override": "Secret goals",
        "language": language.tag(),
        "expires_in_days": 1,
    });
    app.create_rooms(request).await.remove(0)
}

fn assert_in(page: &Answer, language: Language, messages: &[&str]) {
    let opening = format!("<html lang=\"{}\" dir=\"{}\">", language.tag(), language.direction());
    assert!(page.text.contains(&opening), "{}", page.text);
    for message in messages {
        assert!(
            page.text.contains(&shown(language, message)),
            "{message} in {language}: {}",
            page.text
        );
    }
    assert!(!page.text.contains("Unknown localization"), "{}", page.text);
}

/// Asserts that a page contains nothing internal, and the token only in its own addresses.
fn assert_leaks_nothing(page: &Answer, room: &Value) {
    let ours = format!("/interview/{}", text(room, "access_token"));
    let rest = page.text.replace(&ours, "");
    let fields = ["id", "access_token", "project_id"].map(|field| text(room, field));
    let others = [ANNA, "anna", "Secret", "secret", "p-1"];
    for secret in fields.iter().chain(&others) {
        assert!(!rest.contains(secret), "{secret}: {rest}");
        let leaks = page
            .headers
            .values()
            .any(|value| value.to_str().unwrap().contains(secret));
        assert!(!leaks, "{secret} in a header");
    }
}

#[tokio::test]
async fn every_state_says_in_every_language_what_to_do_next() {
    let app = TestApp::start().await;
    for &language in Language::VARIANTS {
        let room = detailed_room(&app, language).await;
        let (anna, other) = (Browser::at(&app, &room), Browser::at(&app, &room));
        let check = |page: Answer, messages: &[&str]| {
            assert_in(&page, language, messages);
            assert_strict(&page);
            assert_leaks_nothing(&page, &room);
        };
        check(
            other.open("").await.expect(200),
            &[
                "welcome-title",
                "welcome-ai",
                "consent-kept",
                "consent-agree",
                "start-button",
            ],
        );
        anna.start(ANNA).await.expect(303);
        check(
            other.open("").await.expect(200),
            &["running-title", "running-lead", "running-button"],
        );
        check(
            anna.open("/finish").await.expect(200),
            &["finish-title", "finish-yes", "finish-no"],
        );
        check(
            anna.open("/withdraw").await.expect(200),
            &["withdraw-title", "withdraw-yes", "withdraw-no"],
        );
        let interview = anna.open("").await.expect(200);
        assert_in(
            &interview,
            language,
            &["interview-title", "interview-log", "answer-send", "finish-link"],
        );
        assert_strict(&interview);
        anna.submit("/finish", &[]).await.expect(303);
        check(other.open("").await.expect(200), &["completed-title", "completed-next"]);
        check(anna.open("").await.expect(200), &["completed-title", "withdraw-link"]);
        anna.submit("/withdraw", &[]).await.expect(303);
        check(anna.open("").await.expect(200), &["withdrawn-title", "withdrawn-next"]);
    }
}

#[tokio::test]
async fn an_unusable_link_says_in_every_language_what_to_do_next() {
    let app = TestApp::start().await;
    let replaced = app.create_room().await;
    app.rotate(&replaced).await.expect(200);
    let unknown = json!({ "access_token": "A".repeat(32) });
    for (&language, accepted) in Language::VARIANTS
        .iter()
        .zip(["en", "de-AT", "es-MX,es", "fr", "ru", "ar-EG"])
    {
        let (expired, cancelled) = (detailed_room(&app, language).await, detailed_room(&app, language).await);
        app.cancel(&cancelled).await.expect(200);
        app.pass(TimeDelta::days(1));
        for (room, kind, status) in [
            (&expired, "expired", 200),
            (&cancelled, "cancelled", 200),
            (&replaced, "replaced", 410),
            (&unknown, "unknown", 404),
        ] {
            let page = Browser::at(&app, room).speaking(accepted).open("").await.expect(status);
            assert_in(
                &page,
                language,
                &[
                    &format!("{kind}-title"),
                    &format!("{kind}-lead"),
                    &format!("{kind}-next"),
                ],
            );
            assert_strict(&page);
        }
        assert_leaks_nothing(&Browser::at(&app, &expired).open("").await, &expired);
    }
}

#[tokio::test]
async fn opening_the_page_changes_nothing_in_any_state() {
    let app = TestApp::start().await;
    for status in ["expired", "pending", "active", "completed", "cancelled"] {
        let room = app.room_in(status).await;
        let before = app.rows(&room).await;
        let browser = Browser::at(&app, &room);
        for method in [Method::GET, Method::HEAD] {
            for step in ["", "/start", "/turns", "/stream", "/finish", "/withdraw"] {
                browser.call(method.clone(), step).send().await;
            }
            let page = browser.call(method.clone(), "").send().await.expect(200);
            assert_eq!(page.text.is_empty(), method == Method::HEAD);
            assert_eq!(page.header("set-cookie"), None);
        }
        assert_eq!(app.rows(&room).await, before, "{status}");
    }
}

#[tokio::test]
async fn the_welcome_page_shows_topics_duration_and_expiry() {
    let app = TestApp::start().await;
    let request = json!({ "expires_in_days": 1, "max_duration_minutes": 45, "topics_for_respondent": TOPICS });
    let room = app.create_rooms(request).await.remove(0);
    let page = Browser::at(&app, &room).open("").await.expect(200);
    let until = "<time data-local=\"long\" datetime=\"2026-03-02T12:00:00.000Z\">2 March 2026, 12:00 UTC</time>";
    for part in [
        escaped(TOPICS).as_str(),
        "up to 45 minutes",
        until,
        "Version of this text: 2026-11",
    ] {
        assert!(page.text.contains(part), "{part}: {}", page.text);
    }
    assert!(
        !page.text.contains(text(&room, "room_name")),
        "the topics are shown instead of the name"
    );
    app.pass(TimeDelta::days(1));
    let page = Browser::at(&app, &room).open("").await.expect(200);
    assert!(page.text.contains("This link has expired"));
}

#[tokio::test]
async fn the_welcome_page_of_a_room_without_topics_shows_its_name() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    let page = Browser::at(&app, &room).open("").await.expect(200);
    assert!(page.text.contains(text(&room, "room_name")), "{}", page.text);
}

#[tokio::test]
async fn the_language_is_the_rooms_then_the_browsers_then_english() {
    let app = TestApp::start().await;
    let french = app.create_rooms(json!({ "language": "French" })).await.remove(0);
    let any = app.create_rooms(json!({ "language": "auto" })).await.remove(0);
    for (room, accepted, expected) in [
        (&french, "de", Language::French),
        (&any, "nl,ru;q=0.5", Language::Russian),
        (&any, "nl", Language::English),
        (&any, ";;q=x,\u{e9}", Language::English),
    ] {
        let page = Browser::at(&app, room).speaking(accepted).open("").await.expect(200);
        assert_in(&page, expected, &["welcome-title"]);
    }
}

#[tokio::test]
async fn a_malformed_link_is_not_found_at_every_step() {
    let app = TestApp::start().await;
    for token in ["short", "%00", "%F0%9F%92%A9", "%FF", &"A".repeat(5000)] {
        let browser = Browser::at(&app, &json!({ "access_token": token }));
        for step in ["", "/start", "/turns", "/finish", "/withdraw"] {
            let page = browser.open(step).await.expect(404);
            assert!(page.text.contains("We do not know this link"), "{step}: {}", page.text);
        }
        assert_strict(&browser.open("").await);
    }
}

#[tokio::test]
async fn a_rotated_link_ends_the_sessions_of_the_old_one() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    let anna = Browser::of_anna(&app, &room).await;
    app.researcher()
        .post(&format!("{}/rotate", room_path(&room)))
        .send()
        .await
        .expect(200);
    for step in ["", "/finish", "/withdraw"] {
        assert!(
            anna.open(step)
                .await
                .expect(410)
                .text
                .contains("This link was replaced")
        );
    }
    anna.say("1", "Still here?").await.expect(410);
}

#[tokio::test]
async fn a_database_that_cannot_be_used_is_shown_as_a_page() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    app.store().close().await;
    let page = Browser::at(&app, &room).speaking("de").open("").await.expect(503);
    assert_in(&page, Language::German, &["fault-title", "fault-next", "page-again"]);
    assert_strict(&page);
}

#[tokio::test]
async fn a_rate_limited_address_gets_a_page() {
    let app = TestApp::with(|config| config.limits.joins_per_minute = 1).await;
    let room = app.create_room().await;
    let address = app.serve().await;
    let token = text(&room, "access_token");
    let request =
        format!("GET /interview/{token} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAccept-Language: es\r\n\r\n");
    assert_eq!(crate::support::exchange(address, request.as_bytes()).await.status, 200);
    let refused = crate::support::exchange(address, request.as_bytes()).await;
    assert_eq!((refused.status, refused.header("retry-after")), (429, Some("60")));
    assert!(
        refused.body.contains(&shown(Language::Spanish, "busy-next")),
        "{}",
        refused.body
    );
}
