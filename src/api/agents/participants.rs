//! Participants of a room of an agent, and their states.

use super::{
    Tag,
    caller::{InRoom, Reader, Writer},
    errors::{Acting, Creating, Finding, HttpError},
    names::{event_payload, event_type, parse_participant_state, participant_state},
    response::{ApiResult, Created, Empty, Item, List, NoContent, Success, millis},
};
use crate::{
    api::request::{AnyObject, Body},
    model::{
        error::{EngineError, Resource},
        event::Event,
        ids::EntityId,
        participant::{MAX_PARTICIPANTS_AT_ONCE, NewParticipant, Participant, ParticipantState},
    },
};
use poem_openapi::{Object, OpenApi, types::MaybeUndefined};
use serde::Serialize;
use uuid::Uuid;
use validator::Validate;

pub(super) struct ParticipantRoutes;

#[OpenApi(prefix_path = "/api/agents/:agentId/rooms/:roomId/participants", tag = "Tag::Rooms")]
impl ParticipantRoutes {
    /// List participants
    ///
    /// Lists the entities in a room, in the order in which they first joined. Not in the ElizaOS API, like all routes of
    /// participants.
    #[oai(path = "/", method = "get", operation_id = "listParticipants")]
    async fn list(&self, caller: Reader<InRoom>) -> ApiResult<List<ParticipantBody>, Finding> {
        let list = |agent, id| caller.engine.list_participants(caller.permit, agent, id);
        let participants = caller.in_room(caller.path, list).await?;
        Ok(Success(present(&participants).map(ParticipantBody::from).collect()))
    }

    /// Add participants
    ///
    /// Adds one or many entities to a room. Entities that are in the room stay as they are; entities that were in it
    /// before become the same participants again.
    #[oai(path = "/", method = "post", operation_id = "addParticipants")]
    async fn add(
        &self,
        caller: Writer<InRoom>,
        request: Body<AddParticipants>,
    ) -> Created<List<ParticipantBody>, Creating> {
        let command = request.0.into_command()?;
        let add = |agent, id| caller.engine.add_participants(caller.permit, agent, id, &command);
        let participants = caller.in_room(caller.path, add).await?;
        Ok(Success(present(&participants).map(ParticipantBody::from).collect()))
    }

    /// Remove a participant
    ///
    /// Removes an entity from a room. The entity becomes the same participant again when it returns.
    #[oai(path = "/:entityId", method = "delete", operation_id = "removeParticipant")]
    async fn remove(&self, caller: Writer<(InRoom, EntityId)>) -> NoContent<Acting> {
        let (room, entity) = caller.path;
        let remove = |agent, id| caller.engine.remove_participant(caller.permit, agent, id, entity);
        caller.in_room(room, remove).await?;
        Ok(Empty::NoContent)
    }

    /// Get a participant's state
    #[oai(path = "/:entityId/state", method = "get", operation_id = "getParticipantState")]
    async fn state(&self, caller: Reader<(InRoom, EntityId)>) -> ApiResult<StateBody, Finding> {
        let (room, entity) = caller.path;
        let list = |agent, id| caller.engine.list_participants(caller.permit, agent, id);
        let participants = caller.in_room(room, list).await?;
        let participant = present(&participants).find(|participant| participant.entity == entity);
        let participant = participant.ok_or(EngineError::NotFound(Resource::Participant))?;
        Ok(Success(participant.into()))
    }

    /// Set a participant's state
    ///
    /// Sets which messages an agent is asked to answer: every message if it follows the room, none if it is muted, and
    /// otherwise messages that contain its name.
    #[oai(path = "/:entityId/state", method = "put", operation_id = "setParticipantState")]
    async fn set_state(
        &self,
        caller: Writer<(InRoom, EntityId)>,
        request: Body<SetState>,
    ) -> ApiResult<StateBody, Creating> {
        let ((room, entity), state) = (caller.path, request.0.into_command()?);
        let set = |agent, id| {
            caller
                .engine
                .set_participant_state(caller.permit, agent, id, entity, state)
        };
        let participant = caller.in_room(room, set).await?;
        Ok(Success(StateBody::from(&participant)))
    }
}

/// Entities to add to a room: one or many.
#[derive(Clone, Debug, Object, Validate)]
#[oai(rename_all = "camelCase")]
pub struct AddParticipants {
    /// ID of one entity.
    pub entity_id: Option<Uuid>,
    /// Name of that entity, unless it is an agent.
    #[oai(validator(max_length = 200))]
    pub name: Option<String>,
    /// State of the entities that have not been in the room before: `FOLLOWED`, `MUTED` or null.
    #[oai(validator(max_length = 20))]
    pub state: Option<String>,
    /// IDs of at most 1000 entities.
    #[oai(validator(max_items = 1000))]
    pub entity_ids: Option<Vec<Uuid>>,
}

impl AddParticipants {
    pub fn into_command(self) -> Result<Vec<NewParticipant>, HttpError> {
        let state = self.state.as_deref().map(parse_state).transpose()?;
        let new = |entity, name| NewParticipant {
            entity: EntityId(entity),
            name,
            state,
        };
        let named = self.entity_id.map(|entity| new(entity, self.name));
        let others = self.entity_ids.unwrap_or_default().into_iter();
        let all: Vec<NewParticipant> = named
            .into_iter()
            .chain(others.map(|entity| new(entity, None)))
            .collect();
        if all.is_empty() {
            return Err(HttpError::missing("entityId or entityIds is required"));
        }
        if all.len() > MAX_PARTICIPANTS_AT_ONCE {
            return Err(HttpError::bad_request(format!(
                "entityIds: at most {MAX_PARTICIPANTS_AT_ONCE} participants are added in one call"
            )));
        }
        Ok(all)
    }
}

fn parse_state(text: &str) -> Result<ParticipantState, HttpError> {
    let state = parse_participant_state(text);
    state.ok_or_else(|| HttpError::bad_request("state: should be FOLLOWED, MUTED or null"))
}

/// The state to give to a participant.
#[derive(Clone, Debug, Object, Validate)]
pub struct SetState {
    /// `FOLLOWED`: an agent is asked to answer every message; `MUTED`: none; null: messages that contain its name.
    #[oai(validator(max_length = 20))]
    pub state: MaybeUndefined<String>,
}

impl SetState {
    /// The state, which must be given; null removes it.
    pub fn into_command(self) -> Result<Option<ParticipantState>, HttpError> {
        match self.state {
            MaybeUndefined::Undefined => Err(HttpError::missing("state is required")),
            MaybeUndefined::Null => Ok(None),
            MaybeUndefined::Value(text) => parse_state(&text).map(Some),
        }
    }
}

/// The state of a participant.
#[derive(Clone, Debug, Object, Serialize)]
pub struct StateBody {
    /// `FOLLOWED`, `MUTED` or null.
    pub state: Option<String>,
}

impl From<&Participant> for StateBody {
    fn from(participant: &Participant) -> Self {
        Self {
            state: participant.state.map(|state| participant_state(state).to_owned()),
        }
    }
}

/// A participant of a room.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(rename = "Participant", rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub struct ParticipantBody {
    pub id: String,
    pub entity_id: String,
    /// Kind of the entity: `agent`, `member`, or the `respondent` of an interview.
    pub kind: String,
    /// Name of the entity, if known.
    pub name: Option<String>,
    /// `FOLLOWED`, `MUTED` or null.
    pub state: Option<String>,
    /// Time at which the entity last joined, in milliseconds since 1970.
    pub joined_at: i64,
}

impl Item for ParticipantBody {
    const LIST: &'static str = "participants";
}

impl From<&Participant> for ParticipantBody {
    fn from(participant: &Participant) -> Self {
        Self {
            id: participant.id.to_string(),
            entity_id: participant.entity.to_string(),
            kind: participant.kind.to_string(),
            name: participant.name.clone(),
            state: StateBody::from(participant).state,
            joined_at: millis(participant.joined_at),
        }
    }
}

/// The participants that are in their room.
pub fn present(participants: &[Participant]) -> impl Iterator<Item = &Participant> {
    participants.iter().filter(|participant| participant.is_present())
}

/// An event of a room.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(rename = "Event", rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub struct EventBody {
    /// Number of the event within the room: 1, 2, 3 and so on, without gaps.
    pub sequence: i32,
    /// Type of the event: `ROOM_JOINED`, `ROOM_LEFT`, `MESSAGE_RECEIVED` (from a person), `MESSAGE_SENT` (from an agent
    /// or the interviewer), `MESSAGE_DELETED`, `CHANNEL_CLEARED`, or an event of the room itself, such as
    /// `room.completed`.
    pub r#type: String,
    /// Time of the event, in milliseconds since 1970.
    pub occurred_at: i64,
    /// IDs of what the event is about: `entityId`, `roomId` and `messageId`; for a message also `asked`, the IDs of the
    /// agents that are asked to answer.
    pub payload: Option<AnyObject>,
}

impl Item for EventBody {
    const LIST: &'static str = "events";
}

impl From<Event> for EventBody {
    fn from(event: Event) -> Self {
        Self {
            sequence: event.sequence,
            r#type: event_type(event.kind).to_owned(),
            occurred_at: millis(event.occurred_at),
            payload: event.payload.map(event_payload),
        }
    }
}
