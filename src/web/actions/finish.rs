//! Finishing and withdrawing. Both ask for confirmation first.

use super::super::{
    error::PageResult,
    responses::{clear_session_and_redirect, redirect},
    view::{ConfirmPage, html},
    visitor::Visitor,
};
use crate::{
    engine::interviews::RespondentSession,
    model::{
        error::{EngineError, Result},
        status::Status,
    },
};
use poem::{Response, handler, http::StatusCode};

/// Asks whether to finish the interview.
#[handler]
pub async fn confirm_finish(visitor: Visitor) -> PageResult {
    let session = visitor.session().await?.filter(is_active);
    Ok(session.map_or_else(
        || redirect(&visitor),
        |session| confirm(&visitor, &session, "finish", false),
    ))
}

/// Finishes the interview.
#[handler]
pub async fn finish(visitor: Visitor) -> PageResult {
    if visitor.session().await?.is_some_and(|session| is_active(&session)) {
        let completed = visitor.state.engine.interviews.complete(visitor.link()?).await;
        ignore_ended(completed.map(drop))?;
    }
    Ok(redirect(&visitor))
}

/// Asks whether to erase the answers.
#[handler]
pub async fn confirm_withdraw(visitor: Visitor) -> PageResult {
    let may_withdraw =
        |session: &RespondentSession| is_active(session) || visitor.withdrawal_deadline(session).is_some();
    let session = visitor.session().await?.filter(may_withdraw);
    Ok(session.map_or_else(
        || redirect(&visitor),
        |session| confirm(&visitor, &session, "withdraw", true),
    ))
}

/// Erases the answers and the e-mail address.
#[handler]
pub async fn withdraw(visitor: Visitor) -> PageResult {
    let Some(session) = visitor.session().await? else {
        return Ok(redirect(&visitor));
    };
    ignore_ended(visitor.state.engine.interviews.withdraw(&session).await)?;
    Ok(clear_session_and_redirect(&visitor))
}

fn is_active(session: &RespondentSession) -> bool {
    session.room.base.life.status == Status::Active
}

fn confirm(visitor: &Visitor, session: &RespondentSession, action: &'static str, is_destructive: bool) -> Response {
    let language = visitor.language_for(&session.room, Some(session));
    let page = ConfirmPage::new(&visitor.state.site, language, visitor.path(), action, is_destructive);
    html(StatusCode::OK, &page)
}

/// Ignores that the interview has already ended, by the clock or on another device; the page then shows how.
fn ignore_ended(result: Result<()>) -> Result<()> {
    match result {
        Err(EngineError::LinkEnded(_) | EngineError::NoSession) => Ok(()),
        result => result,
    }
}
