//! Channels: rooms as messaging clients see them.

use super::{
    Tag,
    answer::{Data, Done, Made, answered},
    errors::{Acting, AgentError, Creating, Deleting, Finding, plain::Refusal},
    key::Known,
    schema::{AddAgent, AgentOfChannel, ChannelBody, CreateChannel, UpdateChannel, members},
};
use crate::{
    api::{Engine, body::Body, json::Json},
    model::{
        access::{Caller, CanAttend, CanStage},
        derived_id::string_to_uuid,
        error::{EngineError, Thing},
        ids::{AgentId, EntityId, RoomId},
        participant::{Newcomer, Participant, ParticipantState},
        room::StagedRoom,
        stage::{Metadata, RoomKind, Stage},
    },
    rooms::{Change, CreateStage, UpdateStage},
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

type Answer<T, S> = Result<T, Refusal<S>>;

#[OpenApi(prefix_path = "/api/messaging", tag = "Tag::Messaging")]
impl ChannelRoutes {
    /// Create a channel
    #[oai(path = "/channels", method = "post", operation_id = "createChannel")]
    async fn create(
        &self,
        caller: Known,
        engine: Shared<&Engine>,
        request: Body<CreateChannel>,
    ) -> Answer<Made<ChannelBody>, Creating> {
        let permit = caller.0.stages()?;
        let members = request.0.participants.clone().unwrap_or_default();
        let wanted = CreateStage {
            id: None,
            stage: request.0.stage()?,
            makes_world: false,
            seats: members.into_iter().map(|member| newcomer(member, None)).collect(),
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
        caller: Known,
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
    ) -> Answer<Data<ChannelBody>, Creating> {
        let permit = caller.0.stages()?;
        let two = [current_user_id.0, target_user_id.0];
        if two[0] == two[1] {
            return Err(AgentError::bad_request("Cannot create a direct channel with oneself").into());
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
        caller: Known,
        engine: Shared<&Engine>,
        #[oai(name = "channelId")] channel_id: Path<Uuid>,
    ) -> Answer<Data<ChannelBody>, Finding> {
        let room = channel(engine.0, caller.0.attends(), channel_id.0).await?;
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
        caller: Known,
        engine: Shared<&Engine>,
        #[oai(name = "channelId")] channel_id: Path<Uuid>,
    ) -> Answer<Members, Finding> {
        match engine
            .rooms
            .participants(caller.0.attends(), RoomId(channel_id.0))
            .await
        {
            Ok(seats) => Ok(Members(members(&seats).collect())),
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
        caller: Known,
        engine: Shared<&Engine>,
        #[oai(name = "channelId")] channel_id: Path<Uuid>,
        request: Body<AddAgent>,
    ) -> Answer<Made<AgentOfChannel>, Creating> {
        let permit = caller.0.stages()?;
        let agent = request.0.agent_id;
        channel(engine.0, permit.attends(), channel_id.0).await?;
        engine.rooms.get_agent(permit.attends(), AgentId(agent)).await?;
        let newcomers = [newcomer(agent, None)];
        engine
            .rooms
            .seat(permit, None, RoomId(channel_id.0), &newcomers)
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
        caller: Known,
        engine: Shared<&Engine>,
        #[oai(name = "channelId")] channel_id: Path<Uuid>,
        #[oai(name = "agentId")] agent_id: Path<Uuid>,
    ) -> Answer<Data<AgentOfChannel>, Acting> {
        let permit = caller.0.stages()?;
        channel(engine.0, permit.attends(), channel_id.0).await?;
        let (room, agent) = (RoomId(channel_id.0), EntityId(agent_id.0));
        engine.rooms.unseat(permit, None, room, agent).await?;
        let message = "Agent removed from channel successfully";
        Ok(Data(moved(channel_id.0, agent_id.0, message)))
    }

    /// Update a channel
    ///
    /// Changes name and metadata, and who takes part: those who are not named leave.
    #[oai(path = "/channels/:channelId", method = "patch", operation_id = "updateChannel")]
    async fn update(
        &self,
        caller: Known,
        engine: Shared<&Engine>,
        #[oai(name = "channelId")] channel_id: Path<Uuid>,
        request: Body<UpdateChannel>,
    ) -> Answer<Data<ChannelBody>, Creating> {
        let permit = caller.0.stages()?;
        let room = channel(engine.0, permit.attends(), channel_id.0).await?;
        let update = UpdateStage {
            name: request.0.name.clone().filter(|name| !name.trim().is_empty()),
            metadata: request.0.metadata()?.map_or(Change::Keep, Change::Set),
            members: request
                .0
                .participants
                .map(|members| members.into_iter().map(EntityId).collect()),
        };
        let room = engine.rooms.update_stage(permit, None, room.id, update).await?;
        Ok(Data(shown(engine.0, &room).await?))
    }

    /// Delete a channel
    ///
    /// Deletes a channel with all that was said in it.
    #[oai(path = "/channels/:channelId", method = "delete", operation_id = "deleteChannel")]
    async fn delete(
        &self,
        caller: Known,
        engine: Shared<&Engine>,
        #[oai(name = "channelId")] channel_id: Path<Uuid>,
    ) -> Answer<Done, Deleting> {
        let permit = caller.0.stages()?;
        channel(engine.0, permit.attends(), channel_id.0).await?;
        engine.rooms.delete_stage(permit, None, RoomId(channel_id.0)).await?;
        Ok(Done)
    }
}

/// The room of a channel.
pub(super) async fn channel(engine: &Engine, permit: CanAttend, id: Uuid) -> Result<StagedRoom, EngineError> {
    engine.rooms.get_stage(permit, RoomId(id)).await
}

async fn make(engine: &Engine, permit: CanStage, wanted: CreateStage) -> Result<StagedRoom, EngineError> {
    let made = engine.rooms.create_stages(permit, None, &[wanted], &[]).await?;
    let made = made.into_iter().next().ok_or(EngineError::NotFound(Thing::Room))?;
    Ok(made.room)
}

async fn shown(engine: &Engine, room: &StagedRoom) -> Result<ChannelBody, EngineError> {
    let seats: Vec<Participant> = engine.rooms.participants_of(std::slice::from_ref(room)).await?;
    Ok(ChannelBody::new(room, Some(&seats)))
}

fn newcomer(member: Uuid, state: Option<ParticipantState>) -> Newcomer {
    Newcomer {
        entity: EntityId(member),
        name: None,
        state,
    }
}

/// The channel between two, of one team or one project of it: its id is derived from all of them.
fn direct(caller: &Caller, mut two: [Uuid; 2], server: Uuid) -> CreateStage {
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
    CreateStage {
        id: Some(RoomId(id)),
        stage: Stage {
            source: "eliza_default".to_owned(),
            server_id: Some(server.to_string()),
            metadata: Some(Metadata::from_iter(metadata)),
            ..Stage::new(name, RoomKind::Dm)
        },
        makes_world: false,
        // In a talk between two, an agent answers without being named.
        seats: two
            .map(|member| newcomer(member, Some(ParticipantState::Followed)))
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
