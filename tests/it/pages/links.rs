//! Links as mail programs and people change them, and addresses that lead nowhere.

use super::{Browser, shown};
use crate::support::{ANNA, TestApp, join_path, text};
use interview_rooms::model::language::Language;
use poem::http::Method;
use serde_json::json;

#[tokio::test]
async fn tokens_begin_and_end_with_a_letter_or_a_digit() {
    let app = TestApp::start().await;
    for _ in 0..3 {
        for room in app.create_rooms(json!({ "count": 100 })).await {
            let token = text(&room, "access_token").as_bytes();
            let ends = [token[0], token[token.len() - 1]];
            assert!(ends.iter().all(u8::is_ascii_alphanumeric));
        }
    }
}

#[tokio::test]
async fn what_was_added_to_a_link_is_forgiven() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    let browser = Browser::at(&app, &room);
    for added in [
        ".",
        ",",
        ")",
        "'",
        "%3E",
        "%20",
        "%E2%80%8B",
        "%C2%A0",
        "/",
        "//",
        "./",
        ").",
        "%22",
        ";",
    ] {
        let answer = browser.open(added).await.expect(303);
        assert_eq!(answer.header("location"), Some(browser.path.as_str()), "{added}");
        assert_eq!(answer.header("set-cookie"), None);
    }
    let preview = app.stranger().get(&format!("{}.", join_path(&room))).send().await;
    assert_eq!(preview.expect(200).body["status"], "pending");
}

#[tokio::test]
async fn a_form_that_is_sent_to_a_decorated_link_starts_the_interview_at_the_right_one() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    let mut browser = Browser::at(&app, &room);
    let path = browser.path.clone();
    browser.path += ".";
    let started = browser.start(ANNA).await.expect(303);
    assert_eq!(started.header("location"), Some(path.as_str()));
    assert!(started.header("set-cookie").unwrap().contains(&format!("Path={path};")));
}

#[tokio::test]
async fn people_get_a_page_in_their_language_where_there_is_none() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    let cut = format!("/interview/{}", &text(&room, "access_token")[..31]);
    for path in [
        "/",
        "/interview",
        "/interview/",
        "/interview/a/b",
        "/interview/a/b/",
        &cut,
    ] {
        for (tag, language) in [("de-DE,de;q=0.9", Language::German), ("ar", Language::Arabic)] {
            let call = app.stranger().call(Method::GET, path).header("accept-language", tag);
            let page = call.header("accept", "text/html,*/*;q=0.8").send().await.expect(404);
            assert!(
                page.text.contains(&shown(language, "unknown-title")),
                "{path}: {}",
                page.text
            );
            super::assert_strict(&page);
        }
    }
}

#[tokio::test]
async fn programs_get_an_error_of_the_api_there() {
    let app = TestApp::start().await;
    for path in ["/", "/interview", "/interview/a/b"] {
        let answer = app
            .stranger()
            .get(path)
            .header("accept", "application/json")
            .send()
            .await;
        assert_eq!(answer.expect(404).body, json!({ "detail": "Not Found" }), "{path}");
    }
}
