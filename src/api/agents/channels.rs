//! Channels: rooms as messaging clients see them.

use super::{
    Tag,
    caller::{Authorized, Reader, Writer},
    derived_id::string_to_uuid,
    errors::{Acting, Creating, Deleting, Finding, HttpError, MessagingResult},
    response::{Created, NoContent, Success},
    schema::{
        AddAgent, AgentOfChannel, CHANNEL_SOURCE, ChannelBody, CreateChannel, UpdateChannel, follower, present_ids,
    },
};
use crate::{
    api::request::Body,
    engine::agent_rooms::CreateAgentRoom,
    model::{
        access::Scope,
        agent_room::{AgentRoomDetails, Metadata, RoomKind},
        error::{EngineError, Resource},
        ids::{AgentId, EntityId, RoomId},
        participant::NewParticipant,
        room::AgentRoom,
    },
};
use poem_openapi::{OpenApi, param::Query};
use serde_json::Value;
use uuid::Uuid;

pub(super) struct NewChannelRoutes;
pub(super) struct ChannelRoutes;

#[OpenApi(prefix_path = "/api/messaging", tag = "Tag::Messaging")]
impl NewChannelRoutes {
    /// Create a channel
    #[oai(path = "/channels", method = "post", operation_id = "createChannel")]
    async fn create(
        &self,
        caller: Writer,
        Body(request): Body<CreateChannel>,
    ) -> MessagingResult<Created<ChannelBody>, Creating> {
        let created = caller.create_room(request.into_command()?, None).await?;
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
    ) -> MessagingResult<Success<ChannelBody>, Creating> {
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
    async fn details(&self, caller: Reader<RoomId>) -> MessagingResult<Success<ChannelBody>, Finding> {
        let room = caller.engine.get(caller.permit, caller.path).await?;
        Ok(Success(describe(&caller, &room).await?))
    }

    /// List the participants of a channel
    ///
    /// Lists the IDs of the participants, in the order in which they first joined. An unknown channel has none.
    #[oai(path = "/participants", method = "get", operation_id = "getChannelParticipants")]
    async fn participants(&self, caller: Reader<RoomId>) -> MessagingResult<Success<Vec<String>>, Finding> {
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
        caller: Writer<RoomId>,
        Body(request): Body<AddAgent>,
    ) -> MessagingResult<Created<AgentOfChannel>, Creating> {
        let channel = caller.path;
        let agent = AgentId(request.agent_id);
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
    async fn remove_agent(
        &self,
        caller: Writer<(RoomId, EntityId)>,
    ) -> MessagingResult<Success<AgentOfChannel>, Acting> {
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
        caller: Writer<RoomId>,
        Body(request): Body<UpdateChannel>,
    ) -> MessagingResult<Success<ChannelBody>, Creating> {
        let command = request.into_command()?;
        let room = caller.engine.update(caller.permit, None, caller.path, command).await?;
        Ok(Success(describe(&caller, &room).await?))
    }

    /// Delete a channel
    ///
    /// Deletes a channel and its messages.
    #[oai(path = "/", method = "delete", operation_id = "deleteChannel")]
    async fn delete(&self, caller: Writer<RoomId>) -> MessagingResult<NoContent, Deleting> {
        caller.engine.delete(caller.permit, None, caller.path).await?;
        Ok(NoContent::Done)
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
        id: Some(RoomId(id)),
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
