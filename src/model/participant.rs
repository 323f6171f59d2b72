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

    /// Whether it is an agent that is asked to answer what `author` said. A followed agent is asked, a muted one is not, and
    /// any other is asked when the text names it. No agent answers itself.
    pub fn is_asked(&self, author: EntityId, text: &str) -> bool {
        if self.kind != ParticipantKind::Agent || self.entity == author || !self.is_present() {
            return false;
        }
        match self.state {
            Some(ParticipantState::Followed) => true,
            Some(ParticipantState::Muted) => false,
            None => self.name.as_deref().is_some_and(|name| names(text, name)),
        }
    }
}

/// Whether a text contains the name as whole words, in any case.
fn names(text: &str, name: &str) -> bool {
    let (text, name) = (text.to_lowercase(), name.trim().to_lowercase());
    let is_letter = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
    !name.is_empty()
        && text.match_indices(&name).any(|(start, found)| {
            !is_letter(text[..start].chars().next_back()) && !is_letter(text[start + found.len()..].chars().next())
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn agent(state: Option<ParticipantState>) -> Participant {
        Participant {
            id: ParticipantId(Uuid::from_u128(1)),
            room: RoomId(Uuid::from_u128(2)),
            entity: EntityId(Uuid::from_u128(3)),
            kind: ParticipantKind::Agent,
            name: Some("Ada".to_owned()),
            state,
            joined_at: Timestamp::UNIX_EPOCH,
            left_at: None,
            dispatched_at: None,
            dispatch_id: None,
        }
    }

    #[test]
    fn a_followed_agent_is_asked_a_muted_one_is_not_and_any_other_is_when_it_is_named() {
        let author = EntityId(Uuid::from_u128(4));
        for (state, unnamed, named) in [
            (Some(ParticipantState::Followed), true, true),
            (Some(ParticipantState::Muted), false, false),
            (None, false, true),
        ] {
            let agent = agent(state);
            assert_eq!(agent.is_asked(author, "What do you think?"), unnamed, "{state:?}");
            assert_eq!(agent.is_asked(author, "What do you think, ada?"), named, "{state:?}");
        }
    }

    #[test]
    fn an_agent_is_not_asked_to_answer_itself_and_neither_are_agents_that_left_or_persons() {
        let (author, present) = (EntityId(Uuid::from_u128(4)), agent(Some(ParticipantState::Followed)));
        assert!(!present.is_asked(present.entity, "Hello"));
        let left = Participant {
            left_at: Some(Timestamp::UNIX_EPOCH),
            ..present.clone()
        };
        let person = Participant {
            kind: ParticipantKind::Member,
            ..present
        };
        assert!(!left.is_asked(author, "Hello") && !person.is_asked(author, "Hello"));
    }

    #[test]
    fn a_name_is_found_as_a_whole_word_only() {
        for text in ["Ada", "hello, ADA!", "@ada: hi", "(ada)", "Adam and Ada"] {
            assert!(names(text, "Ada"), "{text}");
        }
        for text in ["", "Adam", "Canada", "adage"] {
            assert!(!names(text, "Ada"), "{text}");
        }
        assert!(names("ask Dr. Weber ok?", "dr. weber") && names("Ärztin, bitte", "ÄRZTIN"));
        assert!(!names("anything", "  "));
    }
}
