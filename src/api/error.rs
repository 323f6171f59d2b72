//! The error of an API call, before a dialect gives it a form, and the one mapping from the engine's errors.

use super::response::Json;
use crate::{
    limits::RateLimited,
    model::{
        access::Forbidden,
        error::{Difference, EngineError, Resource},
        status::Status,
    },
};
use poem::{
    IntoResponse, Response,
    error::ResponseError,
    http::{HeaderValue, StatusCode, header},
};
use poem_openapi::Union;
use serde::Serialize;
use serde_json::Value;
use std::fmt;

/// How soon a client should try again when the database is unavailable, in seconds.
const UNAVAILABLE_RETRY_SECONDS: u64 = 5;

/// The error that an API call ends with. The dialect of the path decides on the final status and the body.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{message}")]
pub struct HttpError {
    /// The status, unless the dialect's contract has another one for this error.
    pub status: StatusCode,
    /// Distinguishes the error from others with the same status.
    pub code: Option<ErrorCode>,
    /// A sentence for the caller. Contains neither secrets nor values of the request.
    pub message: String,
    /// The invalid fields of the request; empty for other errors.
    pub violations: Vec<FieldViolation>,
    /// For a 429 and for a 503 of the database: the seconds after which another attempt is worthwhile.
    pub retry_after_seconds: Option<u64>,
    /// For a 405: the methods that the path supports.
    pub allowed_methods: Vec<String>,
}

/// Errors for which some dialect has a code, a status or a sentence of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorCode {
    /// The room's status does not allow the operation.
    RoomNotActive,
    /// Interviews do not allow the operation.
    Interview,
    /// The id chosen by the caller is in use.
    IdTaken,
    /// The room has the maximum number of participants.
    RoomFull,
    /// Voice is not available.
    VoiceUnavailable,
    /// A required value is missing.
    MissingParameter,
    /// No route has this path.
    UnknownRoute,
}

/// A field of the request that breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FieldViolation {
    /// `body`, `path`, `query` or `header`, followed by the names and indices that lead to the field.
    pub loc: Vec<Loc>,
    /// The broken rule, as a sentence. Never contains the value.
    pub message: String,
    /// The broken rule, as an identifier.
    pub kind: String,
}

/// The most violations that an error lists. The list is for a person, and one wrong item repeated makes any number of them.
pub const MAX_VIOLATIONS: usize = 100;

/// Collects the violations of a request: the first [`MAX_VIOLATIONS`], and how many more there were.
#[derive(Debug, Default)]
pub struct Violations {
    first: Vec<FieldViolation>,
    more: usize,
}

impl Violations {
    /// Adds a violation, which is not even built if the list is full.
    pub fn add(&mut self, build: impl FnOnce() -> FieldViolation) {
        if self.first.len() < MAX_VIOLATIONS {
            self.first.push(build());
        } else {
            self.more += 1;
        }
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.first.is_empty()
    }

    /// The violations in the order in which they were found, the last saying how many more there are.
    pub fn into_list(mut self) -> Vec<FieldViolation> {
        if self.more > 0 {
            let more = format!("and {} more", self.more);
            let root = self.first.first().map(|first| first.loc[..1].to_vec());
            self.first.push(FieldViolation {
                loc: root.unwrap_or_default(),
                message: more,
                kind: "too_many_errors".to_owned(),
            });
        }
        self.first
    }
}

/// A step on the way to a field.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Union, Serialize)]
#[serde(untagged)]
pub enum Loc {
    /// The name of a field.
    Name(String),
    /// The index in a list or, for malformed JSON, in the text; from 0.
    Index(i64),
}

impl HttpError {
    /// An error with a sentence for the caller.
    pub fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self {
            status,
            code: None,
            message: message.into(),
            violations: Vec::new(),
            retry_after_seconds: None,
            allowed_methods: Vec::new(),
        }
    }

    /// The same error with a code.
    pub fn with_code(self, code: ErrorCode) -> Self {
        Self {
            code: Some(code),
            ..self
        }
    }

    /// Invalid fields. 422, unless the dialect's contract has 400.
    pub fn invalid(violations: Vec<FieldViolation>) -> Self {
        Self {
            violations,
            ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, "The request is not valid")
        }
    }

    /// An invalid field, located by names alone.
    pub fn invalid_field(loc: &[&str], message: impl Into<String>) -> Self {
        Self::invalid(vec![FieldViolation::new(loc, "value_error", message)])
    }

    /// A request that is wrong for another reason than one of its fields.
    pub fn bad_request(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }

    /// A required value is missing.
    pub fn missing(message: &str) -> Self {
        Self::bad_request(message).with_code(ErrorCode::MissingParameter)
    }

    /// The request body is larger than the limit.
    pub fn too_large() -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "The request body is too large")
    }

    /// The request body has another media type than JSON.
    pub fn not_json() -> Self {
        let message = "The request body must be application/json";
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, message)
    }

    /// The service has no memory left for the request's body at present.
    pub fn busy() -> Self {
        Self {
            retry_after_seconds: Some(1),
            ..Self::new(StatusCode::SERVICE_UNAVAILABLE, "The service is busy; try again later")
        }
    }

    /// The request has no valid credentials.
    pub fn unauthenticated() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "Not authenticated")
    }

    /// A fault of the service. The message is constant; the cause goes to the log.
    pub fn internal() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "Internal server error")
    }

    /// The database cannot be used at present.
    pub fn unavailable() -> Self {
        let message = "The database is unavailable at present; try again later";
        Self {
            retry_after_seconds: Some(UNAVAILABLE_RETRY_SECONDS),
            ..Self::new(StatusCode::SERVICE_UNAVAILABLE, message)
        }
    }

    fn conflict(code: ErrorCode, message: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, message).with_code(code)
    }

    /// All violations in one sentence, as `name: Field required; count: Input should be a valid integer`.
    pub fn violations_text(&self) -> String {
        let sentences: Vec<String> = self.violations.iter().map(FieldViolation::to_string).collect();
        sentences.join("; ")
    }

    /// The response with this status and body, and with the headers that belong to the error in every dialect.
    pub fn response(&self, status: StatusCode, body: Value) -> Response {
        let mut response = Json(body).into_response();
        response.set_status(status);
        let headers = response.headers_mut();
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(seconds) = self.retry_after_seconds {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        if !self.allowed_methods.is_empty()
            && let Ok(methods) = self.allowed_methods.join(", ").try_into()
        {
            headers.insert(header::ALLOW, methods);
        }
        response
    }
}

/// For poem, which carries the error up to the layer that renders it.
impl ResponseError for HttpError {
    fn status(&self) -> StatusCode {
        self.status
    }
}

impl FieldViolation {
    /// A violation located by names alone.
    pub fn new(loc: &[&str], kind: &str, message: impl Into<String>) -> Self {
        Self {
            loc: loc.iter().map(|name| Loc::Name((*name).to_owned())).collect(),
            message: message.into(),
            kind: kind.to_owned(),
        }
    }
}

impl fmt::Display for FieldViolation {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let steps: Vec<String> = self.loc.iter().skip(1).map(Loc::to_string).collect();
        if !steps.is_empty() {
            write!(out, "{}: ", steps.join("."))?;
        }
        out.write_str(&self.message)
    }
}

impl fmt::Display for Loc {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => out.write_str(name),
            Self::Index(index) => index.fmt(out),
        }
    }
}

impl From<EngineError> for HttpError {
    fn from(error: EngineError) -> Self {
        match error {
            EngineError::NotFound(resource) => Self::new(StatusCode::NOT_FOUND, not_found(resource)),
            EngineError::Forbidden(Forbidden) => Self::new(StatusCode::FORBIDDEN, "The key does not allow this"),
            EngineError::OtherRespondent => Self::new(
                StatusCode::FORBIDDEN,
                "This interview belongs to another e-mail address",
            ),
            EngineError::NoSession => Self::unauthenticated(),
            EngineError::WrongStatus(status) => {
                Self::conflict(ErrorCode::RoomNotActive, format!("The room is {status}"))
            }
            EngineError::LinkEnded(status) => Self::new(StatusCode::GONE, link_ended(status)),
            EngineError::LinkReplaced => Self::new(StatusCode::GONE, "The link was replaced by a new one"),
            EngineError::VoiceUnavailable => Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "Voice is not available: LiveKit is not configured or cannot be used at present",
            )
            .with_code(ErrorCode::VoiceUnavailable),
            EngineError::VoiceFromPageOnly => Self::conflict(
                ErrorCode::Interview,
                "An interview is held by voice from its respondent's page only",
            ),
            EngineError::InterviewReadOnly => Self::conflict(
                ErrorCode::Interview,
                "What is said in an interview stays as it was said, and everybody in it speaks for themselves",
            ),
            EngineError::RespondentsDiffer(differences) => Self::new(StatusCode::CONFLICT, differing(&differences)),
            EngineError::Superseded => Self::new(
                StatusCode::CONFLICT,
                "The respondent with this external_id has a newer room",
            ),
            EngineError::NoParticipants => Self::bad_request("The room must have at least one participant"),
            EngineError::TooManyReports => Self::new(StatusCode::CONFLICT, TOO_MANY_REPORTS),
            EngineError::RoomFull => Self::conflict(
                ErrorCode::RoomFull,
                "A room has at most 10000 participants, and at most 1000 are added in one call",
            ),
            EngineError::IdTaken => Self::conflict(ErrorCode::IdTaken, "The id is in use; choose another"),
            EngineError::Invalid(field) => Self::invalid_field(&["body", field.field], field.problem),
            EngineError::IdempotencyKeyReused => {
                Self::invalid_field(&["header", "Idempotency-Key"], "The key was used for another request")
            }
            EngineError::RequestInProgress => Self::new(
                StatusCode::CONFLICT,
                "A request with this Idempotency-Key is still running",
            ),
            EngineError::Inconsistent(cause) => {
                tracing::error!(%cause, "request failed: inconsistent row");
                Self::new(StatusCode::INTERNAL_SERVER_ERROR, INCONSISTENT)
            }
            EngineError::Unavailable(cause) => {
                tracing::warn!(%cause, "request failed: the database is unavailable");
                Self::unavailable()
            }
            EngineError::Internal(cause) => {
                tracing::error!(%cause, "request failed: internal error");
                Self::internal()
            }
        }
    }
}

const TOO_MANY_REPORTS: &str = "A room keeps at most 100 session reports of 64 MiB together";

const INCONSISTENT: &str = "The stored data of this object is inconsistent; it can still be erased or deleted";

/// The most differences that an error names.
const MAX_DIFFERENCES: usize = 20;

fn differing(differences: &[Difference]) -> String {
    let named = differences.iter().take(MAX_DIFFERENCES);
    let named: Vec<String> = named
        .map(|Difference { row, field }| format!("respondents[{row}].{field}"))
        .collect();
    let more = match differences.len().saturating_sub(MAX_DIFFERENCES) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let named = named.join(", ");
    format!("A room with this external_id exists already and differs in: {named}{more}")
}

const fn not_found(resource: Resource) -> &'static str {
    match resource {
        Resource::Project => "Project not found",
        Resource::Room => "Room not found",
        Resource::Link => "Link not found",
        Resource::Record => "Record not found",
        Resource::Agent => "Agent not found",
        Resource::World => "World not found",
        Resource::Memory => "Memory not found",
        Resource::Participant => "Participant not found",
    }
}

const fn link_ended(status: Status) -> &'static str {
    match status {
        Status::Expired => "The link has expired",
        Status::Cancelled => "The interview was cancelled",
        Status::Completed | Status::Pending | Status::Active => "The interview is over",
    }
}

impl From<Forbidden> for HttpError {
    fn from(forbidden: Forbidden) -> Self {
        EngineError::from(forbidden).into()
    }
}

impl From<RateLimited> for HttpError {
    fn from(limited: RateLimited) -> Self {
        Self {
            retry_after_seconds: Some(limited.retry_after_seconds),
            ..Self::new(StatusCode::TOO_MANY_REQUESTS, "Too many requests; try again later")
        }
    }
}
