//! Refusals: what an operation answers when it does not do what was asked, in the shape of the interviews dialect:
//! `{"detail": "…"}`, and for 422 a list of what is wrong and where.

use super::json::{Json, described};
use crate::limits::RateLimited;
use poem::{
    IntoResponse, Response,
    error::ResponseError,
    http::{StatusCode, header},
};
use poem_openapi::{
    Object, Union,
    registry::{MetaResponse, MetaSchema, MetaSchemaRef, Registry},
    types::Type,
};
use serde::Serialize;
use serde_json::{Value, json};
use std::fmt;

/// The body of a refusal.
#[derive(Debug, Object, Serialize)]
pub struct ErrorDetail {
    /// What is wrong, for a person.
    pub detail: String,
}

/// The body of a 422.
#[derive(Debug, Object, Serialize)]
#[oai(rename = "HTTPValidationError")]
pub struct HttpValidationError {
    /// Everything that is wrong with the request.
    pub detail: Option<Vec<ValidationError>>,
}

/// One thing that is wrong with a request.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Object, Serialize)]
pub struct ValidationError {
    /// Where: `body`, `path`, `query` or `header`, then the names and positions that lead to the value.
    pub loc: Vec<Loc>,
    /// What is wrong, for a person. Never repeats the value.
    pub msg: String,
    /// What is wrong, for a program.
    #[oai(rename = "type")]
    #[serde(rename = "type")]
    pub kind: String,
}

/// A step on the way to a value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Union, Serialize)]
#[serde(untagged)]
pub enum Loc {
    /// The name of a field.
    Name(String),
    /// The position in a list or in a text, from 0.
    Position(i64),
}

impl ValidationError {
    /// An error at a place that is known by names alone.
    pub fn at(loc: &[&str], kind: &str, msg: impl Into<String>) -> Self {
        let loc = loc.iter().map(|name| Loc::Name((*name).to_owned())).collect();
        Self {
            loc,
            msg: msg.into(),
            kind: kind.to_owned(),
        }
    }
}

impl ValidationError {
    /// The place and what is wrong there, as `name: Field required`.
    fn sentence(&self) -> String {
        let steps: Vec<String> = self.loc.iter().skip(1).map(Loc::to_string).collect();
        if steps.is_empty() {
            return self.msg.clone();
        }
        format!("{}: {}", steps.join("."), self.msg)
    }
}

impl fmt::Display for Loc {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => out.write_str(name),
            Self::Position(position) => position.fmt(out),
        }
    }
}

/// A refusal as poem carries it.
#[derive(Clone, Debug)]
pub struct ApiError {
    status: StatusCode,
    content: Content,
    retry_after_seconds: Option<u64>,
}

#[derive(Clone, Debug)]
enum Content {
    Detail(String),
    Invalid(Vec<ValidationError>),
}

impl ApiError {
    /// A refusal with a sentence for the caller.
    pub fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self {
            status,
            content: Content::Detail(detail.into()),
            retry_after_seconds: None,
        }
    }

    /// A 422 with everything that is wrong.
    pub fn invalid(errors: Vec<ValidationError>) -> Self {
        Self {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            content: Content::Invalid(errors),
            retry_after_seconds: None,
        }
    }

    /// The caller is not known.
    pub fn unauthenticated() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "Not authenticated")
    }

    /// What is wrong with the request, for a person, where it has other errors than of the request as a whole: the place
    /// and the kind of the first error, and all of them as a sentence.
    pub fn wrong(&self) -> Option<(&[Loc], &str, String)> {
        let Content::Invalid(errors) = &self.content else {
            return None;
        };
        let first = errors.first()?;
        let sentences: Vec<String> = errors.iter().map(ValidationError::sentence).collect();
        Some((&first.loc, &first.kind, sentences.join("; ")))
    }

    /// For how many seconds the caller is to wait.
    pub fn retry_after_seconds(&self) -> Option<u64> {
        self.retry_after_seconds
    }

    /// A fault of ours. The body is constant; the cause is for the log.
    pub fn internal() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "Internal server error")
    }
}

impl From<RateLimited> for ApiError {
    fn from(limited: RateLimited) -> Self {
        let error = Self::new(StatusCode::TOO_MANY_REQUESTS, "Too many requests; try again later");
        Self {
            retry_after_seconds: Some(limited.retry_after_seconds),
            ..error
        }
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.content {
            Content::Detail(detail) => out.write_str(detail),
            Content::Invalid(_) => out.write_str("the request is not valid"),
        }
    }
}

impl std::error::Error for ApiError {}

impl ResponseError for ApiError {
    fn status(&self) -> StatusCode {
        self.status
    }

    fn as_response(&self) -> Response {
        let body = match &self.content {
            Content::Detail(detail) => json!({ "detail": detail }),
            Content::Invalid(errors) => json!({ "detail": errors }),
        };
        respond(self.status, body, self.retry_after_seconds)
    }
}

/// A refusal with a body of its dialect's. A stranger is told how to show a key, and who is too fast when to come back.
pub(super) fn respond(status: StatusCode, body: Value, retry_after_seconds: Option<u64>) -> Response {
    let mut response = Json(body).into_response();
    response.set_status(status);
    if status == StatusCode::UNAUTHORIZED {
        let bearer = header::HeaderValue::from_static("Bearer");
        response.headers_mut().insert(header::WWW_AUTHENTICATE, bearer);
    }
    if let Some(seconds) = retry_after_seconds {
        response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    response
}

/// A refusal that an operation documents.
pub struct Refused {
    /// The status.
    pub(super) status: u16,
    /// When it is answered.
    pub(super) description: &'static str,
    /// The sentence, as an example.
    pub(super) example: &'static str,
}

macro_rules! refused {
    ($($name:ident = $status:literal, $description:literal, $example:literal;)+) => {$(
        #[doc = $description]
        pub const $name: $crate::api::refusal::Refused =
            $crate::api::refusal::Refused { status: $status, description: $description, example: $example };
    )+};
}
pub(super) use refused;

refused! {
    UNAUTHENTICATED = 401, "No valid API key.", "Not authenticated";
    UNSIGNED = 401, "No valid signature.", "Not authenticated";
    FORBIDDEN = 403, "The key's role or project does not allow this.", "The key does not allow this";
    OTHER_RESPONDENT = 403, "The interview is somebody else's.", "This interview belongs to another e-mail address";
    NOT_FOUND = 404, "No such thing, or another team's.", "Room not found";
    TIMEOUT = 408, "The body did not arrive in time.", "The request body did not arrive in time";
    CONFLICT = 409, "The room's status does not allow this.", "The room is completed";
    STILL_RUNNING = 409, "The first request with this Idempotency-Key is still running.",
        "A request with this Idempotency-Key is still running";
    ENDED = 410, "The link no longer works.", "The link has expired";
    TOO_LARGE = 413, "The body is too large.", "The request body is too large";
    NOT_JSON = 415, "The body is not application/json.", "The request body must be application/json";
    INVALID = 422, "Validation Error", "";
    TOO_MANY = 429, "Too many requests; `Retry-After` says for how many seconds to wait.",
        "Too many requests; try again later";
    NO_VOICE = 503, "Voice is configured, and the media server cannot be used at present.",
        "The interview cannot be held by voice at present";
    NOT_READY = 503, "The service cannot do its work.", "The database cannot be reached";
}

/// The refusals of an operation.
pub trait Refusals: Send + Sync + 'static {
    /// All of them.
    const ALL: &'static [Refused];
}

/// The refusals of a dialect: a type whose errors are `$error` and whose bodies are documented by `$meta`.
macro_rules! dialect_refusal {
    ($error:ty, $meta:expr, $register:expr) => {
        /// A refusal of an operation that documents the refusals of `S`.
        pub struct Refusal<S>($error, std::marker::PhantomData<fn() -> S>);

        impl<S, E: Into<$error>> From<E> for Refusal<S> {
            fn from(error: E) -> Self {
                Self(error.into(), std::marker::PhantomData)
            }
        }

        impl<S> From<Refusal<S>> for poem::Error {
            fn from(refusal: Refusal<S>) -> Self {
                refusal.0.into()
            }
        }

        impl<S: $crate::api::refusal::Refusals> poem_openapi::ApiResponse for Refusal<S> {
            fn meta() -> poem_openapi::registry::MetaResponses {
                poem_openapi::registry::MetaResponses {
                    responses: S::ALL.iter().map($meta).collect(),
                }
            }

            fn register(registry: &mut poem_openapi::registry::Registry) {
                $register(registry);
            }
        }
    };
}
pub(super) use dialect_refusal;

/// Names lists of refusals.
macro_rules! refusals {
    ($($(#[$doc:meta])* $name:ident = $($refused:ident),+;)+) => {$(
        $(#[$doc])*
        pub struct $name;

        impl $crate::api::refusal::Refusals for $name {
            const ALL: &'static [$crate::api::refusal::Refused] = &[$($refused),+];
        }
    )+};
}
pub(super) use refusals;

dialect_refusal!(ApiError, Refused::meta, register);

fn register(registry: &mut Registry) {
    ErrorDetail::register(registry);
    HttpValidationError::register(registry);
}

impl Refused {
    fn meta(&self) -> MetaResponse {
        let (body, example) = if self.status == 422 {
            (HttpValidationError::schema_ref(), invalid_example())
        } else {
            (ErrorDetail::schema_ref(), json!({ "detail": self.example }))
        };
        self.with(body, example)
    }

    /// The refusal as a document describes it, with a body of this schema.
    pub(super) fn with(&self, body: MetaSchemaRef, example: Value) -> MetaResponse {
        let schema = body.merge(MetaSchema {
            example: Some(example),
            ..MetaSchema::ANY
        });
        described(self.status, self.description, schema, vec![])
    }
}

fn invalid_example() -> Value {
    json!({
        "detail": [{
            "loc": ["body", "count"],
            "msg": "Input should be less than or equal to 100",
            "type": "less_than_equal",
        }]
    })
}
