//! Errors of the voice rooms dialect: `{"code": <status>, "message": "…"}`.

use crate::{
    api::{
        error::HttpError,
        openapi::{
            ErrorFormat, ErrorResponse, FORBIDDEN, INVALID, NO_VOICE, NOT_FOUND, NOT_JSON, OperationError, TIMEOUT,
            TOO_LARGE, TOO_MANY, UNAUTHENTICATED, WRONG_STATUS, error_responses,
        },
    },
    model::error::{EngineError, Resource},
};
use poem::http::StatusCode;
use poem_openapi::{
    Object,
    registry::{MetaSchemaRef, Registry},
    types::Type,
};
use serde::Serialize;
use serde_json::{Value, json};

/// The maximum length of an id that is repeated in an error, in bytes.
const MAX_REPEATED_ID: usize = 64;

/// The result of an operation that documents the error responses `R`.
pub type ApiResult<T, R> = Result<T, OperationError<Format, R>>;

/// How the dialect writes errors.
pub struct Format;

/// The body of an error.
#[derive(Debug, Object, Serialize)]
#[oai(rename = "Error")]
struct ErrorBody {
    /// The HTTP status.
    code: i32,
    /// What is wrong, for people.
    message: String,
}

impl ErrorFormat for Format {
    fn render(error: &HttpError) -> (StatusCode, Value) {
        // The contract has 400 instead of 422.
        let (status, message) = if error.violations.is_empty() {
            (error.status, error.message.clone())
        } else {
            (StatusCode::BAD_REQUEST, error.violations_text())
        };
        (status, json!({ "code": status.as_u16(), "message": message }))
    }

    fn schema(_: StatusCode) -> MetaSchemaRef {
        ErrorBody::schema_ref()
    }

    fn register(registry: &mut Registry) {
        ErrorBody::register(registry);
    }
}

/// Puts the ids that the caller used into the errors of an operation.
pub trait WithIds<T> {
    /// The same result, whose `NotFound` error names the resource by its id.
    fn with_ids(self, ids: &[(Resource, &str)]) -> Result<T, HttpError>;
}

impl<T> WithIds<T> for Result<T, EngineError> {
    fn with_ids(self, ids: &[(Resource, &str)]) -> Result<T, HttpError> {
        self.map_err(|error| match error {
            EngineError::NotFound(resource) => {
                let id = ids.iter().find(|(named, _)| *named == resource);
                not_found(resource, id.map_or("", |(_, id)| id))
            }
            error => error.into(),
        })
    }
}

/// The error that a resource does not exist. Names its id if the text that the caller sent looks like one.
pub fn not_found(resource: Resource, id: &str) -> HttpError {
    let is_id_character = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    let is_id = !id.is_empty() && id.len() <= MAX_REPEATED_ID && id.bytes().all(is_id_character);
    let name = match resource {
        Resource::Agent => "Character",
        Resource::Project => "Project",
        Resource::Room => "Room",
        Resource::Link => "Link",
        Resource::Record => "Record",
        Resource::World => "World",
        Resource::Memory => "Entry",
        Resource::Participant => "Participant",
    };
    let message = if is_id {
        format!("{name} {id} not found")
    } else {
        format!("{name} not found")
    };
    HttpError::new(StatusCode::NOT_FOUND, message)
}

const CHARACTER_NOT_FOUND: ErrorResponse = ErrorResponse {
    example: || not_found(Resource::Agent, "character_7aBcDeFgHiJkLmNoPqRsTu"),
    ..NOT_FOUND
};
const CONFLICT: ErrorResponse = ErrorResponse {
    description: "The status of the room does not allow this, or the room is an interview's.",
    ..WRONG_STATUS
};
const NO_PARTICIPANTS: ErrorResponse = ErrorResponse {
    description: "The request is not valid, or the room has no characters.",
    example: || EngineError::NoParticipants.into(),
};

error_responses! {
    /// Errors of lists.
    ListErrors = INVALID, UNAUTHENTICATED, FORBIDDEN, TOO_MANY;
    /// Errors of reading one resource.
    FindErrors = INVALID, UNAUTHENTICATED, FORBIDDEN, CHARACTER_NOT_FOUND, TOO_MANY;
    /// Errors of creating a resource.
    CreateErrors = INVALID, UNAUTHENTICATED, FORBIDDEN, CHARACTER_NOT_FOUND, TIMEOUT, CONFLICT, TOO_LARGE, NOT_JSON,
        TOO_MANY;
    /// Errors of changing a room by a request without a body.
    ActionErrors = INVALID, UNAUTHENTICATED, FORBIDDEN, CHARACTER_NOT_FOUND, CONFLICT, TOO_MANY;
    /// Errors of operations that need LiveKit.
    VoiceErrors = INVALID, UNAUTHENTICATED, FORBIDDEN, CHARACTER_NOT_FOUND, CONFLICT, TOO_MANY, NO_VOICE;
    /// Errors of starting a room.
    StartErrors = NO_PARTICIPANTS, UNAUTHENTICATED, FORBIDDEN, CHARACTER_NOT_FOUND, CONFLICT, TOO_MANY, NO_VOICE;
}
