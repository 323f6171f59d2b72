//! What the document of the dialect states and the routes alone do not: what the operations check beyond the types of the
//! fields, and how the client's address of a route differs from the documented one.
//!
//! Fields whose absence has an error of its own are optional in Rust and required here. Types of rooms are accepted in
//! any case and listed in the case in which they are returned.

use super::names::{participant_state, room_type};
use crate::{
    api::dialect::{Exception, Exceptions, one_of},
    model::{
        agent_room::RoomKind,
        participant::{ParticipantKind, ParticipantState},
        status::Status,
    },
};
use serde_json::{Map, Value, json};
use strum::VariantArray;

/// The fields that the general rules of the conversion describe too loosely.
pub const EXCEPTIONS: Exceptions = &[
    ("AddParticipants", &["state"], STATE),
    ("Connect", &["type"], ANY_TYPE),
    ("CreateChannel", &["name"], Exception::Required),
    ("CreateChannel", &["name"], Exception::NOT_BLANK),
    ("CreateChannel", &["type"], CHANNEL_TYPE),
    ("CreateGroup", &["agentIds"], Exception::Required),
    ("CreateGroup", &["agentIds"], AT_LEAST_ONE),
    ("CreateRoom", &["type"], ANY_TYPE),
    ("CreateWorld", &["name"], Exception::Required),
    ("CreateWorld", &["name"], Exception::NOT_BLANK),
    ("Participant", &["kind"], PARTICIPANT_KIND),
    ("Participant", &["state"], STATE),
    ("PostMessage", &["author_id"], Exception::Required),
    ("PostMessage", &["content"], Exception::Required),
    ("PostMessage", &["content"], NOT_EMPTY),
    ("Room", &["status"], STATUS),
    ("SetState", &["state"], Exception::AlwaysPresent),
    ("SetState", &["state"], STATE),
    ("StateBody", &["state"], STATE),
    ("UpdateAgent", &["name"], Exception::NeverNull),
    ("UpdateAgent", &["name"], Exception::NOT_BLANK),
    ("UpdateRoom", &["name"], Exception::NOT_BLANK),
    ("UpdateWorld", &["name"], Exception::NOT_BLANK),
    ("Room", &["type"], ANY_TYPE),
    ("Channel", &["type"], ANY_TYPE),
];

const AT_LEAST_ONE: Exception = Exception::Restricted(|| json!({ "minItems": 1 }));
const NOT_EMPTY: Exception = Exception::Restricted(|| json!({ "minLength": 1 }));
const PARTICIPANT_KIND: Exception = Exception::Restricted(|| one_of(ParticipantKind::VARIANTS));
const STATE: Exception = Exception::Restricted(|| {
    let states = ParticipantState::VARIANTS.iter();
    one_of(states.map(|state| participant_state(*state)))
});
const STATUS: Exception = Exception::Restricted(|| one_of(Status::VARIANTS));
const ANY_TYPE: Exception = Exception::Restricted(|| {
    let kinds = RoomKind::VARIANTS.iter();
    one_of(kinds.map(|kind| room_type(*kind)))
});
/// Without the type of an agent's own room, which is no channel.
const CHANNEL_TYPE: Exception = Exception::Restricted(|| {
    let kinds = RoomKind::VARIANTS.iter().filter(|kind| **kind != RoomKind::Own);
    one_of(kinds.map(|kind| room_type(*kind)))
});

/// Documents the two routes that differ at the client's address: there a room needs a name, and the memories of a room
/// are a list as other lists are, empty if the room is unknown.
pub fn with_client_shapes(mut document: Value) -> Value {
    add_named_room(&mut document);
    let named = json!({ "$ref": "#/components/schemas/CreateNamedRoom" });
    let create = &mut document["paths"]["/api/memory/{agentId}/rooms"]["post"];
    create["requestBody"]["content"]["application/json"]["schema"] = named.clone();
    document["components"]["schemas"]["CreateRooms"]["properties"]["rooms"]["items"] = named;
    let memories = document["paths"]["/api/agents/{agentId}/memories"]["get"]["responses"]["200"].clone();
    let list = &mut document["paths"]["/api/memory/{agentId}/rooms/{roomId}/memories"]["get"];
    list["responses"]["200"] = memories;
    list["description"] =
        json!("Retrieves memories for a specific room, newest first. An unknown room has no memories.");
    document
}

/// Adds the schema of a room to create that must have a name.
fn add_named_room(document: &mut Value) {
    const NAME: &str = "CreateNamedRoom";
    let mut schema = document["components"]["schemas"]["CreateRoom"].clone();
    schema["title"] = json!(NAME);
    schema["required"] = json!(["name"]);
    schema["properties"]["name"] = json!({
        "type": "string", "maxLength": 200, "pattern": r"\S", "description": "Name of the room; not blank.",
        "title": "Name",
    });
    let schemas = document
        .pointer_mut("/components/schemas")
        .and_then(Value::as_object_mut);
    schemas.map(|schemas: &mut Map<String, Value>| schemas.insert(NAME.to_owned(), schema));
}
