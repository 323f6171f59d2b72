//! HTML responses and the headers that all of them carry.

use super::site::Voice;
use askama::Template;
use poem::{
    Response,
    http::{HeaderName, HeaderValue, StatusCode, header},
};

/// Allows only resources of the service itself, and nothing inline.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
                                       connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const HEADERS: [(HeaderName, &str); 5] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::CACHE_CONTROL, "no-store"),
    (HeaderName::from_static("x-robots-tag"), "noindex"),
    (
        HeaderName::from_static("permissions-policy"),
        "microphone=(self), camera=(), geolocation=()",
    ),
];
const PLAIN: &str =
    "<!doctype html><title>Interview</title><p>Something went wrong. Please try again in a few minutes.";

/// Renders a page.
pub fn html(status: StatusCode, page: &impl Template) -> Response {
    match page.render() {
        Ok(html) => response(status, html),
        Err(error) => {
            tracing::error!(%error, "page failed to render");
            plain()
        }
    }
}

/// Renders a page whose script may also connect to the LiveKit server.
pub fn html_with_voice(status: StatusCode, page: &impl Template, voice: Option<&Voice>) -> Response {
    let mut response = html(status, page);
    let own = "connect-src 'self'";
    let policy = voice.map(|voice| CONTENT_SECURITY_POLICY.replace(own, &format!("{own} {}", voice.origins)));
    if let Some(Ok(policy)) = policy.map(HeaderValue::try_from) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// A page without template and translation, for when those failed.
pub fn plain() -> Response {
    response(StatusCode::INTERNAL_SERVER_ERROR, PLAIN.to_owned())
}

fn response(status: StatusCode, html: String) -> Response {
    let response = Response::builder()
        .status(status)
        .content_type("text/html; charset=utf-8");
    HEADERS
        .into_iter()
        .fold(response, |response, (name, value)| response.header(name, value))
        .body(html)
}
