//! Cross-origin resource sharing: which web pages of other origins may call the API from their scripts.
//!
//! Off unless origins are configured. It opens the routes of the API and no pages. Credentials of the browser are never
//! allowed: callers send an API key, which a page must have been given.

use super::openapi::Document;
use poem::{
    Request, Response,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
};

/// Every origin.
const ANY: &str = "*";
/// The headers that requests to the API have.
const REQUEST_HEADERS: HeaderValue =
    HeaderValue::from_static("authorization, content-type, idempotency-key, last-event-id, x-api-key");
/// The headers of responses that scripts may read besides those that they may always read.
const RESPONSE_HEADERS: HeaderValue =
    HeaderValue::from_static("allow, content-disposition, link, retry-after, www-authenticate");
/// How long a browser may remember the answer to a preflight request, in seconds.
const MAX_AGE: HeaderValue = HeaderValue::from_static("600");

/// The origins whose pages may call the API.
#[derive(Clone, Debug, Default)]
pub struct Cors {
    origins: Vec<String>,
}

impl Cors {
    /// Allows these origins, written as browsers send them; `*` allows all.
    pub const fn new(origins: Vec<String>) -> Self {
        Self { origins }
    }

    /// The origin of a request to the API, if its pages may call the API.
    pub fn allowed_origin(&self, request: &Request, document: &Document) -> Option<HeaderValue> {
        let origin = request.headers().get(header::ORIGIN)?;
        let is_allowed = self.origins.iter().any(|allowed| allowed == ANY || allowed == origin);
        (is_allowed && document.has_path(request.uri().path())).then(|| origin.clone())
    }

    /// Whether responses depend on the origin of the request.
    pub fn is_on(&self) -> bool {
        !self.origins.is_empty()
    }
}

/// The answer to a preflight request of an allowed origin, which asks for a method; `None` for other requests.
pub fn preflight(request: &Request, document: &Document) -> Option<Response> {
    let asks = request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    if *request.method() != Method::OPTIONS || !asks {
        return None;
    }
    let methods = document.methods(request.uri().path()).join(", ");
    let response = Response::builder()
        .status(StatusCode::NO_CONTENT)
        .header(header::ACCESS_CONTROL_ALLOW_METHODS, methods)
        .header(header::ACCESS_CONTROL_ALLOW_HEADERS, REQUEST_HEADERS)
        .header(header::ACCESS_CONTROL_MAX_AGE, MAX_AGE);
    Some(response.finish())
}

/// Lets the pages of `origin` read a response.
pub fn allow(headers: &mut HeaderMap, origin: HeaderValue) {
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, RESPONSE_HEADERS);
}
