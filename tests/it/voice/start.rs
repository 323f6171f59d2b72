//! A respondent begins to speak, or goes back to writing.

use super::Studio;
use crate::support::{AGENT_NAME, ANNA, Mood, TestApp, text};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use interview_rooms::model::{
    error::EngineError,
    turn::{Answer, Channel, Speaker},
};
use serde_json::{Value, json};

fn claims(token: &str) -> Value {
    let payload = BASE64_URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
    serde_json::from_slice(&payload).unwrap()
}

#[tokio::test]
async fn joining_through_the_api_leads_to_livekit_when_it_is_configured() {
    let studio = Studio::open().await;
    let room = studio.app.create_room().await;
    let joined = studio.app.join(&room, ANNA).await.expect(200).body;
    assert_eq!(text(&joined, "url"), studio.double.url.replace("http", "ws"));
    let name = text(&joined, "room_name");
    assert_eq!(studio.double.room_names(), [name]);
    assert!(name.starts_with(text(&room, "room_name")) && name != text(&room, "room_name"));
    let claims = claims(text(&joined, "token"));
    assert_eq!(claims["video"]["room"], name);
    let metadata: Value = serde_json::from_str(text(&claims, "metadata")).unwrap();
    assert_eq!(metadata, json!({ "interview_room_id": room["id"] }));
    assert!(!claims.to_string().contains(ANNA));
    let asked = studio.double.last("CreateRoom");
    assert_eq!(asked["departureTimeout"], 90);
    assert_eq!(asked["agents"][0]["agentName"], AGENT_NAME);
    let job: Value = serde_json::from_str(text(&asked["agents"][0], "metadata")).unwrap();
    assert_eq!(job["interview_room_id"], room["id"]);
    assert!(job["ends_at"].is_string());
}

#[tokio::test]
async fn nothing_is_made_on_the_media_server_before_somebody_joins() {
    let studio = Studio::open().await;
    let room = studio.app.create_room().await;
    studio.app.look(&room).await.expect(200);
    studio.tend().await;
    studio.reconcile().await;
    assert!(studio.double.calls().is_empty());
}

#[tokio::test]
async fn coming_back_leads_to_the_same_room_as_the_same_person() {
    let studio = Studio::open().await;
    let (_, session) = studio.room().await;
    let (first, again) = (studio.enter(&session).await, studio.enter(&session).await);
    assert_eq!(first.room_name, again.room_name);
    assert_eq!(claims(&first.token)["sub"], claims(&again.token)["sub"]);
    assert_eq!(studio.double.dispatches(&first.room_name), 1);
}

#[tokio::test]
async fn many_tabs_at_once_share_one_room() {
    let studio = Studio::open().await;
    let (_, session) = studio.room().await;
    let replica = studio.app.replica().await;
    let tabs = (0..8).map(|tab| {
        let rooms = if tab % 2 == 0 {
            &studio.app.app.engine.voice
        } else {
            &replica.app.engine.voice
        };
        rooms.start(&session)
    });
    let entered = futures_util::future::join_all(tabs).await;
    let names: Vec<_> = entered.into_iter().map(|voice| voice.unwrap().room_name).collect();
    assert!(names.iter().all(|name| *name == names[0]), "{names:?}");
    assert_eq!(studio.double.room_names().len(), 1);
}

#[tokio::test]
async fn going_back_to_writing_ends_the_room_and_lets_the_built_in_interviewer_ask() {
    let studio = Studio::open().await;
    let room = studio.app.create_room().await;
    let name = text(&studio.app.join(&room, ANNA).await.expect(200).body, "room_name").to_owned();
    let session = studio.start(&room, Channel::Voice).await;
    let turns = || async { studio.app.app.engine.interviews.turns_after(&session, 0).await.unwrap() };
    assert!(turns().await.is_empty(), "a worker asks by voice");
    studio.app.app.engine.voice.stop(&session).await.unwrap();
    assert_eq!(turns().await[0].said.speaker, Speaker::Interviewer);
    assert_eq!(studio.tend().await.ended, 1);
    assert!(studio.double.room_names().is_empty());
    studio.deliver().await;
    assert_eq!(
        studio.ending(&room).await.0,
        "active",
        "the end of the room is not the end of the interview"
    );
    studio.app.app.engine.voice.stop(&session).await.unwrap();
    assert_eq!(turns().await.len(), 1);
    let next = studio.enter(&session).await.room_name;
    assert_ne!(next, name, "each attempt has a room of its own");
}

#[tokio::test]
async fn a_media_server_that_is_not_well_is_a_clear_answer_and_writing_goes_on() {
    let mut studio = Studio::open().await;
    let room = studio.app.create_room().await;
    for mood in [Mood::Failing, Mood::Forgetful, Mood::Confused] {
        studio.double.feels(mood);
        let answer = studio.app.join(&room, ANNA).await.expect(503);
        assert_eq!(answer.detail(), "The interview cannot be held by voice at present");
    }
    studio.double.feels(Mood::Well);
    let joined = studio.app.join(&room, ANNA).await.expect(200);
    assert_eq!(
        studio.double.room_names(),
        [text(&joined.body, "room_name")],
        "the same attempt"
    );
    studio.double.stop().await;
    studio.app.join(&room, ANNA).await.expect(503);
    let session = studio.start(&room, Channel::Voice).await;
    studio.app.app.engine.voice.stop(&session).await.unwrap();
    assert_eq!(
        studio
            .app
            .app
            .engine
            .interviews
            .turns_after(&session, 0)
            .await
            .unwrap()
            .len(),
        1
    );
    assert!(
        studio.app.app.engine.voice.maintain().await.is_err(),
        "the job tries again later"
    );
}

#[tokio::test]
async fn an_interview_that_is_over_cannot_be_spoken_in() {
    let studio = Studio::open().await;
    let (room, session) = studio.room().await;
    studio.app.leave(&room).await.expect(200);
    assert!(matches!(
        studio.app.app.engine.voice.start(&session).await,
        Err(EngineError::LinkEnded(_))
    ));
    studio.app.join(&room, ANNA).await.expect(410);
    assert_eq!(studio.double.count("CreateRoom"), 0);
}

#[tokio::test]
async fn without_livekit_there_is_no_voice_and_joining_leads_to_this_service() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    let joined = app.join(&room, ANNA).await.expect(200).body;
    assert_eq!(text(&joined, "room_name"), text(&room, "room_name"));
    assert!(app.app.engine.voice.livekit().is_none());
    assert_eq!(
        app.app.engine.voice.maintain().await.unwrap(),
        interview_rooms::engine::voice::MaintenanceOutcome::default()
    );
}

#[tokio::test]
async fn the_report_of_the_voice_that_was_left_does_not_end_the_writing() {
    let studio = Studio::open().await;
    let (room, session, _) = studio.held().await;
    studio.app.app.engine.voice.stop(&session).await.unwrap();
    let report = json!({
        "interview_room_id": room["id"],
        "report": { "job_id": "AJ_1", "chat_history": { "items": [
            { "id": "1", "type": "message", "role": "assistant", "content": ["SpeechSpan before"], "created_at": 1 },
        ] } },
    });
    let path = "/api/interviews/session-report";
    studio.app.agent().post(path).json(&report).send().await.expect(200);
    assert_eq!(studio.ending(&room).await.0, "active");
    let answer = Answer::new("1", "I type now").unwrap();
    studio.app.app.engine.interviews.answer(&session, answer).await.unwrap();
    let turns = studio.app.app.engine.interviews.turns_after(&session, 0).await.unwrap();
    assert_eq!(turns.last().unwrap().said.speaker, Speaker::Interviewer);
}
