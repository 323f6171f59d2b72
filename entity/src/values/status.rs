//! The status of a room, and why it ended.

use sea_orm::DeriveValueType;
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

/// The status of a room.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Display, EnumString, IntoStaticStr, VariantArray, DeriveValueType,
)]
#[strum(serialize_all = "snake_case")]
#[sea_orm(value_type = "String", column_type = "Text")]
pub enum Status {
    /// The respondent has not started.
    Pending,
    /// The interview is running.
    Active,
    /// The interview is over.
    Completed,
    /// The link expired before anybody started.
    Expired,
    /// The team, or the respondent's withdrawal, ended it.
    Cancelled,
}

impl Status {
    /// What a room in this status becomes when its deadline passes, and why; `None` for a final status.
    pub const fn when_due(self) -> Option<(Self, EndReason)> {
        match self {
            Self::Pending => Some((Self::Expired, EndReason::LinkExpired)),
            Self::Active => Some((Self::Completed, EndReason::TimeUp)),
            Self::Completed | Self::Expired | Self::Cancelled => None,
        }
    }

    /// Whether the room has ended.
    pub const fn is_final(self) -> bool {
        self.when_due().is_none()
    }
}

/// Why a room ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Display, EnumString, IntoStaticStr, VariantArray, DeriveValueType)]
#[strum(serialize_all = "snake_case")]
#[sea_orm(value_type = "String", column_type = "Text")]
pub enum EndReason {
    /// The respondent finished.
    RespondentLeft,
    /// The talk time and its grace ran out.
    TimeUp,
    /// The interviewer's worker reported the end.
    AgentReported,
    /// LiveKit closed the room of the voice session.
    MediaFinished,
    /// The link expired before anybody started.
    LinkExpired,
    /// The team cancelled it.
    Cancelled,
    /// Its project was deleted.
    ProjectDeleted,
    /// The respondent withdrew from the interview.
    Withdrawn,
    /// The retention period of the transcript is over. Only in `record.erased` events.
    Retention,
    /// The team ended it; the normal end of an agent room.
    Ended,
}
