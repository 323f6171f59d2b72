//! Channels, their messages, and the outside servers that they belong to. Here the wire has snake case beside camel case,
//! as the real server and its client do.

use super::{AGENT, MEMORY, PERSON, ROOM, THEN, metadata};
use crate::{
    api::{agents::answer::millis, agents::errors::AgentError, open_object::AnyObject},
    clock::Timestamp,
    model::{
        memory::Memory,
        participant::Participant,
        room::StagedRoom,
        stage::{Metadata, RoomKind, Stage},
    },
};
use poem_openapi::{Object, types::Example};
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;
use validator::Validate;

use super::room::kind;

/// Under which name the members of a channel are shown in its metadata, where the client looks for them.
const MEMBERS: &str = "participantCentralUserIds";
const SOURCE: &str = "eliza_default";

/// What to make a channel of.
#[derive(Clone, Debug, Object, Validate)]
#[oai(example)]
pub struct CreateChannel {
    /// Its name; required, and not empty.
    #[oai(validator(max_length = 200))]
    pub name: Option<String>,
    /// The message server; the one of all when left out.
    pub message_server_id: Option<Uuid>,
    /// The same, under its older name.
    pub server_id: Option<Uuid>,
    /// Who takes part: people and agents, at most 1000.
    #[oai(rename = "participantCentralUserIds", validator(max_items = 1000))]
    pub participants: Option<Vec<Uuid>>,
    /// Its type; `GROUP` when left out.
    #[oai(rename = "type", validator(max_length = 20))]
    pub kind: Option<String>,
    /// Whatever is to be kept with it: an object of at most 64 KiB.
    pub metadata: Option<AnyObject>,
}

impl CreateChannel {
    /// The agents' side of the channel's room.
    pub fn stage(&self) -> Result<Stage, AgentError> {
        let name = self.name.clone().filter(|name| !name.trim().is_empty());
        let name = name.ok_or_else(|| AgentError::missing("Missing required field: name"))?;
        let server = self.message_server_id.or(self.server_id).unwrap_or_default();
        Ok(Stage {
            source: SOURCE.to_owned(),
            server_id: Some(server.to_string()),
            metadata: kept(metadata("metadata", self.metadata.clone())?),
            ..Stage::new(name, kind(self.kind.as_deref(), RoomKind::Group)?)
        })
    }
}

/// Metadata without the members, which are kept as seats.
fn kept(metadata: Option<Metadata>) -> Option<Metadata> {
    let mut metadata = metadata?;
    metadata.remove(MEMBERS);
    Some(metadata)
}

impl Example for CreateChannel {
    fn example() -> Self {
        Self {
            name: Some("Team chat".to_owned()),
            message_server_id: Some(Uuid::nil()),
            server_id: None,
            participants: Some(vec![PERSON, AGENT]),
            kind: None,
            metadata: None,
        }
    }
}

/// What to change of a channel.
#[derive(Clone, Debug, Object, Validate)]
#[oai(example)]
pub struct UpdateChannel {
    /// Its name.
    #[oai(validator(max_length = 200))]
    pub name: Option<String>,
    /// Who takes part from now on: everybody else leaves. At most 1000.
    #[oai(rename = "participantCentralUserIds", validator(max_items = 1000))]
    pub participants: Option<Vec<Uuid>>,
    /// What is kept with it: an object that replaces the one before.
    pub metadata: Option<AnyObject>,
}

impl UpdateChannel {
    /// What is kept with it from now on.
    pub fn metadata(&self) -> Result<Option<Metadata>, AgentError> {
        Ok(kept(metadata("metadata", self.metadata.clone())?))
    }
}

impl Example for UpdateChannel {
    fn example() -> Self {
        Self {
            name: Some("Renamed".to_owned()),
            participants: None,
            metadata: None,
        }
    }
}

/// A channel.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(rename = "Channel", rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub struct ChannelBody {
    /// Its id, which is its room's.
    pub id: String,
    /// The message server.
    pub message_server_id: String,
    /// Its name.
    pub name: String,
    /// Its type.
    #[oai(rename = "type")]
    #[serde(rename = "type")]
    pub kind: String,
    /// The platform.
    pub source_type: String,
    /// What is kept with it; where one channel is shown, with those who take part.
    pub metadata: AnyObject,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed, as far as it is known: when it was made.
    pub updated_at: Timestamp,
}

impl ChannelBody {
    /// A channel, with its members if they are known.
    pub fn new(room: &StagedRoom, seats: Option<&[Participant]>) -> Self {
        let stage = room.stage_or_default();
        let mut metadata = stage.metadata.unwrap_or_default();
        if let Some(seats) = seats {
            let members: Vec<String> = members(seats).collect();
            metadata.insert(MEMBERS.to_owned(), members.into());
        }
        Self {
            id: room.id.to_string(),
            message_server_id: stage.server_id.unwrap_or_else(|| Uuid::nil().to_string()),
            name: stage.name,
            kind: stage.kind.as_str().to_owned(),
            source_type: stage.source,
            metadata: metadata.into(),
            created_at: room.created_at,
            updated_at: room.created_at,
        }
    }
}

/// Who sits in a channel now.
pub fn members(seats: &[Participant]) -> impl Iterator<Item = String> {
    let present = seats.iter().filter(|seat| seat.is_present());
    present.map(|seat| seat.entity.to_string())
}

impl Example for ChannelBody {
    fn example() -> Self {
        Self {
            id: ROOM.to_string(),
            message_server_id: Uuid::nil().to_string(),
            name: "Team chat".to_owned(),
            kind: "GROUP".to_owned(),
            source_type: SOURCE.to_owned(),
            metadata: AnyObject::from_iter([(MEMBERS.to_owned(), json!([PERSON.to_string(), AGENT.to_string()]))]),
            created_at: then(),
            updated_at: then(),
        }
    }
}

fn then() -> Timestamp {
    Timestamp::from_timestamp_millis(THEN).unwrap_or_default()
}

/// Channels.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub struct ChannelList {
    /// The channels, the newest first.
    pub channels: Vec<ChannelBody>,
    /// Where the next page begins; null on the last.
    pub next_cursor: Option<String>,
}

impl Example for ChannelList {
    fn example() -> Self {
        Self {
            channels: vec![ChannelBody::example()],
            next_cursor: None,
        }
    }
}

/// Which agent to let in.
#[derive(Clone, Debug, Object, Validate)]
#[oai(example, rename_all = "camelCase")]
pub struct AddAgent {
    /// The agent.
    pub agent_id: Uuid,
}

impl Example for AddAgent {
    fn example() -> Self {
        Self { agent_id: AGENT }
    }
}

/// That an agent came or went.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub struct AgentOfChannel {
    /// The channel.
    pub channel_id: String,
    /// The agent.
    pub agent_id: String,
    /// What happened, for a person.
    pub message: String,
}

impl Example for AgentOfChannel {
    fn example() -> Self {
        Self {
            channel_id: ROOM.to_string(),
            agent_id: AGENT.to_string(),
            message: "Agent added to channel successfully".to_owned(),
        }
    }
}

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

/// A message server.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(rename = "MessageServer", rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub struct ServerBody {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The platform.
    pub source_type: String,
}

impl ServerBody {
    /// A server by its id.
    pub fn new(id: &str) -> Self {
        let is_default = id == Uuid::nil().to_string();
        Self {
            id: id.to_owned(),
            name: if is_default {
                "Default Server".to_owned()
            } else {
                format!("Server {id}")
            },
            source_type: SOURCE.to_owned(),
        }
    }
}

/// Message servers.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub struct ServerList {
    /// The one of all, and those that rooms of the team belong to.
    pub message_servers: Vec<ServerBody>,
}

impl Example for ServerList {
    fn example() -> Self {
        Self {
            message_servers: vec![ServerBody::new(&Uuid::nil().to_string())],
        }
    }
}

/// The message server of all.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub struct CurrentServer {
    /// Its id.
    pub message_server_id: String,
}

impl Example for CurrentServer {
    fn example() -> Self {
        Self {
            message_server_id: Uuid::nil().to_string(),
        }
    }
}

/// The agents of a message server.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub struct AgentsOfServer {
    /// The server.
    pub message_server_id: String,
    /// The agents that sit in its channels.
    pub agents: Vec<String>,
}

impl Example for AgentsOfServer {
    fn example() -> Self {
        Self {
            message_server_id: Uuid::nil().to_string(),
            agents: vec![AGENT.to_string()],
        }
    }
}
