//! `ElizaOS`'s names for what the model calls otherwise: types of events and of rooms, states of participants, and the
//! camel case of payloads.

use crate::{
    api::request::AnyObject,
    model::{
        agent_room::RoomKind,
        event::{EventKind, JsonObject},
        participant::ParticipantState,
    },
};
use strum::VariantArray;

/// The `type` of an event.
pub fn event_type(kind: EventKind) -> &'static str {
    match kind {
        EventKind::ParticipantJoined => "ROOM_JOINED",
        EventKind::ParticipantLeft => "ROOM_LEFT",
        EventKind::MessageReceived => "MESSAGE_RECEIVED",
        EventKind::MessageSent => "MESSAGE_SENT",
        EventKind::MessageDeleted => "MESSAGE_DELETED",
        EventKind::MessagesCleared => "CHANNEL_CLEARED",
        ours => ours.into(),
    }
}

/// The payload of an event.
pub fn event_payload(payload: JsonObject) -> AnyObject {
    let renamed = payload.0.into_iter().map(|(name, value)| {
        let name = match name.as_str() {
            "entity_id" => "entityId",
            "message_id" => "messageId",
            "room_id" => "roomId",
            "memory_count" => "memoryCount",
            other => other,
        };
        (name.to_owned(), value)
    });
    renamed.collect()
}

/// The `type` of a room.
pub fn room_type(kind: RoomKind) -> &'static str {
    match kind {
        RoomKind::Own => "SELF",
        RoomKind::Dm => "DM",
        RoomKind::Group => "GROUP",
        RoomKind::VoiceDm => "VOICE_DM",
        RoomKind::VoiceGroup => "VOICE_GROUP",
        RoomKind::Feed => "FEED",
        RoomKind::Thread => "THREAD",
        RoomKind::World => "WORLD",
        RoomKind::Forum => "FORUM",
        RoomKind::Api => "API",
    }
}

/// The type of a room by its name, in any case; not `SELF`, which only the creation of an agent makes.
pub fn room_kind(name: &str) -> Option<RoomKind> {
    let name = name.to_uppercase();
    RoomKind::VARIANTS
        .iter()
        .copied()
        .find(|kind| *kind != RoomKind::Own && room_type(*kind) == name)
}

/// The `state` of a participant.
pub fn participant_state(state: ParticipantState) -> &'static str {
    match state {
        ParticipantState::Followed => "FOLLOWED",
        ParticipantState::Muted => "MUTED",
    }
}

/// The state of a participant by its name.
pub fn parse_participant_state(name: &str) -> Option<ParticipantState> {
    let mut states = ParticipantState::VARIANTS.iter().copied();
    states.find(|state| participant_state(*state) == name)
}
