//! Errors of the interviews dialect: `{"detail": "…"}`, and for a 422 a list of violations.

use crate::{
    api::{
        error::{ErrorCode, FieldViolation, HttpError, Loc},
        openapi::{
            ErrorFormat, ErrorResponse, FORBIDDEN, NOT_FOUND, NOT_JSON, OperationError, TIMEOUT, TOO_LARGE, TOO_MANY,
            UNAUTHENTICATED, WRONG_STATUS, error_responses,
        },
    },
    model::{error::EngineError, status::Status, storage::StorageLimit},
};
use poem::http::StatusCode;
use poem_openapi::{
    Object,
    registry::{MetaSchemaRef, Registry},
    types::Type,
};
use serde::Serialize;
use serde_json::{Value, json};

/// The result of an operation that documents the error responses `R`.
pub type ApiResult<T, R> = Result<T, OperationError<Format, R>>;

/// How the dialect writes errors.
pub struct Format;

/// The body of an error.
#[derive(Debug, Object, Serialize)]
struct ErrorDetail {
    /// What is wrong, for people.
    detail: String,
}

/// The body of a 422.
#[derive(Debug, Object, Serialize)]
#[oai(rename = "HTTPValidationError")]
struct HttpValidationError {
    /// All violations in the request.
    detail: Option<Vec<ValidationError>>,
}

/// A violation in a request.
#[derive(Debug, Object, Serialize)]
struct ValidationError {
    /// `body`, `path`, `query` or `header`, followed by the names and indices that lead to the field.
    loc: Vec<Loc>,
    /// What is wrong, for people. Never repeats the value.
    msg: String,
    /// What is wrong, for programs.
    #[oai(rename = "type")]
    #[serde(rename = "type")]
    kind: String,
}

impl From<FieldViolation> for ValidationError {
    fn from(FieldViolation { loc, message, kind }: FieldViolation) -> Self {
        Self {
            loc,
            msg: message,
            kind,
        }
    }
}

impl ErrorFormat for Format {
    fn render(error: &HttpError) -> (StatusCode, Value) {
        if !error.violations.is_empty() {
            let violations: Vec<ValidationError> = error.violations.iter().cloned().map(Into::into).collect();
            return (error.status, json!({ "detail": violations }));
        }
        let detail = match error.code {
            Some(ErrorCode::VoiceUnavailable) => "The interview cannot be held by voice at present",
            _ => error.message.as_str(),
        };
        (error.status, json!({ "detail": detail }))
    }

    fn schema(status: StatusCode) -> MetaSchemaRef {
        if status == StatusCode::UNPROCESSABLE_ENTITY {
            return HttpValidationError::schema_ref();
        }
        ErrorDetail::schema_ref()
    }

    fn register(registry: &mut Registry) {
        ErrorDetail::register(registry);
        HttpValidationError::register(registry);
    }
}

const INVALID: ErrorResponse = ErrorResponse {
    description: "Validation Error",
    example: || {
        let message = "Input should be less than or equal to 100";
        HttpError::invalid(vec![FieldViolation::new(
            &["body", "count"],
            "less_than_equal",
            message,
        )])
    },
};
const UNSIGNED: ErrorResponse = ErrorResponse {
    description: "No valid signature.",
    ..UNAUTHENTICATED
};
const OTHER_RESPONDENT: ErrorResponse = ErrorResponse {
    description: "The interview belongs to another respondent.",
    example: || EngineError::OtherRespondent.into(),
};
const STILL_RUNNING: ErrorResponse = ErrorResponse {
    description: "The first request with this `Idempotency-Key` is still running, the room of an `external_id` differs, or the \
                  team stores as much as it may.",
    example: || EngineError::RequestInProgress.into(),
};
const TEAM_FULL: ErrorResponse = ErrorResponse {
    description: "The team stores as much as it may.",
    example: || EngineError::TeamFull(StorageLimit::Rows(10_000_000)).into(),
};
const LINK_ENDED: ErrorResponse = ErrorResponse {
    description: "The link is no longer valid.",
    example: || EngineError::LinkEnded(Status::Expired).into(),
};
const NO_VOICE: ErrorResponse = ErrorResponse {
    description: "Voice is configured, but LiveKit cannot be reached; or the database is unavailable at present.",
    example: || EngineError::VoiceUnavailable.into(),
};
const NOT_READY: ErrorResponse = ErrorResponse {
    description: "The service is not ready.",
    example: || HttpError::new(StatusCode::SERVICE_UNAVAILABLE, "The database cannot be reached"),
};

error_responses! {
    /// Errors of reading without input.
    ReadErrors = UNAUTHENTICATED, FORBIDDEN, TOO_MANY;
    /// Errors of lists with filters.
    ListErrors = UNAUTHENTICATED, FORBIDDEN, INVALID, TOO_MANY;
    /// Errors of reading or deleting one resource.
    FindErrors = UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, INVALID, TOO_MANY;
    /// Errors of creating rooms.
    CreateRoomsErrors = UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, TIMEOUT, STILL_RUNNING, TOO_LARGE, NOT_JSON, INVALID,
        TOO_MANY;
    /// Errors of creating a project.
    CreateProjectErrors = UNAUTHENTICATED, FORBIDDEN, TIMEOUT, TEAM_FULL, TOO_LARGE, NOT_JSON, INVALID, TOO_MANY;
    /// Errors of updating a project.
    UpdateProjectErrors = UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, TIMEOUT, TOO_LARGE, NOT_JSON, INVALID, TOO_MANY;
    /// Errors of changing a room by a request with a body.
    UpdateRoomErrors = UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, TIMEOUT, WRONG_STATUS, TOO_LARGE, NOT_JSON, INVALID,
        TOO_MANY;
    /// Errors of changing a room by a request without a body.
    RoomActionErrors = UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, WRONG_STATUS, INVALID, TOO_MANY;
    /// Errors of previewing a link.
    PreviewErrors = NOT_FOUND, LINK_ENDED, INVALID, TOO_MANY;
    /// Errors of joining by a link.
    JoinErrors = OTHER_RESPONDENT, NOT_FOUND, TIMEOUT, LINK_ENDED, TOO_LARGE, NOT_JSON, INVALID, TOO_MANY, NO_VOICE;
    /// Errors of leaving by a link.
    LeaveErrors = NOT_FOUND, WRONG_STATUS, LINK_ENDED, INVALID, TOO_MANY;
    /// Errors of webhooks.
    WebhookErrors = UNSIGNED, TIMEOUT, TOO_LARGE, INVALID;
    /// Errors of readiness checks.
    ReadinessErrors = NOT_READY;
}
