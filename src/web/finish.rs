//! The ends that a respondent chooses, each asked about once before it happens: finishing, and withdrawing.

use super::{
    pages::{Confirm, answer},
    visit::Visit,
};
use crate::{
    model::{error::EngineError, status::Status},
    rooms::Seated,
};
use poem::{Response, handler, http::StatusCode};

/// Asks whether the interview is to be finished.
#[handler]
pub async fn ask_to_finish(visit: Visit) -> poem::Result<Response> {
    let seated = visit.seated().await?.filter(is_running);
    Ok(seated.map_or_else(|| visit.onwards(""), |seated| ask(&visit, &seated, "finish", false)))
}

/// Finishes the interview.
#[handler]
pub async fn finish(visit: Visit) -> poem::Result<Response> {
    if visit.seated().await?.is_some_and(|seated| is_running(&seated)) {
        ended(&visit, visit.pages.rooms.leave(visit.link()?).await.map(drop))?;
    }
    Ok(visit.onwards(""))
}

/// Asks whether everything is to be erased.
#[handler]
pub async fn ask_to_withdraw(visit: Visit) -> poem::Result<Response> {
    let seated = visit.seated().await?;
    let seated = seated.filter(|seated| is_running(seated) || visit.withdrawal(seated).is_some());
    Ok(seated.map_or_else(|| visit.onwards(""), |seated| ask(&visit, &seated, "withdraw", true)))
}

/// Erases everything.
#[handler]
pub async fn withdraw(visit: Visit) -> poem::Result<Response> {
    let Some(seated) = visit.seated().await? else {
        return Ok(visit.onwards(""));
    };
    ended(&visit, visit.pages.rooms.withdraw(&seated).await)?;
    Ok(visit.farewell())
}

fn is_running(seated: &Seated) -> bool {
    seated.room.life.status == Status::Active
}

fn ask(visit: &Visit, seated: &Seated, step: &'static str, grave: bool) -> Response {
    let language = visit.language(&seated.room, Some(seated));
    let page = Confirm::of(&visit.pages.site, language, visit.path(), step, grave);
    answer(StatusCode::OK, &page)
}

/// What ended before, by the clock or on another device, is no trouble: the page says how it stands.
fn ended(visit: &Visit, result: Result<(), EngineError>) -> poem::Result<()> {
    match result {
        Err(EngineError::LinkEnded(_) | EngineError::NotSeated) => Ok(()),
        result => visit.told(result),
    }
}
