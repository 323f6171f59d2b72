//! What was erased is in no file of SQLite any more.

use crate::{
    conversation::{say, start},
    support::{TestApp, text},
};
use chrono::TimeDelta;
use interview_rooms::{
    engine::interviews::{RespondentSession, Start},
    model::{language::Language, token::AccessToken, turn::Channel},
};
use serde_json::{Value, json};
use std::fs;
use tokio_util::sync::CancellationToken;

/// The words and the address of the respondent.
const SECRET: &str = "Zwiebelfisch-7Xv";
const EMAIL: &str = "zwiebelfisch-7xv@example.org";

/// The files of the database that contain what the respondent said, or who it is, in any case.
fn files_with_secret(app: &TestApp) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(app.database().folder.path()).unwrap() {
        let path = entry.unwrap().path();
        let bytes = fs::read(&path).unwrap_or_default();
        let secret = SECRET.to_lowercase();
        if bytes
            .windows(secret.len())
            .any(|part| part.eq_ignore_ascii_case(secret.as_bytes()))
        {
            found.push(path.file_name().unwrap().to_string_lossy().into_owned());
        }
    }
    found
}

/// An interview in which short and long answers, a report and an address hold the secret.
async fn interviewed(app: &TestApp) -> Value {
    let rows = json!([{ "email": EMAIL }]);
    let room = app.create_rooms(json!({ "respondents": rows })).await.remove(0);
    let anna = start_as(app, &room).await;
    say(app, &anna, "1", SECRET).await;
    say(app, &anna, "2", &format!("{} {SECRET}", "so ".repeat(3_000))).await;
    for other in 0..20 {
        let other_room = app.create_room().await;
        let other_session = start(app, &other_room).await;
        say(app, &other_session, &other.to_string(), "something else").await;
    }
    say(app, &anna, "3", SECRET).await;
    app.leave(&room).await.expect(200);
    let item = json!({ "type": "message", "role": "user", "content": [SECRET] });
    let report = json!({ "job_id": "one", "padding": SECRET.repeat(2_000), "chat_history": { "items": [item] } });
    let body = json!({ "interview_room_id": room["id"], "report": report });
    let sent = app.agent().post("/api/interviews/session-report").json(&body);
    sent.send().await.expect(200);
    room
}

async fn start_as(app: &TestApp, room: &Value) -> RespondentSession {
    let start = Start {
        email: EMAIL.parse().unwrap(),
        language: Language::English,
        consent: None,
        channel: Channel::Text,
    };
    let link = AccessToken::parse(text(room, "access_token")).unwrap();
    app.app.engine.interviews.join(&link, start).await.unwrap().session
}

#[tokio::test]
async fn the_words_of_an_erased_record_are_in_no_file() {
    let app = TestApp::start().await;
    let room = interviewed(&app).await;
    if !app.is_postgres() {
        assert!(!files_with_secret(&app).is_empty(), "the test can find them");
    }
    let record = format!("/insight/{}/", text(&room, "id"));
    app.owner().delete(&record).send().await.expect(200);
    assert_eq!(files_with_secret(&app), [""; 0]);
}

#[tokio::test]
async fn the_words_of_records_that_are_erased_together_are_in_no_file_nor_are_their_corrections() {
    let app = TestApp::start().await;
    let room = interviewed(&app).await;
    let id = text(&room, "id");
    let correction = json!({ "utterance_id": 2, "text": format!("{SECRET}, to be exact") });
    let corrected = app.owner().patch(&format!("/insight/{id}/transcript_utterance"));
    corrected.json(&correction).send().await.expect(200);
    let update = json!({ "change_names": [], "for_archive": [], "for_delete": [id], "delete_link": [] });
    app.owner()
        .put("/insight/update/")
        .json(&update)
        .send()
        .await
        .expect(200);
    assert_eq!(files_with_secret(&app), [""; 0]);
}

#[tokio::test]
async fn the_words_of_a_respondent_who_withdraws_are_in_no_file() {
    let app = TestApp::start().await;
    let room = app
        .create_rooms(json!({ "respondents": [{ "email": EMAIL }] }))
        .await
        .remove(0);
    let anna = start_as(&app, &room).await;
    say(&app, &anna, "1", SECRET).await;
    app.app.engine.interviews.withdraw(&anna).await.unwrap();
    assert_eq!(files_with_secret(&app), [""; 0]);
}

#[tokio::test]
async fn purged_words_and_addresses_are_in_no_file() {
    let app = TestApp::with(|config| {
        config.retention.transcript_days = 2;
        config.retention.email_days = 1;
    })
    .await;
    interviewed(&app).await;
    app.pass(TimeDelta::days(3));
    app.app.purge().run_once(&CancellationToken::new()).await.unwrap();
    assert_eq!(files_with_secret(&app), [""; 0]);
}
