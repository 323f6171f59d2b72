//! What the voice rooms dialect answers to each error of the engine: `{"code": <status>, "message": "…"}`.

use crate::{
    api::refusal::{ApiError, Refused, dialect_refusal, refusals, refused, respond},
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

/// The longest id that is repeated in an error, in bytes.
const MAX_REPEATED_CHARS: usize = 64;

/// The body of a refusal.
#[derive(Debug, Object, Serialize)]
#[oai(rename = "Error")]
pub struct ErrorBody {
    /// The HTTP status.
    pub code: i32,
    /// What is wrong, for a person.
    pub message: String,
}

/// A refusal as poem carries it.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{message}")]
pub struct VoiceError {
    status: StatusCode,
    message: String,
    retry_after_seconds: Option<u64>,
}

impl VoiceError {
    pub(super) fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self {
            status,
            message: message.into(),
            retry_after_seconds: None,
        }
    }

    /// That a thing is not there, by the id that the caller gave if it looks like one.
    pub(super) fn not_found(thing: Resource, id: Option<&str>) -> Self {
        let kind = name(thing);
        let plain = |id: &&str| {
            let letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
            !id.is_empty() && id.len() <= MAX_REPEATED_CHARS && id.bytes().all(letter)
        };
        let message = match id.filter(plain) {
            Some(id) => format!("{kind} {id} not found"),
            None => format!("{kind} not found"),
        };
        Self::new(StatusCode::NOT_FOUND, message)
    }

    /// The error of an operation on things that the caller named.
    pub(super) fn of(error: EngineError, named: &[(Resource, &str)]) -> Self {
        match error {
            EngineError::NotFound(thing) => {
                let id = named.iter().find(|(one, _)| *one == thing).map(|(_, id)| *id);
                Self::not_found(thing, id)
            }
            error => error.into(),
        }
    }
}

const fn name(thing: Resource) -> &'static str {
    match thing {
        Resource::Project => "Project",
        Resource::Room => "Room",
        Resource::Link => "Link",
        Resource::Record => "Record",
        Resource::Agent => "Character",
        Resource::World => "World",
        Resource::Memory => "Entry",
        Resource::Participant => "Participant",
    }
}

impl From<EngineError> for VoiceError {
    fn from(error: EngineError) -> Self {
        use StatusCode as S;
        match error {
            EngineError::NotFound(thing) => Self::not_found(thing, None),
            EngineError::Forbidden(Forbidden) | EngineError::OtherRespondent => {
                Self::new(S::FORBIDDEN, "The key does not allow this")
            }
            EngineError::NoSession => Self::new(S::UNAUTHORIZED, "Not authenticated"),
            EngineError::WrongStatus(status) | EngineError::LinkEnded(status) => {
                Self::new(S::CONFLICT, format!("The room is {status}"))
            }
            EngineError::LinkReplaced => Self::new(S::GONE, "The link was replaced by a new one"),
            EngineError::VoiceUnavailable => Self::new(
                S::SERVICE_UNAVAILABLE,
                "Voice is not available: LiveKit is not configured or cannot be used at present",
            ),
            EngineError::VoiceFromPageOnly => Self::new(
                S::CONFLICT,
                "An interview is held by voice from its respondent's page only",
            ),
            EngineError::NoParticipants => Self::new(S::BAD_REQUEST, "The room must have at least one participant"),
            EngineError::RoomFull => Self::new(S::CONFLICT, "The room has no participant left"),
            EngineError::IdTaken => Self::new(S::CONFLICT, "The id is in use"),
            EngineError::InterviewReadOnly => {
                Self::new(S::CONFLICT, "What is said in an interview stays as it was said")
            }
            EngineError::Invalid(field) => Self::new(S::BAD_REQUEST, format!("{}: {}", field.field, field.problem)),
            EngineError::IdempotencyKeyReused => {
                Self::new(S::BAD_REQUEST, "The Idempotency-Key was used for another request")
            }
            EngineError::RequestInProgress => {
                Self::new(S::CONFLICT, "A request with this Idempotency-Key is still running")
            }
            EngineError::Internal(cause) => {
                tracing::error!(%cause, "an operation failed");
                Self::new(S::INTERNAL_SERVER_ERROR, "Internal server error")
            }
        }
    }
}

impl From<Forbidden> for VoiceError {
    fn from(forbidden: Forbidden) -> Self {
        EngineError::from(forbidden).into()
    }
}

/// What the framework refused. The contract knows 400 for what is wrong with a request.
impl From<&ApiError> for VoiceError {
    fn from(refused: &ApiError) -> Self {
        let (status, message) = match refused.wrong() {
            Some((_, _, sentence)) => (StatusCode::BAD_REQUEST, sentence),
            None => (refused.status(), refused.to_string()),
        };
        Self {
            status,
            message,
            retry_after_seconds: refused.retry_after_seconds(),
        }
    }
}

impl ResponseError for VoiceError {
    fn status(&self) -> StatusCode {
        self.status
    }

    fn as_response(&self) -> Response {
        let body = json!({ "code": self.status.as_u16(), "message": self.message });
        respond(self.status, body, self.retry_after_seconds)
    }
}

fn meta(refused: &Refused) -> MetaResponse {
    let example = json!({ "code": refused.status, "message": refused.example });
    refused.with(ErrorBody::schema_ref(), example)
}

fn register(registry: &mut Registry) {
    ErrorBody::register(registry);
}

dialect_refusal!(VoiceError, meta, register);

refused! {
    UNAUTHENTICATED = 401, "No valid API key.", "Not authenticated";
    FORBIDDEN = 403, "The key's role does not allow this.", "The key does not allow this";
    BAD_REQUEST = 400, "The request is not valid.", "name: String should have at most 200 characters";
    NO_PARTICIPANTS = 400, "The request is not valid, or nobody would speak.",
        "The room must have at least one participant";
    NOT_FOUND = 404, "No such thing, or another project's.", "Character character_7aBcDeFgHiJkLmNoPqRsTu not found";
    TIMEOUT = 408, "The body did not arrive in time.", "The request body did not arrive in time";
    CONFLICT = 409, "The room's status does not allow this, or it is an interview's.", "The room is completed";
    TOO_LARGE = 413, "The body is too large.", "The request body is too large";
    NOT_JSON = 415, "The body is not application/json.", "The request body must be application/json";
    TOO_MANY = 429, "Too many requests; `Retry-After` says for how many seconds to wait.",
        "Too many requests; try again later";
    NO_VOICE = 503, "LiveKit is not configured, or cannot be used at present.",
        "Voice is not available: LiveKit is not configured or cannot be used at present";
}

refusals! {
    /// Of listing.
    Listing = BAD_REQUEST, UNAUTHENTICATED, FORBIDDEN, TOO_MANY;
    /// Of reading one thing.
    Finding = BAD_REQUEST, UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, TOO_MANY;
    /// Of making something, with a body.
    Creating = BAD_REQUEST, UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, TIMEOUT, CONFLICT, TOO_LARGE, NOT_JSON, TOO_MANY;
    /// Of an action on a room, without a body.
    Acting = BAD_REQUEST, UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, CONFLICT, TOO_MANY;
    /// Of what may have to be ended on the media server first.
    Deleting = BAD_REQUEST, UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, CONFLICT, TOO_MANY, NO_VOICE;
    /// Of joining by voice.
    Joining = BAD_REQUEST, UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, CONFLICT, TOO_MANY, NO_VOICE;
    /// Of starting.
    Starting = NO_PARTICIPANTS, UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, CONFLICT, TOO_MANY, NO_VOICE;
}
