//! Events: numbered facts of what happened to a room.

use super::{
    ids::{EntityId, MessageId, RoomId, TeamId},
    participant::Participant,
    status::{EndReason, Status},
    turn::Speaker,
};
use crate::clock::Timestamp;
use serde_json::{Value, json};
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
    LinkRotated,
    /// The team gave the link another chance.
    RoomReopened,
    /// What was said, and who said it, was erased.
    RecordErased,
    /// Who was interviewed was erased.
    RespondentErased,
    /// The room, and all that belonged to it, was deleted.
    RoomDeleted,
    /// An entity took a participant.
    ParticipantJoined,
    /// An entity left its participant.
    ParticipantLeft,
    /// A person said something.
    MessageReceived,
    /// A machine said something.
    MessageSent,
    /// Something that was said was deleted.
    MessageDeleted,
    /// All that was said was deleted.
    MessagesCleared,
}

impl EventKind {
    const ALL: [Self; 16] = [
        Self::RoomStarted,
        Self::RoomCompleted,
        Self::RoomExpired,
        Self::RoomCancelled,
        Self::RoomUpdated,
        Self::LinkRotated,
        Self::RoomReopened,
        Self::RecordErased,
        Self::RespondentErased,
        Self::RoomDeleted,
        Self::ParticipantJoined,
        Self::ParticipantLeft,
        Self::MessageReceived,
        Self::MessageSent,
        Self::MessageDeleted,
        Self::MessagesCleared,
    ];

    /// The kind as it is stored and told.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RoomStarted => "room.started",
            Self::RoomCompleted => "room.completed",
            Self::RoomExpired => "room.expired",
            Self::RoomCancelled => "room.cancelled",
            Self::RoomUpdated => "room.updated",
            Self::LinkRotated => "room.rotated",
            Self::RoomReopened => "room.reopened",
            Self::RecordErased => "record.erased",
            Self::RespondentErased => "respondent.forgotten",
            Self::RoomDeleted => "room.deleted",
            // What agents are told has the names of `ElizaOS`.
            Self::ParticipantJoined => "ROOM_JOINED",
            Self::ParticipantLeft => "ROOM_LEFT",
            Self::MessageReceived => "MESSAGE_RECEIVED",
            Self::MessageSent => "MESSAGE_SENT",
            Self::MessageDeleted => "MESSAGE_DELETED",
            Self::MessagesCleared => "CHANNEL_CLEARED",
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
    /// The team whose feed it is in.
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
    /// Which things it is about, for what agents are told; gone with the room.
    pub payload: Option<Value>,
}

/// An event that has no number yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEvent {
    /// What happened.
    pub kind: EventKind,
    /// Why.
    pub reason: Option<EndReason>,
    /// When.
    pub occurred_at: Timestamp,
    /// Which things it is about.
    pub payload: Option<Value>,
}

impl NewEvent {
    /// Something that happened just now.
    pub const fn now(kind: EventKind, now: Timestamp, payload: Option<Value>) -> Self {
        Self {
            kind,
            reason: None,
            occurred_at: now,
            payload,
        }
    }

    /// That an entity came or went.
    pub fn of_participant(kind: EventKind, room: RoomId, entity: EntityId, now: Timestamp) -> Self {
        let ids = json!({ "entityId": entity.to_string(), "roomId": room.to_string() });
        Self::now(kind, now, Some(ids))
    }

    /// That something was said in a room, and which agents are asked to answer.
    pub fn of_message(room: RoomId, said: &MessageEvent<'_>, participants: &[Participant], now: Timestamp) -> Self {
        let asked = participants
            .iter()
            .filter(|participant| participant.is_asked(said.author, said.text));
        let asked: Vec<String> = asked.map(|participant| participant.entity.to_string()).collect();
        let kind = if said.speaker.is_machine() {
            EventKind::MessageSent
        } else {
            EventKind::MessageReceived
        };
        let ids = json!({
            "messageId": said.message.to_string(),
            "entityId": said.author.to_string(),
            "roomId": room.to_string(),
            "asked": asked,
        });
        Self::now(kind, now, Some(ids))
    }
}

/// Something that was said.
#[derive(Clone, Copy, Debug)]
pub struct MessageEvent<'a> {
    /// Its id.
    pub message: MessageId,
    /// Who said it.
    pub author: EntityId,
    /// As what.
    pub speaker: Speaker,
    /// The words.
    pub text: &'a str,
}
