//! Sending answers, with and without the script.

use super::{Browser, assert_strict};
use crate::support::{ANNA, TestApp};
use chrono::TimeDelta;
use interview_rooms::{
    messages::message,
    model::{language::Language, turn::MAX_TURN_CHARS},
};
use poem::http::Method;
use serde_json::json;

#[tokio::test]
async fn an_answer_sent_by_the_form_redirects_to_the_next_question() {
    let app = TestApp::start().await;
    let anna = Browser::of_anna(&app, &app.create_room().await).await;
    let sent = anna
        .submit(
            "/turns",
            &[("turn_id", "1"), ("text", "I wake <b>late</b>.\r\nAlways.")],
        )
        .await
        .expect(303);
    assert_eq!(sent.header("location"), Some(format!("{}#latest", anna.path).as_str()));
    let page = anna.open("").await.expect(200);
    assert!(
        page.text.contains("I wake &#60;b&#62;late&#60;/b&#62;.\nAlways."),
        "{}",
        page.text
    );
    assert!(page.text.contains("data-number=\"3\" id=\"latest\""), "{}", page.text);
    assert_strict(&page);
}

#[tokio::test]
async fn an_answer_sent_by_the_script_returns_its_number() {
    let app = TestApp::start().await;
    let anna = Browser::of_anna(&app, &app.create_room().await).await;
    let said = anna.say("1", "I wake late.").await.expect(200);
    assert_eq!(
        (said.text.as_str(), said.header("content-type")),
        ("{\"number\":2}", Some("application/json"))
    );
}

#[tokio::test]
async fn a_repeated_answer_is_stored_once() {
    let app = TestApp::start().await;
    let anna = Browser::of_anna(&app, &app.create_room().await).await;
    for _ in 0..2 {
        assert_eq!(
            anna.say("same", "Once only").await.expect(200).body,
            json!({ "number": 2 })
        );
        anna.submit("/turns", &[("turn_id", "same"), ("text", "Once only")])
            .await
            .expect(303);
    }
    assert_eq!(anna.open("").await.text.matches("Once only").count(), 1);
}

#[tokio::test]
async fn every_page_has_a_fresh_id_for_the_next_answer() {
    let app = TestApp::start().await;
    let anna = Browser::of_anna(&app, &app.create_room().await).await;
    let id = |page: &str| page.split("name=\"turn_id\" value=\"").nth(1).unwrap()[..36].to_owned();
    let (first, second) = (id(&anna.open("").await.text), id(&anna.open("").await.text));
    assert_ne!(first, second);
}

#[tokio::test]
async fn an_empty_or_too_long_answer_is_returned_with_an_error() {
    let app = TestApp::start().await;
    let anna = Browser::of_anna(&app, &app.create_room().await).await;
    let long = "é".repeat(MAX_TURN_CHARS + 1);
    for (text, error) in [
        (" \n ", "Please write an answer first."),
        (long.as_str(), "This answer is too long."),
    ] {
        let page = anna
            .submit("/turns", &[("turn_id", "1"), ("text", text)])
            .await
            .expect(422);
        assert!(
            page.text.contains(error) && page.text.contains(&format!("autofocus>{text}</textarea>")),
            "{error}"
        );
        assert_strict(&page);
        let refused = anna.say("1", text).await.expect(422);
        assert!(
            refused.body["error"].as_str().unwrap().starts_with(error),
            "{}",
            refused.text
        );
    }
    anna.say("1", &long[2..]).await.expect(200);
}

#[tokio::test]
async fn a_too_large_or_mislabelled_body_is_rejected_with_a_short_message() {
    let app = TestApp::start().await;
    let anna = Browser::of_anna(&app, &app.create_room().await).await;
    let huge = json!({ "id": "1", "text": "x".repeat(200_000) }).to_string();
    for (kind, body, status) in [
        ("application/json", huge.as_str(), 413),
        ("application/json", "{\"id\":\"1\"", 422),
        ("application/json", "{\"id\":\"1\",\"text\":7}", 422),
        ("application/json", "[]", 422),
        ("application/json", "\u{0}", 422),
        ("application/x-www-form-urlencoded", "text=only", 422),
        ("text/plain", "hello", 415),
    ] {
        let call = anna.call(Method::POST, "/turns").header("accept", "application/json");
        let answer = call
            .header("content-type", kind)
            .bytes(body)
            .send()
            .await
            .expect(status);
        assert!(answer.body["error"].is_string(), "{}", answer.text);
    }
    let call = anna.call(Method::POST, "/turns").header("accept", "application/json");
    call.json(&json!({ "id": "white space", "text": "x" }))
        .send()
        .await
        .expect(422);
}

#[tokio::test]
async fn answers_sent_too_fast_are_rate_limited() {
    let app = TestApp::with(|config| config.limits.turns_per_minute = 6).await;
    let anna = Browser::of_anna(&app, &app.create_room().await).await;
    for number in 0..5 {
        anna.say(&number.to_string(), "Quick").await.expect(200);
    }
    let refused = anna.say("5", "Quick").await.expect(429);
    assert_eq!(refused.header("retry-after"), Some("10"));
    assert!(refused.body["error"].is_string());
    let page = anna
        .submit("/turns", &[("turn_id", "5"), ("text", "Too quick")])
        .await
        .expect(429);
    assert!(
        page.text.contains("That was very fast") && page.text.contains("autofocus>Too quick</textarea>"),
        "{}",
        page.text
    );
    app.pass(TimeDelta::seconds(10));
    anna.say("5", "Quick").await.expect(200);
}

#[tokio::test]
async fn without_a_valid_session_nothing_is_stored_and_the_input_is_returned() {
    let app = TestApp::start().await;
    let (room, other) = (app.create_room().await, app.create_room().await);
    let stranger = Browser::at(&app, &room);
    let anna = Browser::of_anna(&app, &room).await;
    let elsewhere = Browser::of_anna(&app, &other).await;
    let forged = [
        "interview_session=nonsense".to_owned(),
        elsewhere.cookie.lock().unwrap().clone().unwrap(),
    ];
    for cookie in [None].into_iter().chain(forged.map(Some)) {
        *stranger.cookie.lock().unwrap() = cookie;
        let refused = stranger.say("1", "Let me in").await.expect(401);
        assert_eq!(refused.body["error"], message(Language::English, "session-over"));
        let page = stranger
            .submit("/turns", &[("turn_id", "1"), ("text", "Typed for long")])
            .await
            .expect(401);
        assert!(page.text.contains("Your interview is under way"));
        assert!(
            page.text.contains("readonly>Typed for long</textarea>"),
            "{}",
            page.text
        );
    }
    assert!(!anna.open("").await.text.contains("Let me in"));
}

#[tokio::test]
async fn after_the_end_an_answer_is_rejected_unless_it_was_stored_before() {
    let app = TestApp::start().await;
    let room = app.create_rooms(json!({ "max_duration_minutes": 1 })).await.remove(0);
    let anna = Browser::of_anna(&app, &room).await;
    anna.say("kept", "In time").await.expect(200);
    app.pass(TimeDelta::minutes(2));
    assert_eq!(
        anna.say("kept", "In time").await.expect(200).body,
        json!({ "number": 2 })
    );
    let refused = anna.say("late", "Too late").await.expect(409);
    assert_eq!(refused.body["error"], message(Language::English, "not-running"));
    anna.submit("/turns", &[("turn_id", "late"), ("text", "Too late")])
        .await
        .expect(303);
    assert!(anna.open("").await.expect(200).text.contains("Thank you!"));
}

#[tokio::test]
async fn the_page_shows_the_remaining_time_and_a_warning_without_a_script() {
    let app = TestApp::start().await;
    let room = app.create_rooms(json!({ "max_duration_minutes": 10 })).await.remove(0);
    let anna = Browser::of_anna(&app, &room).await;
    let page = anna.open("").await.expect(200);
    assert!(
        page.text.contains("role=\"timer\">10 min<") && page.text.contains("data-ends=\"2026-03-01T12:10:00.000Z\"")
    );
    let warned = |page: &str| page.contains("role=\"status\">Less than two minutes are left.");
    assert!(!warned(&page.text));
    app.pass(TimeDelta::minutes(8));
    let page = anna.open("").await.expect(200);
    assert!(
        page.text.contains("role=\"timer\">2 min<") && warned(&page.text),
        "{}",
        page.text
    );
    assert_eq!(app.room(&room).await["respondent_email"], ANNA);
}
