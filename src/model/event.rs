//! Events: numbered facts of what happened to a room.

use super::{
    ids::{RoomId, TeamId},
    status::{EndReason, Status},
};
use crate::clock::Timestamp;
use std::str::FromStr;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventKind {
    /// The respondent joined for the first time.
    RoomStarted,
    /// The interview is over.
    RoomCompleted,
    /// The link expired unused.
    RoomExpired,
    /// The team, or the end of its project, ended the room.
    RoomCancelled,
    /// The team changed the room's terms.
    RoomUpdated,
    /// The team exchanged the link.
    RoomRotated,
    /// The team gave the link another chance.
    RoomReopened,
    /// What was said, and who said it, was erased.
    RecordErased,
    /// Who was interviewed was erased.
    RespondentForgotten,
}

impl EventKind {
    const ALL: [Self; 9] = [
        Self::RoomStarted,
        Self::RoomCompleted,
        Self::RoomExpired,
        Self::RoomCancelled,
        Self::RoomUpdated,
        Self::RoomRotated,
        Self::RoomReopened,
        Self::RecordErased,
        Self::RespondentForgotten,
    ];

    /// The kind as it is stored and told.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RoomStarted => "room.started",
            Self::RoomCompleted => "room.completed",
            Self::RoomExpired => "room.expired",
            Self::RoomCancelled => "room.cancelled",
            Self::RoomUpdated => "room.updated",
            Self::RoomRotated => "room.rotated",
            Self::RoomReopened => "room.reopened",
            Self::RecordErased => "record.erased",
            Self::RespondentForgotten => "respondent.forgotten",
        }
    }

    /// The event that tells of a room's arrival in a final status.
    pub const fn of_ending(status: Status) -> Self {
        match status {
            Status::Completed => Self::RoomCompleted,
            Status::Expired => Self::RoomExpired,
            Status::Cancelled | Status::Pending | Status::Active => Self::RoomCancelled,
        }
    }

    /// Whether the event tells of a room's end.
    pub const fn is_ending(self) -> bool {
        matches!(self, Self::RoomCompleted | Self::RoomExpired | Self::RoomCancelled)
    }
}

impl FromStr for EventKind {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or(())
    }
}

/// An event as it stands in the team's feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Whose feed.
    pub team: TeamId,
    /// Its place in the feed: gapless from 1, and a reader who has seen all up to N never misses one by asking
    /// for those after N.
    pub position: i64,
    /// The room that it happened to.
    pub room: RoomId,
    /// Its number within the room: gapless from 1.
    pub sequence: i32,
    /// What happened.
    pub kind: EventKind,
    /// When it happened: for an ending that the clock brought, the deadline and not the moment of its discovery.
    pub occurred_at: Timestamp,
    /// Why, for an ending, and for an erasing that nobody asked for.
    pub reason: Option<EndReason>,
}
