//! Messages of channels. As on the real server, some fields are in snake case and others in camel case.

use super::metadata;
use crate::{
    api::{
        agents::{
            errors::HttpError,
            response::{Item, millis},
        },
        request::AnyObject,
    },
    clock::Timestamp,
    model::{
        agent_room::Metadata,
        ids::{EntityId, MessageId},
        memory::{Memory, MemoryKind, NewMemory},
    },
};
use poem_openapi::Object;
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;
use validator::Validate;

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
    /// The memory to create for the message.
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
            kind: MemoryKind::Messages,
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
    /// Message ID.
    pub id: String,
    /// ID of the channel.
    pub channel_id: String,
    /// ID of the message server.
    pub message_server_id: String,
    /// ID of the author.
    pub author_id: String,
    /// Text of the message.
    pub content: String,
    /// Time of the message, in milliseconds since 1970.
    pub created_at: i64,
    /// Platform that the message comes from.
    pub source_type: String,
    /// Metadata of the message.
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
            channel_id: memory.room.to_string(),
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
    /// Message ID.
    pub id: String,
    /// ID of the channel.
    pub channel_id: String,
    /// ID of the author.
    pub author_id: String,
    /// Text of the message.
    pub content: String,
    /// The message in the format of its platform.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub raw_message: Option<AnyObject>,
    /// Platform that the message comes from.
    pub source_type: String,
    /// Metadata of the message.
    pub metadata: AnyObject,
    /// ID of the message that this message answers.
    pub in_reply_to_root_message_id: Option<String>,
    /// Time of the message.
    pub created_at: Timestamp,
    /// Same as `createdAt`.
    pub updated_at: Timestamp,
    /// Time of the message, in milliseconds since 1970.
    #[oai(rename = "created_at")]
    #[serde(rename = "created_at")]
    pub created_millis: i64,
    /// Same as `created_at`.
    #[oai(rename = "updated_at")]
    #[serde(rename = "updated_at")]
    pub updated_millis: i64,
}

impl Item for ChannelMessage {
    const FIELD: &'static str = "messages";
}

impl From<Memory> for ChannelMessage {
    fn from(memory: Memory) -> Self {
        let content = memory.whole_content();
        let raw = content.get(RAW).and_then(Value::as_object);
        Self {
            id: memory.id.to_string(),
            channel_id: memory.room.to_string(),
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
