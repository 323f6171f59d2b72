//! Changing whom an interview is for.

use crate::{
    conversation::{say, start, turns},
    support::{ANNA, TestApp, number, text},
};
use chrono::TimeDelta;
use interview_rooms::model::error::EngineError;
use serde_json::json;

const BEN: &str = "ben@example.org";

#[tokio::test]
async fn the_address_of_a_pending_room_can_be_set_changed_and_cleared() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    for (sent, stored) in [
        (json!(ANNA), json!(ANNA)),
        (json!(" BEN@example.org "), json!(BEN)),
        (json!(null), json!(null)),
    ] {
        let answer = app
            .patch(&room, json!({ "respondent_email": sent }))
            .await
            .expect(200)
            .body;
        assert_eq!(answer["respondent_email"], stored);
        assert_eq!(app.room(&room).await, answer);
    }
    assert_eq!(app.history(&room).await, ["room.updated"; 3]);
    app.patch(&room, json!({ "respondent_email": ANNA })).await.expect(200);
    app.patch(&room, json!({ "respondent_email": ANNA })).await.expect(200);
    app.patch(&room, json!({})).await.expect(200);
    assert_eq!(
        app.history(&room).await.len(),
        4,
        "an update that changes nothing leaves no event"
    );
    app.join(&room, BEN).await.expect(403);
    app.join(&room, ANNA).await.expect(200);
}

#[tokio::test]
async fn a_text_that_is_no_address_is_refused() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    for (sent, kind) in [
        (json!("anna"), "value_error"),
        (json!(""), "value_error"),
        (json!(5), "string_type"),
    ] {
        let refused = app.patch(&room, json!({ "respondent_email": sent })).await;
        assert_eq!(refused.wrong(), [format!("body.respondent_email {kind}")]);
    }
    assert_eq!(app.room(&room).await, room);
}

#[tokio::test]
async fn a_new_address_takes_over_an_active_interview_and_the_old_one_is_locked_out() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    let anna = start(&app, &room).await;
    say(&app, &anna, "1", "Hello").await;
    let answer = app
        .patch(&room, json!({ "respondent_email": BEN }))
        .await
        .expect(200)
        .body;
    assert_eq!(
        (text(&answer, "status"), text(&answer, "respondent_email")),
        ("active", BEN)
    );
    let locked_out = app.app.engine.interviews.withdraw(&anna).await;
    assert!(matches!(locked_out, Err(EngineError::NoSession)));
    app.join(&room, ANNA).await.expect(403);
    app.join(&room, BEN).await.expect(200);
    assert!(
        turns(&app, &anna).await.iter().any(|turn| turn.said.text == "Hello"),
        "the interview goes on"
    );
    assert_eq!(app.history(&room).await, ["room.started", "room.updated"]);
}

#[tokio::test]
async fn an_active_interview_belongs_to_somebody_and_nothing_else_of_it_changes() {
    let app = TestApp::start().await;
    let room = app.room_in("active").await;
    let nobody = app.patch(&room, json!({ "respondent_email": null })).await;
    assert_eq!(nobody.wrong(), ["body.respondent_email value_error"]);
    app.patch(&room, json!({ "respondent_email": BEN, "display_name": "x" }))
        .await
        .expect(409);
    app.patch(&room, json!({ "respondent_email": ANNA })).await.expect(200);
    assert_eq!(app.room(&room).await, room);
    for status in ["completed", "expired", "cancelled"] {
        let room = app.room_in(status).await;
        app.patch(&room, json!({ "respondent_email": BEN })).await.expect(409);
        assert_eq!(app.room(&room).await, room);
    }
}

#[tokio::test]
async fn a_reopened_room_for_somebody_else_holds_nothing_of_the_first_person() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    let anna = start(&app, &room).await;
    say(&app, &anna, "1", "Anna's secret").await;
    app.cancel(&room).await.expect(200);
    app.reopen(&room, app.now() + TimeDelta::days(1)).await.expect(200);
    app.patch(&room, json!({ "respondent_email": BEN })).await.expect(200);
    assert_eq!(number(app.store(), "SELECT COUNT(*) FROM message").await, 0);
    assert_eq!(number(app.store(), "SELECT COUNT(*) FROM interview_start").await, 0);
    app.join(&room, ANNA).await.expect(403);
    app.join(&room, BEN).await.expect(200);
}
