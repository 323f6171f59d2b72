//! Channels. Here the wire has snake case beside camel case, as the real server and its client do.

use super::{AGENT, PERSON, ROOM, THEN, metadata, room::kind};
use crate::{
    api::{agents::errors::HttpError, request::AnyObject},
    clock::Timestamp,
    model::{
        agent_room::{AgentRoomDetails, Metadata, RoomKind},
        participant::Participant,
        room::AgentRoom,
    },
};
use poem_openapi::{Object, types::Example};
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;
use validator::Validate;

/// Under which name the members of a channel are shown in its metadata, where the client looks for them.
const MEMBERS: &str = "participantCentralUserIds";
/// The platform of what is made here.
pub(super) const SOURCE: &str = "eliza_default";

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
    pub fn details(&self) -> Result<AgentRoomDetails, HttpError> {
        let name = self.name.clone().filter(|name| !name.trim().is_empty());
        let name = name.ok_or_else(|| HttpError::missing("Missing required field: name"))?;
        let server = self.message_server_id.or(self.server_id).unwrap_or_default();
        Ok(AgentRoomDetails {
            source: SOURCE.to_owned(),
            server_id: Some(server.to_string()),
            metadata: kept(metadata("metadata", self.metadata.clone())?),
            ..AgentRoomDetails::new(name, kind(self.kind.as_deref(), RoomKind::Group)?)
        })
    }
}

/// Metadata without the members, which are kept as participants.
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
    pub fn metadata(&self) -> Result<Option<Metadata>, HttpError> {
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
    pub fn new(room: &AgentRoom, participants: Option<&[Participant]>) -> Self {
        let details = room.details_or_default();
        let mut metadata = details.metadata.unwrap_or_default();
        if let Some(participants) = participants {
            let members: Vec<String> = members(participants).collect();
            metadata.insert(MEMBERS.to_owned(), members.into());
        }
        Self {
            id: room.base.id.to_string(),
            message_server_id: details.server_id.unwrap_or_else(|| Uuid::nil().to_string()),
            name: details.name,
            kind: crate::api::agents::names::room_type(details.kind).to_owned(),
            source_type: details.source,
            metadata: metadata.into(),
            created_at: room.base.created_at,
            updated_at: room.base.created_at,
        }
    }
}

/// Who sits in a channel now.
pub fn members(participants: &[Participant]) -> impl Iterator<Item = String> {
    let present = participants.iter().filter(|participant| participant.is_present());
    present.map(|participant| participant.entity.to_string())
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

/// When the examples happen.
pub(super) fn then() -> Timestamp {
    Timestamp::from_timestamp_millis(THEN).unwrap_or_default()
}

/// Channels.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub struct ChannelList {
    /// The channels, the highest id first.
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
