//! A room that is reopened after an erasure holds a new interview, to which nothing of the former one belongs.

use crate::{
    conversation::{say, start, turns},
    support::{ANNA, TestApp, number, text},
};
use chrono::TimeDelta;
use entity::interview_start;
use interview_rooms::{
    clock::Timestamp,
    engine::interviews::{RespondentSession, Start},
    model::{language::Language, token::AccessToken, turn::Channel},
};
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

const BEN: &str = "ben@example.org";

/// Joins with a consent, as the page does.
async fn join(app: &TestApp, room: &Value, email: &str, language: Language) -> RespondentSession {
    let start = Start {
        email: email.parse().unwrap(),
        language,
        consent: Some(format!("the text that {email} read")),
        channel: Channel::Text,
    };
    let link = AccessToken::parse(text(room, "access_token")).unwrap();
    app.app.engine.interviews.join(&link, start).await.unwrap().session
}

async fn reopen(app: &TestApp, room: &Value) {
    app.pass(TimeDelta::minutes(10));
    app.reopen(room, app.now() + TimeDelta::days(1)).await.expect(200);
    app.pass(TimeDelta::minutes(10));
}

/// A room in which Anna said something, withdrew, and which was reopened. Returns it with the moment at which she spoke.
async fn withdrawn_and_reopened(app: &TestApp) -> (Value, Timestamp) {
    let room = app.create_room().await;
    let anna = join(app, &room, ANNA, Language::German).await;
    app.pass(TimeDelta::minutes(1));
    let spoke_at = app.now();
    say(app, &anna, "1", "Anna's secret").await;
    app.pass(TimeDelta::minutes(1));
    app.app.engine.interviews.withdraw(&anna).await.unwrap();
    reopen(app, &room).await;
    (room, spoke_at)
}

async fn report(app: &TestApp, room: &Value, report: Value) -> String {
    let body = json!({ "interview_room_id": room["id"], "report": report });
    let sent = app.agent().post("/api/interviews/session-report").json(&body);
    text(&sent.send().await.expect(200).body, "message").to_owned()
}

fn words(job: &str, words: &str, spoken_at: Option<Timestamp>) -> Value {
    let mut item = json!({ "id": words, "type": "message", "role": "user", "content": [words] });
    if let Some(moment) = spoken_at {
        item["created_at"] = moment.timestamp().into();
    }
    json!({ "job_id": job, "chat_history": { "items": [item] } })
}

fn with(field: &str, value: Value, mut report: Value) -> Value {
    report[field] = value;
    report
}

#[tokio::test]
async fn the_second_person_starts_anew_with_a_consent_and_a_language_of_their_own() {
    let app = TestApp::start().await;
    let (room, _) = withdrawn_and_reopened(&app).await;
    assert_eq!(number(app.store(), "SELECT COUNT(*) FROM interview_start").await, 0);
    assert_eq!(number(app.store(), "SELECT COUNT(*) FROM participant").await, 0);
    let ben = join(&app, &room, BEN, Language::French).await;
    let consent = ben.start.consent.clone().unwrap();
    assert_eq!((consent.language, consent.at), (Language::French, app.now()));
    assert!(consent.version.contains(BEN));
    assert_eq!(ben.start.language, Language::French);
    let said = turns(&app, &ben).await;
    assert!(said.iter().all(|turn| turn.said.text != "Anna's secret"), "{said:?}");
    let stored = interview_start::Entity::find().all(app.store().reader()).await.unwrap();
    assert_eq!(stored.len(), 1);
}

#[tokio::test]
async fn a_late_report_of_the_first_person_never_reaches_the_record_of_the_second() {
    let app = TestApp::start().await;
    let (room, spoke_at) = withdrawn_and_reopened(&app).await;
    join(&app, &room, BEN, Language::French).await;
    app.pass(TimeDelta::minutes(1));
    let late = [
        words("late", "Anna's secret", Some(spoke_at)),
        words("without a time", "Anna's secret", None),
        words(
            "by a wrong clock",
            "Anna's secret",
            Some(spoke_at + TimeDelta::days(400)),
        ),
        json!({ "events": [{ "item": words("", "Anna's secret", Some(spoke_at))["chat_history"]["items"][0] }] }),
        with(
            "timestamp",
            spoke_at.timestamp().into(),
            words("old report", "Anna's secret", Some(app.now())),
        ),
        with(
            "started_at",
            spoke_at.to_rfc3339().into(),
            words("old job", "Anna's secret", Some(app.now())),
        ),
        with(
            "events",
            json!([{ "type": "close", "created_at": app.now().timestamp() }]),
            words("late close", "Anna's secret", None),
        ),
        with(
            "room",
            "interview-of-anna".into(),
            words("other room", "Anna's secret", Some(app.now())),
        ),
    ];
    for report_of_anna in late {
        let message = report(&app, &room, report_of_anna.clone()).await;
        assert!(message.contains("erased"), "{report_of_anna}: {message}");
    }
    assert_eq!(
        app.room(&room).await["status"],
        "active",
        "the second interview goes on"
    );
    assert_eq!(
        report(&app, &room, words("ben", "Ben's word", Some(app.now()))).await,
        "Session report saved"
    );
    let file = format!("/insight/{}/transcript?format=txt", text(&room, "id"));
    app.leave(&room).await;
    let transcript = app.owner().get(&file).send().await.expect(200).text;
    assert!(
        transcript.contains("Ben's word") && !transcript.contains("secret"),
        "{transcript}"
    );
}

#[tokio::test]
async fn a_report_of_the_first_person_is_refused_after_a_second_erasure_too() {
    let app = TestApp::start().await;
    let (room, spoke_at) = withdrawn_and_reopened(&app).await;
    let ben = join(&app, &room, BEN, Language::French).await;
    app.app.engine.interviews.withdraw(&ben).await.unwrap();
    reopen(&app, &room).await;
    join(&app, &room, "carla@example.org", Language::English).await;
    let message = report(&app, &room, words("late", "Anna's secret", Some(spoke_at))).await;
    assert!(message.contains("erased"), "{message}");
    assert_eq!(number(app.store(), "SELECT COUNT(*) FROM session_report").await, 0);
}

#[tokio::test]
async fn a_clock_that_is_ahead_does_not_bring_back_the_words_of_the_first_person() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    let anna = join(&app, &room, ANNA, Language::German).await;
    let spoke_at = app.now();
    app.app.engine.interviews.withdraw(&anna).await.unwrap();
    app.reopen(&room, app.now() + TimeDelta::days(1)).await.expect(200);
    join(&app, &room, BEN, Language::French).await;
    let ahead = words("ahead", "Anna's secret", Some(spoke_at + TimeDelta::minutes(4)));
    let message = report(&app, &room, ahead).await;
    assert!(message.contains("erased"), "{message}");
    assert_eq!(app.room(&room).await["status"], "active");
}

#[tokio::test]
async fn a_room_whose_respondent_was_purged_holds_nothing_of_them_when_it_is_reopened() {
    let app = TestApp::with(|config| config.retention.email_days = 1).await;
    let room = app.create_room().await;
    let anna = start(&app, &room).await;
    say(&app, &anna, "1", "Anna's secret").await;
    app.cancel(&room).await.expect(200);
    app.pass(TimeDelta::days(2));
    app.app.purge().run_once(&CancellationToken::new()).await.unwrap();
    reopen(&app, &room).await;
    assert_eq!(number(app.store(), "SELECT COUNT(*) FROM message").await, 0);
    let ben = join(&app, &room, BEN, Language::French).await;
    let said = turns(&app, &ben).await;
    assert!(said.iter().all(|turn| turn.said.text != "Anna's secret"), "{said:?}");
    assert_eq!(ben.start.consent.unwrap().at, app.now());
    let history = app.history(&room).await;
    assert!(history.contains(&"record.erased".to_owned()), "{history:?}");
}

#[tokio::test]
async fn a_session_of_the_first_person_opens_nothing_after_the_room_was_reopened() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    let anna = join(&app, &room, ANNA, Language::German).await;
    app.app.engine.interviews.withdraw(&anna).await.unwrap();
    reopen(&app, &room).await;
    join(&app, &room, BEN, Language::French).await;
    app.app.engine.interviews.withdraw(&anna).await.unwrap_err();
    assert_eq!(app.room(&room).await["status"], "active");
}
