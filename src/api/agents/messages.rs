//! Messages of channels.

use super::{
    Tag,
    answer::{Data, Done, answered},
    auth::AgentCaller,
    channels::channel,
    errors::{Acting, Creating, Finding, HttpError, plain::ApiResult},
    schema::{ChannelMessage, MessageList, PostMessage, PostedMessage, RAW, metadata},
};
use crate::{
    api::{request::Body, response::Json},
    clock::Timestamp,
    engine::{
        Engine,
        agent_rooms::{MemoriesOf, MemoryFilter},
    },
    model::{
        agent_room::Metadata,
        error::{EngineError, Resource},
        ids::{EntityId, MessageId, RoomId},
        memory::{MemoryKind, NewMemory},
    },
};
use poem::{IntoResponse, Response, http::StatusCode, web::Data as Shared};
use poem_openapi::{
    ApiResponse, OpenApi,
    param::{Path, Query},
    registry::{MetaResponses, Registry},
    types::Type,
};
use serde_json::{Value, json};
use uuid::Uuid;

pub(super) struct MessageRoutes;

const LISTED: u16 = 50;
/// The first moment of the year 1, in milliseconds since 1970: nothing was said before it.
const EARLIEST: i64 = -62_135_596_800_000;
/// The last moment of the year 9999, likewise.
const LATEST: i64 = 253_402_300_799_999;
/// The platform of what is posted without one.
const SOURCE: &str = "eliza_gui";

#[OpenApi(prefix_path = "/api/messaging", tag = "Tag::Messaging")]
impl MessageRoutes {
    /// Post a message
    #[oai(
        path = "/channels/:channelId/messages",
        method = "post",
        operation_id = "postChannelMessage"
    )]
    async fn post(
        &self,
        caller: AgentCaller,
        engine: Shared<&Engine>,
        #[oai(name = "channelId")] channel_id: Path<Uuid>,
        request: Body<PostMessage>,
    ) -> ApiResult<Posted, Creating> {
        let permit = caller.0.require_agent_rooms()?;
        channel(engine.0, permit.to_read(), channel_id.0).await?;
        let server = request.0.message_server_id.or(request.0.server_id);
        let memory = message(request.0, engine.agent_rooms.new_message_id(0)?)?;
        let kept = engine
            .agent_rooms
            .post(permit, None, RoomId(channel_id.0), vec![memory])
            .await?;
        let kept = kept.first().ok_or(EngineError::NotFound(Resource::Memory))?;
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
        caller: AgentCaller,
        engine: Shared<&Engine>,
        #[oai(name = "channelId")] channel_id: Path<Uuid>,
        /// The most messages to answer; 50 when left out.
        #[oai(validator(minimum(value = "1"), maximum(value = "1000")))]
        limit: Query<Option<i32>>,
        /// Only what was said before this moment, in milliseconds since 1970. What is no number is passed over, since the
        /// official client sends dates in words.
        before: Query<Option<String>>,
    ) -> ApiResult<Data<MessageList>, Finding> {
        let permit = caller.0.agent_room_reader();
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
                    .agent_rooms
                    .list_memories(permit, MemoriesOf::Room(room.base.id), &filter)
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
        caller: AgentCaller,
        engine: Shared<&Engine>,
        #[oai(name = "channelId")] channel_id: Path<Uuid>,
        #[oai(name = "messageId")] message_id: Path<Uuid>,
    ) -> ApiResult<Done, Acting> {
        let permit = caller.0.require_agent_rooms()?;
        let room = channel(engine.0, permit.to_read(), channel_id.0).await?;
        engine
            .agent_rooms
            .delete_memory(permit, None, Some(room.base.id), MessageId(message_id.0))
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
        caller: AgentCaller,
        engine: Shared<&Engine>,
        #[oai(name = "channelId")] channel_id: Path<Uuid>,
    ) -> ApiResult<Done, Acting> {
        let permit = caller.0.require_agent_rooms()?;
        channel(engine.0, permit.to_read(), channel_id.0).await?;
        engine
            .agent_rooms
            .clear_memories(permit, None, RoomId(channel_id.0))
            .await?;
        Ok(Done)
    }
}

/// A message as the engine keeps it.
fn message(given: PostMessage, id: MessageId) -> Result<NewMemory, HttpError> {
    let missing = "Missing required fields: author_id, content";
    let (Some(author), Some(text)) = (given.author_id, given.content.filter(|text| !text.is_empty())) else {
        return Err(HttpError::missing(missing));
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
