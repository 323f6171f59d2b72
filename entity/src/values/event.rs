//! The kinds of events.

use super::status::Status;
use sea_orm::DeriveValueType;
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Display, EnumString, IntoStaticStr, VariantArray, DeriveValueType)]
#[sea_orm(value_type = "String", column_type = "Text")]
pub enum EventKind {
    /// The respondent joined for the first time.
    #[strum(serialize = "room.started")]
    RoomStarted,
    /// The interview is over.
    #[strum(serialize = "room.completed")]
    RoomCompleted,
    /// The link expired unused.
    #[strum(serialize = "room.expired")]
    RoomExpired,
    /// The team, or the end of its project, ended the room.
    #[strum(serialize = "room.cancelled")]
    RoomCancelled,
    /// The team changed the room's terms.
    #[strum(serialize = "room.updated")]
    RoomUpdated,
    /// The team replaced the link.
    #[strum(serialize = "link.rotated")]
    LinkRotated,
    /// The team made an unused link valid again.
    #[strum(serialize = "room.reopened")]
    RoomReopened,
    /// The transcript and the respondent's e-mail address were erased.
    #[strum(serialize = "record.erased")]
    RecordErased,
    /// The respondent's e-mail address was erased.
    #[strum(serialize = "respondent.erased")]
    RespondentErased,
    /// The room, and all that belonged to it, was deleted.
    #[strum(serialize = "room.deleted")]
    RoomDeleted,
    /// An entity joined the room.
    #[strum(serialize = "participant.joined")]
    ParticipantJoined,
    /// An entity left the room.
    #[strum(serialize = "participant.left")]
    ParticipantLeft,
    /// A person sent a message.
    #[strum(serialize = "message.received")]
    MessageReceived,
    /// An agent, or the interviewer, sent a message.
    #[strum(serialize = "message.sent")]
    MessageSent,
    /// A message was deleted.
    #[strum(serialize = "message.deleted")]
    MessageDeleted,
    /// All messages were deleted.
    #[strum(serialize = "messages.cleared")]
    MessagesCleared,
}

impl EventKind {
    /// The event of a room that reaches a final status.
    pub const fn of_ending(status: Status) -> Self {
        match status {
            Status::Completed => Self::RoomCompleted,
            Status::Expired => Self::RoomExpired,
            Status::Cancelled | Status::Pending | Status::Active => Self::RoomCancelled,
        }
    }

    /// Whether it is the end of a room.
    pub const fn is_ending(self) -> bool {
        matches!(self, Self::RoomCompleted | Self::RoomExpired | Self::RoomCancelled)
    }
}
