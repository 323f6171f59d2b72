//! The bodies of the agents dialect: names as in the outside contract, limits and additions ours.

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

pub use agent::{AgentFields, AgentItem, AgentList, CreateAgent, profile, whole};
pub use channel::{AddAgent, AgentOfChannel, ChannelBody, ChannelList, CreateChannel, UpdateChannel, members};
pub use connect::{Connect, Connected};
pub use group::{CreateGroup, GroupRoom};
pub use memory::{
    Changed, Cleared, Content, CreateMemories, CreateMemory, Deleted, MemoryBody, MemoryList, UpdateMemory,
};
pub use message::{ChannelMessage, MessageList, PostMessage, PostedMessage, RAW};
pub use participant::{AddParticipants, EventBody, EventList, ParticipantList, SetState, StateBody};
pub use room::{CreateRoom, CreateRooms, RoomBody, RoomList, RoomPageBody, UpdateRoom};
pub use server::{AgentsOfServer, CurrentServer, ServerBody, ServerList};
pub use world::{CreateWorld, DeletedRooms, UpdateWorld, WorldBody, WorldList, WorldOnly};

use super::errors::HttpError;
use crate::{
    api::request::AnyObject,
    model::agent_room::{MAX_METADATA_BYTES, Metadata},
};
use uuid::Uuid;

/// The agent of the examples.
pub const AGENT: Uuid = Uuid::from_u128(0x0192_f0a1_7c00_7000_8000_0000_0000_0003);
/// The room of the examples.
pub const ROOM: Uuid = Uuid::from_u128(0x0192_f0a1_7c00_7000_8000_0000_0000_0002);
/// The person of the examples.
pub const PERSON: Uuid = Uuid::from_u128(0x0192_f0a1_7c00_7000_8000_0000_0000_0006);
/// The world of the examples.
pub const WORLD: Uuid = Uuid::from_u128(0x0192_f0a1_7c00_7000_8000_0000_0000_0007);
/// The memory of the examples.
pub const MEMORY: Uuid = Uuid::from_u128(0x0192_f0a1_7c00_7000_8000_0000_0000_0005);
/// When the examples happen, in milliseconds since 1970.
pub const THEN: i64 = 1_795_306_357_680;

/// A JSON object that is small enough to be kept with something.
pub fn metadata(name: &str, object: Option<AnyObject>) -> Result<Option<Metadata>, HttpError> {
    let Some(AnyObject { 0: object, .. }) = object else {
        return Ok(None);
    };
    let size = serde_json::to_vec(&object).map_or(usize::MAX, |text| text.len());
    if size > MAX_METADATA_BYTES {
        return Err(HttpError::bad_request(format!(
            "{name}: should have at most {MAX_METADATA_BYTES} bytes of JSON"
        )));
    }
    Ok(Some(object))
}
