//! Starting and returning.

use super::{Browser, assert_strict, shown};
use crate::support::{ANNA, TestApp, text};
use interview_rooms::{
    model::{ids::RoomId, language::Language},
    store::interview_starts,
    web::CONSENT_VERSION,
};
use serde_json::json;

#[tokio::test]
async fn start_claims_the_room_and_redirects_to_the_page_with_a_session() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    let browser = Browser::at(&app, &room);
    let started = browser.start(" Anna@Example.ORG ").await.expect(303);
    assert_eq!(started.header("location"), Some(browser.path.as_str()));
    let seen = app.room(&room).await;
    assert_eq!(
        (&seen["status"], &seen["respondent_email"]),
        (&json!("active"), &json!(ANNA))
    );
    let page = browser.open("").await.expect(200);
    assert!(
        page.text.contains("id=\"answer\"") && page.text.contains("data-number=\"1\""),
        "{}",
        page.text
    );
}

#[tokio::test]
async fn the_session_cookie_is_bound_to_the_link_and_http_only_and_same_site() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    let browser = Browser::at(&app, &room);
    let started = browser.start(ANNA).await.expect(303);
    let cookie = started.header("set-cookie").unwrap();
    let mut attributes: Vec<&str> = cookie.split("; ").skip(1).collect();
    attributes.sort_unstable();
    let path = format!("Path={}", browser.path);
    // At most an hour of talk time and a minute of grace, then a day for withdrawing.
    assert_eq!(
        attributes,
        ["HttpOnly", "Max-Age=88260", &path, "SameSite=Lax", "Secure"]
    );
    assert!(!cookie.contains("anna"), "{cookie}");
}

#[tokio::test]
async fn consent_is_stored_with_version_language_and_time() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    let fields = [("email", ANNA), ("consent", CONSENT_VERSION), ("language", "ru")];
    Browser::at(&app, &room).submit("/start", &fields).await.expect(303);
    let id: RoomId = text(&room, "id").parse().unwrap();
    let session = interview_starts::find(app.store().reader(), id).await.unwrap().unwrap();
    let consent = session.consent.unwrap();
    assert_eq!(
        (consent.version.as_str(), consent.language, consent.at),
        ("2026-11", Language::Russian, app.now())
    );
    assert_eq!(session.language, Language::Russian);
}

#[tokio::test]
async fn invalid_fields_show_their_error_and_keep_their_input() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    let before = app.rows(&room).await;
    let browser = Browser::at(&app, &room);
    let (no_email, bad_email) = ("Please enter your e-mail address.", "not a complete e-mail address");
    for (email, consent, email_problem) in [
        ("", CONSENT_VERSION, Some(no_email)),
        ("anna@\"><b>", CONSENT_VERSION, Some(bad_email)),
        (ANNA, "", None),
        (ANNA, "2025-01", None),
        ("", "", Some(no_email)),
    ] {
        let page = browser
            .submit("/start", &[("email", email), ("consent", consent)])
            .await
            .expect(422);
        let here = format!("{email} {consent}: {}", page.text);
        assert!(
            email_problem.is_none_or(|problem| page.text.contains(problem)),
            "{here}"
        );
        assert_eq!(
            page.text.contains("id=\"email-problem\""),
            email_problem.is_some(),
            "{here}"
        );
        let without_consent = consent != CONSENT_VERSION;
        assert_eq!(page.text.contains("Please tick this box"), without_consent, "{here}");
        assert!(page.text.contains("<title>Error: Welcome to your interview</title>"));
        assert_eq!(
            page.text.matches(" autofocus").count(),
            1,
            "the first invalid field has the focus"
        );
        assert!(
            page.text.contains(&format!("value=\"{}\"", super::escaped(email))),
            "{}",
            page.text
        );
        assert_eq!(page.text.contains(" checked"), !without_consent);
        assert_eq!(page.header("set-cookie"), None);
        assert_strict(&page);
    }
    assert_eq!(app.rows(&room).await, before);
}

#[tokio::test]
async fn another_e_mail_address_cannot_start_or_return_and_learns_nothing() {
    let app = TestApp::start().await;
    let request = json!({ "respondents": [{ "email": ANNA }] });
    let room = app.create_rooms(request).await.remove(0);
    let ben = Browser::at(&app, &room);
    for _ in 0..2 {
        let page = ben.start("ben@example.org").await.expect(403);
        assert!(
            page.text.contains("cannot be opened with this e-mail address"),
            "{}",
            page.text
        );
        assert!(
            page.text.contains("ben@example.org") && !page.text.contains("anna"),
            "{}",
            page.text
        );
        assert!(page.text.contains("aria-invalid=\"true\"") && page.text.contains("id=\"email-problem\""));
        assert_eq!(page.header("set-cookie"), None);
        Browser::of_anna(&app, &room).await;
    }
}

#[tokio::test]
async fn the_respondent_can_return_from_another_device_without_consenting_again() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    let phone = Browser::of_anna(&app, &room).await;
    phone.say("1", "From the phone").await.expect(200);
    let laptop = Browser::at(&app, &room);
    assert!(
        laptop
            .open("")
            .await
            .expect(200)
            .text
            .contains("Your interview is under way")
    );
    laptop.submit("/start", &[("email", ANNA)]).await.expect(303);
    assert!(laptop.open("").await.expect(200).text.contains("From the phone"));
    phone.say("2", "Still on the phone").await.expect(200);
    assert!(laptop.open("").await.expect(200).text.contains("Still on the phone"));
}

#[tokio::test]
async fn a_late_start_redirects_to_the_page_that_says_why() {
    let app = TestApp::start().await;
    for status in ["expired", "completed", "cancelled"] {
        let room = app.room_in(status).await;
        let before = app.rows(&room).await;
        let browser = Browser::at(&app, &room);
        let answer = browser.start(ANNA).await.expect(303);
        assert_eq!(answer.header("location"), Some(browser.path.as_str()));
        assert_eq!(answer.header("set-cookie"), None);
        let page = browser.open("").await.expect(200);
        let title = shown(Language::English, &format!("{status}-title"));
        assert!(page.text.contains(&title), "{title} is not in {}", page.text);
        assert_eq!(app.rows(&room).await, before);
    }
}

#[tokio::test]
async fn a_malformed_form_is_rejected_with_a_page() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    let browser = Browser::at(&app, &room);
    for (kind, body, status) in [
        ("text/plain", "email=a".to_owned(), 415),
        ("multipart/form-data; boundary=x", "--x--".to_owned(), 415),
        ("application/json", "{".to_owned(), 422),
        (
            "application/x-www-form-urlencoded",
            "email=".to_owned() + &"a".repeat(200_000),
            413,
        ),
    ] {
        let call = browser
            .call(poem::http::Method::POST, "/start")
            .header("content-type", kind);
        let page = call.bytes(body).send().await.expect(status);
        assert!(page.text.contains("We could not read that"), "{kind}: {}", page.text);
    }
    assert_eq!(app.room(&room).await["status"], "pending");
}

#[tokio::test]
async fn steps_that_need_post_redirect_on_get_and_reject_other_methods() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    let browser = Browser::at(&app, &room);
    for step in ["/start", "/turns", "/finish", "/withdraw"] {
        let back = browser.open(step).await.expect(303);
        assert_eq!(back.header("location"), Some(browser.path.as_str()), "{step}");
        let refused = browser.call(poem::http::Method::DELETE, step).send().await.expect(405);
        assert_eq!(refused.header("allow"), Some("GET, HEAD, POST"));
    }
}
