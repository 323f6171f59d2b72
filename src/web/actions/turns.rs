//! Sending an answer, from the form or from the script.

use super::super::{
    error::PageResult,
    forms::{FormState, TurnForm, read_form},
    interview_page::show,
    responses::{json, json_error, redirect, redirect_to_latest_turn, with_retry_after},
    view::Localizer,
    visitor::Visitor,
};
use crate::model::{
    error::EngineError,
    turn::{Answer, UnfitAnswer},
};
use poem::{Body, Request, Response, handler, http::StatusCode};
use serde_json::json;

/// Stores an answer. An answer with the id of a stored one changes nothing.
#[handler]
pub async fn send(visitor: Visitor, request: &Request, body: Body) -> PageResult {
    let TurnForm { id, text } = read_form(request, body).await?;
    let Some(session) = visitor.session().await? else {
        return without_session(&visitor, text).await;
    };
    let localizer = Localizer(visitor.language_for(&session.room, Some(&session)));
    if let Err(limited) = visitor.state.limits.take_for_turn(session.room.base.id) {
        let problem = localizer.message("answer-too-fast");
        let response = rejected(&visitor, StatusCode::TOO_MANY_REQUESTS, problem, text).await?;
        return Ok(with_retry_after(response, limited));
    }
    let answer = match Answer::new(&id, &text) {
        Ok(answer) => answer,
        Err(unfit) => {
            let problem = problem_of(unfit, localizer);
            return rejected(&visitor, StatusCode::UNPROCESSABLE_ENTITY, problem, text).await;
        }
    };
    match visitor.state.engine.interviews.answer(&session, answer).await {
        Ok(turn) if visitor.wants_json => Ok(json(&json!({ "number": turn.number }))),
        Ok(_) => Ok(redirect_to_latest_turn(&visitor)),
        Err(EngineError::NoSession) => without_session(&visitor, text).await,
        Err(EngineError::LinkEnded(_)) => Ok(ended(&visitor, localizer)),
        Err(EngineError::InterviewFull) => {
            let problem = localizer.message("answer-no-space");
            rejected(&visitor, StatusCode::PAYLOAD_TOO_LARGE, problem, text).await
        }
        Err(error) => Err(error.into()),
    }
}

fn problem_of(unfit: UnfitAnswer, localizer: Localizer) -> String {
    match unfit {
        UnfitAnswer::Empty => localizer.message("answer-empty"),
        UnfitAnswer::TooLong => localizer.answer_too_long(),
        UnfitAnswer::Id => localizer.message("refused-next"),
    }
}

/// Shows a browser without a session how to rejoin, together with its answer, which was not stored.
async fn without_session(visitor: &Visitor, answer: String) -> PageResult {
    if visitor.wants_json {
        return Err(EngineError::NoSession.into());
    }
    let form = FormState {
        status: StatusCode::UNAUTHORIZED,
        answer,
        ..FormState::default()
    };
    show(visitor, form).await
}

fn ended(visitor: &Visitor, localizer: Localizer) -> Response {
    if visitor.wants_json {
        return json_error(StatusCode::CONFLICT, &localizer.message("not-running"));
    }
    redirect(visitor)
}

/// Says what is wrong with an answer and gives it back, to be corrected or sent again.
async fn rejected(visitor: &Visitor, status: StatusCode, problem: String, answer: String) -> PageResult {
    if visitor.wants_json {
        return Ok(json_error(status, &problem));
    }
    let form = FormState {
        status,
        answer,
        answer_problem: Some(problem),
        ..FormState::default()
    };
    show(visitor, form).await
}
