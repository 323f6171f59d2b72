//! The visitor of a link, as a request describes them: the link, the session cookie, the language.
//!
//! Reading a request changes nothing and renders nothing.

use super::state::WebState;
use crate::{
    clock::Timestamp,
    engine::interviews::{RespondentSession, WITHDRAWAL},
    model::{
        error::{EngineError, Resource, Result},
        language::Language,
        room::InterviewRoom,
        token::AccessToken,
    },
};
use poem::{
    FromRequest, Request, RequestBody,
    http::header,
    web::{Data, cookie::CookieJar},
};
use std::sync::Arc;

/// The cookie that holds the sealed [`RespondentPass`](crate::model::respondent::RespondentPass).
pub const SESSION_COOKIE: &str = "interview_session";

/// The visitor of a link.
pub struct Visitor {
    pub state: Arc<WebState>,
    /// The best supported language of `Accept-Language`, else English.
    pub accepted_language: Language,
    /// Whether the request is the script's, which reads JSON.
    pub wants_json: bool,
    /// The content of the session cookie; empty if there is none.
    pub session_token: String,
    link: Option<AccessToken>,
}

impl<'a> FromRequest<'a> for Visitor {
    async fn from_request(request: &'a Request, _: &mut RequestBody) -> poem::Result<Self> {
        let Data(state) = Data::<&Arc<WebState>>::from_request_without_body(request).await?;
        let token: String = request.path_params().unwrap_or_default();
        let accepted = request.header(header::ACCEPT_LANGUAGE).and_then(Language::accepted);
        let accept = request.header(header::ACCEPT).unwrap_or_default();
        Ok(Self {
            state: state.clone(),
            accepted_language: accepted.unwrap_or_default(),
            wants_json: accept.contains("application/json"),
            session_token: session_token(request).unwrap_or_default(),
            link: AccessToken::parse(&token),
        })
    }
}

impl Visitor {
    /// The link that was opened. Fails with [`EngineError::NotFound`] if its token is malformed.
    pub fn link(&self) -> Result<&AccessToken> {
        self.link.as_ref().ok_or(EngineError::NotFound(Resource::Link))
    }

    /// The path of the link's page, below which its actions are.
    pub fn path(&self) -> String {
        let token = self.link.as_ref().map(AccessToken::expose).unwrap_or_default();
        format!("{}/interview/{token}", self.state.site.base)
    }

    /// The session, if the browser has joined the interview behind the link.
    pub async fn session(&self) -> Result<Option<RespondentSession>> {
        match self.require_session().await {
            Ok(session) => Ok(Some(session)),
            Err(EngineError::NoSession) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The session; fails with [`EngineError::NoSession`] if the browser has not joined the interview.
    pub async fn require_session(&self) -> Result<RespondentSession> {
        let interviews = &self.state.engine.interviews;
        interviews.respondent_session(self.link()?, &self.session_token).await
    }

    /// The language of a room's pages: the room's setting, else the language in which the interview was started, else the
    /// browser's.
    pub fn language_for(&self, room: &InterviewRoom, session: Option<&RespondentSession>) -> Language {
        let own = room.interview.options.language.as_deref().and_then(Language::of);
        own.or(session.map(|session| session.start.language))
            .unwrap_or(self.accepted_language)
    }

    /// When the right to withdraw from an ended interview expires; `None` if it has not ended or the right has expired.
    pub fn withdrawal_deadline(&self, session: &RespondentSession) -> Option<Timestamp> {
        let deadline = session.room.base.life.finished_at? + WITHDRAWAL;
        (self.state.clock.now() < deadline).then_some(deadline)
    }
}

fn session_token(request: &Request) -> Option<String> {
    let cookies: CookieJar = request.header(header::COOKIE)?.parse().ok()?;
    cookies.get(SESSION_COOKIE).map(|cookie| cookie.value_str().to_owned())
}
