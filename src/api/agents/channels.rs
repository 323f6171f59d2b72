//! Channels: rooms as messaging clients see them.

use super::{
    Tag,
    answer::{Data, Done, Made},
    errors::{Acting, AgentError, Creating, Deleting, Finding, plain::Refusal},
    key::Known,
    schema::{
        AddAgent, AgentOfChannel, ChannelBody, ChannelMessage, CreateChannel, MessageList, PostMessage, PostedMessage,
        RAW, UpdateChannel, members, metadata,
    },
};
use crate::{
    api::{
        Engine,
        body::Body,
        json::{Json, described},
    },
    clock::Timestamp,
    model::{
        access::{Caller, CanAttend, CanStage},
        derived_id::string_to_uuid,
        error::{EngineError, Thing},
        ids::{AgentId, EntityId, MessageId, RoomId},
        memory::{MemoryKind, NewMemory},
        participant::{Newcomer, Participant, ParticipantState},
        room::StagedRoom,
        stage::{Metadata, RoomKind, Stage},
    },
    rooms::{Change, CreateStage, MemoriesOf, MemoryFilter, UpdateStage},
};
use poem::{IntoResponse, Response, http::StatusCode, web::Data as Shared};
use poem_openapi::{
    ApiResponse, OpenApi,
    param::{Path, Query},
    registry::{MetaResponses, MetaSchema, MetaSchemaRef, Registry},
    types::Type,
};
use serde_json::{Value, json};
use uuid::Uuid;

pub(super) struct ChannelRoutes;

type Answer<T, S> = Result<T, Refusal<S>>;

const LISTED: u16 = 50;
/// The first moment of the year 1, in milliseconds since 1970: nothing was said before it.
const EARLIEST: i64 = -62_135_596_800_000;
/// The last moment of the year 9999, likewise.
const LATEST: i64 = 253_402_300_799_999;
/// The platform of what is posted without one.
const SOURCE: &str = "eliza_gui";

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
    /// The channel between two: always the same for the same two.
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
        };
        if let Some(members) = request.0.participants {
            engine
                .rooms
                .replace_seats(permit, room.id, &members.into_iter().map(EntityId).collect::<Vec<_>>())
                .await?;
        }
        let room = engine.rooms.update_stage(permit, None, room.id, update).await?;
        Ok(Data(shown(engine.0, &room).await?))
    }

    /// Delete a channel
    ///
    /// Deletes a channel with all that was said in it; one that is not there is deleted already.
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

    /// Post a message
    #[oai(
        path = "/channels/:channelId/messages",
        method = "post",
        operation_id = "postChannelMessage"
    )]
    async fn post(
        &self,
        caller: Known,
        engine: Shared<&Engine>,
        #[oai(name = "channelId")] channel_id: Path<Uuid>,
        request: Body<PostMessage>,
    ) -> Answer<Posted, Creating> {
        let permit = caller.0.stages()?;
        channel(engine.0, permit.attends(), channel_id.0).await?;
        let server = request.0.message_server_id.or(request.0.server_id);
        let memory = message(request.0, engine.rooms.message_id(0)?)?;
        let kept = engine
            .rooms
            .post(permit, None, RoomId(channel_id.0), vec![memory])
            .await?;
        let kept = kept.first().ok_or(EngineError::NotFound(Thing::Memory))?;
        Ok(Posted(PostedMessage::new(kept, server.unwrap_or_default())))
    }

    /// Get channel messages
    ///
    /// The latest first; nothing was said in a channel that is not there.
    #[oai(
        path = "/channels/:channelId/messages",
        method = "get",
        operation_id = "getChannelMessages"
    )]
    async fn messages(
        &self,
        caller: Known,
        engine: Shared<&Engine>,
        #[oai(name = "channelId")] channel_id: Path<Uuid>,
        /// The most messages to answer; 50 when left out.
        #[oai(validator(minimum(value = "1"), maximum(value = "1000")))]
        limit: Query<Option<i32>>,
        /// Only what was said before this moment, in milliseconds since 1970. What is no number is passed over, since the
        /// official client sends dates in words.
        before: Query<Option<String>>,
    ) -> Answer<Data<MessageList>, Finding> {
        let permit = caller.0.attends();
        let before = before
            .0
            .and_then(|text| text.parse::<i64>().ok())
            .and_then(|millis| Timestamp::from_timestamp_millis(millis.clamp(EARLIEST, LATEST)));
        let filter = MemoryFilter {
            kind: MemoryKind::Messages,
            unique: false,
            from: None,
            until: before.map(|before| before - chrono::TimeDelta::microseconds(1)),
            offset: 0,
            limit: limit
                .0
                .and_then(|limit| u16::try_from(limit).ok())
                .unwrap_or(LISTED)
                .into(),
        };
        let memories = match channel(engine.0, permit, channel_id.0).await {
            Ok(room) => {
                engine
                    .rooms
                    .memories(permit, MemoriesOf::Room(room.id), &filter)
                    .await?
            }
            Err(EngineError::NotFound(_)) => Vec::new(),
            Err(error) => return Err(error.into()),
        };
        Ok(Data(MessageList {
            messages: memories.into_iter().map(ChannelMessage::from).collect(),
        }))
    }

    /// Delete a message
    #[oai(
        path = "/channels/:channelId/messages/:messageId",
        method = "delete",
        operation_id = "deleteChannelMessage"
    )]
    async fn delete_message(
        &self,
        caller: Known,
        engine: Shared<&Engine>,
        #[oai(name = "channelId")] channel_id: Path<Uuid>,
        #[oai(name = "messageId")] message_id: Path<Uuid>,
    ) -> Answer<Done, Acting> {
        let permit = caller.0.stages()?;
        let room = channel(engine.0, permit.attends(), channel_id.0).await?;
        engine
            .rooms
            .delete_memory(permit, None, Some(room.id), MessageId(message_id.0))
            .await?;
        Ok(Done)
    }

    /// Clear a channel
    ///
    /// Deletes all that was said in a channel.
    #[oai(
        path = "/channels/:channelId/messages",
        method = "delete",
        operation_id = "clearChannelMessages"
    )]
    async fn clear(
        &self,
        caller: Known,
        engine: Shared<&Engine>,
        #[oai(name = "channelId")] channel_id: Path<Uuid>,
    ) -> Answer<Done, Acting> {
        let permit = caller.0.stages()?;
        channel(engine.0, permit.attends(), channel_id.0).await?;
        engine.rooms.clear_stage(permit, None, RoomId(channel_id.0)).await?;
        Ok(Done)
    }
}

/// The room of a channel.
async fn channel(engine: &Engine, permit: CanAttend, id: Uuid) -> Result<StagedRoom, EngineError> {
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

/// A message as the engine keeps it.
fn message(given: PostMessage, id: MessageId) -> Result<NewMemory, AgentError> {
    let missing = "Missing required fields: author_id, content";
    let (Some(author), Some(text)) = (given.author_id, given.content.filter(|text| !text.is_empty())) else {
        return Err(AgentError::missing(missing));
    };
    let source = given.source_type.unwrap_or_else(|| SOURCE.to_owned());
    let mut content = Metadata::from_iter([("source".to_owned(), Value::from(source))]);
    if let Some(answered) = given.in_reply_to_message_id {
        content.insert("inReplyTo".to_owned(), answered.to_string().into());
    }
    if let Some(raw) = metadata("raw_message", given.raw_message)? {
        content.insert(RAW.to_owned(), Value::Object(raw));
    }
    Ok(NewMemory {
        id,
        is_chosen: false,
        author: EntityId(author),
        kind: MemoryKind::Messages,
        text,
        content,
        metadata: metadata("metadata", given.metadata)?,
        unique: true,
        said_at: None,
    })
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

/// A message that was posted: not under `data`, as the real server has it.
struct Posted(PostedMessage);

impl IntoResponse for Posted {
    fn into_response(self) -> Response {
        let mut response = Json(json!({ "success": true, "userMessage": self.0 })).into_response();
        response.set_status(StatusCode::CREATED);
        response
    }
}

impl ApiResponse for Posted {
    fn meta() -> MetaResponses {
        let example = json!({ "success": true, "userMessage": PostedMessage::shown() });
        answered(201, "userMessage", PostedMessage::schema_ref(), example)
    }

    fn register(registry: &mut Registry) {
        PostedMessage::register(registry);
    }
}

fn answered(status: u16, name: &'static str, schema: MetaSchemaRef, example: Value) -> MetaResponses {
    let body = MetaSchema {
        required: vec!["success", name],
        properties: vec![
            ("success", MetaSchemaRef::Inline(Box::new(MetaSchema::new("boolean")))),
            (name, schema),
        ],
        example: Some(example),
        ..MetaSchema::new("object")
    };
    let body = MetaSchemaRef::Inline(Box::new(body));
    MetaResponses {
        responses: vec![described(status, "Successful Response", body, vec![])],
    }
}
