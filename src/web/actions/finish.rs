//! The ends that a respondent chooses, each asked about once before it happens: finishing, and withdrawing.

use super::{
    pages::{Confirm, answer},
    visit::Visit,
};
use crate::{
    engine::interviews::RespondentSession,
    model::{error::EngineError, status::Status},
};
use poem::{Response, handler, http::StatusCode};

/// Asks whether the interview is to be finished.
#[handler]
pub async fn ask_to_finish(visit: Visit) -> poem::Result<Response> {
    let session = visit.session().await?.filter(is_running);
    Ok(session.map_or_else(|| visit.onwards(""), |session| ask(&visit, &session, "finish", false)))
}

/// Finishes the interview.
#[handler]
pub async fn finish(visit: Visit) -> poem::Result<Response> {
    if visit.session().await?.is_some_and(|session| is_running(&session)) {
        ended(
            &visit,
            visit.pages.engine.interviews.complete(visit.link()?).await.map(drop),
        )?;
    }
    Ok(visit.onwards(""))
}

/// Asks whether everything is to be erased.
#[handler]
pub async fn ask_to_withdraw(visit: Visit) -> poem::Result<Response> {
    let session = visit.session().await?;
    let session = session.filter(|session| is_running(session) || visit.withdrawal(session).is_some());
    Ok(session.map_or_else(|| visit.onwards(""), |session| ask(&visit, &session, "withdraw", true)))
}

/// Erases everything.
#[handler]
pub async fn withdraw(visit: Visit) -> poem::Result<Response> {
    let Some(session) = visit.session().await? else {
        return Ok(visit.onwards(""));
    };
    ended(&visit, visit.pages.engine.interviews.withdraw(&session).await)?;
    Ok(visit.farewell())
}

fn is_running(session: &RespondentSession) -> bool {
    session.room.life.status == Status::Active
}

fn ask(visit: &Visit, session: &RespondentSession, step: &'static str, grave: bool) -> Response {
    let language = visit.language(&session.room, Some(session));
    let page = Confirm::of(&visit.pages.site, language, visit.path(), step, grave);
    answer(StatusCode::OK, &page)
}

/// What ended before, by the clock or on another device, is no trouble: the page says how it stands.
fn ended(visit: &Visit, result: Result<(), EngineError>) -> poem::Result<()> {
    match result {
        Err(EngineError::LinkEnded(_) | EngineError::NoSession) => Ok(()),
        result => visit.told(result),
    }
}
