//! Who sits in a room, and what happened there.

use super::{AGENT, PERSON, ROOM, THEN};
use crate::api::agents::names;
use crate::{
    api::{agents::answer::millis, agents::errors::HttpError, request::AnyObject},
    model::{
        event::Event,
        ids::EntityId,
        participant::{MAX_PARTICIPANTS_AT_ONCE, NewParticipant, Participant, ParticipantState},
    },
};
use poem_openapi::{
    Object,
    types::{Example, MaybeUndefined},
};
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;
use validator::Validate;

/// Whom to let in: one, or many.
#[derive(Clone, Debug, Object, Validate)]
#[oai(example, rename_all = "camelCase")]
pub struct AddParticipants {
    /// One entity.
    pub entity_id: Option<Uuid>,
    /// Its name, if it is no agent.
    #[oai(validator(max_length = 200))]
    pub name: Option<String>,
    /// How closely it follows the room, if it comes for the first time: `FOLLOWED` or `MUTED`.
    #[oai(validator(max_length = 20))]
    pub state: Option<String>,
    /// Many entities, at most 1000.
    #[oai(validator(max_items = 1000))]
    pub entity_ids: Option<Vec<Uuid>>,
}

impl AddParticipants {
    /// Whom the engine lets in.
    pub fn wanted(self) -> Result<Vec<NewParticipant>, HttpError> {
        let state = state(self.state.as_deref())?;
        let name = self.name;
        let first = self.entity_id.map(|entity| NewParticipant {
            entity: EntityId(entity),
            name,
            state,
        });
        let more = self
            .entity_ids
            .unwrap_or_default()
            .into_iter()
            .map(|entity| NewParticipant {
                entity: EntityId(entity),
                name: None,
                state,
            });
        let all: Vec<NewParticipant> = first.into_iter().chain(more).collect();
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

impl Example for AddParticipants {
    fn example() -> Self {
        Self {
            entity_id: Some(PERSON),
            name: Some("Anna".to_owned()),
            state: None,
            entity_ids: None,
        }
    }
}

fn state(given: Option<&str>) -> Result<Option<ParticipantState>, HttpError> {
    let parse = |text: &str| {
        let parsed = names::parse_participant_state(text);
        parsed.ok_or_else(|| HttpError::bad_request("state: should be FOLLOWED, MUTED or null"))
    };
    given.map(parse).transpose()
}

/// How closely an entity is to follow a room.
#[derive(Clone, Debug, Object, Validate)]
#[oai(example)]
pub struct SetState {
    /// `FOLLOWED`: an agent answers everything; `MUTED`: nothing; null: when it is named.
    #[oai(validator(max_length = 20))]
    pub state: MaybeUndefined<String>,
}

impl SetState {
    /// The state as the engine knows it.
    pub fn wanted(self) -> Result<Option<ParticipantState>, HttpError> {
        match self.state {
            MaybeUndefined::Undefined => Err(HttpError::missing("state is required")),
            MaybeUndefined::Null => Ok(None),
            MaybeUndefined::Value(text) => state(Some(&text)),
        }
    }
}

impl Example for SetState {
    fn example() -> Self {
        Self {
            state: MaybeUndefined::Value("FOLLOWED".to_owned()),
        }
    }
}

/// How closely an entity follows a room.
#[derive(Clone, Debug, Object, Serialize)]
pub struct StateBody {
    /// `FOLLOWED`, `MUTED` or null.
    pub state: Option<String>,
}

impl From<&Participant> for StateBody {
    fn from(participant: &Participant) -> Self {
        Self {
            state: participant
                .state
                .map(|state| names::participant_state(state).to_owned()),
        }
    }
}

impl Example for StateBody {
    fn example() -> Self {
        Self {
            state: Some("FOLLOWED".to_owned()),
        }
    }
}

/// Somebody in a room.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(rename = "Participant", rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub struct ParticipantBody {
    /// The id of the participant.
    pub id: String,
    /// Who sits there.
    pub entity_id: String,
    /// What that is: `agent`, `member`, or `respondent` of an interview.
    pub kind: String,
    /// The name, where one is known.
    pub name: Option<String>,
    /// `FOLLOWED`, `MUTED` or null.
    pub state: Option<String>,
    /// Since when, in milliseconds since 1970.
    pub joined_at: i64,
}

/// Who is in a room.
#[derive(Clone, Debug, Object, Serialize)]
pub struct ParticipantList {
    /// The participants, in the order in which they first came.
    pub participants: Vec<ParticipantBody>,
}

impl ParticipantList {
    /// Those of these participants that are taken.
    pub fn new(participants: &[Participant]) -> Self {
        let present = participants.iter().filter(|participant| participant.is_present());
        let body = |participant: &Participant| ParticipantBody {
            id: participant.id.to_string(),
            entity_id: participant.entity.to_string(),
            kind: participant.kind.to_string(),
            name: participant.name.clone(),
            state: StateBody::from(participant).state,
            joined_at: millis(participant.joined_at),
        };
        Self {
            participants: present.map(body).collect(),
        }
    }
}

impl Example for ParticipantList {
    fn example() -> Self {
        Self {
            participants: vec![ParticipantBody {
                id: Uuid::from_u128(0x0192_f0a1_7c00_7000_8000_0000_0000_0004).to_string(),
                entity_id: AGENT.to_string(),
                kind: "agent".to_owned(),
                name: Some("Probe".to_owned()),
                state: Some("FOLLOWED".to_owned()),
                joined_at: THEN,
            }],
        }
    }
}

/// Something that happened in a room.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(rename = "Event", rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub struct EventBody {
    /// Its number within the room, gapless from 1.
    pub sequence: i32,
    /// What happened: `ROOM_JOINED`, `ROOM_LEFT`, `MESSAGE_RECEIVED`, `MESSAGE_SENT`, `MESSAGE_DELETED`,
    /// `CHANNEL_CLEARED`, or what happened to the room itself, such as `room.completed`.
    #[oai(rename = "type")]
    #[serde(rename = "type")]
    pub kind: String,
    /// When, in milliseconds since 1970.
    pub occurred_at: i64,
    /// Which things it is about: `entityId`, `roomId`, `messageId`, and for a message in `asked` the agents that are
    /// asked to answer.
    pub payload: Option<AnyObject>,
}

impl From<Event> for EventBody {
    fn from(event: Event) -> Self {
        Self {
            sequence: event.sequence,
            kind: names::event_type(event.kind).to_owned(),
            occurred_at: millis(event.occurred_at),
            payload: event.payload.map(names::event_payload),
        }
    }
}

/// What happened in a room.
#[derive(Clone, Debug, Object, Serialize)]
pub struct EventList {
    /// The events, in order.
    pub events: Vec<EventBody>,
}

impl Example for EventList {
    fn example() -> Self {
        let ids = [
            ("entityId".to_owned(), json!(PERSON.to_string())),
            ("roomId".to_owned(), json!(ROOM.to_string())),
        ];
        Self {
            events: vec![EventBody {
                sequence: 1,
                kind: "ROOM_JOINED".to_owned(),
                occurred_at: THEN,
                payload: Some(AnyObject::from_iter(ids)),
            }],
        }
    }
}
