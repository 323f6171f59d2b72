//! Connections: an entity and an agent in a room of another platform.

use super::{DEFAULT_SOURCE, RoomBody, metadata, room::kind_or};
use crate::{
    api::{
        agents::{derived_id::create_unique_uuid, errors::HttpError},
        request::AnyObject,
    },
    engine::agent_rooms::Connection,
    model::{
        agent_room::RoomKind,
        ids::{AgentId, EntityId, RoomId, WorldId},
    },
};
use poem_openapi::Object;
use serde::Serialize;
use uuid::Uuid;
use validator::Validate;

/// An entity to connect with an agent, in a room of another platform.
#[derive(Clone, Debug, Object, Validate)]
#[oai(rename_all = "camelCase")]
pub struct Connect {
    /// ID of the entity to add to the room besides the agent.
    pub entity_id: Uuid,
    /// Room ID; the room is created if it does not exist.
    pub room_id: Uuid,
    /// User name of the entity on the platform; used if `name` is absent.
    #[oai(validator(max_length = 200))]
    pub user_name: Option<String>,
    /// Display name of the entity.
    #[oai(validator(max_length = 200))]
    pub name: Option<String>,
    /// Name of the room, if it is created; defaults to the name of the entity.
    #[oai(validator(max_length = 200))]
    pub room_name: Option<String>,
    /// Platform that the room comes from; defaults to `client`.
    #[oai(validator(max_length = 200))]
    pub source: Option<String>,
    /// Type of the room, if it is created; defaults to `DM`.
    #[oai(rename = "type", validator(max_length = 20))]
    pub kind: Option<String>,
    /// ID of the room on its platform.
    #[oai(validator(max_length = 200))]
    pub channel_id: Option<String>,
    /// ID of the message server on that platform.
    #[oai(validator(max_length = 200))]
    pub message_server_id: Option<String>,
    /// Older name of `messageServerId`.
    #[oai(validator(max_length = 200))]
    pub server_id: Option<String>,
    /// ID of the world; by default it is derived from the message server.
    pub world_id: Option<Uuid>,
    /// Name of the world, if it is created.
    #[oai(validator(max_length = 200))]
    pub world_name: Option<String>,
    /// Metadata of the world, if it is created: any JSON object of at most 64 KiB.
    pub metadata: Option<AnyObject>,
}

impl Connect {
    /// The command that connects the entity with an agent.
    pub fn into_command(self, agent: AgentId) -> Result<Connection, HttpError> {
        let name = self.name.or(self.user_name);
        let server = self.message_server_id.or(self.server_id);
        let derived = server.as_ref().map(|server| create_unique_uuid(agent, server));
        Ok(Connection {
            entity: EntityId(self.entity_id),
            room: RoomId(self.room_id),
            room_name: self
                .room_name
                .or_else(|| name.clone())
                .unwrap_or_else(|| "default".to_owned()),
            entity_name: name,
            kind: kind_or(self.kind.as_deref(), RoomKind::Dm)?,
            source: self.source.unwrap_or_else(|| DEFAULT_SOURCE.to_owned()),
            channel_id: self.channel_id,
            server_id: server,
            world: self.world_id.or(derived).map(WorldId),
            world_name: self.world_name,
            metadata: metadata("metadata", self.metadata)?,
        })
    }
}

/// The room in which the entity and the agent are connected.
#[derive(Clone, Debug, Object, Serialize)]
pub struct Connected {
    /// The room.
    pub room: RoomBody,
}
