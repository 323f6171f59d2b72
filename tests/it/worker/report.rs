//! The effects of a session report.

use super::{fixture, joined, report_of, send, spoken};
use crate::{
    conversation::{say, start},
    support::{TestApp, number, text},
};
use chrono::TimeDelta;
use serde_json::json;

#[tokio::test]
async fn a_report_completes_the_interview_and_becomes_the_record() {
    let app = TestApp::start().await;
    let room = joined(&app).await;
    app.pass(TimeDelta::seconds(31));
    let answer = send(&app.agent(), &room, &fixture()).await.expect(200).body;
    let expected =
        json!({ "message": "Session report saved", "interview_room_id": room["id"], "record_id": room["id"] });
    assert_eq!(answer, expected);
    let now = app.room(&room).await;
    assert_eq!(
        (text(&now, "status"), text(&now, "end_reason")),
        ("completed", "agent_reported")
    );
    assert_eq!(
        app.history(&room).await,
        ["room.started", "room.completed agent_reported"]
    );
    let expected = [
        "A 2000-5400 Hello! How do you get to work?",
        "B 6000-9750 По велосипеду: быстро & дёшево.",
        "A 11000-13500 And what does that cost you a",
        "B 13100-17000 Nothing.\nWell, new tyres <once> a year.",
        "B 24500-26000 I typed this one.",
        "A 26000-27900 Thank you, goodbye.",
    ];
    assert_eq!(spoken(&app, &room).await, expected);
}

#[tokio::test]
async fn instructions_of_the_worker_stay_out_of_the_transcript() {
    let app = TestApp::start().await;
    let room = joined(&app).await;
    send(&app.agent(), &room, &fixture()).await.expect(200);
    let secret = "price goes up";
    assert!(
        !app.owner()
            .get(&format!("/insight/{}/", text(&room, "id")))
            .send()
            .await
            .expect(200)
            .text
            .contains(secret)
    );
    let kept = |table: &str, column: &str| format!("SELECT COUNT(*) FROM {table} WHERE {column} LIKE '%{secret}%'");
    assert_eq!(number(app.store(), &kept("session_report", "report")).await, 1);
    assert_eq!(number(app.store(), &kept("message", "text")).await, 0);
}

#[tokio::test]
async fn the_same_report_again_changes_nothing() {
    let app = TestApp::start().await;
    let room = joined(&app).await;
    send(&app.agent(), &room, &fixture()).await.expect(200);
    let before = (app.rows(&room).await, spoken(&app, &room).await);
    app.pass(TimeDelta::hours(1));
    let again = send(&app.agent(), &room, &fixture()).await.expect(200).body;
    assert_eq!(
        (text(&again, "message"), &again["record_id"]),
        ("Session report already saved", &room["id"])
    );
    assert_eq!((app.rows(&room).await, spoken(&app, &room).await), before);
}

#[tokio::test]
async fn a_report_without_a_job_id_is_identified_by_its_content() {
    let app = TestApp::start().await;
    let room = joined(&app).await;
    let mut report = report_of("", &["Yes"]);
    for message in ["Session report saved", "Session report already saved"] {
        assert_eq!(
            send(&app.agent(), &room, &report).await.expect(200).body["message"],
            message
        );
    }
    report["more"] = json!(true);
    assert_eq!(
        send(&app.agent(), &room, &report).await.expect(200).body["message"],
        "Session report saved"
    );
    assert_eq!(spoken(&app, &room).await, ["B 0-1000 Yes"]);
}

#[tokio::test]
async fn concurrent_identical_reports_are_applied_once() {
    let app = TestApp::start().await;
    let room = joined(&app).await;
    let replica = app.replica().await;
    let report = fixture();
    let both = [app.agent(), replica.agent(), app.agent(), replica.agent()];
    let answers = futures_util::future::join_all(both.iter().map(|client| send(client, &room, &report))).await;
    let saved = answers
        .iter()
        .filter(|answer| answer.body["message"] == "Session report saved");
    assert_eq!((saved.count(), spoken(&app, &room).await.len()), (1, 6));
    assert!(answers.iter().all(|answer| answer.status == 200));
}

#[tokio::test]
async fn a_late_report_is_stored_and_keeps_the_end_reason() {
    let app = TestApp::start().await;
    let room = joined(&app).await;
    app.leave(&room).await.expect(200);
    app.pass(TimeDelta::days(3));
    send(&app.agent(), &room, &fixture()).await.expect(200);
    assert_eq!(
        app.history(&room).await,
        ["room.started", "room.completed respondent_left"]
    );
    assert_eq!(spoken(&app, &room).await.len(), 6);
}

#[tokio::test]
async fn a_report_after_the_deadline_records_the_ending_by_the_clock() {
    let app = TestApp::start().await;
    let room = joined(&app).await;
    app.pass(TimeDelta::hours(1));
    send(&app.agent(), &room, &fixture()).await.expect(200);
    assert_eq!(app.history(&room).await, ["room.started", "room.completed time_up"]);
}

#[tokio::test]
async fn each_job_of_a_room_may_report_and_no_turn_is_duplicated() {
    let app = TestApp::start().await;
    let room = joined(&app).await;
    send(&app.agent(), &room, &report_of("one", &["First", "Second"]))
        .await
        .expect(200);
    send(&app.agent(), &room, &report_of("two", &["First", "Second", "Third"]))
        .await
        .expect(200);
    let expected = ["B 0-1000 First", "B 1000-2000 Second", "B 2000-3000 Third"];
    assert_eq!(spoken(&app, &room).await, expected);
}

#[tokio::test]
async fn a_report_does_not_end_an_interview_that_continues_in_writing() {
    let app = TestApp::start().await;
    let room = joined(&app).await;
    let anna = start(&app, &room).await;
    say(&app, &anna, "1", "I would rather type").await;
    let answer = send(&app.agent(), &room, &fixture()).await.expect(200).body;
    assert_eq!(
        (text(&answer, "message"), &answer["record_id"]),
        ("Session report saved", &json!(null))
    );
    assert_eq!(app.room(&room).await["status"], "active");
    app.leave(&room).await.expect(200);
    let path = format!("/insight/{}/transcript?format=txt", text(&room, "id"));
    let transcript = app.owner().get(&path).send().await.expect(200).text;
    assert!(transcript.contains("I would rather type") && transcript.contains("How do you get to work?"));
}

#[tokio::test]
async fn a_report_for_a_pending_or_expired_room_is_rejected() {
    let app = TestApp::start().await;
    for (status, detail) in [("pending", "The room is pending"), ("expired", "The room is expired")] {
        let room = app.room_in(status).await;
        let before = app.rows(&room).await;
        assert_eq!(send(&app.agent(), &room, &fixture()).await.expect(409).detail(), detail);
        assert_eq!(app.rows(&room).await, before);
    }
    assert_eq!(number(app.store(), "SELECT COUNT(*) FROM session_report").await, 0);
}

#[tokio::test]
async fn a_report_for_a_cancelled_interview_is_stored_but_creates_no_record() {
    let app = TestApp::start().await;
    let room = joined(&app).await;
    app.cancel(&room).await.expect(200);
    let answer = send(&app.agent(), &room, &fixture()).await.expect(200).body;
    assert_eq!(answer["record_id"], json!(null));
    assert_eq!(app.room(&room).await["status"], "cancelled");
}

#[tokio::test]
async fn a_report_for_an_erased_interview_is_not_stored() {
    let app = TestApp::start().await;
    let room = joined(&app).await;
    send(&app.agent(), &room, &report_of("one", &["First"]))
        .await
        .expect(200);
    let record = format!("/insight/{}/", text(&room, "id"));
    app.owner().delete(&record).send().await.expect(200);
    assert_eq!(number(app.store(), "SELECT COUNT(*) FROM session_report").await, 0);
    for job in ["one", "two"] {
        let late = send(&app.agent(), &room, &report_of(job, &["First"]))
            .await
            .expect(200)
            .body;
        assert!(text(&late, "message").contains("erased") && late["record_id"].is_null());
    }
    for table in ["session_report", "message"] {
        assert_eq!(number(app.store(), &format!("SELECT COUNT(*) FROM {table}")).await, 0);
    }
    assert_eq!(app.room(&room).await["respondent_email"], json!(null));
}
