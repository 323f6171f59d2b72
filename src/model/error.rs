//! The errors of the engine. They have neither status codes nor texts for callers: each dialect maps them to its own.

use super::{access::Forbidden, secret::SealError, status::Status};
use crate::entropy::EntropyError;
use std::error::Error;

/// The kind of object that an operation did not find.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resource {
    /// A project.
    Project,
    /// A room.
    Room,
    /// A respondent's link.
    Link,
    /// A record.
    Record,
    /// An agent, called a character in the voice rooms dialect.
    Agent,
    /// A world.
    World,
    /// A memory.
    Memory,
    /// A participant in a room.
    Participant,
}

/// A field whose value breaks a rule that the schema cannot express.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The name of the field in the request.
    pub field: &'static str,
    /// The rule that it breaks, for the caller. Never contains the value.
    pub problem: &'static str,
}

/// A field of a respondent's row that differs from the room that the respondent has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The position of the row in the request, from 0.
    pub row: usize,
    /// The name of the field.
    pub field: &'static str,
}

/// Why an operation failed. A failed operation has changed nothing.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The object does not exist, or is outside the caller's scope.
    #[error("{0:?} not found")]
    NotFound(Resource),
    /// The role of the API key does not allow the operation.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// The status of the room does not allow the operation.
    #[error("the room is {0}")]
    WrongStatus(Status),
    /// The interview behind the link has ended.
    #[error("the interview is {0}")]
    LinkEnded(Status),
    /// The link was rotated and no longer works.
    #[error("the link was replaced")]
    LinkReplaced,
    /// There is no valid respondent session.
    #[error("no valid session")]
    NoSession,
    /// The interview belongs to another e-mail address.
    #[error("the interview belongs to another respondent")]
    OtherRespondent,
    /// LiveKit is not configured or cannot be reached.
    #[error("voice is unavailable")]
    VoiceUnavailable,
    /// The room has an interview, which can be joined by voice on the respondent's page only.
    #[error("an interview is held by voice on its respondent's page only")]
    VoiceFromPageOnly,
    /// A field breaks a rule.
    #[error("{}: {}", .0.field, .0.problem)]
    Invalid(FieldError),
    /// Respondents of the request have rooms already, by their external ids, which say something else of them.
    #[error("rooms of {} respondents differ", .0.len())]
    RespondentsDiffer(Vec<Difference>),
    /// The respondent has a newer room than this one.
    #[error("the respondent has a newer room")]
    Superseded,
    /// As many session reports of the room are kept as may be.
    #[error("the room has too many session reports")]
    TooManyReports,
    /// Another object has the id that the caller chose.
    #[error("the id is taken")]
    IdTaken,
    /// No dispatchable agent takes part in the room.
    #[error("no agent takes part in the room")]
    NoParticipants,
    /// The room has the maximum number of participants.
    #[error("the room is full")]
    RoomFull,
    /// The room has an interview, whose turns are immutable: only respondent, interviewer and the agents in the room add
    /// turns, each its own, and nobody deletes turns or removes the respondent.
    #[error("the transcript of an interview cannot be changed")]
    InterviewReadOnly,
    /// The idempotency key was used for another request.
    #[error("the idempotency key was used for another request")]
    IdempotencyKeyReused,
    /// The first request with this idempotency key has not been answered yet.
    #[error("a request with this idempotency key is still running")]
    RequestInProgress,
    /// A stored row breaks a rule, so the object cannot be read. The cause is for the log, never for the caller.
    #[error("inconsistent: {0}")]
    Inconsistent(#[source] Box<dyn Error + Send + Sync>),
    /// The database cannot be used at present. The cause is for the log, never for the caller. If the connection was lost
    /// during the commit, the operation may have succeeded.
    #[error("the database is unavailable")]
    Unavailable(#[source] Box<dyn Error + Send + Sync>),
    /// A fault of the service, or of a part it depends on. The cause is for the log, never for the caller.
    #[error("internal: {0}")]
    Internal(#[source] Box<dyn Error + Send + Sync>),
}

impl From<Resource> for EngineError {
    fn from(missing: Resource) -> Self {
        Self::NotFound(missing)
    }
}

/// The result of an operation.
pub type Result<T, E = EngineError> = std::result::Result<T, E>;

impl From<EntropyError> for EngineError {
    fn from(error: EntropyError) -> Self {
        Self::Internal(Box::new(error))
    }
}

impl From<SealError> for EngineError {
    fn from(error: SealError) -> Self {
        Self::Internal(Box::new(error))
    }
}
