//! An answer comes in: from the page's form, or from its script.

use super::{
    forms::TurnForm,
    show::Typed,
    tongue::Tongue,
    visit::{Visit, problem, waiting},
};
use crate::model::{
    error::EngineError,
    language::Language,
    turn::{Answer, UnfitAnswer},
};
use poem::{Body, Error, Request, Response, handler, http::StatusCode};
use serde_json::json;

/// Keeps an answer. The same answer again, by its id, changes nothing.
#[handler]
pub async fn say(visit: Visit, request: &Request, body: Body) -> poem::Result<Response> {
    let TurnForm { id, text } = visit.sent(request, body).await?;
    let Some(session) = visit.session().await? else {
        return unseated(&visit, text).await;
    };
    let language = visit.language(&session.room, Some(&session));
    if let Err(limited) = visit.pages.limits.take_for_turn(session.room.id) {
        let (status, why) = (StatusCode::TOO_MANY_REQUESTS, Tongue(language).say("answer-too-fast"));
        return Ok(waiting(again(&visit, status, why, text).await, limited));
    }
    let answer = match Answer::new(&id, &text) {
        Ok(answer) => answer,
        Err(unfit) => return refuse(&visit, language, unfit, text).await,
    };
    match visit.pages.engine.interviews.answer(&session, answer).await {
        Ok(turn) if visit.wants_json() => Ok(numbered(turn.number)),
        Ok(_) => Ok(visit.onwards("#latest")),
        Err(EngineError::NoSession) => unseated(&visit, text).await,
        Err(EngineError::LinkEnded(_)) => over(&visit, language),
        Err(error) => Err(visit.trouble(&error)),
    }
}

fn numbered(number: i32) -> Response {
    Response::builder()
        .content_type("application/json")
        .body(json!({ "number": number }).to_string())
}

/// Who has no valid session sees the page that gives one, and the answer that could not be kept.
async fn unseated(visit: &Visit, text: String) -> poem::Result<Response> {
    if visit.wants_json() {
        return Err(session_over(visit));
    }
    let typed = Typed {
        status: StatusCode::UNAUTHORIZED,
        text,
        ..Typed::default()
    };
    visit.show(typed).await
}

/// The words for a script whose respondent has no valid session.
pub fn session_over(visit: &Visit) -> Error {
    problem(StatusCode::UNAUTHORIZED, &Tongue(visit.accepted).say("session-over"))
}

fn over(visit: &Visit, language: Language) -> poem::Result<Response> {
    if visit.wants_json() {
        return Err(problem(StatusCode::CONFLICT, &Tongue(language).say("not-running")));
    }
    Ok(visit.onwards(""))
}

async fn refuse(visit: &Visit, language: Language, unfit: UnfitAnswer, text: String) -> poem::Result<Response> {
    let words = Tongue(language);
    let why = match unfit {
        UnfitAnswer::Empty => words.say("answer-empty"),
        UnfitAnswer::TooLong => words.too_long(),
        UnfitAnswer::Id => words.say("refused-next"),
    };
    again(visit, StatusCode::UNPROCESSABLE_ENTITY, why, text).await
}

/// What is wrong with an answer, and the answer itself, so that it can be mended or sent again.
async fn again(visit: &Visit, status: StatusCode, why: String, text: String) -> poem::Result<Response> {
    if visit.wants_json() {
        return Err(problem(status, &why));
    }
    let typed = Typed {
        status,
        text,
        problem: Some(why),
        ..Typed::default()
    };
    visit.show(typed).await
}
