//! A visit: somebody at a link, and what the browser says about itself.
//!
//! Reading it changes nothing. What goes wrong during a visit is told as a page, or in a few words of JSON to the page's
//! script, and never says more about a link than its holder may know.

use super::{
    Pages,
    pages::{Message, answer},
    tongue::Tongue,
};
use crate::{
    engine::interviews::RespondentSession,
    limits::RateLimited,
    model::{
        error::{EngineError, Resource, Result},
        language::Language,
        token::AccessToken,
    },
};
use poem::{
    Error, FromRequest, Request, RequestBody, Response,
    http::{StatusCode, header},
    web::{
        Data,
        cookie::{Cookie, CookieJar, SameSite},
    },
};
use serde_json::json;
use std::time::Duration;

/// The cookie that holds the respondent's pass.
const SESSION: &str = "interview_session";

/// A visit to a link.
pub struct Visit {
    /// The pages.
    pub pages: Pages,
    /// The first language that the browser asks for and we speak, else English.
    pub accepted: Language,
    token: Option<AccessToken>,
    pass: Option<String>,
    wants_json: bool,
}

impl<'a> FromRequest<'a> for Visit {
    async fn from_request(request: &'a Request, _: &mut RequestBody) -> poem::Result<Self> {
        let Data(pages) = Data::<&Pages>::from_request_without_body(request).await?;
        let text: String = request.path_params().unwrap_or_default();
        let accepted = request.header(header::ACCEPT_LANGUAGE).and_then(Language::accepted);
        let accept = request.header(header::ACCEPT).unwrap_or_default();
        let visit = Self {
            accepted: accepted.unwrap_or_default(),
            token: AccessToken::parse(&text),
            pass: pass(request),
            wants_json: accept.contains("application/json"),
            pages: pages.clone(),
        };
        pages.limits.take_for_client(request).map_err(|limited| {
            let busy = visit.message(visit.accepted, StatusCode::TOO_MANY_REQUESTS, "busy");
            Error::from_response(waiting(Err(busy), limited))
        })?;
        Ok(visit)
    }
}

impl Visit {
    /// The link.
    pub fn link(&self) -> poem::Result<&AccessToken> {
        let unknown = || self.trouble(&EngineError::NotFound(Resource::Link));
        self.token.as_ref().ok_or_else(unknown)
    }

    /// The path of the link; the page is there, and every step below it.
    pub fn path(&self) -> String {
        let token = self.token.as_ref().map(AccessToken::expose).unwrap_or_default();
        format!("{}/interview/{token}", self.pages.site.base)
    }

    /// The respondent, if this browser has joined the room that the link leads to.
    pub async fn session(&self) -> poem::Result<Option<RespondentSession>> {
        let link = self.link()?;
        let Some(pass) = &self.pass else { return Ok(None) };
        match self.pages.engine.interviews.respondent_session(link, pass).await {
            Ok(session) => Ok(Some(session)),
            Err(EngineError::NoSession) => Ok(None),
            Err(error) => Err(self.trouble(&error)),
        }
    }

    /// The pass, as the browser sent it.
    pub fn pass(&self) -> &str {
        self.pass.as_deref().unwrap_or_default()
    }

    /// Whether the page's script asks.
    pub const fn wants_json(&self) -> bool {
        self.wants_json
    }

    /// What an operation's result is for the visitor.
    pub fn told<T>(&self, result: Result<T>) -> poem::Result<T> {
        result.map_err(|error| self.trouble(&error))
    }

    /// Why a visit leads nowhere. What is no trouble of the link is one of ours.
    pub fn trouble(&self, error: &EngineError) -> Error {
        let (status, kind) = match error {
            EngineError::NotFound(_) => (StatusCode::NOT_FOUND, "unknown"),
            EngineError::LinkReplaced => (StatusCode::GONE, "replaced"),
            error => {
                tracing::error!(%error, "a page at a link failed");
                (StatusCode::INTERNAL_SERVER_ERROR, "fault")
            }
        };
        self.message(self.accepted, status, kind)
    }

    /// A body that cannot be read, or is none that the page sends.
    pub fn unreadable(&self, status: StatusCode) -> Error {
        if self.wants_json && status == StatusCode::PAYLOAD_TOO_LARGE {
            return problem(status, &Tongue(self.accepted).too_long());
        }
        self.message(self.accepted, status, "refused")
    }

    fn message(&self, language: Language, status: StatusCode, kind: &str) -> Error {
        if self.wants_json {
            return problem(status, &Tongue(language).say(&format!("{kind}-next")));
        }
        let leads_somewhere = !matches!(kind, "unknown" | "replaced");
        let page = Message {
            again: leads_somewhere.then(|| self.path()),
            ..Message::of(&self.pages.site, language, kind)
        };
        Error::from_response(answer(status, &page))
    }

    /// To a place below the link, by GET.
    pub fn onwards(&self, place: &str) -> Response {
        Response::builder()
            .status(StatusCode::SEE_OTHER)
            .header(header::LOCATION, self.path() + place)
            .finish()
    }

    /// The same, with the pass for this browser alone, as long as the respondent can do something with it.
    pub fn welcome(&self, pass: String, valid: Duration) -> Response {
        let mut cookie = self.cookie(pass);
        cookie.set_max_age(valid);
        self.onwards("").with_cookie(&cookie)
    }

    /// The same, and the browser forgets the pass.
    pub fn farewell(&self) -> Response {
        let mut cookie = self.cookie(String::new());
        cookie.make_removal();
        self.onwards("").with_cookie(&cookie)
    }

    fn cookie(&self, value: String) -> Cookie {
        let mut cookie = Cookie::new_with_str(SESSION, value);
        cookie.set_path(self.path());
        cookie.set_http_only(true);
        cookie.set_secure(self.pages.site.is_secure);
        cookie.set_same_site(SameSite::Lax);
        cookie
    }
}

trait WithCookie {
    fn with_cookie(self, cookie: &Cookie) -> Self;
}

impl WithCookie for Response {
    fn with_cookie(mut self, cookie: &Cookie) -> Self {
        // A cookie of ours is always a valid header: its value is base64.
        if let Ok(value) = cookie.to_string().parse() {
            self.headers_mut().insert(header::SET_COOKIE, value);
        }
        self
    }
}

/// What is wrong, for the page's script: a few words that it shows as they are.
pub fn problem(status: StatusCode, words: &str) -> Error {
    let answer = Response::builder().status(status).content_type("application/json");
    Error::from_response(answer.body(json!({ "error": words }).to_string()))
}

/// The answer to somebody who has to wait, and for how long.
pub fn waiting(answer: poem::Result<Response>, limited: RateLimited) -> Response {
    let mut answer = answer.unwrap_or_else(Error::into_response);
    let seconds = limited.retry_after_seconds.into();
    answer.headers_mut().insert(header::RETRY_AFTER, seconds);
    answer
}

fn pass(request: &Request) -> Option<String> {
    let Ok(cookies): Result<CookieJar, _> = request.header(header::COOKIE)?.parse();
    cookies.get(SESSION).map(|cookie| cookie.value_str().to_owned())
}
