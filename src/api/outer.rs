//! The layer around all routes, of the API and of the pages alike.
//!
//! It limits public API routes by client address, replaces NUL in addresses, resolves aliases of paths, renders errors
//! and panics in the form of the path's dialect, lets allowed pages of other origins call the API, adds the headers that
//! all responses have in common, and measures. Metrics and logs name the template of a route, never the path, which may
//! contain a token.

use super::{
    answer_memory::AnswerMemory,
    cors::{self, Cors},
    dialect::{CalledPath, Dialect},
    error::HttpError,
    error_response::error_response,
    openapi::Documents,
    path_template,
};
use crate::limits::Limits;
use futures_util::FutureExt;
use metrics::{SharedString, histogram};
use poem::{
    Endpoint, IntoResponse, Request, Response,
    http::{HeaderName, HeaderValue, Method, Uri, header},
};
use std::{panic::AssertUnwindSafe, sync::Arc};
use tokio::time::Instant;
use tracing::Instrument;

/// The headers of responses that do not set them themselves.
const DEFAULT_HEADERS: [(HeaderName, HeaderValue); 3] = [
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
];

/// The layer around all routes. Its calls never fail.
pub struct CommonLayer<E> {
    /// The routes.
    pub inner: E,
    /// The documents of the dialects.
    pub documents: Arc<Documents>,
    /// The templates of all routes.
    pub templates: Vec<Arc<str>>,
    /// The rate limits.
    pub limits: Arc<Limits>,
    /// The memory of long answers.
    pub answers: AnswerMemory,
    /// The origins whose pages may call the API.
    pub cors: Cors,
}

impl<E: Endpoint> Endpoint for CommonLayer<E> {
    type Output = Response;

    async fn call(&self, request: Request) -> poem::Result<Response> {
        let started = Instant::now();
        let method = method_label(request.method());
        let path = request.uri().path().to_owned();
        let route = self.template(&path);
        let document = self.documents.of(&path);
        let span = tracing::info_span!("request", http.method = method, http.route = &*route);
        let origin = self.cors.allowed_origin(&request, document);
        let preflight = origin.as_ref().and_then(|_| cors::preflight(&request, document));
        let mut response = match preflight {
            Some(response) => response,
            None => match self.forward(request, document.dialect()).instrument(span).await {
                Ok(response) => response,
                Err(error) => error_response(&error, &path, document),
            },
        };
        if self.cors.is_on() {
            response
                .headers_mut()
                .append(header::VARY, HeaderValue::from_static("origin"));
        }
        if let Some(origin) = origin {
            cors::allow(response.headers_mut(), origin);
        }
        for (name, value) in DEFAULT_HEADERS {
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

impl<E: Endpoint> CommonLayer<E> {
    async fn forward(&self, mut request: Request, dialect: &Dialect) -> poem::Result<Response> {
        if dialect.is_public(request.uri().path()) {
            self.limits.take_for_client(&request).map_err(HttpError::from)?;
        }
        replace_nul(&mut request);
        rewrite_path(&mut request, dialect);
        if let Ok(result) = AssertUnwindSafe(self.inner.call(request)).catch_unwind().await {
            return Ok(self.answers.hold(result?.into_response()).await?);
        }
        tracing::error!("request failed: the handler panicked");
        Err(HttpError::internal().into())
    }

    fn template(&self, path: &str) -> Arc<str> {
        let literal = self.templates.iter().find(|template| &***template == path);
        let template = literal.or_else(|| {
            let mut templates = self.templates.iter();
            templates.find(|template| path_template::matches(template, path))
        });
        template.cloned().unwrap_or_else(|| "unmatched".into())
    }
}

/// NUL in a path or a query.
const NUL: &str = "%00";
/// U+FFFD, by which a text with NUL is read, as browsers read it. No database can store NUL in a text, no id and no name
/// has it, and nothing is found by it.
const REPLACEMENT: &str = "%EF%BF%BD";

/// Replaces NUL in path and query. They pass no schema that would refuse it, and this is the one place that all of them
/// pass.
fn replace_nul(request: &mut Request) {
    let uri = request.uri();
    let Some(sent) = uri.path_and_query().filter(|sent| sent.as_str().contains(NUL)) else {
        return;
    };
    let replaced = sent.as_str().replace(NUL, REPLACEMENT);
    set_path_and_query(request, &replaced);
}

/// Replaces path and query of a request.
fn set_path_and_query(request: &mut Request, path_and_query: &str) {
    let mut parts = request.uri().clone().into_parts();
    parts.path_and_query = path_and_query.parse().ok();
    if let Ok(uri) = Uri::from_parts(parts) {
        *request.uri_mut() = uri;
    }
}

/// Replaces a path that is an alias by the path of its route.
fn rewrite_path(request: &mut Request, dialect: &Dialect) {
    let uri = request.uri();
    let Some(path) = (dialect.canonical_path)(uri.path()) else {
        return;
    };
    let called = CalledPath(uri.path().to_owned());
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    set_path_and_query(request, &format!("{path}{query}"));
    request.set_data(called);
}

/// The method as a metric label: `OTHER` for unknown ones, so that clients cannot create labels.
fn method_label(method: &Method) -> &'static str {
    const KNOWN: [&str; 7] = ["GET", "POST", "PATCH", "PUT", "DELETE", "HEAD", "OPTIONS"];
    let known = KNOWN.into_iter().find(|name| *name == method.as_str());
    known.unwrap_or("OTHER")
}
