//! Messages of channels: post, list, delete and clear.

use super::{
    Tag,
    caller::{Reader, Writer},
    errors::{Acting, Creating, Finding, MessagingResult},
    parameters::limit_or,
    response::{List, NoContent, Success, documented, with_status},
    samples,
    schema::{ChannelMessage, PostMessage, PostedMessage},
};
use crate::{
    api::{request::Body, response::Json},
    clock::Timestamp,
    engine::agent_rooms::{MemoriesOf, MemoryFilter},
    model::{
        error::{EngineError, Resource},
        ids::{MessageId, RoomId},
        memory::MemoryKind,
    },
};
use chrono::TimeDelta;
use poem::{IntoResponse, Response};
use poem_openapi::{
    ApiResponse, OpenApi,
    param::Query,
    registry::{MetaResponses, Registry},
    types::Type,
};
use serde_json::json;

pub(super) struct MessageRoutes;

const DEFAULT_LIMIT: u16 = 50;
/// The first moment of the year 1, in milliseconds since 1970; no message is older.
const EARLIEST: i64 = -62_135_596_800_000;
/// The last moment of the year 9999, in milliseconds since 1970.
const LATEST: i64 = 253_402_300_799_999;

#[OpenApi(prefix_path = "/api/messaging/channels/:channelId/messages", tag = "Tag::Messaging")]
impl MessageRoutes {
    /// Post a message
    #[oai(path = "/", method = "post", operation_id = "postChannelMessage")]
    async fn post(
        &self,
        caller: Writer<RoomId>,
        Body(request): Body<PostMessage>,
    ) -> MessagingResult<Posted, Creating> {
        let channel = caller.path;
        // Posting alone does not check that the caller may see the room.
        caller.engine.get(caller.reader, channel).await?;
        let server = request.message_server_id.or(request.server_id).unwrap_or_default();
        let memory = request.into_command(caller.engine.new_message_id(0)?)?;
        let posted = caller.engine.post(caller.permit, None, channel, vec![memory]).await?;
        let memory = posted
            .into_iter()
            .next()
            .ok_or(EngineError::NotFound(Resource::Memory))?;
        Ok(Posted(PostedMessage::new(memory, server)))
    }

    /// Get channel messages
    ///
    /// Lists the messages of a channel, newest first. An unknown channel has none.
    #[oai(path = "/", method = "get", operation_id = "getChannelMessages")]
    async fn messages(
        &self,
        caller: Reader<RoomId>,
        /// Maximum number of messages; 50 by default.
        #[oai(validator(minimum(value = "1"), maximum(value = "1000")))]
        Query(limit): Query<Option<i32>>,
        /// Only messages before this time, in milliseconds since 1970. A value that is not a number is ignored, since the
        /// official client sends formatted dates.
        Query(before): Query<Option<String>>,
    ) -> MessagingResult<Success<List<ChannelMessage>>, Finding> {
        let before = before
            .and_then(|text| text.parse::<i64>().ok())
            .and_then(|millis| Timestamp::from_timestamp_millis(millis.clamp(EARLIEST, LATEST)));
        let filter = MemoryFilter {
            kind: MemoryKind::Messages,
            unique: false,
            from: None,
            until: before.map(|before| before - TimeDelta::microseconds(1)),
            offset: 0,
            limit: limit_or(limit, DEFAULT_LIMIT).into(),
        };
        let memories = match caller.engine.get(caller.permit, caller.path).await {
            Ok(room) => {
                let of = MemoriesOf::Room(room.base.id);
                caller.engine.list_memories(caller.permit, of, &filter).await?
            }
            Err(EngineError::NotFound(Resource::Room)) => Vec::new(),
            Err(error) => return Err(error.into()),
        };
        Ok(Success(memories.into_iter().map(ChannelMessage::from).collect()))
    }

    /// Delete a message
    #[oai(path = "/:messageId", method = "delete", operation_id = "deleteChannelMessage")]
    async fn delete_message(&self, caller: Writer<(RoomId, MessageId)>) -> MessagingResult<NoContent, Acting> {
        let (channel, message) = caller.path;
        // An unknown channel is reported as such, not as an unknown message.
        caller.engine.get(caller.reader, channel).await?;
        caller
            .engine
            .delete_memory(caller.permit, None, Some(channel), message)
            .await?;
        Ok(NoContent::Done)
    }

    /// Clear a channel
    ///
    /// Deletes all messages of a channel.
    #[oai(path = "/", method = "delete", operation_id = "clearChannelMessages")]
    async fn clear(&self, caller: Writer<RoomId>) -> MessagingResult<NoContent, Acting> {
        caller.engine.clear_memories(caller.permit, None, caller.path).await?;
        Ok(NoContent::Done)
    }
}

/// The posted message, which is not called `data` on the real server.
struct Posted(PostedMessage);

impl IntoResponse for Posted {
    fn into_response(self) -> Response {
        with_status(201, Json(json!({ "success": true, "userMessage": self.0 })))
    }
}

impl ApiResponse for Posted {
    fn meta() -> MetaResponses {
        let example = json!({ "success": true, "userMessage": samples::response("PostedMessage") });
        let schema = PostedMessage::schema_ref();
        let response = documented(201, "Successful Response", "userMessage", schema, Some(example));
        MetaResponses {
            responses: vec![response],
        }
    }

    fn register(registry: &mut Registry) {
        PostedMessage::register(registry);
    }
}
