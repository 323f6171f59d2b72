//! Forms that pages of other sites send.

use super::Browser;
use crate::support::{ANNA, TestApp};
use interview_rooms::web::CONSENT_VERSION;
use poem::http::Method;

/// Sends the start form with these headers and returns the status.
async fn start(browser: &Browser<'_>, headers: &[(&str, &str)]) -> u16 {
    let form = format!("email={ANNA}&consent={CONSENT_VERSION}");
    let mut call = browser.call(Method::POST, "/start").bytes(form);
    call = call.header("content-type", "application/x-www-form-urlencoded");
    for (name, value) in headers {
        call = call.header(name, value);
    }
    call.send().await.status
}

#[tokio::test]
async fn a_form_of_another_site_is_refused_and_changes_nothing() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    let browser = Browser::at(&app, &room);
    for headers in [
        &[("sec-fetch-site", "cross-site")][..],
        &[("sec-fetch-site", "same-site")],
        &[("sec-fetch-site", "cross-site"), ("origin", "null")],
        &[("sec-fetch-site", "nonsense")],
        &[("origin", "https://evil.example")],
        &[("origin", "http://evil.example"), ("host", "rooms.example")],
        &[("origin", "http://rooms.example.evil"), ("host", "rooms.example")],
    ] {
        assert_eq!(start(&browser, headers).await, 403, "{headers:?}");
    }
    assert_eq!(app.room(&room).await["status"], "pending");
}

#[tokio::test]
async fn forms_of_the_pages_themselves_are_accepted() {
    let app = TestApp::start().await;
    for headers in [
        &[][..],
        &[("sec-fetch-site", "same-origin"), ("origin", "null")],
        &[("sec-fetch-site", "none")],
        &[("origin", "null")],
        &[("origin", "https://rooms.example"), ("host", "rooms.example")],
    ] {
        let room = app.create_room().await;
        assert_eq!(start(&Browser::at(&app, &room), headers).await, 303, "{headers:?}");
    }
}

#[tokio::test]
async fn answers_withdrawals_and_ends_of_other_sites_are_refused_too() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    let anna = Browser::of_anna(&app, &room).await;
    for step in ["/turns", "/finish", "/withdraw", "/voice", "/text"] {
        let call = anna.call(Method::POST, step).header("sec-fetch-site", "cross-site");
        call.send().await.expect(403);
    }
    assert_eq!(app.room(&room).await["status"], "active");
    let link = anna.call(Method::GET, "").header("sec-fetch-site", "cross-site");
    link.send().await.expect(200);
}
