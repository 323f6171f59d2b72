//! Previewing a link and joining by it.

use crate::support::{ANNA, PUBLIC_URL, TestApp, assert_snapshot, join_path, moment, text};
use chrono::TimeDelta;
use poem::http::Method;
use serde_json::{Value, json};

const BEN: &str = "ben@example.org";

#[tokio::test]
async fn a_link_preview_shows_the_interview_but_neither_team_nor_respondent() {
    let app = TestApp::start().await;
    let request = json!({
        "language": "en", "topics_for_respondent": "How you plan your week",
        "respondents": [{ "email": ANNA, "display_name": "Anna, first", "external_id": "p-1" }],
    });
    let room = app.create_rooms(request).await.remove(0);
    let answer = app.preview(&room).await.expect(200);
    assert_snapshot("room_info", &answer.body);
    for secret in [
        ANNA,
        "Anna, first",
        "p-1",
        text(&room, "access_token"),
        text(&room, "project_id"),
    ] {
        assert!(!answer.text.contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn previewing_a_link_changes_nothing_in_any_status() {
    let app = TestApp::start().await;
    for status in ["expired", "pending", "active", "completed", "cancelled"] {
        let room = app.room_in(status).await;
        let before = app.rows(&room).await;
        assert_eq!(app.preview(&room).await.expect(200).body["status"], status);
        app.page(&room).await.expect(200);
        for path in [join_path(&room), format!("/interview/{}", text(&room, "access_token"))] {
            app.stranger().call(Method::HEAD, &path).send().await.expect(200);
        }
        assert_eq!(app.rows(&room).await, before, "{status}");
    }
}

#[tokio::test]
async fn previewing_an_overdue_link_shows_it_expired_without_writing() {
    let app = TestApp::start().await;
    let room = app.create_rooms(json!({ "expires_in_days": 1 })).await.remove(0);
    let before = app.rows(&room).await;
    app.pass(TimeDelta::days(1));
    assert_eq!(app.preview(&room).await.expect(200).body["status"], "expired");
    app.join(&room, ANNA).await.expect(410);
    app.leave(&room).await.expect(410);
    assert_eq!(app.rows(&room).await, before);
}

#[tokio::test]
async fn joining_claims_the_room_and_starts_the_talk_time() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    app.pass(TimeDelta::hours(3));
    let joined = app.join(&room, ANNA).await.expect(200);
    assert_snapshot("join", &joined.body);
    assert_eq!(joined.body["url"], PUBLIC_URL);
    let active = app.room(&room).await;
    assert_eq!(
        (text(&active, "status"), text(&active, "respondent_email")),
        ("active", ANNA)
    );
    assert_eq!(moment(&active, "started_at"), app.now());
    assert_eq!(app.history(&room).await, ["room.started"]);
}

#[tokio::test]
async fn the_same_respondent_can_return_with_any_spelling_of_the_address() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    app.join(&room, ANNA).await.expect(200);
    let before = app.rows(&room).await;
    app.pass(TimeDelta::minutes(20));
    for typed in [ANNA, "Anna@Example.ORG", " anna@example.org\n"] {
        app.join(&room, typed).await.expect(200);
    }
    assert_eq!(app.rows(&room).await, before, "returning changes nothing");
}

#[tokio::test]
async fn another_respondent_is_rejected_without_learning_the_first() {
    let app = TestApp::start().await;
    let addressed = app
        .create_rooms(json!({ "respondents": [{ "email": "Anna@example.org" }] }))
        .await;
    for room in [app.room_in("active").await, addressed[0].clone()] {
        let before = app.rows(&room).await;
        let refused = app.join(&room, BEN).await.expect(403);
        assert_eq!(refused.detail(), "This interview belongs to another e-mail address");
        assert!(!refused.text.contains(ANNA));
        assert_eq!(app.rows(&room).await, before);
        app.join(&room, ANNA).await.expect(200);
    }
}

#[tokio::test]
async fn of_two_concurrent_joins_one_succeeds() {
    let app = TestApp::start().await;
    let other = app.replica().await;
    let room = app.create_room().await;
    let (anna, ben) = tokio::join!(app.join(&room, ANNA), other.join(&room, BEN));
    let mut statuses = [anna.status, ben.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 403]);
    let expected = if anna.status == 200 { ANNA } else { BEN };
    assert_eq!(app.room(&room).await["respondent_email"], expected);
    assert_eq!(app.history(&room).await, ["room.started"]);
}

#[tokio::test]
async fn an_ended_room_cannot_be_joined() {
    let app = TestApp::start().await;
    for (status, words) in [
        ("expired", "The link has expired"),
        ("completed", "The interview is over"),
        ("cancelled", "The interview was cancelled"),
    ] {
        let room = app.room_in(status).await;
        for email in [ANNA, BEN] {
            assert_eq!(app.join(&room, email).await.expect(410).detail(), words);
        }
    }
}

#[tokio::test]
async fn a_link_works_until_just_before_its_expiry() {
    let app = TestApp::start().await;
    let rooms = app.create_rooms(json!({ "count": 2, "expires_in_days": 1 })).await;
    app.pass(TimeDelta::days(1) - TimeDelta::microseconds(1));
    app.join(&rooms[0], ANNA).await.expect(200);
    app.pass(TimeDelta::microseconds(1));
    app.join(&rooms[1], ANNA).await.expect(410);
}

#[tokio::test]
async fn an_active_interview_continues_past_its_expiry_until_talk_time_and_grace_end() {
    let app = TestApp::with(|config| config.rooms.grace_seconds = 90).await;
    let room = app.create_rooms(json!({ "expires_in_days": 1 })).await.remove(0);
    app.pass(TimeDelta::hours(23) + TimeDelta::minutes(59));
    app.join(&room, ANNA).await.expect(200);
    let started = app.now();
    app.pass(TimeDelta::minutes(30));
    assert_eq!(app.room(&room).await["status"], "active", "the grace has begun");
    app.join(&room, ANNA).await.expect(200);
    app.pass(TimeDelta::seconds(90) - TimeDelta::microseconds(1));
    app.join(&room, ANNA).await.expect(200);
    app.pass(TimeDelta::microseconds(1));
    app.join(&room, ANNA).await.expect(410);
    let over = app.room(&room).await;
    assert_eq!(
        (text(&over, "status"), text(&over, "end_reason")),
        ("completed", "time_up")
    );
    let end = started + TimeDelta::minutes(30) + TimeDelta::seconds(90);
    assert_eq!(moment(&over, "finished_at"), end);
}

#[tokio::test]
async fn joining_needs_an_e_mail_address() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    let refused = app.join(&room, "anna").await.expect(422);
    assert_eq!(refused.wrong(), ["body.email value_error"]);
    assert_snapshot("invalid", &refused.body);
    assert_eq!(app.room(&room).await["respondent_email"], Value::Null);
}
