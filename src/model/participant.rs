//! Participants: one for each entity in a room. A participant is kept when the entity leaves, and used again when it
//! returns.

pub use ::entity::values::participant::{ParticipantKind, ParticipantState};

use super::{
    agent::Agent,
    ids::{AgentId, EntityId, ParticipantId, RoomId},
};
use crate::clock::Timestamp;

/// The most participants that are added in one call.
pub const MAX_PARTICIPANTS_AT_ONCE: usize = 1_000;
/// The most participants of a room, including those that left.
pub const MAX_PARTICIPANTS: usize = 10_000;

/// A participant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Participant {
    /// Its id.
    pub id: ParticipantId,
    /// The room.
    pub room: RoomId,
    /// The entity that takes part.
    pub entity: EntityId,
    /// What the entity is.
    pub kind: ParticipantKind,
    /// The entity's name when it joined.
    pub name: Option<String>,
    /// How closely it follows the room.
    pub state: Option<ParticipantState>,
    /// When it last joined.
    pub joined_at: Timestamp,
    /// When it left.
    pub left_at: Option<Timestamp>,
    /// When its worker was dispatched.
    pub dispatched_at: Option<Timestamp>,
    /// LiveKit's id of that dispatch.
    pub dispatch_id: Option<String>,
}

/// An entity that joins a room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewParticipant {
    /// The entity.
    pub entity: EntityId,
    /// Its name, unless it is an agent.
    pub name: Option<String>,
    /// How closely it follows the room, if it joins for the first time.
    pub state: Option<ParticipantState>,
}

impl NewParticipant {
    /// An entity with neither a name nor a state.
    pub const fn of(entity: EntityId) -> Self {
        Self {
            entity,
            name: None,
            state: None,
        }
    }
}

impl Participant {
    /// An entity that joins for the first time, as `agent` if it is one.
    pub fn new(id: ParticipantId, room: RoomId, new: &NewParticipant, agent: Option<&Agent>, now: Timestamp) -> Self {
        let mut participant = Self {
            id,
            room,
            entity: new.entity,
            kind: ParticipantKind::Member,
            name: new.name.clone(),
            state: new.state,
            joined_at: now,
            left_at: None,
            dispatched_at: None,
            dispatch_id: None,
        };
        participant.become_agent(agent);
        participant
    }

    /// Whether it has not left.
    pub fn is_present(&self) -> bool {
        self.left_at.is_none()
    }

    /// Joins again, as `agent` if the entity has become one.
    pub fn rejoin(&mut self, agent: Option<&Agent>, now: Timestamp) {
        (self.joined_at, self.left_at) = (now, None);
        self.become_agent(agent);
    }

    /// Turns a member into an agent's participant, if the entity has become an agent.
    pub fn become_agent(&mut self, agent: Option<&Agent>) {
        if let Some(agent) = agent.filter(|_| self.kind == ParticipantKind::Member) {
            (self.kind, self.name) = (ParticipantKind::Agent, Some(agent.profile.name.clone()));
        }
    }

    /// The agent that it is.
    pub fn agent(&self) -> Option<AgentId> {
        (self.kind == ParticipantKind::Agent).then_some(AgentId(self.entity.0))
    }
}
