//! Start, and coming back: the one step that claims a room.

use super::{CONSENT_VERSION, forms::StartForm, pages::Problems, show::Typed, visit::Visit};
use crate::{
    engine::interviews::{LinkPreview, Start, WITHDRAWAL},
    model::{email::Email, error::EngineError, status::Status, turn::Channel},
};
use poem::{Body, Request, Response, handler, http::StatusCode};

/// Claims a pending room for a respondent who agreed, or lets the same one come back to an active room.
#[handler]
pub async fn start(visit: Visit, request: &Request, body: Body) -> poem::Result<Response> {
    let form: StartForm = visit.sent(request, body).await?;
    let LinkPreview { room, .. } = visit.told(visit.pages.engine.interviews.preview(visit.link()?).await)?;
    let agreed = form.consent == CONSENT_VERSION;
    let email = read_email(&form.email);
    let problems = Problems {
        email: email.as_ref().err().copied(),
        consent: (room.life.status == Status::Pending && !agreed).then_some("consent-missing"),
    };
    let (Ok(email), None) = (email, problems.consent) else {
        return visit
            .show(typed(form, problems, StatusCode::UNPROCESSABLE_ENTITY))
            .await;
    };
    let start = Start {
        email,
        language: form.language.parse().unwrap_or_else(|_| visit.language(&room, None)),
        consent: agreed.then(|| CONSENT_VERSION.to_owned()),
        channel: Channel::Text,
    };
    match visit.pages.engine.interviews.join(visit.link()?, start).await {
        Ok(joined) => {
            let ends = joined
                .session
                .room
                .life
                .deadline_at
                .unwrap_or_else(|| visit.pages.clock.now())
                + WITHDRAWAL;
            let valid = (ends - visit.pages.clock.now()).to_std().unwrap_or_default();
            Ok(visit.welcome(joined.token, valid))
        }
        Err(EngineError::OtherRespondent) => {
            let problems = Problems {
                email: Some("email-other"),
                consent: None,
            };
            visit.show(typed(form, problems, StatusCode::FORBIDDEN)).await
        }
        // It ended meanwhile: the page says how.
        Err(EngineError::LinkEnded(_)) => Ok(visit.onwards("")),
        Err(error) => Err(visit.trouble(&error)),
    }
}

fn read_email(typed: &str) -> Result<Email, &'static str> {
    if typed.trim().is_empty() {
        return Err("email-missing");
    }
    typed.parse().map_err(|_| "email-invalid")
}

fn typed(form: StartForm, problems: Problems, status: StatusCode) -> Typed {
    Typed {
        status,
        agreed: form.consent == CONSENT_VERSION,
        email: form.email,
        problems,
        ..Typed::default()
    }
}
