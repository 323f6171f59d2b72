//! Channels. As on the real server, some fields are in snake case and others in camel case.

use super::{CHANNEL_SOURCE, metadata, not_blank, participant::present, room::kind_or, source};
use crate::{
    api::{
        agents::{errors::HttpError, names::room_type, response::Item},
        request::AnyObject,
    },
    clock::Timestamp,
    engine::{
        agent_rooms::{CreateAgentRoom, UpdateAgentRoom},
        interviews::Change,
    },
    model::{
        agent_room::{AgentRoomDetails, Metadata, RoomKind},
        ids::EntityId,
        participant::{NewParticipant, Participant},
        room::AgentRoom,
    },
};
use poem_openapi::Object;
use serde::Serialize;
use uuid::Uuid;
use validator::Validate;

/// The field of a channel's metadata in which clients look for its participants.
const PARTICIPANTS: &str = "participantCentralUserIds";

/// A channel to create.
#[derive(Clone, Debug, Object, Validate)]
pub struct CreateChannel {
    /// Name of the channel; required, not blank.
    #[oai(validator(max_length = 200))]
    pub name: Option<String>,
    /// ID of the message server; defaults to the default server.
    pub message_server_id: Option<Uuid>,
    /// Older name of `message_server_id`.
    pub server_id: Option<Uuid>,
    /// IDs of the participants, people and agents; at most 1000.
    #[oai(rename = "participantCentralUserIds", validator(max_items = 1000))]
    pub participants: Option<Vec<Uuid>>,
    /// Type of the channel; defaults to `GROUP`.
    #[oai(rename = "type", validator(max_length = 20))]
    pub kind: Option<String>,
    /// Any JSON object of at most 64 KiB.
    pub metadata: Option<AnyObject>,
}

impl CreateChannel {
    /// The command that creates the room of the channel.
    pub fn into_command(self) -> Result<CreateAgentRoom, HttpError> {
        let name = not_blank(self.name).ok_or_else(|| HttpError::missing("Missing required field: name"))?;
        let server = self.message_server_id.or(self.server_id).unwrap_or_default();
        let participants = self.participants.unwrap_or_default().into_iter();
        Ok(CreateAgentRoom {
            id: None,
            details: AgentRoomDetails {
                source: CHANNEL_SOURCE.to_owned(),
                server_id: Some(server.to_string()),
                metadata: own_metadata(self.metadata)?,
                ..AgentRoomDetails::new(name, kind_or(self.kind.as_deref(), RoomKind::Group)?)
            },
            makes_world: false,
            participants: participants.map(|id| NewParticipant::of(EntityId(id))).collect(),
        })
    }
}

/// The metadata of a channel without its participants, which are stored as such.
fn own_metadata(object: Option<AnyObject>) -> Result<Option<Metadata>, HttpError> {
    let mut metadata = metadata("metadata", object)?;
    if let Some(metadata) = &mut metadata {
        metadata.remove(PARTICIPANTS);
    }
    Ok(metadata)
}

/// Changes to a channel; absent fields stay unchanged.
#[derive(Clone, Debug, Object, Validate)]
pub struct UpdateChannel {
    /// New name; ignored if blank.
    #[oai(validator(max_length = 200))]
    pub name: Option<String>,
    /// IDs of all participants from now on, at most 1000; everybody else leaves.
    #[oai(rename = "participantCentralUserIds", validator(max_items = 1000))]
    pub participants: Option<Vec<Uuid>>,
    /// New metadata, which replaces the old.
    pub metadata: Option<AnyObject>,
}

impl UpdateChannel {
    /// The command that changes the room of the channel.
    pub fn into_command(self) -> Result<UpdateAgentRoom, HttpError> {
        Ok(UpdateAgentRoom {
            name: not_blank(self.name),
            metadata: own_metadata(self.metadata)?.map_or(Change::Keep, Change::Set),
            members: self.participants.map(|ids| ids.into_iter().map(EntityId).collect()),
        })
    }
}

/// A channel.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(rename = "Channel", rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub struct ChannelBody {
    /// ID of the channel and of its room.
    pub id: String,
    /// ID of the message server.
    pub message_server_id: String,
    /// Name of the channel.
    pub name: String,
    /// Type of the channel.
    pub r#type: String,
    /// Platform that the channel comes from.
    pub source_type: String,
    /// Metadata of the channel; outside of lists with the IDs of its participants as `participantCentralUserIds`.
    pub metadata: AnyObject,
    /// Creation time.
    pub created_at: Timestamp,
    /// Same as `createdAt`.
    pub updated_at: Timestamp,
}

impl Item for ChannelBody {
    const FIELD: &'static str = "channels";
}

impl ChannelBody {
    /// A channel, with its participants if they are given.
    pub fn new(room: &AgentRoom, participants: Option<&[Participant]>) -> Self {
        let details = room.details_or_default();
        let source_type = source(&details);
        let mut metadata = details.metadata.unwrap_or_default();
        if let Some(participants) = participants {
            metadata.insert(PARTICIPANTS.to_owned(), present_ids(participants).into());
        }
        Self {
            id: room.base.id.to_string(),
            message_server_id: details.server_id.unwrap_or_else(|| Uuid::nil().to_string()),
            name: details.name,
            r#type: room_type(details.kind).to_owned(),
            source_type,
            metadata: metadata.into(),
            created_at: room.base.created_at,
            updated_at: room.base.created_at,
        }
    }
}

/// The ids of the entities that are present.
pub fn present_ids(participants: &[Participant]) -> Vec<String> {
    let ids = present(participants).map(|participant| participant.entity.to_string());
    ids.collect()
}

/// An agent to add to a channel.
#[derive(Clone, Debug, Object, Validate)]
#[oai(rename_all = "camelCase")]
pub struct AddAgent {
    /// Agent ID.
    pub agent_id: Uuid,
}

/// The result of adding an agent to a channel, or of removing it.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub struct AgentOfChannel {
    /// ID of the channel.
    pub channel_id: String,
    /// Agent ID.
    pub agent_id: String,
    /// Result of the operation, for a person.
    pub message: String,
}
