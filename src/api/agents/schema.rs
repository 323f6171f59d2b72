//! The bodies of the agents dialect: field names as in the `ElizaOS` contract; limits and additional fields are ours.

mod agent;
mod channel;
mod connect;
mod group;
mod memory;
mod message;
mod participant;
mod room;
mod server;
mod world;

pub use agent::{AgentFields, AgentItem, CreateAgent, chosen_agent_id, profile, project_id};
pub use channel::{AddAgent, AgentOfChannel, ChannelBody, CreateChannel, UpdateChannel, present_ids};
pub use connect::{Connect, Connected};
pub use group::{CreateGroup, GroupRoom};
pub use memory::{Changed, Cleared, CreateMemories, CreateMemory, Deleted, MemoryBody, UpdateMemory, memory_kind};
pub use message::{ChannelMessage, PostMessage, PostedMessage};
pub use participant::{AddParticipants, EventBody, ParticipantBody, SetState, StateBody, present};
pub use room::{CreateRoom, CreateRooms, RoomBody, UpdateRoom};
pub use server::{AgentsOfServer, CurrentServer, ServerBody};
pub use world::{CreateWorld, DeletedRooms, UpdateWorld, WorldBody, WorldOnly};

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

fn source(details: &AgentRoomDetails) -> String {
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

fn json_bytes(object: &Metadata) -> usize {
    serde_json::to_vec(object).map_or(usize::MAX, |text| text.len())
}

/// A name, unless it is blank.
pub fn not_blank(name: Option<String>) -> Option<String> {
    name.filter(|name| !name.trim().is_empty())
}

/// A new name, which may be absent but not blank.
fn new_name(name: Option<String>) -> Result<Option<String>, HttpError> {
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
