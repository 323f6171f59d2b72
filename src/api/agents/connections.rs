//! Connections: an entity and an agent in a room of another platform.

use super::{
    Tag,
    caller::Writer,
    derived_id::create_unique_uuid,
    errors::{Creating, HttpError},
    response::{ApiResult, Success},
    rooms::{RoomBody, describe, kind_of},
    schema::{DEFAULT_SOURCE, metadata},
};
use crate::{
    api::request::{AnyObject, Body},
    engine::agent_rooms::Connection,
    model::ids::{AgentId, EntityId, RoomHandle, WorldId},
};
use poem_openapi::{Object, OpenApi};
use serde::Serialize;
use uuid::Uuid;
use validator::Validate;

pub(super) struct ConnectionRoutes;

#[OpenApi(prefix_path = "/api/agents/:agentId", tag = "Tag::Rooms")]
impl ConnectionRoutes {
    /// Ensure a connection
    ///
    /// Adds an entity and the agent to a room of another platform, and creates the room and its world if they do not
    /// exist. Repeating the call changes nothing. Not in the ElizaOS API.
    #[oai(path = "/connections", method = "post", operation_id = "ensureConnection")]
    async fn connect(&self, caller: Writer<AgentId>, request: Body<Connect>) -> ApiResult<Connected, Creating> {
        let agent = caller.path;
        let command = request.0.into_command(agent)?;
        let (room, _) = caller.engine.ensure_connection(caller.permit, agent, &command).await?;
        let room = describe(&caller, &room, agent).await?;
        Ok(Success(Connected { room }))
    }
}

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
    pub fn into_command(self, agent: AgentId) -> Result<Connection, HttpError> {
        let name = self.name.or(self.user_name);
        let server = self.message_server_id.or(self.server_id);
        let derived = server.as_ref().map(|server| create_unique_uuid(agent, server));
        Ok(Connection {
            entity: EntityId(self.entity_id),
            room: RoomHandle(self.room_id),
            room_name: self
                .room_name
                .or_else(|| name.clone())
                .unwrap_or_else(|| "default".to_owned()),
            entity_name: name,
            kind: kind_of(self.kind.as_deref(), agent, Some(self.room_id))?,
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
    pub room: RoomBody,
}
