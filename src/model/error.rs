//! What can go wrong in an operation, without a word about how a dialect says it.

use super::{access::Forbidden, status::Status};
use std::error::Error;

/// A thing that was asked for.
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
    /// An agent, or a character.
    Agent,
    /// A world.
    World,
    /// A memory.
    Memory,
    /// A participant in a room.
    Participant,
}

/// A field whose value breaks a rule that only the operation can judge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The field of the operation.
    pub field: &'static str,
    /// What is wrong, for whoever sent it; never the value itself.
    pub problem: &'static str,
}

/// Why an operation did not happen. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// It does not exist, or belongs to somebody else.
    #[error("{0:?} not found")]
    NotFound(Resource),
    /// The caller's role does not allow it.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// The room's status does not allow it.
    #[error("the room is {0}")]
    WrongStatus(Status),
    /// The link leads to an interview that has ended.
    #[error("the interview is {0}")]
    LinkEnded(Status),
    /// The link was exchanged for another.
    #[error("the link was replaced")]
    LinkReplaced,
    /// The respondent has no valid session in the room.
    #[error("no valid session")]
    NoSession,
    /// The interview is somebody else's.
    #[error("the interview belongs to another respondent")]
    OtherRespondent,
    /// The interview cannot be held by voice at present: not configured, or the media server cannot be used.
    #[error("no voice")]
    NoVoice,
    /// By voice, an interview is held from its respondent's page only.
    #[error("an interview is held by voice from its page")]
    VoiceOfInterview,
    /// A value breaks a rule.
    #[error("{}: {}", .0.field, .0.problem)]
    Invalid(FieldError),
    /// An id that the caller chose is that of something else.
    #[error("the id is taken")]
    IdTaken,
    /// Nobody of those who would be sent for sits in the room.
    #[error("no participants")]
    NoParticipants,
    /// A room has as many participants as it may have.
    #[error("the room is full")]
    RoomFull,
    /// What is said in an interview is neither changed nor spoken by others.
    #[error("the interview is kept as it was said")]
    InterviewKept,
    /// The idempotency key was used for something else.
    #[error("the idempotency key was used for another request")]
    KeyReused,
    /// The first call with this idempotency key has not been answered yet.
    #[error("a request with this idempotency key is still running")]
    StillRunning,
    /// A fault of ours, or of what we stand on. For the log, not for the caller.
    #[error("internal: {0}")]
    Internal(#[source] Box<dyn Error + Send + Sync>),
}

/// What operations return.
pub type Result<T, E = EngineError> = std::result::Result<T, E>;

macro_rules! internal {
    ($($error:ty),+ $(,)?) => {$(
        impl From<$error> for EngineError {
            fn from(error: $error) -> Self {
                Self::Internal(Box::new(error))
            }
        }
    )+};
}

internal!(crate::entropy::EntropyError, super::secret::SealError);
