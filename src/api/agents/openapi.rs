//! What the document of the dialect states and the routes alone do not: what the operations check beyond the types of the
//! fields, and how the client's address of a route differs from the documented one.
//!
//! Fields whose absence has an error of its own are optional in Rust and required here. Types of rooms are accepted in
//! any case and listed in the case in which they are returned.

use super::names::room_type;
use crate::{
    api::dialect::{Exception, Exceptions},
    model::agent_room::RoomKind,
};
use serde_json::{Map, Value, json};
use strum::VariantArray;

/// The fields that the general rules of the conversion describe too loosely.
pub const EXCEPTIONS: Exceptions = &[
    ("AddParticipants", &["state"], STATE),
    ("Connect", &["type"], CREATED_TYPE),
    ("CreateChannel", &["name"], Exception::Required),
    ("CreateChannel", &["name"], NOT_BLANK),
    ("CreateChannel", &["type"], CREATED_TYPE),
    ("CreateGroup", &["agentIds"], Exception::Required),
    ("CreateGroup", &["agentIds"], AT_LEAST_ONE),
    ("CreateRoom", &["type"], CREATED_TYPE),
    ("CreateWorld", &["name"], Exception::Required),
    ("CreateWorld", &["name"], NOT_BLANK),
    ("Participant", &["kind"], PARTICIPANT_KIND),
    ("Participant", &["state"], STATE),
    ("PostMessage", &["author_id"], Exception::Required),
    ("PostMessage", &["content"], Exception::Required),
    ("PostMessage", &["content"], NOT_EMPTY),
    ("Room", &["status"], STATUS),
    ("SetState", &["state"], Exception::AlwaysPresent),
    ("SetState", &["state"], STATE),
    ("StateBody", &["state"], STATE),
    ("UpdateRoom", &["name"], NOT_BLANK),
    ("UpdateWorld", &["name"], NOT_BLANK),
    ("Room", &["type"], ANY_TYPE),
    ("Channel", &["type"], ANY_TYPE),
];

const AT_LEAST_ONE: Exception = Exception::Restricted(|| json!({ "minItems": 1 }));
const NOT_BLANK: Exception = Exception::Restricted(|| json!({ "pattern": r"\S" }));
const NOT_EMPTY: Exception = Exception::Restricted(|| json!({ "minLength": 1 }));
const PARTICIPANT_KIND: Exception = Exception::Restricted(|| json!({ "enum": ["agent", "member", "respondent"] }));
const STATE: Exception = Exception::Restricted(|| json!({ "enum": ["FOLLOWED", "MUTED"] }));
const STATUS: Exception =
    Exception::Restricted(|| json!({ "enum": ["pending", "active", "completed", "expired", "cancelled"] }));
const ANY_TYPE: Exception = Exception::Restricted(|| json!({ "enum": room_types(true) }));
const CREATED_TYPE: Exception = Exception::Restricted(|| json!({ "enum": room_types(false) }));

/// The types of rooms, with or without the type of an agent's own room, which no request creates.
fn room_types(with_own: bool) -> Vec<&'static str> {
    let kinds = RoomKind::VARIANTS.iter().copied();
    kinds
        .filter(|kind| with_own || *kind != RoomKind::Own)
        .map(room_type)
        .collect()
}

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
