//! Messages of channels: post, list, delete and clear.

use super::{
    Tag,
    caller::{Reader, Writer},
    errors::{Acting, Creating, Finding, HttpError},
    parameters::limit_or,
    response::{Data, Empty, Item, List, MessagingCreated, MessagingNoContent, MessagingResult, Success, millis},
    schema::metadata,
};
use crate::{
    api::request::{AnyObject, Body},
    clock::Timestamp,
    engine::agent_rooms::{MemoriesOf, MemoryFilter},
    model::{
        agent_room::Metadata,
        error::{EngineError, Resource},
        ids::{EntityId, MessageId, RoomHandle},
        listing::Listed,
        memory::{Memory, MemoryKind, NewMemory},
    },
};
use chrono::TimeDelta;
use poem_openapi::{
    Object, OpenApi,
    param::Query,
    registry::{MetaSchemaRef, Registry},
    types::Type,
};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;
use validator::Validate;

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
    async fn post(&self, caller: Writer<RoomHandle>, request: Body<PostMessage>) -> MessagingCreated<Posted, Creating> {
        let channel = caller.path;
        let server = request.0.message_server_id.or(request.0.server_id).unwrap_or_default();
        let memory = request.0.into_command(caller.engine.new_message_id(0)?)?;
        let posted = caller.engine.post(caller.permit, None, channel, vec![memory]).await?;
        let memory = posted
            .into_iter()
            .next()
            .ok_or(EngineError::NotFound(Resource::Memory))?;
        Ok(Success(Posted(PostedMessage::new(memory, server))))
    }

    /// Get channel messages
    ///
    /// Lists the messages of a channel, newest first. An unknown channel has none. An answer has about 2 MiB of content at
    /// most; a longer list is cut, and `nextBefore` says where to go on.
    #[oai(path = "/", method = "get", operation_id = "getChannelMessages")]
    async fn messages(
        &self,
        caller: Reader<RoomHandle>,
        /// Maximum number of messages; 50 by default.
        #[oai(validator(minimum(value = "1"), maximum(value = "1000")))]
        Query(limit): Query<Option<i32>>,
        /// Only messages before this time, in milliseconds since 1970. A value that is not a number is ignored, since the
        /// official client sends formatted dates.
        Query(before): Query<Option<String>>,
    ) -> MessagingResult<List<ChannelMessage>, Finding> {
        let before = before
            .and_then(|text| text.parse::<i64>().ok())
            .and_then(|millis| Timestamp::from_timestamp_millis(millis.clamp(EARLIEST, LATEST)));
        let filter = MemoryFilter {
            kind: MemoryKind::MESSAGES,
            unique: false,
            from: None,
            until: before.map(|before| before - TimeDelta::microseconds(1)),
            offset: 0,
            limit: limit_or(limit, DEFAULT_LIMIT).into(),
        };
        let memories = match caller.engine.get(caller.permit, None, caller.path).await {
            Ok(room) => {
                let of = MemoriesOf::Room(None, room.base.id);
                caller.engine.list_memories(caller.permit, of, &filter).await?
            }
            Err(EngineError::NotFound(Resource::Room)) => Listed::default(),
            Err(error) => return Err(error.into()),
        };
        let messages = memories.items.into_iter().map(ChannelMessage::from);
        let list: List<ChannelMessage> = messages.collect();
        // The millisecond of the last message is asked for again: others of it may have been cut off.
        let oldest = list.items().last().map(|oldest| oldest.created_millis + 1);
        Ok(Success(list.with_remainder(oldest.filter(|_| memories.is_cut))))
    }

    /// Delete a message
    #[oai(path = "/:messageId", method = "delete", operation_id = "deleteChannelMessage")]
    async fn delete_message(&self, caller: Writer<(RoomHandle, MessageId)>) -> MessagingNoContent<Acting> {
        let (channel, message) = caller.path;
        // An unknown channel is reported as such, not as an unknown message.
        caller.engine.get(caller.reader, None, channel).await?;
        caller
            .engine
            .delete_memory(caller.permit, None, Some(channel), message)
            .await?;
        Ok(Empty::NoContent)
    }

    /// Clear a channel
    ///
    /// Deletes all messages of a channel.
    #[oai(path = "/", method = "delete", operation_id = "clearChannelMessages")]
    async fn clear(&self, caller: Writer<RoomHandle>) -> MessagingNoContent<Acting> {
        caller
            .engine
            .clear_memories(caller.permit, None, caller.path, None)
            .await?;
        Ok(Empty::NoContent)
    }
}

/// A posted message, which the real server does not call `data`.
#[derive(Serialize)]
#[serde(transparent)]
struct Posted(PostedMessage);

impl Data for Posted {
    const FIELD: &'static str = "userMessage";

    fn schema() -> MetaSchemaRef {
        PostedMessage::schema_ref()
    }

    fn register(registry: &mut Registry) {
        <PostedMessage as Type>::register(registry);
    }

    fn example() -> Option<Value> {
        PostedMessage::example()
    }
}

/// The source of a message that is posted without one.
const DEFAULT_SOURCE: &str = "eliza_gui";
/// The field of a memory's content that holds the raw message.
const RAW: &str = "raw";

/// A message to post.
#[derive(Clone, Debug, Object, Validate)]
pub struct PostMessage {
    /// ID of the author; required.
    pub author_id: Option<Uuid>,
    /// Text of the message; required, at most 100000 characters.
    #[oai(validator(max_length = 100_000))]
    pub content: Option<String>,
    /// ID of the message server; the original API requires it, this one does not.
    pub message_server_id: Option<Uuid>,
    /// Older name of `message_server_id`.
    pub server_id: Option<Uuid>,
    /// ID of the message that this message answers.
    pub in_reply_to_message_id: Option<Uuid>,
    /// The message in the format of its platform.
    pub raw_message: Option<AnyObject>,
    /// Any JSON object of at most 64 KiB.
    pub metadata: Option<AnyObject>,
    /// Platform that the message comes from; defaults to `eliza_gui`.
    #[oai(validator(max_length = 200))]
    pub source_type: Option<String>,
}

impl PostMessage {
    pub fn into_command(self, id: MessageId) -> Result<NewMemory, HttpError> {
        let text = self.content.filter(|text| !text.is_empty());
        let (Some(author), Some(text)) = (self.author_id, text) else {
            return Err(HttpError::missing("Missing required fields: author_id, content"));
        };
        let source = self.source_type.unwrap_or_else(|| DEFAULT_SOURCE.to_owned());
        let mut content = Metadata::from_iter([("source".to_owned(), Value::from(source))]);
        if let Some(answered) = self.in_reply_to_message_id {
            content.insert("inReplyTo".to_owned(), answered.to_string().into());
        }
        if let Some(raw) = metadata("raw_message", self.raw_message)? {
            content.insert(RAW.to_owned(), Value::Object(raw));
        }
        Ok(NewMemory {
            id,
            is_chosen: false,
            author: EntityId(author),
            kind: MemoryKind::MESSAGES,
            text,
            content,
            metadata: metadata("metadata", self.metadata)?,
            unique: true,
            said_at: None,
        })
    }
}

/// The posted message.
#[derive(Clone, Debug, Object, Serialize)]
pub struct PostedMessage {
    pub id: String,
    pub channel_id: String,
    pub message_server_id: String,
    pub author_id: String,
    pub content: String,
    /// Time of the message, in milliseconds since 1970.
    pub created_at: i64,
    /// Platform that the message comes from.
    pub source_type: String,
    pub metadata: Option<AnyObject>,
    /// Name of the author: `user_display_name` of the metadata.
    pub author_display_name: Option<String>,
    /// ID of the message that this message answers.
    pub in_reply_to_message_id: Option<String>,
}

impl PostedMessage {
    /// A memory as a posted message.
    pub fn new(memory: Memory, server: Uuid) -> Self {
        let author_name = memory
            .metadata
            .as_ref()
            .and_then(|fields| text(fields, "user_display_name"));
        Self {
            id: memory.id.to_string(),
            channel_id: memory.room_handle.to_string(),
            message_server_id: server.to_string(),
            author_id: memory.author.to_string(),
            content: memory.text,
            created_at: millis(memory.at),
            source_type: text(&memory.content, "source").unwrap_or_default(),
            author_display_name: author_name,
            in_reply_to_message_id: text(&memory.content, "inReplyTo"),
            metadata: memory.metadata.map(AnyObject::from),
        }
    }
}

/// A message of a channel in a list.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub struct ChannelMessage {
    pub id: String,
    pub channel_id: String,
    pub author_id: String,
    pub content: String,
    /// The message in the format of its platform.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub raw_message: Option<AnyObject>,
    /// Platform that the message comes from.
    pub source_type: String,
    pub metadata: AnyObject,
    /// ID of the message that this message answers.
    pub in_reply_to_root_message_id: Option<String>,
    pub created_at: Timestamp,
    /// Same as `createdAt`.
    pub updated_at: Timestamp,
    // In milliseconds since 1970. Sent as the real server does, but not documented: in many languages a type cannot have
    // fields whose names differ only in case and underscores.
    #[oai(skip)]
    #[serde(rename = "created_at")]
    created_millis: i64,
    #[oai(skip)]
    #[serde(rename = "updated_at")]
    updated_millis: i64,
}

impl Item for ChannelMessage {
    const LIST: &'static str = "messages";
    const REMAINDER: Option<(&'static str, &'static str)> = Some((
        "nextBefore",
        "Value of `before` with which the list goes on, if it was cut because the answer would be too long. Messages of the \
         same millisecond are repeated.",
    ));
}

impl From<Memory> for ChannelMessage {
    fn from(memory: Memory) -> Self {
        let content = memory.whole_content();
        let raw = content.get(RAW).and_then(Value::as_object);
        Self {
            id: memory.id.to_string(),
            channel_id: memory.room_handle.to_string(),
            author_id: memory.author.to_string(),
            raw_message: raw.cloned().map(AnyObject::from),
            source_type: text(&content, "source").unwrap_or_default(),
            in_reply_to_root_message_id: text(&content, "inReplyTo"),
            content: memory.text,
            metadata: memory.metadata.unwrap_or_default().into(),
            created_at: memory.at,
            updated_at: memory.at,
            created_millis: millis(memory.at),
            updated_millis: millis(memory.at),
        }
    }
}

fn text(fields: &Metadata, name: &str) -> Option<String> {
    fields.get(name).and_then(Value::as_str).map(str::to_owned)
}
