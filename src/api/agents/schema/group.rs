//! Groups: rooms of several agents for one outside server.

use super::{AGENT, ROOM, WORLD, room::SOURCE};
use crate::{api::request::AnyObject, model::room::AgentRoom};
use poem_openapi::{Object, types::Example};
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;
use validator::Validate;

/// Rooms of several agents for one outside server.
#[derive(Clone, Debug, Object, Validate)]
#[oai(example, rename_all = "camelCase")]
pub struct CreateGroup {
    /// Their name.
    #[oai(validator(max_length = 200))]
    pub name: Option<String>,
    /// The world that they belong to; derived from the server when left out.
    pub world_id: Option<Uuid>,
    /// The platform; `client` when left out.
    #[oai(validator(max_length = 200))]
    pub source: Option<String>,
    /// Whatever is to be kept with the rooms: an object of at most 64 KiB.
    pub metadata: Option<AnyObject>,
    /// The agents, 1 to 100.
    #[oai(validator(max_items = 100))]
    pub agent_ids: Option<Vec<Uuid>>,
}

impl Example for CreateGroup {
    fn example() -> Self {
        Self {
            name: Some("Team chat".to_owned()),
            world_id: Some(WORLD),
            source: None,
            metadata: None,
            agent_ids: Some(vec![AGENT]),
        }
    }
}

/// A room of a group.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub struct GroupRoom {
    /// Its id: the same for the same agent and server.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The platform.
    pub source: String,
    /// The world that it belongs to.
    pub world_id: Option<String>,
    /// Its type: `API`.
    #[oai(rename = "type")]
    #[serde(rename = "type")]
    pub kind: String,
}

impl From<&AgentRoom> for GroupRoom {
    fn from(room: &AgentRoom) -> Self {
        let details = room.details_or_default();
        Self {
            id: room.base.id.to_string(),
            name: details.name,
            source: details.source,
            world_id: details.world.map(|id| id.to_string()),
            kind: crate::api::agents::names::room_type(details.kind).to_owned(),
        }
    }
}

impl GroupRoom {
    /// A room as the document shows it.
    pub fn shown() -> serde_json::Value {
        json!({
            "id": ROOM.to_string(), "name": "Team chat", "source": SOURCE, "worldId": WORLD.to_string(), "type": "API",
        })
    }
}
