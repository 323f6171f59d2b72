//! Channels: rooms as messaging clients see them.

use super::{
    Tag,
    answer::{Data, Done, Made, answered},
    auth::AgentCaller,
    errors::{Acting, Creating, Deleting, Finding, HttpError, plain::ApiResult},
    schema::{AddAgent, AgentOfChannel, ChannelBody, CreateChannel, UpdateChannel, members},
};
use crate::{
    api::{request::Body, response::Json},
    engine::Engine,
    engine::{
        agent_rooms::{CreateAgentRoom, UpdateAgentRoom},
        interviews::Change,
    },
    model::{
        access::{Caller, CanReadAgentRooms, CanUseAgentRooms},
        agent_room::{AgentRoomDetails, Metadata, RoomKind},
        derived_id::string_to_uuid,
        error::{EngineError, Resource},
        ids::{AgentId, EntityId, RoomId},
        participant::{NewParticipant, Participant, ParticipantState},
        room::AgentRoom,
    },
};
use poem::{IntoResponse, Response, web::Data as Shared};
use poem_openapi::{
    ApiResponse, OpenApi,
    param::{Path, Query},
    registry::{MetaResponses, Registry},
    types::Type,
};
use serde_json::{Value, json};
use uuid::Uuid;

pub(super) struct ChannelRoutes;

#[OpenApi(prefix_path = "/api/messaging", tag = "Tag::Messaging")]
impl ChannelRoutes {
    /// Create a channel
    #[oai(path = "/channels", method = "post", operation_id = "createChannel")]
    async fn create(
        &self,
        caller: AgentCaller,
        engine: Shared<&Engine>,
        request: Body<CreateChannel>,
    ) -> ApiResult<Made<ChannelBody>, Creating> {
        let permit = caller.0.require_agent_rooms()?;
        let members = request.0.participants.clone().unwrap_or_default();
        let wanted = CreateAgentRoom {
            id: None,
            details: request.0.details()?,
            makes_world: false,
            participants: members
                .into_iter()
                .map(|member| new_participant(member, None))
                .collect(),
        };
        let room = make(engine.0, permit, wanted).await?;
        Ok(Data(shown(engine.0, &room).await?))
    }

    /// Get or create a direct channel
    ///
    /// The channel between two, of one team or of one project when the key is bound to it: always the same for the same
    /// two.
    #[oai(path = "/dm-channel", method = "get", operation_id = "getOrCreateDmChannel")]
    async fn direct(
        &self,
        caller: AgentCaller,
        engine: Shared<&Engine>,
        /// The one.
        #[oai(name = "currentUserId")]
        current_user_id: Query<Uuid>,
        /// The other.
        #[oai(name = "targetUserId")]
        target_user_id: Query<Uuid>,
        /// The message server; the one of all when left out.
        #[oai(name = "dmServerId")]
        server_id: Query<Option<Uuid>>,
    ) -> ApiResult<Data<ChannelBody>, Creating> {
        let permit = caller.0.require_agent_rooms()?;
        let two = [current_user_id.0, target_user_id.0];
        if two[0] == two[1] {
            return Err(HttpError::bad_request("Cannot create a direct channel with oneself").into());
        }
        let wanted = direct(&caller.0, two, server_id.0.unwrap_or_default());
        let room = make(engine.0, permit, wanted).await?;
        Ok(Data(shown(engine.0, &room).await?))
    }

    /// Get channel details
    #[oai(
        path = "/channels/:channelId/details",
        method = "get",
        operation_id = "getChannelDetails"
    )]
    async fn details(
        &self,
        caller: AgentCaller,
        engine: Shared<&Engine>,
        #[oai(name = "channelId")] channel_id: Path<Uuid>,
    ) -> ApiResult<Data<ChannelBody>, Finding> {
        let room = channel(engine.0, caller.0.agent_room_reader(), channel_id.0).await?;
        Ok(Data(shown(engine.0, &room).await?))
    }

    /// List the participants of a channel
    ///
    /// Their ids, in the order in which they first came; nobody is in a channel that is not there.
    #[oai(
        path = "/channels/:channelId/participants",
        method = "get",
        operation_id = "getChannelParticipants"
    )]
    async fn participants(
        &self,
        caller: AgentCaller,
        engine: Shared<&Engine>,
        #[oai(name = "channelId")] channel_id: Path<Uuid>,
    ) -> ApiResult<Members, Finding> {
        match engine
            .agent_rooms
            .list_participants(caller.0.agent_room_reader(), RoomId(channel_id.0))
            .await
        {
            Ok(participants) => Ok(Members(members(&participants).collect())),
            Err(EngineError::NotFound(_)) => Ok(Members(Vec::new())),
            Err(error) => Err(error.into()),
        }
    }

    /// Add an agent to a channel
    #[oai(
        path = "/channels/:channelId/agents",
        method = "post",
        operation_id = "addAgentToChannel"
    )]
    async fn add_agent(
        &self,
        caller: AgentCaller,
        engine: Shared<&Engine>,
        #[oai(name = "channelId")] channel_id: Path<Uuid>,
        request: Body<AddAgent>,
    ) -> ApiResult<Made<AgentOfChannel>, Creating> {
        let permit = caller.0.require_agent_rooms()?;
        let agent = request.0.agent_id;
        channel(engine.0, permit.to_read(), channel_id.0).await?;
        engine.agent_rooms.get_agent(permit.to_read(), AgentId(agent)).await?;
        let new_participants = [new_participant(agent, None)];
        engine
            .agent_rooms
            .add_participants(permit, None, RoomId(channel_id.0), &new_participants)
            .await?;
        Ok(Data(moved(channel_id.0, agent, "Agent added to channel successfully")))
    }

    /// Remove an agent from a channel
    #[oai(
        path = "/channels/:channelId/agents/:agentId",
        method = "delete",
        operation_id = "removeAgentFromChannel"
    )]
    async fn remove_agent(
        &self,
        caller: AgentCaller,
        engine: Shared<&Engine>,
        #[oai(name = "channelId")] channel_id: Path<Uuid>,
        #[oai(name = "agentId")] agent_id: Path<Uuid>,
    ) -> ApiResult<Data<AgentOfChannel>, Acting> {
        let permit = caller.0.require_agent_rooms()?;
        channel(engine.0, permit.to_read(), channel_id.0).await?;
        let (room, agent) = (RoomId(channel_id.0), EntityId(agent_id.0));
        engine.agent_rooms.remove_participant(permit, None, room, agent).await?;
        let message = "Agent removed from channel successfully";
        Ok(Data(moved(channel_id.0, agent_id.0, message)))
    }

    /// Update a channel
    ///
    /// Changes name and metadata, and who takes part: those who are not named leave.
    #[oai(path = "/channels/:channelId", method = "patch", operation_id = "updateChannel")]
    async fn update(
        &self,
        caller: AgentCaller,
        engine: Shared<&Engine>,
        #[oai(name = "channelId")] channel_id: Path<Uuid>,
        request: Body<UpdateChannel>,
    ) -> ApiResult<Data<ChannelBody>, Creating> {
        let permit = caller.0.require_agent_rooms()?;
        let room = channel(engine.0, permit.to_read(), channel_id.0).await?;
        let update = UpdateAgentRoom {
            name: request.0.name.clone().filter(|name| !name.trim().is_empty()),
            metadata: request.0.metadata()?.map_or(Change::Keep, Change::Set),
            members: request
                .0
                .participants
                .map(|members| members.into_iter().map(EntityId).collect()),
        };
        let room = engine.agent_rooms.update(permit, None, room.base.id, update).await?;
        Ok(Data(shown(engine.0, &room).await?))
    }

    /// Delete a channel
    ///
    /// Deletes a channel with all that was said in it.
    #[oai(path = "/channels/:channelId", method = "delete", operation_id = "deleteChannel")]
    async fn delete(
        &self,
        caller: AgentCaller,
        engine: Shared<&Engine>,
        #[oai(name = "channelId")] channel_id: Path<Uuid>,
    ) -> ApiResult<Done, Deleting> {
        let permit = caller.0.require_agent_rooms()?;
        channel(engine.0, permit.to_read(), channel_id.0).await?;
        engine.agent_rooms.delete(permit, None, RoomId(channel_id.0)).await?;
        Ok(Done)
    }
}

/// The room of a channel.
pub(super) async fn channel(engine: &Engine, permit: CanReadAgentRooms, id: Uuid) -> Result<AgentRoom, EngineError> {
    engine.agent_rooms.get(permit, RoomId(id)).await
}

async fn make(engine: &Engine, permit: CanUseAgentRooms, wanted: CreateAgentRoom) -> Result<AgentRoom, EngineError> {
    let made = engine.agent_rooms.create_batch(permit, None, &[wanted], &[]).await?;
    let made = made.into_iter().next().ok_or(EngineError::NotFound(Resource::Room))?;
    Ok(made.room)
}

async fn shown(engine: &Engine, room: &AgentRoom) -> Result<ChannelBody, EngineError> {
    let participants: Vec<Participant> = engine
        .agent_rooms
        .participants_of_rooms(std::slice::from_ref(room))
        .await?;
    Ok(ChannelBody::new(room, Some(&participants)))
}

fn new_participant(member: Uuid, state: Option<ParticipantState>) -> NewParticipant {
    NewParticipant {
        entity: EntityId(member),
        name: None,
        state,
    }
}

/// The channel between two, of one team or one project of it: its id is derived from all of them.
fn direct(caller: &Caller, mut two: [Uuid; 2], server: Uuid) -> CreateAgentRoom {
    two.sort_unstable();
    let [lower, higher] = two;
    let name = format!("DM-{lower}-{higher}");
    let project = caller
        .scope
        .project
        .map(|project| project.to_string())
        .unwrap_or_default();
    let id = string_to_uuid(&format!("{name}:{server}:{}:{project}", caller.scope.team));
    let metadata = [("user1", lower), ("user2", higher)];
    let metadata = metadata.map(|(name, id)| (name.to_owned(), Value::from(id.to_string())));
    CreateAgentRoom {
        id: Some(RoomId(id)),
        details: AgentRoomDetails {
            source: "eliza_default".to_owned(),
            server_id: Some(server.to_string()),
            metadata: Some(Metadata::from_iter(metadata)),
            ..AgentRoomDetails::new(name, RoomKind::Dm)
        },
        makes_world: false,
        // In a talk between two, an agent answers without being named.
        participants: two
            .map(|member| new_participant(member, Some(ParticipantState::Followed)))
            .into(),
    }
}

fn moved(channel: Uuid, agent: Uuid, message: &str) -> AgentOfChannel {
    AgentOfChannel {
        channel_id: channel.to_string(),
        agent_id: agent.to_string(),
        message: message.to_owned(),
    }
}

/// Who is in a channel: the bare list of their ids is the data.
struct Members(Vec<String>);

impl IntoResponse for Members {
    fn into_response(self) -> Response {
        Json(json!({ "success": true, "data": self.0 })).into_response()
    }
}

impl ApiResponse for Members {
    fn meta() -> MetaResponses {
        let example = json!({ "success": true, "data": [Uuid::nil().to_string()] });
        answered(200, "data", Vec::<String>::schema_ref(), example)
    }

    fn register(_: &mut Registry) {}
}
