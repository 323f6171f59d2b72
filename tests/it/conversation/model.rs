//! Slow replies: turns of the respondent are stored before the language model is asked.

use super::{say, speakers, start, turns};
use crate::support::{ModelServer, PATIENCE, Says, TestApp};
use interview_rooms::{
    engine::interviews::RespondentSession,
    model::turn::{
        Speaker::{Interviewer, Respondent},
        Turn,
    },
};
use serde_json::json;
use tokio::time::timeout;

async fn app(model: &ModelServer) -> TestApp {
    let section = json!({ "base_url": model.base_url(), "model": "small" });
    TestApp::with(|config| config.interviewer = serde_json::from_value(section).unwrap()).await
}

/// Waits until there are this many turns and returns them.
async fn once(app: &TestApp, session: &RespondentSession, many: usize) -> Vec<Turn> {
    let mut follower = app.app.engine.interviews.follow(session.room.base.id);
    loop {
        let all = turns(app, session).await;
        if all.len() >= many {
            return all;
        }
        timeout(PATIENCE, follower.changed()).await.expect("a turn");
    }
}

#[tokio::test]
async fn an_answer_is_stored_before_the_model_is_asked() {
    let mut model = ModelServer::start(Says::Text("What is your name?")).await;
    let app = app(&model).await;
    let room = app.create_room().await;
    let anna = start(&app, &room).await;
    say(&app, &anna, "1", "I am somebody").await;
    assert_eq!(once(&app, &anna, 3).await[2].said.text, "What is your name?");
    model.asked().await;
    model.says(Says::Nothing);
    say(&app, &anna, "2", "Anna").await;
    model.asked().await;
    let all = speakers(&turns(&app, &anna).await);
    assert_eq!(
        all,
        [Interviewer, Respondent, Interviewer, Respondent],
        "the answer is stored and has no reply yet"
    );
}

#[tokio::test]
async fn a_model_that_fails_loses_no_turn() {
    let model = ModelServer::start(Says::Status(500)).await;
    let app = app(&model).await;
    let room = app.create_room().await;
    let anna = start(&app, &room).await;
    once(&app, &anna, 1).await;
    say(&app, &anna, "1", "An answer").await;
    assert_eq!(
        speakers(&once(&app, &anna, 3).await),
        [Interviewer, Respondent, Interviewer]
    );
}

#[tokio::test]
async fn a_reply_lost_in_a_crash_is_produced_when_the_respondent_returns() {
    let mut stuck = ModelServer::start(Says::Nothing).await;
    let app = app(&stuck).await;
    let room = app.create_room().await;
    let anna = start(&app, &room).await;
    say(&app, &anna, "1", "I am somebody").await;
    stuck.asked().await;
    let other = app.replica().await;
    stuck.says(Says::Text("What is your name?"));
    start(&other, &room).await;
    let all = once(&other, &anna, 3).await;
    assert_eq!(speakers(&all), [Interviewer, Respondent, Interviewer]);
}

#[tokio::test]
async fn turns_sent_while_the_model_is_asked_are_answered_together() {
    let model = ModelServer::start(Says::Text("And then?")).await;
    let app = app(&model).await;
    let room = app.create_room().await;
    let anna = start(&app, &room).await;
    for (id, words) in [("1", "First"), ("2", "Second"), ("3", "Third")] {
        say(&app, &anna, id, words).await;
    }
    let mut all = once(&app, &anna, 5).await;
    if all.last().unwrap().said.speaker == Respondent {
        // Another turn arrived meanwhile, so the reply to it is still pending.
        all = once(&app, &anna, all.len() + 1).await;
    }
    assert_eq!(all.last().unwrap().said.speaker, Interviewer);
    assert!(
        all.iter()
            .map(|turn| turn.number)
            .eq(1..=i32::try_from(all.len()).unwrap())
    );
    assert_eq!(speakers(&all).iter().filter(|one| **one == Respondent).count(), 3);
}

#[tokio::test]
async fn a_late_report_of_earlier_speech_does_not_count_as_the_reply() {
    let mut model = ModelServer::start(Says::Nothing).await;
    let app = app(&model).await;
    let room = app.create_room().await;
    let anna = start(&app, &room).await;
    say(&app, &anna, "1", "I am somebody").await;
    model.asked().await;
    let report = json!({
        "interview_room_id": room["id"],
        "report": { "job_id": "AJ_1", "chat_history": { "items": [
            { "id": "1", "type": "message", "role": "assistant", "content": ["Spoken before"], "created_at": 1 },
        ] } },
    });
    let path = "/api/interviews/session-report";
    app.agent().post(path).json(&report).send().await.expect(200);
    model.says(Says::Text("What is your name?"));
    let other = app.replica().await;
    start(&other, &room).await;
    assert_eq!(once(&other, &anna, 4).await[3].said.text, "What is your name?");
}
