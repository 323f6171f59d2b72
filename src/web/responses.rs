//! The responses that several handlers share: redirects, the session cookie, errors, and JSON for the script.

use super::{
    error::PageError,
    view::{Localizer, MessagePage, html},
    visitor::{SESSION_COOKIE, Visitor},
};
use crate::{limits::RateLimited, model::error::EngineError};
use poem::{
    Response,
    error::ResponseError,
    http::{StatusCode, header},
    web::cookie::{Cookie, SameSite},
};
use serde_json::{Value, json};
use std::time::Duration;

/// Redirects to the link's page.
pub fn redirect(visitor: &Visitor) -> Response {
    see_other(&visitor.path())
}

/// Redirects to the latest turn on the link's page.
pub fn redirect_to_latest_turn(visitor: &Visitor) -> Response {
    see_other(&(visitor.path() + "#latest"))
}

/// Redirects to the link's page and gives the browser a session that it keeps for `max_age`.
pub fn set_session_and_redirect(visitor: &Visitor, token: String, max_age: Duration) -> Response {
    let mut cookie = session_cookie(visitor, token);
    cookie.set_max_age(max_age);
    with_cookie(redirect(visitor), &cookie)
}

/// Redirects to the link's page and makes the browser forget its session.
pub fn clear_session_and_redirect(visitor: &Visitor) -> Response {
    let mut cookie = session_cookie(visitor, String::new());
    cookie.make_removal();
    with_cookie(redirect(visitor), &cookie)
}

/// Renders an error, as JSON for the script and as a page for everyone else. It reveals no more about a link than its
/// holder may know.
pub fn error_page(visitor: &Visitor, error: &PageError) -> Response {
    let localizer = Localizer(visitor.accepted_language);
    let (kind, is_retryable) = match error {
        PageError::Engine(EngineError::NotFound(_)) => ("unknown", false),
        PageError::Engine(EngineError::LinkReplaced) => ("replaced", false),
        PageError::Engine(EngineError::NoSession) => {
            return json_error(error.status(), &localizer.message("session-over"));
        }
        PageError::Engine(error) => {
            tracing::error!(%error, "respondent page failed");
            ("fault", true)
        }
        PageError::RateLimited(_) => ("busy", true),
        PageError::BadForm(StatusCode::PAYLOAD_TOO_LARGE) if visitor.wants_json => {
            return json_error(error.status(), &localizer.answer_too_long());
        }
        PageError::BadForm(_) | PageError::OtherSite => ("refused", true),
    };
    let response = if visitor.wants_json {
        json_error(error.status(), &localizer.message(&format!("{kind}-next")))
    } else {
        let page = MessagePage {
            retry: is_retryable.then(|| visitor.path()),
            ..MessagePage::new(&visitor.state.site, visitor.accepted_language, kind)
        };
        html(error.status(), &page)
    };
    match error {
        PageError::RateLimited(limited) => with_retry_after(response, *limited),
        _ => response,
    }
}

/// Answers the script.
pub fn json(value: &Value) -> Response {
    json_with_status(StatusCode::OK, value)
}

/// Answers the script with an error, which it shows as it is.
pub fn json_error(status: StatusCode, message: &str) -> Response {
    json_with_status(status, &json!({ "error": message }))
}

/// Adds when the client may try again.
pub fn with_retry_after(mut response: Response, limited: RateLimited) -> Response {
    let seconds = limited.retry_after_seconds.into();
    response.headers_mut().insert(header::RETRY_AFTER, seconds);
    response
}

fn json_with_status(status: StatusCode, value: &Value) -> Response {
    let response = Response::builder().status(status).content_type("application/json");
    response.body(value.to_string())
}

fn see_other(location: &str) -> Response {
    Response::builder()
        .status(StatusCode::SEE_OTHER)
        .header(header::LOCATION, location)
        .finish()
}

fn session_cookie(visitor: &Visitor, value: String) -> Cookie {
    let mut cookie = Cookie::new_with_str(SESSION_COOKIE, value);
    cookie.set_path(visitor.path());
    cookie.set_http_only(true);
    cookie.set_secure(visitor.state.site.is_secure);
    cookie.set_same_site(SameSite::Lax);
    cookie
}

fn with_cookie(mut response: Response, cookie: &Cookie) -> Response {
    // The session cookie is always a valid header: its value is base64.
    if let Ok(value) = cookie.to_string().parse() {
        response.headers_mut().insert(header::SET_COOKIE, value);
    }
    response
}
