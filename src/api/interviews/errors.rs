//! What the interviews dialect answers to each error of the engine, and which refusals its operations have.

use crate::{
    api::refusal::{
        self, ApiError, CONFLICT, ENDED, FORBIDDEN, INVALID, NO_VOICE, NOT_FOUND, NOT_JSON, NOT_READY,
        OTHER_RESPONDENT, STILL_RUNNING, TIMEOUT, TOO_LARGE, TOO_MANY, UNAUTHENTICATED, UNSIGNED, ValidationError,
        refusals,
    },
    model::{
        access::Forbidden,
        error::{EngineError, Resource},
        status::Status,
    },
    store::StoreError,
};
use poem::http::StatusCode;

impl From<EngineError> for ApiError {
    fn from(error: EngineError) -> Self {
        match error {
            EngineError::NotFound(Resource::Project) => Self::new(StatusCode::NOT_FOUND, "Project not found"),
            EngineError::NotFound(Resource::Room) => Self::new(StatusCode::NOT_FOUND, "Room not found"),
            EngineError::NotFound(Resource::Link) => Self::new(StatusCode::NOT_FOUND, "Link not found"),
            EngineError::NotFound(Resource::Record) => Self::new(StatusCode::NOT_FOUND, "Record not found"),
            EngineError::NotFound(Resource::Agent) => Self::new(StatusCode::NOT_FOUND, "Agent not found"),
            EngineError::NotFound(Resource::World) => Self::new(StatusCode::NOT_FOUND, "World not found"),
            EngineError::NotFound(Resource::Memory) => Self::new(StatusCode::NOT_FOUND, "Memory not found"),
            EngineError::NotFound(Resource::Participant) => Self::new(StatusCode::NOT_FOUND, "Participant not found"),
            EngineError::IdTaken => Self::new(StatusCode::CONFLICT, "The id is in use"),
            EngineError::NoParticipants => Self::new(StatusCode::BAD_REQUEST, "The room has no participants"),
            EngineError::RoomFull => Self::new(StatusCode::CONFLICT, "The room has no participant left"),
            EngineError::InterviewReadOnly => Self::new(
                StatusCode::CONFLICT,
                "What is said in an interview stays as it was said",
            ),
            EngineError::NoSession => Self::unauthenticated(),
            EngineError::Forbidden(Forbidden) => Self::new(StatusCode::FORBIDDEN, "The key does not allow this"),
            EngineError::WrongStatus(status) => Self::new(StatusCode::CONFLICT, format!("The room is {status}")),
            EngineError::LinkEnded(status) => Self::new(StatusCode::GONE, ended(status)),
            EngineError::LinkReplaced => Self::new(StatusCode::GONE, "The link was replaced by a new one"),
            EngineError::OtherRespondent => Self::new(
                StatusCode::FORBIDDEN,
                "This interview belongs to another e-mail address",
            ),
            EngineError::VoiceUnavailable => Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "The interview cannot be held by voice at present",
            ),
            EngineError::VoiceFromPageOnly => Self::new(
                StatusCode::CONFLICT,
                "An interview is held by voice from its respondent's page only",
            ),
            EngineError::Invalid(field) => Self::invalid(vec![ValidationError::at(
                &["body", field.field],
                "value_error",
                field.problem,
            )]),
            EngineError::IdempotencyKeyReused => Self::invalid(vec![ValidationError::at(
                &["header", "Idempotency-Key"],
                "value_error",
                "The key was used for another request",
            )]),
            EngineError::RequestInProgress => Self::new(
                StatusCode::CONFLICT,
                "A request with this Idempotency-Key is still running",
            ),
            EngineError::Internal(cause) => {
                tracing::error!(%cause, "an operation failed");
                Self::internal()
            }
        }
    }
}

impl From<Forbidden> for ApiError {
    fn from(forbidden: Forbidden) -> Self {
        EngineError::from(forbidden).into()
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        EngineError::from(error).into()
    }
}

const fn ended(status: Status) -> &'static str {
    match status {
        Status::Expired => "The link has expired",
        Status::Cancelled => "The interview was cancelled",
        Status::Completed | Status::Pending | Status::Active => "The interview is over",
    }
}

refusals! {
    /// Of reading what needs no input.
    Reading = UNAUTHENTICATED, FORBIDDEN, TOO_MANY;
    /// Of listing, with filters.
    Listing = UNAUTHENTICATED, FORBIDDEN, INVALID, TOO_MANY;
    /// Of reading one thing.
    Finding = UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, INVALID, TOO_MANY;
    /// Of creating rooms.
    CreatingRooms = UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, TIMEOUT, STILL_RUNNING, TOO_LARGE, NOT_JSON, INVALID,
        TOO_MANY;
    /// Of creating a project.
    CreatingProjects = UNAUTHENTICATED, FORBIDDEN, TIMEOUT, TOO_LARGE, NOT_JSON, INVALID, TOO_MANY;
    /// Of changing a project.
    ChangingProjects = UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, TIMEOUT, TOO_LARGE, NOT_JSON, INVALID, TOO_MANY;
    /// Of changing a room, with a body.
    ChangingRooms = UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, TIMEOUT, CONFLICT, TOO_LARGE, NOT_JSON, INVALID, TOO_MANY;
    /// Of an action on a room, without a body.
    ActingOnRooms = UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, CONFLICT, INVALID, TOO_MANY;
    /// Of looking at a link.
    Looking = NOT_FOUND, ENDED, INVALID, TOO_MANY;
    /// Of joining by a link.
    Joining = OTHER_RESPONDENT, NOT_FOUND, TIMEOUT, ENDED, TOO_LARGE, NOT_JSON, INVALID, TOO_MANY, NO_VOICE;
    /// Of the media server's webhooks.
    Hearing = UNSIGNED, TIMEOUT, TOO_LARGE, INVALID;
    /// Of leaving by a link.
    Leaving = NOT_FOUND, CONFLICT, ENDED, INVALID, TOO_MANY;
    /// Of briefing a worker.
    Briefing = UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, INVALID, TOO_MANY;
    /// Of a worker's report.
    Reporting = UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, TIMEOUT, CONFLICT, TOO_LARGE, NOT_JSON, INVALID, TOO_MANY;
    /// Of telling whether the service can work.
    Checking = NOT_READY;
}

/// The refusal of a service that cannot work.
pub fn not_ready(detail: &str) -> refusal::Refusal<Checking> {
    ApiError::new(StatusCode::SERVICE_UNAVAILABLE, detail).into()
}
