//! Cookies of other applications on the host, and browsers that keep none.

use super::{Browser, shown};
use crate::support::{ANNA, TestApp};
use interview_rooms::model::language::Language;

#[tokio::test]
async fn other_cookies_do_not_end_the_session() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    let browser = Browser::of_anna(&app, &room).await;
    let ours = browser.cookie.lock().unwrap().clone().unwrap();
    for cookies in [
        format!("user=José; {ours}"),
        format!("{ours}; user=José"),
        format!("=; %; a=b=c; {{\"x\"}}; {ours}; ;"),
        format!("interview_session_x=1;{ours}"),
        format!("interview_session=foreign; interview_session=; {ours}; interview_session=other"),
    ] {
        *browser.cookie.lock().unwrap() = Some(cookies.clone());
        let page = browser.open("").await.expect(200);
        assert!(page.text.contains("id=\"answer\""), "{cookies}");
    }
}

#[tokio::test]
async fn a_browser_that_did_not_keep_the_session_learns_that_it_needs_cookies() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    let browser = Browser::at(&app, &room);
    browser.start(ANNA).await.expect(303);
    *browser.cookie.lock().unwrap() = None;
    let page = browser.open("").await.expect(200);
    assert!(
        page.text.contains(&shown(Language::English, "running-cookies")),
        "{}",
        page.text
    );
}
