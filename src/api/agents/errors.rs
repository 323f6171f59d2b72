//! Errors of the agents dialect: `{"success": false, "error": {"code": "…", "message": "…"}}`, and on the messaging
//! routes `{"success": false, "error": "…"}`.

pub use crate::api::error::HttpError;

use crate::{
    api::{
        error::{ErrorCode, FieldViolation, Loc},
        openapi::{
            ErrorFormat, ErrorResponse, FORBIDDEN, INTERNAL, INVALID, NO_VOICE, NOT_FOUND, OperationError, TIMEOUT,
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

/// The error of an operation that documents the error responses `R`.
pub type ApiError<R> = OperationError<Format<false>, R>;
/// The error of an operation of the messaging routes.
pub type MessagingError<R> = OperationError<Format<true>, R>;

/// How the dialect writes errors; its messaging routes write them without a code.
pub struct Format<const MESSAGING: bool>;

/// The body of an error.
#[derive(Debug, Object, Serialize)]
struct Error {
    /// Always false.
    success: bool,
    /// What is wrong.
    error: ErrorContent,
}

/// What is wrong.
#[derive(Debug, Object, Serialize)]
struct ErrorContent {
    /// What is wrong, for programs.
    code: String,
    /// What is wrong, for people.
    message: String,
    /// More about it.
    details: Option<String>,
}

/// The body of an error of the messaging routes.
#[derive(Debug, Object, Serialize)]
#[oai(rename = "MessagingRefusal")]
struct MessagingErrorBody {
    /// Always false.
    success: bool,
    /// What is wrong, for people.
    error: String,
}

/// The body of a 401, which has no envelope in the contract.
#[derive(Debug, Object, Serialize)]
struct Unauthenticated {
    /// What is wrong.
    error: String,
    /// What is wrong, for people.
    message: String,
}

impl<const MESSAGING: bool> ErrorFormat for Format<MESSAGING> {
    fn render(error: &HttpError) -> (StatusCode, Value) {
        let (status, code) = status_and_code(error);
        let message = message(error);
        let body = match (status, error.code) {
            (StatusCode::UNAUTHORIZED, _) => {
                json!({ "error": "API key required", "message": "Missing or invalid X-API-KEY header" })
            }
            // In the contract, this code is a number while all others are text.
            (_, Some(ErrorCode::UnknownRoute)) => {
                json!({ "success": false, "error": { "code": 404, "message": "API endpoint not found" } })
            }
            _ if MESSAGING => json!({ "success": false, "error": message }),
            _ => json!({ "success": false, "error": { "code": code, "message": message } }),
        };
        (status, body)
    }

    fn schema(status: StatusCode) -> MetaSchemaRef {
        match status {
            StatusCode::UNAUTHORIZED => Unauthenticated::schema_ref(),
            _ if MESSAGING => MessagingErrorBody::schema_ref(),
            _ => Error::schema_ref(),
        }
    }

    fn register(registry: &mut Registry) {
        Error::register(registry);
        MessagingErrorBody::register(registry);
        Unauthenticated::register(registry);
    }
}

/// Status and code as the contract has them: 400 for everything that is wrong with a request.
fn status_and_code(error: &HttpError) -> (StatusCode, &'static str) {
    let bad_request = |code| (StatusCode::BAD_REQUEST, code);
    if let Some(violation) = error.violations.first() {
        return bad_request(match (invalid_id(violation), violation.kind.as_str()) {
            (Some(_), _) => "INVALID_ID",
            (None, "missing") => "MISSING_PARAM",
            (None, _) => "BAD_REQUEST",
        });
    }
    let code = match (error.code, error.status) {
        (Some(ErrorCode::MissingParameter), _) => "MISSING_PARAM",
        (Some(ErrorCode::RoomFull), _) => return bad_request("BAD_REQUEST"),
        (Some(ErrorCode::RoomNotActive), _) => "ROOM_NOT_ACTIVE",
        (Some(ErrorCode::Interview), _) => "INTERVIEW",
        (Some(ErrorCode::IdTaken), _) => "ID_TAKEN",
        (_, StatusCode::UNSUPPORTED_MEDIA_TYPE) => return bad_request("INVALID_CONTENT_TYPE"),
        (_, StatusCode::UNAUTHORIZED) => "UNAUTHORIZED",
        (_, StatusCode::FORBIDDEN) => "FORBIDDEN",
        (_, StatusCode::NOT_FOUND) => "NOT_FOUND",
        (_, StatusCode::METHOD_NOT_ALLOWED) => "METHOD_NOT_ALLOWED",
        (_, StatusCode::REQUEST_TIMEOUT) => "REQUEST_TIMEOUT",
        (_, StatusCode::CONFLICT) => "CONFLICT",
        (_, StatusCode::GONE) => "GONE",
        (_, StatusCode::PAYLOAD_TOO_LARGE) => "PAYLOAD_TOO_LARGE",
        (_, StatusCode::TOO_MANY_REQUESTS) => "RATE_LIMIT_EXCEEDED",
        (_, StatusCode::INTERNAL_SERVER_ERROR) => "500",
        (_, StatusCode::SERVICE_UNAVAILABLE) => "SERVICE_UNAVAILABLE",
        _ => "BAD_REQUEST",
    };
    (error.status, code)
}

fn message(error: &HttpError) -> String {
    match error.violations.first() {
        Some(violation) => match invalid_id(violation) {
            Some(name) => format!("Invalid {name} ID format"),
            None => error.violations_text(),
        },
        None if error.status == StatusCode::TOO_MANY_REQUESTS => {
            "Too many requests. Please try again later.".to_owned()
        }
        None => error.message.clone(),
    }
}

/// What the id is of, if the invalid field is one of the path's ids.
fn invalid_id(violation: &FieldViolation) -> Option<&str> {
    match violation.loc.as_slice() {
        [Loc::Name(part), Loc::Name(name)] if part == "path" => Some(name.strip_suffix("Id").unwrap_or(name)),
        _ => None,
    }
}

const INVALID_ID: ErrorResponse = ErrorResponse {
    example: || {
        let message = "Input should be a valid UUID";
        HttpError::invalid(vec![FieldViolation::new(&["path", "agentId"], "uuid_parsing", message)])
    },
    ..INVALID
};
const AGENT_NOT_FOUND: ErrorResponse = ErrorResponse {
    example: || EngineError::NotFound(Resource::Agent).into(),
    ..NOT_FOUND
};
const CONFLICT: ErrorResponse = ErrorResponse {
    description: "The room is not active or is an interview's, the id is in use, or the team stores as much as it may.",
    ..WRONG_STATUS
};
const NO_MEDIA_SERVER: ErrorResponse = ErrorResponse {
    description: "LiveKit cannot be reached, so the room on LiveKit cannot be ended; or the database is unavailable at present.",
    ..NO_VOICE
};

error_responses! {
    /// Errors of lists without an id in the path.
    Listing = INVALID, UNAUTHENTICATED, FORBIDDEN, TOO_MANY, INTERNAL;
    /// Errors of reading by ids.
    Finding = INVALID_ID, UNAUTHENTICATED, FORBIDDEN, AGENT_NOT_FOUND, TOO_MANY, INTERNAL;
    /// Errors of creating and of changing a resource by a request with a body.
    Creating = INVALID_ID, UNAUTHENTICATED, FORBIDDEN, AGENT_NOT_FOUND, TIMEOUT, CONFLICT, TOO_LARGE, TOO_MANY,
        INTERNAL;
    /// Errors of changing a resource by a request without a body.
    Acting = INVALID_ID, UNAUTHENTICATED, FORBIDDEN, AGENT_NOT_FOUND, CONFLICT, TOO_MANY, INTERNAL;
    /// Errors of deleting rooms, which may have a room on LiveKit.
    Deleting = INVALID_ID, UNAUTHENTICATED, FORBIDDEN, AGENT_NOT_FOUND, CONFLICT, TOO_MANY, INTERNAL, NO_MEDIA_SERVER;
}
