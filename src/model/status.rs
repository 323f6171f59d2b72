//! Where a room stands, and why it ended.

use std::{fmt, str::FromStr};

/// Where a room stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// The link waits for its respondent.
    Pending,
    /// The interview runs.
    Active,
    /// The interview is over.
    Completed,
    /// Nobody started before the link's time was up.
    Expired,
    /// The team ended it.
    Cancelled,
}

impl Status {
    /// Every status, in the order of a room's life.
    pub const ALL: [Self; 5] = [
        Self::Pending,
        Self::Active,
        Self::Completed,
        Self::Expired,
        Self::Cancelled,
    ];

    /// The status as all dialects and the database write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Active => "active",
            Self::Completed => "completed",
            Self::Expired => "expired",
            Self::Cancelled => "cancelled",
        }
    }

    /// What becomes of a room in this status when its deadline passes; `None` for a final status.
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

impl fmt::Display for Status {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

impl FromStr for Status {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|status| status.as_str() == text).ok_or(())
    }
}

/// Why a room ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndReason {
    /// The respondent finished.
    RespondentLeft,
    /// The talk time and its grace ran out.
    TimeUp,
    /// The interviewer's worker reported the end.
    AgentReported,
    /// The media server closed the room.
    MediaFinished,
    /// The link expired before anybody started.
    LinkExpired,
    /// The team cancelled it.
    Cancelled,
    /// Its project was deleted.
    ProjectDeleted,
    /// The respondent took back what was said.
    Withdrawn,
    /// What was said has been kept as long as it may be. Of an erasing, never of a room.
    Retention,
    /// The team said that it is over, as it was meant to be some day.
    Ended,
}

impl EndReason {
    const ALL: [Self; 10] = [
        Self::RespondentLeft,
        Self::TimeUp,
        Self::AgentReported,
        Self::MediaFinished,
        Self::LinkExpired,
        Self::Cancelled,
        Self::ProjectDeleted,
        Self::Withdrawn,
        Self::Retention,
        Self::Ended,
    ];

    /// The reason as events and the database write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RespondentLeft => "respondent_left",
            Self::TimeUp => "time_up",
            Self::AgentReported => "agent_reported",
            Self::MediaFinished => "media_finished",
            Self::LinkExpired => "link_expired",
            Self::Cancelled => "cancelled",
            Self::ProjectDeleted => "project_deleted",
            Self::Withdrawn => "withdrawn",
            Self::Retention => "retention",
            Self::Ended => "ended",
        }
    }
}

impl FromStr for EndReason {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == text).ok_or(())
    }
}
