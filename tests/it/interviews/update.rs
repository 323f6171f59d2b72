//! Updating pending rooms.

use crate::support::{ANNA, TestApp, assert_snapshot, merge, moment, room_path};
use chrono::TimeDelta;
use serde_json::{Value, json};

/// Every text that can be updated, with its limit.
const TEXTS: [(&str, usize); 4] = [
    ("research_goals_override", 10_000),
    ("interview_guide_override", 20_000),
    ("topics_for_respondent", 2_000),
    ("display_name", 42),
];

fn all_texts(word: &str) -> Value {
    TEXTS
        .iter()
        .map(|(field, _)| ((*field).to_owned(), word.into()))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

/// The room after `change`.
fn changed(room: &Value, change: Value) -> Value {
    let mut expected = room.clone();
    merge(&mut expected, change);
    expected
}

#[tokio::test]
async fn an_update_returns_the_room_and_records_an_event() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    let later = app.now() + TimeDelta::days(30);
    let mut change = all_texts("words");
    merge(&mut change, json!({ "max_duration_minutes": 90, "expires_at": later }));
    let answer = app.patch(&room, change.clone()).await.expect(200);
    assert_snapshot("update", &answer.body);
    assert_eq!(answer.body, changed(&room, change));
    assert_eq!(app.room(&room).await, answer.body);
    assert_eq!(app.history(&room).await, ["room.updated"]);
}

#[tokio::test]
async fn absent_fields_are_kept_and_an_empty_update_records_no_event() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    let full = app.patch(&room, all_texts("words")).await.expect(200).body;
    for nothing in [json!({}), all_texts("words"), json!({ "clear_display_name": false })] {
        assert_eq!(app.patch(&room, nothing).await.expect(200).body, full);
    }
    for (field, _) in TEXTS {
        let answer = app.patch(&room, json!({ field: "others" })).await.expect(200);
        assert_eq!(answer.body, changed(&full, json!({ field: "others" })), "{field}");
        app.patch(&room, json!({ field: "words" })).await.expect(200);
    }
    assert_eq!(app.history(&room).await.len(), 9);
}

#[tokio::test]
async fn null_blank_text_and_the_clear_flag_clear_a_field_and_the_flag_wins() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    for (field, _) in TEXTS {
        let flag = format!("clear_{field}");
        for clearing in [
            json!({ field: null }),
            json!({ field: " \n" }),
            json!({ &flag: true }),
            json!({ &flag: true, field: null }),
            json!({ &flag: true, field: "words" }),
        ] {
            app.patch(&room, json!({ field: "words" })).await.expect(200);
            let answer = app.patch(&room, clearing.clone()).await.expect(200);
            assert_eq!(answer.body, room, "{clearing}");
        }
        let answer = app
            .patch(&room, json!({ &flag: false, field: " words " }))
            .await
            .expect(200);
        assert_eq!(answer.body[field], "words");
        app.patch(&room, json!({ &flag: true })).await.expect(200);
    }
}

#[tokio::test]
async fn texts_are_accepted_up_to_their_limits() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    for (field, most) in TEXTS {
        let longest = "é".repeat(most);
        let answer = app.patch(&room, json!({ field: longest })).await.expect(200);
        assert_eq!(answer.body[field], longest);
        let refused = app.patch(&room, json!({ field: "é".repeat(most + 1) })).await;
        assert_eq!(refused.wrong(), [format!("body.{field} string_too_long")]);
    }
}

#[tokio::test]
async fn a_duration_is_1_to_480_minutes_and_null_leaves_it_unchanged() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    for minutes in [1, 480] {
        for change in [
            json!({ "max_duration_minutes": minutes }),
            json!({ "max_duration_minutes": null }),
        ] {
            let answer = app.patch(&room, change).await.expect(200);
            assert_eq!(answer.body["max_duration_minutes"], minutes);
        }
    }
    for (minutes, kind) in [(0, "greater_than_equal"), (481, "less_than_equal")] {
        let refused = app.patch(&room, json!({ "max_duration_minutes": minutes })).await;
        assert_eq!(refused.wrong(), [format!("body.max_duration_minutes {kind}")]);
    }
    app.patch(&room, json!({ "max_duration_minutes": 5 })).await.expect(200);
    app.join(&room, ANNA).await.expect(200);
    app.pass(TimeDelta::minutes(6));
    assert_eq!(app.room(&room).await["status"], "completed", "the new duration counts");
}

#[tokio::test]
async fn an_expiry_must_be_in_the_future_and_at_most_3650_days_ahead() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    let (now, step) = (app.now(), TimeDelta::microseconds(1));
    for refused in [now - step, now, now + TimeDelta::days(3650) + step] {
        let answer = app.patch(&room, json!({ "expires_at": refused })).await;
        assert_eq!(answer.wrong(), ["body.expires_at value_error"], "{refused}");
    }
    assert_eq!(app.room(&room).await, room);
    for taken in [now + step, now + TimeDelta::days(3650)] {
        let answer = app.patch(&room, json!({ "expires_at": taken })).await.expect(200);
        assert_eq!(moment(&answer.body, "expires_at"), taken);
    }
    let answer = app.patch(&room, json!({ "expires_at": null })).await.expect(200);
    assert_eq!(
        moment(&answer.body, "expires_at"),
        now + TimeDelta::days(3650),
        "null keeps"
    );
}

#[tokio::test]
async fn an_expiry_in_another_time_zone_is_the_same_moment() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    let change = json!({ "expires_at": "2026-03-05T15:30:00.123456789+05:30" });
    let answer = app.patch(&room, change).await.expect(200);
    assert_eq!(
        answer.body["expires_at"], "2026-03-05T10:00:00.123456Z",
        "to the microsecond"
    );
    assert_eq!(app.room(&room).await, answer.body);
}

#[tokio::test]
async fn a_room_is_due_at_its_new_expiry_and_not_at_the_old_one() {
    let app = TestApp::start().await;
    let [sooner, later] = [TimeDelta::hours(1), TimeDelta::days(9)];
    let (early, late) = (app.create_room().await, app.create_room().await);
    for (room, expiry) in [(&early, sooner), (&late, later)] {
        app.patch(room, json!({ "expires_at": app.now() + expiry }))
            .await
            .expect(200);
    }
    app.pass(sooner);
    assert_eq!(app.reap().await.expired, 1);
    assert_eq!(app.room(&early).await["status"], "expired");
    app.pass(TimeDelta::days(8));
    assert_eq!(app.reap().await.expired, 0);
    assert_eq!(app.room(&late).await["status"], "pending");
    app.pass(TimeDelta::days(1));
    assert_eq!(app.reap().await.expired, 1);
}

#[tokio::test]
async fn only_a_pending_room_can_be_updated() {
    let app = TestApp::start().await;
    for status in ["expired", "active", "completed", "cancelled"] {
        let room = app.room_in(status).await;
        let events = app.history(&room).await;
        for change in [
            json!({ "display_name": "new" }),
            json!({ "expires_at": app.now() + TimeDelta::days(1) }),
            json!({}),
        ] {
            let refused = app.patch(&room, change).await;
            assert_eq!(refused.expect(409).detail(), format!("The room is {status}"));
        }
        assert_eq!((app.room(&room).await, app.history(&room).await), (room, events));
    }
}

#[tokio::test]
async fn an_unknown_room_is_not_found() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    let stranger = app.other_team().await;
    let refused = stranger
        .patch(&room_path(&room))
        .json(&json!({ "display_name": "x" }))
        .send()
        .await;
    assert_eq!(refused.expect(404).detail(), "Room not found");
    assert_eq!(app.room(&room).await, room);
}
