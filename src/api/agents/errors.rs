//! What the agents dialect answers to each error of the engine: `{"success": false, "error": {"code": "…", "message":
//! "…"}}`, and on the messaging routes `{"success": false, "error": "…"}`.

use crate::{
    api::refusal::{ApiError, Loc, Refused, refusals, refused, respond},
    model::{
        access::Forbidden,
        error::{EngineError, Resource},
    },
};
use poem::{Response, error::ResponseError, http::StatusCode};
use poem_openapi::{
    Object,
    registry::{MetaResponse, Registry},
    types::Type,
};
use serde::Serialize;
use serde_json::json;

/// The body of a refusal.
#[derive(Debug, Object, Serialize)]
pub struct Error {
    /// Always false.
    pub success: bool,
    /// What is wrong.
    pub error: ErrorContent,
}

/// What is wrong.
#[derive(Debug, Object, Serialize)]
pub struct ErrorContent {
    /// What is wrong, for a program.
    pub code: String,
    /// What is wrong, for a person.
    pub message: String,
    /// More about it.
    pub details: Option<String>,
}

/// The body of a refusal of the messaging routes.
#[derive(Debug, Object, Serialize)]
pub struct MessagingRefusal {
    /// Always false.
    pub success: bool,
    /// What is wrong, for a person.
    pub error: String,
}

/// A refusal as poem carries it.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{message}")]
pub struct AgentError {
    status: StatusCode,
    code: &'static str,
    message: String,
    retry_after_seconds: Option<u64>,
}

impl AgentError {
    /// A refusal with a code and a sentence.
    pub fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            retry_after_seconds: None,
        }
    }

    /// Something that must be there is not.
    pub fn missing(message: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "MISSING_PARAM", message)
    }

    /// Something in the request is wrong.
    pub fn bad_request(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "BAD_REQUEST", message)
    }
}

impl From<EngineError> for AgentError {
    fn from(error: EngineError) -> Self {
        use StatusCode as S;
        let conflict = |code, message: &str| Self::new(S::CONFLICT, code, message);
        match error {
            EngineError::NotFound(thing) => Self::new(S::NOT_FOUND, "NOT_FOUND", format!("{} not found", name(thing))),
            EngineError::Forbidden(Forbidden) | EngineError::OtherRespondent => {
                Self::new(S::FORBIDDEN, "FORBIDDEN", "The key does not allow this")
            }
            EngineError::NoSession => Self::new(S::UNAUTHORIZED, "UNAUTHORIZED", "Not authenticated"),
            EngineError::WrongStatus(status) | EngineError::LinkEnded(status) => {
                conflict("ROOM_NOT_ACTIVE", &format!("The room is {status}"))
            }
            EngineError::LinkReplaced => Self::new(S::GONE, "GONE", "The link was replaced by a new one"),
            EngineError::VoiceUnavailable => Self::new(
                S::SERVICE_UNAVAILABLE,
                "SERVICE_UNAVAILABLE",
                "The media server cannot be used at present",
            ),
            EngineError::VoiceFromPageOnly => conflict(
                "INTERVIEW",
                "An interview is held by voice from its respondent's page only",
            ),
            EngineError::InterviewReadOnly => conflict(
                "INTERVIEW",
                "What is said in an interview stays as it was said, and everybody in it speaks for themselves",
            ),
            EngineError::NoParticipants => Self::bad_request("The room has no participants"),
            EngineError::RoomFull => {
                Self::bad_request("A room has at most 10000 participants, and at most 1000 are added in one call")
            }
            EngineError::IdTaken => conflict("ID_TAKEN", "The id is in use; choose another"),
            EngineError::Invalid(field) => Self::bad_request(format!("{}: {}", field.field, field.problem)),
            EngineError::IdempotencyKeyReused => Self::bad_request("The Idempotency-Key was used for another request"),
            EngineError::RequestInProgress => {
                conflict("CONFLICT", "A request with this Idempotency-Key is still running")
            }
            EngineError::Internal(cause) => {
                tracing::error!(%cause, "an operation failed");
                Self::new(S::INTERNAL_SERVER_ERROR, "500", "Internal server error")
            }
        }
    }
}

const fn name(thing: Resource) -> &'static str {
    match thing {
        Resource::Project => "Project",
        Resource::Room => "Room",
        Resource::Link => "Link",
        Resource::Record => "Record",
        Resource::Agent => "Agent",
        Resource::World => "World",
        Resource::Memory => "Memory",
        Resource::Participant => "Participant",
    }
}

impl From<Forbidden> for AgentError {
    fn from(forbidden: Forbidden) -> Self {
        EngineError::from(forbidden).into()
    }
}

/// What the framework refused. The contract knows 400 for what is wrong with a request, and for another content type.
impl From<&ApiError> for AgentError {
    fn from(refused: &ApiError) -> Self {
        let (status, code, message) = match (refused.wrong(), refused.status()) {
            (Some((place, kind, sentence)), _) => {
                let (code, message) = match (place, kind) {
                    ([Loc::Name(part), Loc::Name(name)], _) if part == "path" => {
                        let thing = name.strip_suffix("Id").unwrap_or(name);
                        ("INVALID_ID", format!("Invalid {thing} ID format"))
                    }
                    (_, "missing") => ("MISSING_PARAM", sentence),
                    _ => ("BAD_REQUEST", sentence),
                };
                (StatusCode::BAD_REQUEST, code, message)
            }
            (None, StatusCode::UNSUPPORTED_MEDIA_TYPE) => {
                (StatusCode::BAD_REQUEST, "INVALID_CONTENT_TYPE", refused.to_string())
            }
            (None, StatusCode::TOO_MANY_REQUESTS) => {
                let message = "Too many requests. Please try again later.".to_owned();
                (refused.status(), "RATE_LIMIT_EXCEEDED", message)
            }
            (None, status) => (status, code_of(status), refused.to_string()),
        };
        Self {
            status,
            code,
            message,
            retry_after_seconds: refused.retry_after_seconds(),
        }
    }
}

const fn code_of(status: StatusCode) -> &'static str {
    match status {
        StatusCode::UNAUTHORIZED => "UNAUTHORIZED",
        StatusCode::FORBIDDEN => "FORBIDDEN",
        // The framework's, not an operation's: there is no such route.
        StatusCode::NOT_FOUND => NO_ENDPOINT,
        StatusCode::METHOD_NOT_ALLOWED => "METHOD_NOT_ALLOWED",
        StatusCode::REQUEST_TIMEOUT => "REQUEST_TIMEOUT",
        StatusCode::PAYLOAD_TOO_LARGE => "PAYLOAD_TOO_LARGE",
        StatusCode::INTERNAL_SERVER_ERROR => "500",
        _ => "BAD_REQUEST",
    }
}

const NO_ENDPOINT: &str = "404";

impl ResponseError for AgentError {
    fn status(&self) -> StatusCode {
        self.status
    }

    fn as_response(&self) -> Response {
        let body = if self.status == StatusCode::UNAUTHORIZED {
            // The one refusal outside of the envelope.
            json!({ "error": "API key required", "message": "Missing or invalid X-API-KEY header" })
        } else if self.code == NO_ENDPOINT {
            // A number here, and a text elsewhere: so the real server has it.
            json!({ "success": false, "error": { "code": 404, "message": "API endpoint not found" } })
        } else {
            json!({ "success": false, "error": { "code": self.code, "message": self.message } })
        };
        respond(self.status, body, self.retry_after_seconds)
    }
}

/// A refusal of the messaging routes.
#[derive(Clone, Debug, thiserror::Error)]
#[error(transparent)]
pub struct MessagingError(AgentError);

impl<E: Into<AgentError>> From<E> for MessagingError {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl ResponseError for MessagingError {
    fn status(&self) -> StatusCode {
        self.0.status
    }

    fn as_response(&self) -> Response {
        if self.0.status == StatusCode::UNAUTHORIZED || self.0.code == NO_ENDPOINT {
            return self.0.as_response();
        }
        let body = json!({ "success": false, "error": self.0.message });
        respond(self.0.status, body, self.0.retry_after_seconds)
    }
}

/// Refusals in the envelope.
pub mod envelope {
    use super::{AgentError, Error, MetaResponse, Refused, Registry, Type, Unauthenticated, json};
    use crate::api::refusal::dialect_refusal;

    fn meta(refused: &Refused) -> MetaResponse {
        if refused.status == 401 {
            return Unauthenticated::meta(refused);
        }
        let (code, message) = refused.example.split_once(": ").unwrap_or(("", refused.example));
        let example = json!({ "success": false, "error": { "code": code, "message": message } });
        refused.with(Error::schema_ref(), example)
    }

    fn register(registry: &mut Registry) {
        Error::register(registry);
        Unauthenticated::register(registry);
    }

    dialect_refusal!(AgentError, meta, register);
}

/// Refusals of the messaging routes.
pub mod plain {
    use super::{MessagingError, MessagingRefusal, MetaResponse, Refused, Registry, Type, Unauthenticated, json};
    use crate::api::refusal::dialect_refusal;

    fn meta(refused: &Refused) -> MetaResponse {
        if refused.status == 401 {
            return Unauthenticated::meta(refused);
        }
        let (_, message) = refused.example.split_once(": ").unwrap_or(("", refused.example));
        refused.with(
            MessagingRefusal::schema_ref(),
            json!({ "success": false, "error": message }),
        )
    }

    fn register(registry: &mut Registry) {
        MessagingRefusal::register(registry);
        Unauthenticated::register(registry);
    }

    dialect_refusal!(MessagingError, meta, register);
}

/// The body of the refusal of a stranger.
#[derive(Debug, Object, Serialize)]
pub struct Unauthenticated {
    /// What is wrong.
    pub error: String,
    /// What is wrong, for a person.
    pub message: String,
}

impl Unauthenticated {
    fn meta(refused: &Refused) -> MetaResponse {
        let example = json!({ "error": "API key required", "message": "Missing or invalid X-API-KEY header" });
        refused.with(Self::schema_ref(), example)
    }
}

// An example is the code, a colon and the message.
refused! {
    BAD_REQUEST = 400, "The request is not valid.", "BAD_REQUEST: name: String should have at most 200 characters";
    INVALID_ID = 400, "Invalid ID, or another part of the request is not valid.",
        "INVALID_ID: Invalid agent ID format";
    STRANGER = 401, "No valid API key.", "";
    FORBIDDEN = 403, "The key's role does not allow this.", "FORBIDDEN: The key does not allow this";
    NOT_FOUND = 404, "No such agent, room or other thing, or another team's.", "NOT_FOUND: Agent not found";
    TIMEOUT = 408, "The body did not arrive in time.", "REQUEST_TIMEOUT: The request body did not arrive in time";
    CONFLICT = 409, "The room is not active, or is an interview's, or the id is in use.",
        "ROOM_NOT_ACTIVE: The room is completed";
    TOO_LARGE = 413, "The body is too large.", "PAYLOAD_TOO_LARGE: The request body is too large";
    TOO_MANY = 429, "Too many requests; `Retry-After` says for how many seconds to wait.",
        "RATE_LIMIT_EXCEEDED: Too many requests. Please try again later.";
    FAULT = 500, "A fault of the service.", "500: Internal server error";
    NO_MEDIA = 503, "What stands for the room on the media server cannot be ended at present.",
        "SERVICE_UNAVAILABLE: The media server cannot be used at present";
}

refusals! {
    /// Of listing what needs no id.
    Listing = BAD_REQUEST, STRANGER, FORBIDDEN, TOO_MANY, FAULT;
    /// Of reading something by ids.
    Finding = INVALID_ID, STRANGER, FORBIDDEN, NOT_FOUND, TOO_MANY, FAULT;
    /// Of making something.
    Creating = INVALID_ID, STRANGER, FORBIDDEN, NOT_FOUND, TIMEOUT, CONFLICT, TOO_LARGE, TOO_MANY, FAULT;
    /// Of changing something, without a body.
    Acting = INVALID_ID, STRANGER, FORBIDDEN, NOT_FOUND, CONFLICT, TOO_MANY, FAULT;
    /// Of what may have to be ended on the media server first.
    Deleting = INVALID_ID, STRANGER, FORBIDDEN, NOT_FOUND, CONFLICT, TOO_MANY, FAULT, NO_MEDIA;
}
