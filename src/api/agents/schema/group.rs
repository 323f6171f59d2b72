//! Groups: the rooms of several agents for one message server.

use super::source;
use crate::{
    api::{agents::names::room_type, request::AnyObject},
    model::room::AgentRoom,
};
use poem_openapi::Object;
use serde::Serialize;
use uuid::Uuid;
use validator::Validate;

/// Rooms to create for several agents and one message server.
#[derive(Clone, Debug, Object, Validate)]
#[oai(rename_all = "camelCase")]
pub struct CreateGroup {
    /// Name of the rooms; by default each is named after its agent.
    #[oai(validator(max_length = 200))]
    pub name: Option<String>,
    /// ID of the world that the rooms belong to; by default it is derived from the message server.
    pub world_id: Option<Uuid>,
    /// Platform that the rooms come from; defaults to `client`.
    #[oai(validator(max_length = 200))]
    pub source: Option<String>,
    /// Metadata of each room: any JSON object of at most 64 KiB.
    pub metadata: Option<AnyObject>,
    /// IDs of 1 to 100 agents.
    #[oai(validator(max_items = 100))]
    pub agent_ids: Option<Vec<Uuid>>,
}

/// A room of a group.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub struct GroupRoom {
    /// Room ID, derived from the agent and the message server.
    pub id: String,
    /// Name of the room.
    pub name: String,
    /// Platform that the room comes from.
    pub source: String,
    /// ID of the world that the room belongs to.
    pub world_id: Option<String>,
    /// Type of the room: `API`.
    pub r#type: String,
}

impl From<&AgentRoom> for GroupRoom {
    fn from(room: &AgentRoom) -> Self {
        let details = room.details_or_default();
        Self {
            id: room.base.id.to_string(),
            source: source(&details),
            name: details.name,
            world_id: details.world.map(|id| id.to_string()),
            r#type: room_type(details.kind).to_owned(),
        }
    }
}
