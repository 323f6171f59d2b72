//! Starting an interview, and rejoining it: the only action that claims a room.

use super::super::{
    consent::CONSENT_VERSION,
    error::PageResult,
    forms::{FormState, StartForm, read_form},
    interview_page::show,
    responses::{redirect, set_session_and_redirect},
    view::Problems,
    visitor::Visitor,
};
use crate::{
    engine::interviews::{Joined, Start, WITHDRAWAL},
    model::{email::Email, error::EngineError, status::Status, turn::Channel},
};
use poem::{Body, Request, Response, handler, http::StatusCode};

/// Claims a pending room for a respondent who has consented, or readmits the respondent of an active one.
#[handler]
pub async fn start(visitor: Visitor, request: &Request, body: Body) -> PageResult {
    let form: StartForm = read_form(request, body).await?;
    let interviews = &visitor.state.engine.interviews;
    let room = interviews.preview(visitor.link()?).await?.room;
    let agreed = form.consent == CONSENT_VERSION;
    let email = parse_email(&form.email);
    let problems = Problems {
        email: email.as_ref().err().copied(),
        consent: (room.base.life.status == Status::Pending && !agreed).then_some("consent-missing"),
    };
    let (Ok(email), None) = (email, problems.consent) else {
        return show(&visitor, rejected(form, problems, StatusCode::UNPROCESSABLE_ENTITY)).await;
    };
    let language = form.language.parse();
    let start = Start {
        email,
        language: language.unwrap_or_else(|_| visitor.language_for(&room, None)),
        consent: agreed.then(|| CONSENT_VERSION.to_owned()),
        channel: Channel::Text,
    };
    match interviews.join(visitor.link()?, start).await {
        Ok(joined) => Ok(admit(&visitor, joined)),
        Err(EngineError::OtherRespondent) => {
            let problems = Problems {
                email: Some("email-other"),
                consent: None,
            };
            show(&visitor, rejected(form, problems, StatusCode::FORBIDDEN)).await
        }
        // The interview has ended in the meantime; the page shows how.
        Err(EngineError::LinkEnded(_)) => Ok(redirect(&visitor)),
        Err(error) => Err(error.into()),
    }
}

/// The browser keeps its session for as long as the respondent may withdraw.
fn admit(visitor: &Visitor, joined: Joined) -> Response {
    let now = visitor.state.clock.now();
    let deadline = joined.session.room.base.life.deadline_at.unwrap_or(now);
    let max_age = (deadline + WITHDRAWAL - now).to_std().unwrap_or_default();
    set_session_and_redirect(visitor, joined.token, max_age)
}

fn parse_email(text: &str) -> Result<Email, &'static str> {
    if text.trim().is_empty() {
        return Err("email-missing");
    }
    text.parse().map_err(|_| "email-invalid")
}

fn rejected(form: StartForm, problems: Problems, status: StatusCode) -> FormState {
    FormState {
        status,
        agreed: form.consent == CONSENT_VERSION,
        email: form.email,
        problems,
        ..FormState::default()
    }
}
