//! The outer edge of the service: every request passes here first and every answer last.
//!
//! Limits the public join routes by address, gives every refusal its shape, adds the headers that all answers carry,
//! and measures. Requests are measured and logged by the template of their route: a path can hold a token.

use super::{ApiError, Documents, agents::shared_path, documents::matches, openapi31::unslashed, shape};
use crate::limits::Limits;
use metrics::{SharedString, histogram};
use poem::{
    Endpoint, IntoResponse, Request, Response,
    http::{HeaderName, HeaderValue, Method, Uri, header},
};
use std::sync::Arc;
use tokio::time::Instant;
use tracing::Instrument;

/// The routes that anybody who holds a link may use; its pages see to the limit themselves, in the reader's language.
const PUBLIC: &str = "/api/interviews/join/";
/// What every answer says, unless it says otherwise itself.
const HEADERS: [(HeaderName, HeaderValue); 3] = [
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
];

/// The edge around the routes.
pub struct Edge<E> {
    /// The routes.
    pub inner: E,
    /// The documents that refusals speak by.
    pub documents: Arc<Documents>,
    /// The templates of all routes.
    pub templates: Vec<Arc<str>>,
    /// The rate limits.
    pub limits: Arc<Limits>,
}

impl<E: Endpoint> Endpoint for Edge<E> {
    type Output = Response;

    async fn call(&self, request: Request) -> poem::Result<Response> {
        let started = Instant::now();
        let method = known(request.method());
        let path = request.uri().path().to_owned();
        let route = self.template(&path);
        let span = tracing::info_span!("request", http.method = method, http.route = &*route);
        let mut response = match self.admit(request).instrument(span).await {
            Ok(response) => response,
            Err(error) => shape::answer(&error, &path, &self.documents),
        };
        for (name, value) in HEADERS {
            response.headers_mut().entry(name).or_insert(value);
        }
        let labels = [
            ("method", SharedString::from(method)),
            ("route", SharedString::from(route)),
            ("status", SharedString::from(response.status().as_str().to_owned())),
        ];
        histogram!("interview_rooms_http_request_duration_seconds", &labels).record(started.elapsed());
        Ok(response)
    }
}

impl<E: Endpoint> Edge<E> {
    async fn admit(&self, mut request: Request) -> poem::Result<Response> {
        if request.uri().path().starts_with(PUBLIC) {
            self.limits.take_for_client(&request).map_err(ApiError::from)?;
        }
        rewrite(&mut request);
        self.inner.call(request).await.map(IntoResponse::into_response)
    }

    fn template(&self, path: &str) -> Arc<str> {
        let exact = self.templates.iter().find(|template| &***template == path);
        let found = exact.or_else(|| self.templates.iter().find(|template| matches(template, path)));
        found.cloned().unwrap_or_else(|| "unmatched".into())
    }
}

/// Makes the path one that the routes know: without a slash that they do not have, and under the first of two names that
/// a route has.
fn rewrite(request: &mut Request) {
    let uri = request.uri();
    let (path, query) = (shared_path(unslashed(uri.path())), uri.query());
    if *path == *uri.path() {
        return;
    }
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = format!("{path}{query}").parse().ok();
    if let Ok(uri) = Uri::from_parts(parts) {
        *request.uri_mut() = uri;
    }
}

/// The method, or `OTHER` for one that somebody made up: labels must be few.
fn known(method: &Method) -> &'static str {
    let all = [
        Method::GET,
        Method::POST,
        Method::PATCH,
        Method::PUT,
        Method::DELETE,
        Method::HEAD,
        Method::OPTIONS,
    ];
    let names = ["GET", "POST", "PATCH", "PUT", "DELETE", "HEAD", "OPTIONS"];
    all.iter()
        .zip(names)
        .find(|(one, _)| *one == method)
        .map_or("OTHER", |(_, name)| name)
}
