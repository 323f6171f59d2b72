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
    let start = Start {
        email: ANNA.parse().expect("an address"),
        language: Language::English,
        consent: Some("1".to_owned()),
        channel: Channel::Text,
    };
    let joined = app
        .app
        .engine
        .interviews
        .join(&link(room), start)
        .await
        .expect("Anna may start");
    app.app
        .engine
        .interviews
        .respondent_session(&link(room), &joined.token)
        .await
        .expect("Anna sits")
}

/// Anna sends an answer.
pub async fn say(app: &TestApp, session: &RespondentSession, id: &str, words: &str) -> Turn {
    let answer = Answer::new(id, words).expect("an answer");
    app.app
        .engine
        .interviews
        .answer(session, answer)
        .await
        .expect("it is kept")
}

/// All turns.
async fn turns(app: &TestApp, session: &RespondentSession) -> Vec<Turn> {
    app.app
        .engine
        .interviews
        .turns_after(session, 0)
        .await
        .expect("turns can be read")
}

/// The speakers of turns, in order.
fn speakers(turns: &[Turn]) -> Vec<Speaker> {
    turns.iter().map(|turn| turn.said.speaker).collect()
}
