//! `ElizaOS`'s names for what the model calls otherwise: types of events and of rooms, and states of participants.

use crate::{
    api::open_object::AnyObject,
    model::{agent_room::RoomKind, event::EventKind, participant::ParticipantState},
};
use serde_json::Value;

/// The `type` of an event.
pub fn event_type(kind: EventKind) -> &'static str {
    kind.as_str()
}

/// The payload of an event.
pub fn event_payload(payload: Value) -> AnyObject {
    match payload {
        Value::Object(payload) => payload.into(),
        _ => AnyObject::from_iter([]),
    }
}

/// The `type` of a room.
pub fn room_type(kind: RoomKind) -> &'static str {
    kind.as_str()
}

/// The type of a room by its name, in upper or lower case. `SELF` is refused: only creating an agent creates its own room.
pub fn room_kind(name: &str) -> Option<RoomKind> {
    let kind = name.to_uppercase().parse().ok();
    kind.filter(|kind| *kind != RoomKind::Own)
}

/// The `state` of a participant.
pub fn participant_state(state: ParticipantState) -> &'static str {
    state.as_str()
}

/// The state of a participant by its name.
pub fn parse_participant_state(name: &str) -> Option<ParticipantState> {
    name.parse().ok()
}
