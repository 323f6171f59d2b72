//! Events: numbered facts of what happened to a room.

pub use ::entity::values::{JsonObject, event::EventKind};

use super::{
    audience::{Audience, FoldedText},
    ids::{EntityId, MessageId, RoomHandle, RoomId, TeamId},
    status::EndReason,
    turn::Speaker,
};
use crate::clock::Timestamp;
use serde_json::Value;

/// An event of the team's feed.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// The team whose feed it is in.
    pub team: TeamId,
    /// Its position in the feed, gapless from 1, in the order in which events become visible: a reader that asks for the
    /// events after N misses none.
    pub position: i64,
    /// The room that it happened to.
    pub room: RoomId,
    /// Its number within the room, gapless from 1.
    pub sequence: i32,
    /// What happened.
    pub kind: EventKind,
    /// When it happened: for an ending by the clock the deadline, not the moment at which it was noticed.
    pub occurred_at: Timestamp,
    /// Why: for an ending, and for an erasure that nobody asked for.
    pub reason: Option<EndReason>,
    /// The ids that it is about; only for what happens between participants, and erased with the room.
    pub payload: Option<JsonObject>,
}

impl Event {
    /// The message that it is about.
    pub fn message(&self) -> Option<MessageId> {
        self.payload.as_ref()?.0.get("message_id")?.as_str()?.parse().ok()
    }
}

/// An event that has no number yet.
#[derive(Clone, Debug, PartialEq)]
pub struct NewEvent {
    /// What happened.
    pub kind: EventKind,
    /// Why.
    pub reason: Option<EndReason>,
    /// When.
    pub occurred_at: Timestamp,
    /// The ids that it is about.
    pub payload: Option<JsonObject>,
}

impl NewEvent {
    /// An event of now that is about the room as a whole.
    pub const fn now(kind: EventKind, now: Timestamp) -> Self {
        Self {
            kind,
            reason: None,
            occurred_at: now,
            payload: None,
        }
    }

    /// An entity joined or left.
    pub fn of_participant(kind: EventKind, room: RoomHandle, entity: EntityId, now: Timestamp) -> Self {
        let ids = [
            ("entity_id", entity.to_string().into()),
            ("room_id", room.to_string().into()),
        ];
        Self::with_payload(kind, ids, now)
    }

    /// A message was sent. Names the agents that are asked to answer it.
    pub fn of_message(room: RoomHandle, sent: &MessageEvent<'_>, audience: &Audience, now: Timestamp) -> Self {
        let asked = audience.asked(sent.author, sent.text).map(|agent| agent.to_string());
        let kind = if sent.speaker.is_machine() {
            EventKind::MessageSent
        } else {
            EventKind::MessageReceived
        };
        let ids = [
            ("message_id", sent.message.to_string().into()),
            ("entity_id", sent.author.to_string().into()),
            ("room_id", room.to_string().into()),
            ("asked", asked.collect()),
        ];
        Self::with_payload(kind, ids, now)
    }

    /// A message was deleted.
    pub fn message_deleted(room: RoomHandle, message: MessageId, now: Timestamp) -> Self {
        let ids = [
            ("message_id", message.to_string().into()),
            ("room_id", room.to_string().into()),
        ];
        Self::with_payload(EventKind::MessageDeleted, ids, now)
    }

    /// All messages of a room were deleted; `count` says how many.
    pub fn messages_cleared(room: RoomHandle, count: u64, now: Timestamp) -> Self {
        let facts = [("room_id", room.to_string().into()), ("memory_count", count.into())];
        Self::with_payload(EventKind::MessagesCleared, facts, now)
    }

    fn with_payload<const N: usize>(kind: EventKind, payload: [(&str, Value); N], now: Timestamp) -> Self {
        let payload = payload.map(|(name, value)| (name.to_owned(), value));
        Self {
            payload: Some(JsonObject(payload.into_iter().collect())),
            ..Self::now(kind, now)
        }
    }
}

/// A message that an event is about.
#[derive(Clone, Copy, Debug)]
pub struct MessageEvent<'a> {
    /// Its id.
    pub message: MessageId,
    /// The author.
    pub author: EntityId,
    /// The role in which the author spoke.
    pub speaker: Speaker,
    /// The text, in which agents may be named.
    pub text: &'a FoldedText,
}
