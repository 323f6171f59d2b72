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
    http::{HeaderMap, header},
    web::Data,
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
    /// The contents of the session cookies.
    session_tokens: Vec<String>,
    /// Whether the link is written as it was handed out.
    pub is_canonical: bool,
    link: Option<AccessToken>,
}

impl<'a> FromRequest<'a> for Visitor {
    async fn from_request(request: &'a Request, _: &mut RequestBody) -> poem::Result<Self> {
        let Data(state) = Data::<&Arc<WebState>>::from_request_without_body(request).await?;
        let token: String = request.path_params().unwrap_or_default();
        let link = AccessToken::parse(&token);
        let accepted = request.header(header::ACCEPT_LANGUAGE).and_then(Language::accepted);
        let accept = request.header(header::ACCEPT).unwrap_or_default();
        Ok(Self {
            state: state.clone(),
            accepted_language: accepted.unwrap_or_default(),
            wants_json: accept.contains("application/json"),
            // An address that a mail program has cut or decorated has another path than the page.
            is_canonical: link.as_ref().is_none_or(|link| link.expose() == token),
            session_tokens: session_tokens(request.headers()),
            link,
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
        Ok(self.require_session_and_token().await?.0)
    }

    /// The session and the token that proves it. Tries each cookie: another application on the host may use the same name.
    pub async fn require_session_and_token(&self) -> Result<(RespondentSession, &str)> {
        let (link, interviews) = (self.link()?, &self.state.engine.interviews);
        for token in &self.session_tokens {
            match interviews.respondent_session(link, token).await {
                Err(EngineError::NoSession) => {}
                session => return Ok((session?, token)),
            }
        }
        Err(EngineError::NoSession)
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

/// The most session cookies that are tried.
const MAX_SESSION_COOKIES: usize = 10;

/// The contents of the session cookies. Cookies are read one by one and as bytes, because other applications on the host
/// may set cookies of any form.
fn session_tokens(headers: &HeaderMap) -> Vec<String> {
    let lines = headers.get_all(header::COOKIE).iter();
    let cookies = lines.flat_map(|line| line.as_bytes().split(|byte| *byte == b';'));
    let tokens = cookies.filter_map(|cookie| {
        let value = cookie.trim_ascii().strip_prefix(SESSION_COOKIE.as_bytes())?;
        let value = value.trim_ascii_start().strip_prefix(b"=")?.trim_ascii();
        let value = value
            .strip_prefix(b"\"")
            .and_then(|value| value.strip_suffix(b"\""))
            .unwrap_or(value);
        std::str::from_utf8(value).ok().filter(|value| !value.is_empty())
    });
    tokens.take(MAX_SESSION_COOKIES).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use poem::http::HeaderValue;

    fn tokens_in(lines: &[&[u8]]) -> Vec<String> {
        let values = lines.iter().map(|line| HeaderValue::from_bytes(line).unwrap());
        session_tokens(&values.map(|value| (header::COOKIE, value)).collect())
    }

    #[test]
    fn the_session_is_found_among_cookies_of_any_form() {
        let ours: &[u8] = b"interview_session=abc-_";
        for others in [
            "user=José".as_bytes(),
            b"user=Jos\xe9",
            b"%",
            b"=",
            b"a=b=c; =; ; x",
            b"interview_session_old=1; my_interview_session=2",
            b"interview_session=; interview_session=\xff",
            b"json={\"a\":\"b, c\"}",
        ] {
            for line in [[others, ours].join(&b"; "[..]), [ours, others].join(&b";"[..])] {
                assert_eq!(tokens_in(&[&line]), ["abc-_"], "{}", line.escape_ascii());
            }
            assert_eq!(tokens_in(&[others, ours]), ["abc-_"]);
            assert!(tokens_in(&[others]).is_empty(), "{}", others.escape_ascii());
        }
        assert_eq!(tokens_in(&[b"interview_session=\"abc\""]), ["abc"]);
    }
    #[test]
    fn all_cookies_with_the_name_of_the_session_are_found_up_to_a_limit() {
        let two: [&[u8]; 2] = [b"interview_session=x; a=b", b"interview_session=y"];
        assert_eq!(tokens_in(&two), ["x", "y"]);
        assert_eq!(tokens_in(&[two[1]; 100]).len(), MAX_SESSION_COOKIES);
    }
}
