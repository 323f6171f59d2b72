//! Messages of channels. Here the wire has snake case beside camel case, as the real server and its client do.

use super::{MEMORY, PERSON, ROOM, THEN, channel::then};
use crate::{
    api::{agents::answer::millis, request::AnyObject},
    clock::Timestamp,
    model::memory::Memory,
};
use poem_openapi::{Object, types::Example};
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;
use validator::Validate;

/// A message to be posted.
#[derive(Clone, Debug, Object, Validate)]
#[oai(example)]
pub struct PostMessage {
    /// Who says it; required.
    pub author_id: Option<Uuid>,
    /// The words; required, at most 100000 characters.
    #[oai(validator(max_length = 100_000))]
    pub content: Option<String>,
    /// The message server; required by the contract, and not needed here.
    pub message_server_id: Option<Uuid>,
    /// The same, under its older name.
    pub server_id: Option<Uuid>,
    /// The message that this answers.
    pub in_reply_to_message_id: Option<Uuid>,
    /// The message as the platform has it.
    pub raw_message: Option<AnyObject>,
    /// Whatever is to be kept with it: an object of at most 64 KiB.
    pub metadata: Option<AnyObject>,
    /// The platform.
    #[oai(validator(max_length = 200))]
    pub source_type: Option<String>,
}

impl Example for PostMessage {
    fn example() -> Self {
        Self {
            author_id: Some(PERSON),
            content: Some("Hello, world!".to_owned()),
            message_server_id: Some(Uuid::nil()),
            server_id: None,
            in_reply_to_message_id: None,
            raw_message: None,
            metadata: None,
            source_type: None,
        }
    }
}

/// A message that was posted.
#[derive(Clone, Debug, Object, Serialize)]
pub struct PostedMessage {
    /// Its id.
    pub id: String,
    /// The channel.
    pub channel_id: String,
    /// The message server.
    pub message_server_id: String,
    /// Who said it.
    pub author_id: String,
    /// The words.
    pub content: String,
    /// When, in milliseconds since 1970.
    pub created_at: i64,
    /// The platform.
    pub source_type: String,
    /// What is kept with it.
    pub metadata: Option<AnyObject>,
    /// The name of the author, if the metadata tell.
    pub author_display_name: Option<String>,
    /// The message that this answers.
    pub in_reply_to_message_id: Option<String>,
}

impl PostedMessage {
    /// A message of a channel.
    pub fn new(said: &Memory, server: Uuid) -> Self {
        let text = |name: &str| said.content.get(name).and_then(Value::as_str).map(str::to_owned);
        let named = said
            .metadata
            .as_ref()
            .and_then(|metadata| metadata.get("user_display_name"));
        Self {
            id: said.id.to_string(),
            channel_id: said.room.to_string(),
            message_server_id: server.to_string(),
            author_id: said.author.to_string(),
            content: said.text.clone(),
            created_at: millis(said.at),
            source_type: text("source").unwrap_or_default(),
            author_display_name: named.and_then(Value::as_str).map(str::to_owned),
            in_reply_to_message_id: text("inReplyTo"),
            metadata: said.metadata.clone().map(AnyObject::from),
        }
    }

    /// A message as the document shows it.
    pub fn shown() -> Value {
        json!({
            "id": MEMORY.to_string(), "channel_id": ROOM.to_string(), "message_server_id": Uuid::nil().to_string(),
            "author_id": PERSON.to_string(), "content": "Hello, world!", "created_at": THEN,
            "source_type": "eliza_gui", "metadata": null, "author_display_name": null,
            "in_reply_to_message_id": null,
        })
    }
}

/// A message of a channel in a list.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub struct ChannelMessage {
    /// Its id.
    pub id: String,
    /// The channel.
    pub channel_id: String,
    /// Who said it.
    pub author_id: String,
    /// The words.
    pub content: String,
    /// The message as the platform has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub raw_message: Option<AnyObject>,
    /// The platform.
    pub source_type: String,
    /// What is kept with it.
    pub metadata: AnyObject,
    /// The message that this answers.
    pub in_reply_to_root_message_id: Option<String>,
    /// When it was said.
    pub created_at: Timestamp,
    /// When it was last changed, as far as it is known: when it was said.
    pub updated_at: Timestamp,
    /// When it was said, in milliseconds since 1970.
    #[oai(rename = "created_at")]
    #[serde(rename = "created_at")]
    pub created_millis: i64,
    /// The same as `updatedAt`, in milliseconds since 1970.
    #[oai(rename = "updated_at")]
    #[serde(rename = "updated_at")]
    pub updated_millis: i64,
}

/// Under which name the message as the platform has it is kept with a memory.
pub const RAW: &str = "raw";

impl From<Memory> for ChannelMessage {
    fn from(said: Memory) -> Self {
        let content = said.whole_content();
        let text = |name: &str| content.get(name).and_then(Value::as_str).map(str::to_owned);
        let raw = content.get(RAW).and_then(Value::as_object);
        Self {
            id: said.id.to_string(),
            channel_id: said.room.to_string(),
            author_id: said.author.to_string(),
            raw_message: raw.cloned().map(AnyObject::from),
            source_type: text("source").unwrap_or_default(),
            in_reply_to_root_message_id: text("inReplyTo"),
            content: said.text,
            metadata: said.metadata.unwrap_or_default().into(),
            created_at: said.at,
            updated_at: said.at,
            created_millis: millis(said.at),
            updated_millis: millis(said.at),
        }
    }
}

/// Messages of a channel.
#[derive(Clone, Debug, Object, Serialize)]
pub struct MessageList {
    /// The messages, the latest first.
    pub messages: Vec<ChannelMessage>,
}

impl Example for MessageList {
    fn example() -> Self {
        Self {
            messages: vec![ChannelMessage {
                id: MEMORY.to_string(),
                channel_id: ROOM.to_string(),
                author_id: PERSON.to_string(),
                content: "Hello, world!".to_owned(),
                raw_message: None,
                source_type: "eliza_gui".to_owned(),
                metadata: AnyObject::from_iter([]),
                in_reply_to_root_message_id: None,
                created_at: then(),
                updated_at: then(),
                created_millis: THEN,
                updated_millis: THEN,
            }],
        }
    }
}
