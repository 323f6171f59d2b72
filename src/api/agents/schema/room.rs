//! Rooms.

use super::{AGENT, ROOM, THEN, WORLD, metadata};
use crate::{
    api::{agents::answer::millis, agents::errors::HttpError, request::AnyObject},
    engine::{
        agent_rooms::{CreateAgentRoom, UpdateAgentRoom},
        interviews::Change,
    },
    model::{
        agent_room::{AgentRoomDetails, RoomKind},
        ids::{AgentId, EntityId, RoomId, WorldId},
        participant::{NewParticipant, Participant, ParticipantState},
        room::AgentRoom,
    },
};
use poem_openapi::{
    Object,
    types::{Example, MaybeUndefined},
};
use serde::Serialize;
use uuid::Uuid;
use validator::Validate;

/// The platform of what names none.
pub(super) const SOURCE: &str = "client";

/// What to make a room of.
#[derive(Clone, Debug, Object, Validate)]
#[oai(example, rename_all = "camelCase")]
pub struct CreateRoom {
    /// Name of the room; required, and not empty.
    #[oai(validator(max_length = 200))]
    pub name: Option<String>,
    /// ID of the world; left out, a world is made for the room. One that is kept elsewhere may be named, too.
    pub world_id: Option<Uuid>,
    /// Optional custom room ID: a room that has it already stays as it is, and is the answer.
    pub room_id: Option<Uuid>,
    /// Entity ID to add to the room.
    pub entity_id: Option<Uuid>,
    /// Type: `DM`, which it is when left out, `GROUP`, `VOICE_DM`, `VOICE_GROUP`, `FEED`, `THREAD`, `WORLD`, `FORUM` or
    /// `API`.
    #[oai(rename = "type", validator(max_length = 20))]
    pub kind: Option<String>,
    /// The platform that it comes from; `client` when left out.
    #[oai(validator(max_length = 200))]
    pub source: Option<String>,
    /// What the platform calls the room; the room's id when left out.
    #[oai(validator(max_length = 200))]
    pub channel_id: Option<String>,
    /// What the platform calls the server.
    #[oai(validator(max_length = 200))]
    pub message_server_id: Option<String>,
    /// The same, under its older name.
    #[oai(validator(max_length = 200))]
    pub server_id: Option<String>,
    /// Whatever is to be kept with the room: an object of at most 64 KiB.
    pub metadata: Option<AnyObject>,
}

impl CreateRoom {
    /// The room as the engine makes it, for an agent.
    pub fn wanted(self, agent: AgentId) -> Result<CreateAgentRoom, HttpError> {
        let name = self.name.filter(|name| !name.trim().is_empty());
        let name = name.ok_or_else(|| HttpError::missing("Room name is required"))?;
        let entity = self.entity_id.filter(|entity| *entity != agent.0);
        let followed = NewParticipant {
            entity: EntityId(agent.0),
            name: None,
            state: Some(ParticipantState::Followed),
        };
        let other = entity.map(|entity| NewParticipant {
            entity: EntityId(entity),
            name: None,
            state: None,
        });
        Ok(CreateAgentRoom {
            id: self.room_id.map(RoomId),
            details: AgentRoomDetails {
                agent: Some(agent),
                world: self.world_id.map(WorldId),
                source: self.source.unwrap_or_else(|| SOURCE.to_owned()),
                channel_id: self.channel_id,
                server_id: self.message_server_id.or(self.server_id),
                metadata: metadata("metadata", self.metadata)?,
                ..AgentRoomDetails::new(name, kind(self.kind.as_deref(), RoomKind::Dm)?)
            },
            makes_world: true,
            participants: [followed].into_iter().chain(other).collect(),
        })
    }
}

/// A type by its name, in any case. An agent's own room is made with the agent only.
pub fn kind(given: Option<&str>, otherwise: RoomKind) -> Result<RoomKind, HttpError> {
    let Some(given) = given else { return Ok(otherwise) };
    let known = crate::api::agents::names::room_kind(given);
    known.ok_or_else(|| {
        HttpError::bad_request("type: should be DM, GROUP, VOICE_DM, VOICE_GROUP, FEED, THREAD, WORLD, FORUM or API")
    })
}

impl Example for CreateRoom {
    fn example() -> Self {
        Self {
            name: Some("general-chat".to_owned()),
            world_id: None,
            room_id: None,
            entity_id: None,
            kind: Some("GROUP".to_owned()),
            source: None,
            channel_id: None,
            message_server_id: None,
            server_id: None,
            metadata: None,
        }
    }
}

/// Rooms to be made together, all or none.
#[derive(Clone, Debug, Object, Validate)]
#[oai(example)]
pub struct CreateRooms {
    /// 1 to 100 of them.
    #[oai(validator(min_items = 1, max_items = 100))]
    pub rooms: Vec<CreateRoom>,
}

impl Example for CreateRooms {
    fn example() -> Self {
        Self {
            rooms: vec![CreateRoom::example()],
        }
    }
}

/// What to change of a room.
#[derive(Clone, Debug, Object, Validate)]
#[oai(example)]
pub struct UpdateRoom {
    /// Its name.
    #[oai(validator(max_length = 200))]
    pub name: Option<String>,
    /// What is kept with it: an object that replaces the one before; null takes it away.
    pub metadata: MaybeUndefined<AnyObject>,
}

impl UpdateRoom {
    /// The change as the engine makes it.
    pub fn wanted(self) -> Result<UpdateAgentRoom, HttpError> {
        if self.name.as_ref().is_some_and(|name| name.trim().is_empty()) {
            return Err(HttpError::bad_request("name: should not be empty"));
        }
        Ok(UpdateAgentRoom {
            name: self.name,
            metadata: match self.metadata {
                MaybeUndefined::Undefined => Change::Keep,
                MaybeUndefined::Null => Change::Clear,
                MaybeUndefined::Value(object) => metadata("metadata", Some(object))?.map_or(Change::Clear, Change::Set),
            },
            members: None,
        })
    }
}

impl Example for UpdateRoom {
    fn example() -> Self {
        Self {
            name: Some("renamed-channel".to_owned()),
            metadata: MaybeUndefined::Undefined,
        }
    }
}

/// An entity in a room.
#[derive(Clone, Debug, Object, Serialize)]
pub struct Entity {
    /// Its id.
    pub id: String,
    /// Its name, where one is known.
    pub name: Option<String>,
}

/// A room.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(rename = "Room", rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub struct RoomBody {
    /// Unique identifier for the room.
    pub id: String,
    /// Name of the room.
    pub name: String,
    /// The agent that it was made for; of another room the agent that asks.
    pub agent_id: String,
    /// When it was made, in milliseconds since 1970.
    pub created_at: i64,
    /// Source of the room.
    pub source: String,
    /// Its type.
    #[oai(rename = "type")]
    #[serde(rename = "type")]
    pub kind: String,
    /// ID of the world this room belongs to.
    pub world_id: Option<String>,
    /// The name of that world, where it is known.
    pub world_name: Option<String>,
    /// What the platform calls the room.
    pub channel_id: Option<String>,
    /// What the platform calls the server.
    pub message_server_id: Option<String>,
    /// The same, under its older name.
    pub server_id: Option<String>,
    /// What is kept with it.
    pub metadata: Option<AnyObject>,
    /// Entities in this room; absent in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entities: Option<Vec<Entity>>,
    /// Where it stands: `pending`, `active`, `completed`, `expired` or `cancelled`.
    pub status: String,
    /// When it ended, in milliseconds since 1970.
    pub ended_at: Option<i64>,
}

impl RoomBody {
    /// A room as an agent sees it.
    pub fn new(room: &AgentRoom, agent: AgentId) -> Self {
        let details = room.details_or_default();
        Self {
            id: room.base.id.to_string(),
            name: details.name,
            agent_id: room.agent().unwrap_or(agent).to_string(),
            created_at: millis(room.base.created_at),
            source: details.source,
            kind: crate::api::agents::names::room_type(details.kind).to_owned(),
            world_id: details.world.map(|id| id.to_string()),
            world_name: None,
            channel_id: details.channel_id.or_else(|| Some(room.base.id.to_string())),
            server_id: details.server_id.clone(),
            message_server_id: details.server_id,
            metadata: details.metadata.map(AnyObject::from),
            entities: None,
            status: room.base.life.status.to_string(),
            ended_at: room.base.life.finished_at.map(millis),
        }
    }

    /// The same, with who is in it.
    pub fn with(mut self, participants: &[Participant]) -> Self {
        let present = participants.iter().filter(|participant| participant.is_present());
        let entity = |participant: &Participant| Entity {
            id: participant.entity.to_string(),
            name: participant.name.clone(),
        };
        self.entities = Some(present.map(entity).collect());
        self
    }
}

impl Example for RoomBody {
    fn example() -> Self {
        Self {
            id: ROOM.to_string(),
            name: "general-chat".to_owned(),
            agent_id: AGENT.to_string(),
            created_at: THEN,
            source: SOURCE.to_owned(),
            kind: "GROUP".to_owned(),
            world_id: Some(WORLD.to_string()),
            world_name: None,
            channel_id: Some(ROOM.to_string()),
            message_server_id: None,
            server_id: None,
            metadata: None,
            entities: Some(vec![Entity {
                id: AGENT.to_string(),
                name: Some("Probe".to_owned()),
            }]),
            status: "active".to_owned(),
            ended_at: None,
        }
    }
}

/// Rooms that were made together.
#[derive(Clone, Debug, Object, Serialize)]
pub struct RoomList {
    /// The rooms, in the order in which they were asked for.
    pub rooms: Vec<RoomBody>,
}

impl Example for RoomList {
    fn example() -> Self {
        Self {
            rooms: vec![RoomBody::example()],
        }
    }
}

/// A page of rooms.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(rename = "RoomPage", rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub struct RoomPageBody {
    /// The rooms, the highest id first.
    pub rooms: Vec<RoomBody>,
    /// Where the next page begins; null on the last.
    pub next_cursor: Option<String>,
}

impl Example for RoomPageBody {
    fn example() -> Self {
        Self {
            rooms: vec![RoomBody::example()],
            next_cursor: None,
        }
    }
}
