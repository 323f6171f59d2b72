//! What the bodies of requests and responses share. Field names are as in the `ElizaOS` contract; limits and additional
//! fields are ours.

use super::errors::HttpError;
use crate::{
    api::request::AnyObject,
    model::{
        agent_room::{AgentRoomDetails, MAX_METADATA_BYTES, Metadata, RoomKind},
        ids::EntityId,
        participant::{NewParticipant, ParticipantState},
    },
};
use uuid::Uuid;

/// The source of a room or group that is created without one.
pub const DEFAULT_SOURCE: &str = "client";
/// The source of channels and message servers.
pub const CHANNEL_SOURCE: &str = "eliza_default";
/// The source of an agent's own room, which is stored without one.
const OWN_SOURCE: &str = "elizaos";

/// The platform that a room comes from.
pub fn source(details: &AgentRoomDetails) -> String {
    match details.kind {
        RoomKind::Own => OWN_SOURCE.to_owned(),
        _ => details.source.clone(),
    }
}

/// A JSON object that is small enough to be stored; `name` is the field that holds it.
pub fn metadata(name: &str, object: Option<AnyObject>) -> Result<Option<Metadata>, HttpError> {
    let Some(AnyObject { 0: object, .. }) = object else {
        return Ok(None);
    };
    if json_bytes(&object) > MAX_METADATA_BYTES {
        return Err(HttpError::bad_request(format!(
            "{name}: should have at most {MAX_METADATA_BYTES} bytes of JSON"
        )));
    }
    Ok(Some(object))
}

/// The size of an object.
pub fn json_bytes(object: &Metadata) -> usize {
    serde_json::to_vec(object).map_or(usize::MAX, |text| text.len())
}

/// A name, unless it is blank.
pub fn not_blank(name: Option<String>) -> Option<String> {
    name.filter(|name| !name.trim().is_empty())
}

/// A new name, which may be absent but not blank.
pub fn new_name(name: Option<String>) -> Result<Option<String>, HttpError> {
    let is_absent = name.is_none();
    let name = not_blank(name);
    if name.is_none() && !is_absent {
        return Err(HttpError::bad_request("name: should not be empty"));
    }
    Ok(name)
}

/// A participant that follows the room: an agent is asked to answer every message.
pub fn follower(entity: Uuid) -> NewParticipant {
    NewParticipant {
        state: Some(ParticipantState::Followed),
        ..NewParticipant::of(EntityId(entity))
    }
}
