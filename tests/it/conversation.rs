//! The conversation of an interview: turns, their numbers and repetitions, the interviewer's replies, the end, erasing.

mod erase;
mod model;
mod replicas;
mod respondent_session;
mod turns;

use crate::support::{ANNA, TestApp, text};
use interview_rooms::{
    engine::interviews::{RespondentSession, Start},
    model::{
        language::Language,
        token::AccessToken,
        turn::{Answer, Channel, Speaker, Turn},
    },
};
use serde_json::Value;

/// The link of a room.
fn link(room: &Value) -> AccessToken {
    AccessToken::parse(text(room, "access_token")).expect("a link's token is well formed")
}

/// Anna starts in writing, or returns.
pub async fn start(app: &TestApp, room: &Value) -> RespondentSession {
    start_by(app, room, Channel::Text).await
}

/// Anna starts, or returns.
pub async fn start_by(app: &TestApp, room: &Value, channel: Channel) -> RespondentSession {
    let start = Start {
        email: ANNA.parse().expect("an address"),
        language: Language::English,
        consent: Some("1".to_owned()),
        channel,
    };
    let interviews = &app.app.engine.interviews;
    let joined = interviews.join(&link(room), start).await.expect("Anna may start");
    let session = interviews.respondent_session(&link(room), &joined.token).await;
    session.expect("Anna has a session")
}

/// Anna sends an answer.
pub async fn say(app: &TestApp, session: &RespondentSession, id: &str, words: &str) -> Turn {
    let answer = Answer::new(id, words).expect("an answer");
    let turn = app.app.engine.interviews.answer(session, answer).await;
    turn.expect("the answer is stored")
}

/// All turns.
pub async fn turns(app: &TestApp, session: &RespondentSession) -> Vec<Turn> {
    let turns = app.app.engine.interviews.turns_after(session, 0).await;
    turns.expect("turns can be read")
}

/// The speakers of turns, in order.
fn speakers(turns: &[Turn]) -> Vec<Speaker> {
    turns.iter().map(|turn| turn.said.speaker).collect()
}
