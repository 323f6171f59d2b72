//! Finishing and withdrawing, each with a confirmation.

use super::Browser;
use crate::support::{ANNA, TestApp, text};
use chrono::TimeDelta;
use serde_json::{Value, json};

#[tokio::test]
async fn finishing_asks_for_confirmation_and_then_thanks() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    let anna = Browser::of_anna(&app, &room).await;
    let asked = anna.open("/finish").await.expect(200);
    assert!(
        asked.text.contains(&format!("action=\"{}/finish\"", anna.path)),
        "{}",
        asked.text
    );
    assert_eq!(app.room(&room).await["status"], "active", "asking finishes nothing");
    for _ in 0..2 {
        let done = anna.submit("/finish", &[]).await.expect(303);
        assert_eq!(done.header("location"), Some(anna.path.as_str()));
    }
    assert_eq!(
        app.history(&room).await,
        ["room.started", "room.completed respondent_left"]
    );
    assert!(anna.open("").await.expect(200).text.contains("Thank you!"));
    anna.open("/finish").await.expect(303);
}

#[tokio::test]
async fn only_the_respondent_can_finish_or_withdraw_on_the_page() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    Browser::of_anna(&app, &room).await;
    let stranger = Browser::at(&app, &room);
    for step in ["/finish", "/withdraw"] {
        stranger.open(step).await.expect(303);
        stranger.submit(step, &[]).await.expect(303);
    }
    assert_eq!(app.room(&room).await["status"], "active");
}

#[tokio::test]
async fn withdrawing_erases_the_turns_and_clears_the_session_cookie() {
    let app = TestApp::start().await;
    for finished in [false, true] {
        let room = app.create_room().await;
        let anna = Browser::of_anna(&app, &room).await;
        anna.say("1", "I should not have said that").await.expect(200);
        if finished {
            anna.submit("/finish", &[]).await.expect(303);
        }
        assert!(
            anna.open("/withdraw")
                .await
                .expect(200)
                .text
                .contains("This cannot be undone.")
        );
        let gone = anna.submit("/withdraw", &[]).await.expect(303);
        assert!(
            gone.header("set-cookie").unwrap().contains("Max-Age=0"),
            "{:?}",
            gone.headers
        );
        let page = anna.open("").await.expect(200);
        assert!(page.text.contains("Your answers have been erased"), "{}", page.text);
        let seen = app.room(&room).await;
        assert_eq!(
            (&seen["respondent_email"], &seen["record_id"]),
            (&Value::Null, &Value::Null)
        );
        anna.submit("/withdraw", &[]).await.expect(303);
    }
}

#[tokio::test]
async fn withdrawing_is_possible_for_a_day() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    let anna = Browser::of_anna(&app, &room).await;
    anna.submit("/finish", &[]).await.expect(303);
    app.pass(TimeDelta::hours(24) - TimeDelta::microseconds(1));
    assert!(
        anna.open("")
            .await
            .text
            .contains("datetime=\"2026-03-02T12:00:00.000Z\"")
    );
    anna.open("/withdraw").await.expect(200);
    app.pass(TimeDelta::microseconds(1));
    assert!(!anna.open("").await.expect(200).text.contains("/withdraw"));
    anna.open("/withdraw").await.expect(303);
    anna.submit("/withdraw", &[]).await.expect(303);
    assert_eq!(app.room(&room).await["record_id"], room["id"]);
}

#[tokio::test]
async fn an_interview_cancelled_by_the_team_can_be_withdrawn() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    let anna = Browser::of_anna(&app, &room).await;
    app.cancel(&room).await.expect(200);
    let page = anna.open("").await.expect(200);
    assert!(
        page.text.contains("This interview was cancelled") && page.text.contains("/withdraw"),
        "{}",
        page.text
    );
    anna.submit("/withdraw", &[]).await.expect(303);
    assert_eq!(app.room(&room).await["respondent_email"], Value::Null);
}

#[tokio::test]
async fn a_project_may_redirect_its_respondents_at_the_end() {
    let app = TestApp::start().await;
    let path = format!("/projects/{}", app.project);
    let target = json!({ "redirect_url": "https://panel.example.org/done?a=1&b=<2>" });
    app.researcher().put(&path).json(&target).send().await.expect(200);
    let room = app.room_in("completed").await;
    let page = Browser::at(&app, &room).open("").await.expect(200);
    let link = "href=\"https://panel.example.org/done?a=1&#38;b=%3C2%3E\" rel=\"noreferrer\"";
    assert!(
        page.text.contains(link) && page.text.contains("One more step"),
        "{}",
        page.text
    );
    assert!(!page.text.contains(ANNA) && !page.text.contains(text(&room, "id")));
}
