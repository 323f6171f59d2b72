//! Channels: rooms as messaging clients see them.

use super::{
    Tag,
    caller::{Authorized, Reader, Writer},
    derived_id::string_to_uuid,
    errors::{Acting, Creating, Deleting, Finding, HttpError},
    names::room_type,
    participants::present,
    response::{Empty, Item, MessagingCreated, MessagingNoContent, MessagingResult, Success},
    rooms::kind_or,
    schema::{CHANNEL_SOURCE, follower, metadata, not_blank, source},
};
use crate::{
    api::request::{AnyObject, Body},
    clock::Timestamp,
    engine::{
        agent_rooms::{CreateAgentRoom, UpdateAgentRoom},
        interviews::Change,
    },
    model::{
        access::Scope,
        agent_room::{AgentRoomDetails, Metadata, RoomKind},
        error::{EngineError, Resource},
        ids::{AgentId, EntityId, RoomHandle},
        participant::{NewParticipant, Participant},
        room::AgentRoom,
    },
};
use poem_openapi::{Object, OpenApi, param::Query};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;
use validator::Validate;

pub(super) struct NewChannelRoutes;
pub(super) struct ChannelRoutes;

#[OpenApi(prefix_path = "/api/messaging", tag = "Tag::Messaging")]
impl NewChannelRoutes {
    /// Create a channel
    #[oai(path = "/channels", method = "post", operation_id = "createChannel")]
    async fn create(&self, caller: Writer, request: Body<CreateChannel>) -> MessagingCreated<ChannelBody, Creating> {
        let created = caller.create_room(request.0.into_command()?, None).await?;
        Ok(Success(describe(&caller, &created.room).await?))
    }

    /// Get or create a direct channel
    ///
    /// Gets the one channel of two users in the team, or in the project of the API key, and creates it if it does not
    /// exist.
    #[oai(path = "/dm-channel", method = "get", operation_id = "getOrCreateDmChannel")]
    async fn direct(
        &self,
        caller: Writer,
        /// Requesting user.
        #[oai(name = "currentUserId")]
        Query(user): Query<Uuid>,
        /// Peer.
        #[oai(name = "targetUserId")]
        Query(peer): Query<Uuid>,
        /// Message server; defaults to the default server.
        #[oai(name = "dmServerId")]
        Query(server): Query<Option<Uuid>>,
    ) -> MessagingResult<ChannelBody, Creating> {
        if user == peer {
            return Err(HttpError::bad_request("Cannot create a direct channel with oneself").into());
        }
        let command = direct_channel(caller.permit.scope, [user, peer], server.unwrap_or_default());
        let created = caller.create_room(command, None).await?;
        Ok(Success(describe(&caller, &created.room).await?))
    }
}

#[OpenApi(prefix_path = "/api/messaging/channels/:channelId", tag = "Tag::Messaging")]
impl ChannelRoutes {
    /// Get channel details
    #[oai(path = "/details", method = "get", operation_id = "getChannelDetails")]
    async fn details(&self, caller: Reader<RoomHandle>) -> MessagingResult<ChannelBody, Finding> {
        let room = caller.engine.get(caller.permit, None, caller.path).await?;
        Ok(Success(describe(&caller, &room).await?))
    }

    /// List the participants of a channel
    ///
    /// Lists the IDs of the participants, in the order in which they first joined. An unknown channel has none.
    #[oai(path = "/participants", method = "get", operation_id = "getChannelParticipants")]
    async fn participants(&self, caller: Reader<RoomHandle>) -> MessagingResult<Vec<String>, Finding> {
        match caller.engine.list_participants(caller.permit, None, caller.path).await {
            Ok(participants) => Ok(Success(present_ids(&participants))),
            Err(EngineError::NotFound(Resource::Room)) => Ok(Success(Vec::new())),
            Err(error) => Err(error.into()),
        }
    }

    /// Add an agent to a channel
    #[oai(path = "/agents", method = "post", operation_id = "addAgentToChannel")]
    async fn add_agent(
        &self,
        caller: Writer<RoomHandle>,
        request: Body<AddAgent>,
    ) -> MessagingCreated<AgentOfChannel, Creating> {
        let channel = caller.path;
        let agent = AgentId(request.0.agent_id);
        caller.engine.get_agent(caller.reader, agent).await?;
        let new = [NewParticipant::of(EntityId(agent.0))];
        caller
            .engine
            .add_participants(caller.permit, None, channel, &new)
            .await?;
        Ok(Success(AgentOfChannel {
            channel_id: channel.to_string(),
            agent_id: agent.to_string(),
            message: "Agent added to channel successfully".to_owned(),
        }))
    }

    /// Remove an agent from a channel
    #[oai(
        path = "/agents/:agentId",
        method = "delete",
        operation_id = "removeAgentFromChannel"
    )]
    async fn remove_agent(&self, caller: Writer<(RoomHandle, EntityId)>) -> MessagingResult<AgentOfChannel, Acting> {
        let (channel, agent) = caller.path;
        caller
            .engine
            .remove_participant(caller.permit, None, channel, agent)
            .await?;
        Ok(Success(AgentOfChannel {
            channel_id: channel.to_string(),
            agent_id: agent.to_string(),
            message: "Agent removed from channel successfully".to_owned(),
        }))
    }

    /// Update a channel
    ///
    /// Changes the name and the metadata of a channel, and replaces its participants.
    #[oai(path = "/", method = "patch", operation_id = "updateChannel")]
    async fn update(
        &self,
        caller: Writer<RoomHandle>,
        request: Body<UpdateChannel>,
    ) -> MessagingResult<ChannelBody, Creating> {
        let command = request.0.into_command()?;
        let room = caller.engine.update(caller.permit, None, caller.path, command).await?;
        Ok(Success(describe(&caller, &room).await?))
    }

    /// Delete a channel
    ///
    /// Deletes a channel and its messages.
    #[oai(path = "/", method = "delete", operation_id = "deleteChannel")]
    async fn delete(&self, caller: Writer<RoomHandle>) -> MessagingNoContent<Deleting> {
        caller.engine.delete(caller.permit, None, caller.path).await?;
        Ok(Empty::NoContent)
    }
}

/// A room as a channel, with its participants.
async fn describe<P, I>(caller: &Authorized<P, I>, room: &AgentRoom) -> Result<ChannelBody, EngineError> {
    let participants = caller.participants(room).await?;
    Ok(ChannelBody::new(room, Some(&participants)))
}

/// The channel of two users of a team or of one of its projects; its id is derived from all of these.
fn direct_channel(scope: Scope, mut users: [Uuid; 2], server: Uuid) -> CreateAgentRoom {
    users.sort_unstable();
    let [lower, higher] = users;
    let name = format!("DM-{lower}-{higher}");
    let project = scope.project.map(|project| project.to_string()).unwrap_or_default();
    let id = string_to_uuid(&format!("{name}:{server}:{}:{project}", scope.team));
    let metadata = [("user1", lower), ("user2", higher)];
    let metadata = metadata.map(|(name, id)| (name.to_owned(), Value::from(id.to_string())));
    CreateAgentRoom {
        id: Some(RoomHandle(id)),
        details: AgentRoomDetails {
            source: CHANNEL_SOURCE.to_owned(),
            server_id: Some(server.to_string()),
            metadata: Some(Metadata::from_iter(metadata)),
            ..AgentRoomDetails::new(name, RoomKind::Dm)
        },
        makes_world: false,
        // In a direct channel an agent is asked to answer every message.
        participants: users.map(follower).into(),
    }
}

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
    pub message_server_id: String,
    pub name: String,
    pub r#type: String,
    /// Platform that the channel comes from.
    pub source_type: String,
    /// Metadata of the channel; outside of lists with the IDs of its participants as `participantCentralUserIds`.
    pub metadata: AnyObject,
    pub created_at: Timestamp,
    /// Same as `createdAt`.
    pub updated_at: Timestamp,
}

impl Item for ChannelBody {
    const LIST: &'static str = "channels";
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
            id: room.base.handle().to_string(),
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
    pub agent_id: Uuid,
}

/// The result of adding an agent to a channel, or of removing it.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub struct AgentOfChannel {
    pub channel_id: String,
    pub agent_id: String,
    /// Result of the operation, for a person.
    pub message: String,
}
