//! Connecting somebody with a room of an outside system.

use super::{
    PERSON, ROOM, RoomBody, metadata,
    room::{SOURCE, kind},
};
use crate::{
    api::{agents::errors::HttpError, request::AnyObject},
    engine::agent_rooms::Connection,
    model::{
        agent_room::RoomKind,
        ids::{EntityId, RoomId, WorldId},
    },
};
use poem_openapi::{Object, types::Example};
use serde::Serialize;
use uuid::Uuid;
use validator::Validate;

/// Somebody, a room of an outside system, and an agent, who are to be connected.
#[derive(Clone, Debug, Object, Validate)]
#[oai(example, rename_all = "camelCase")]
pub struct Connect {
    /// Who takes part besides the agent.
    pub entity_id: Uuid,
    /// The room; made if it is not there.
    pub room_id: Uuid,
    /// The name of the entity on the platform.
    #[oai(validator(max_length = 200))]
    pub user_name: Option<String>,
    /// The name of the entity for people.
    #[oai(validator(max_length = 200))]
    pub name: Option<String>,
    /// The name of the room, if it is made now.
    #[oai(validator(max_length = 200))]
    pub room_name: Option<String>,
    /// The platform.
    #[oai(validator(max_length = 200))]
    pub source: Option<String>,
    /// Type of the room; `DM` when left out.
    #[oai(rename = "type", validator(max_length = 20))]
    pub kind: Option<String>,
    /// What the platform calls the room.
    #[oai(validator(max_length = 200))]
    pub channel_id: Option<String>,
    /// What the platform calls its server.
    #[oai(validator(max_length = 200))]
    pub message_server_id: Option<String>,
    /// The same, under its older name.
    #[oai(validator(max_length = 200))]
    pub server_id: Option<String>,
    /// The world; derived from the server when left out.
    pub world_id: Option<Uuid>,
    /// The name of the world, if it is made now.
    #[oai(validator(max_length = 200))]
    pub world_name: Option<String>,
    /// Kept with the world, if it is made now: an object of at most 64 KiB.
    pub metadata: Option<AnyObject>,
}

impl Connect {
    /// The connection as the engine makes it.
    pub fn wanted(self) -> Result<Connection, HttpError> {
        let name = self.name.or(self.user_name);
        Ok(Connection {
            entity: EntityId(self.entity_id),
            room: RoomId(self.room_id),
            room_name: self
                .room_name
                .or_else(|| name.clone())
                .unwrap_or_else(|| "default".to_owned()),
            entity_name: name,
            kind: kind(self.kind.as_deref(), RoomKind::Dm)?,
            source: self.source.unwrap_or_else(|| SOURCE.to_owned()),
            channel_id: self.channel_id,
            server_id: self.message_server_id.or(self.server_id),
            world: self.world_id.map(WorldId),
            world_name: self.world_name,
            metadata: metadata("metadata", self.metadata)?,
        })
    }
}

impl Example for Connect {
    fn example() -> Self {
        Self {
            entity_id: PERSON,
            room_id: ROOM,
            user_name: Some("anna".to_owned()),
            name: Some("Anna".to_owned()),
            room_name: Some("general-chat".to_owned()),
            source: Some("discord".to_owned()),
            kind: Some("GROUP".to_owned()),
            channel_id: Some("external-channel-id".to_owned()),
            message_server_id: None,
            server_id: Some("external-server-id".to_owned()),
            world_id: None,
            world_name: None,
            metadata: None,
        }
    }
}

/// A room and who was connected with it.
#[derive(Clone, Debug, Object, Serialize)]
pub struct Connected {
    /// The room.
    pub room: RoomBody,
}

impl Example for Connected {
    fn example() -> Self {
        Self {
            room: RoomBody::example(),
        }
    }
}
