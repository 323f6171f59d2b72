//! Seats in a room: one for each entity, kept when it leaves and taken again when it comes back.

use super::{
    agent::Agent,
    agent_room::words,
    ids::{AgentId, EntityId, ParticipantId, RoomId},
    turn::Speaker,
};
use crate::clock::Timestamp;
use std::str::FromStr;

/// The most participants that are taken in one call.
pub const MAX_PARTICIPANTS_AT_ONCE: usize = 1_000;
/// The most participants that a room has, left ones included.
pub const MAX_PARTICIPANTS: usize = 10_000;

words! {
    /// What sits there.
    ParticipantKind {
        /// The person who is interviewed.
        Respondent = "respondent",
        /// An agent of the team's.
        Agent = "agent",
        /// Anybody else.
        Member = "member",
    }
}

words! {
    /// How closely a participant follows a room. In between, an agent answers when it is named.
    ParticipantState {
        /// An agent answers everything.
        Followed = "FOLLOWED",
        /// An agent answers nothing.
        Muted = "MUTED",
    }
}

/// A participant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Participant {
    /// Its id.
    pub id: ParticipantId,
    /// The room.
    pub room: RoomId,
    /// Who sits there.
    pub entity: EntityId,
    /// What that is.
    pub kind: ParticipantKind,
    /// The name at the time of sitting down.
    pub name: Option<String>,
    /// How closely it follows the room.
    pub state: Option<ParticipantState>,
    /// Since when.
    pub joined_at: Timestamp,
    /// When it left.
    pub left_at: Option<Timestamp>,
    /// When its worker was sent for on the media server.
    pub dispatched_at: Option<Timestamp>,
    /// The media server's id of that.
    pub dispatch_id: Option<String>,
}

/// Somebody who is to sit down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewParticipant {
    /// Who.
    pub entity: EntityId,
    /// The name, of whoever is no agent.
    pub name: Option<String>,
    /// How closely it is to follow the room, unless it had said so before.
    pub state: Option<ParticipantState>,
}

impl NewParticipant {
    /// Somebody of whom nothing else is known.
    pub const fn of(entity: EntityId) -> Self {
        Self {
            entity,
            name: None,
            state: None,
        }
    }
}

impl Participant {
    /// A participant that is taken for the first time, as the agent with this id if there is one.
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

    /// Whether it is there now.
    pub fn is_present(&self) -> bool {
        self.left_at.is_none()
    }

    /// Takes the participant again; whoever has become an agent meanwhile, as that.
    pub fn retake(&mut self, agent: Option<&Agent>, now: Timestamp) {
        (self.joined_at, self.left_at) = (now, None);
        self.become_agent(agent);
    }

    /// Whoever sits there as anybody else sits there as an agent from now on, if there is one.
    pub fn become_agent(&mut self, agent: Option<&Agent>) {
        if let Some(agent) = agent.filter(|_| self.kind == ParticipantKind::Member) {
            (self.kind, self.name) = (ParticipantKind::Agent, Some(agent.profile.name.clone()));
        }
    }

    /// The agent that sits there.
    pub fn agent(&self) -> Option<AgentId> {
        (self.kind == ParticipantKind::Agent).then_some(AgentId(self.entity.0))
    }

    /// Whether it is asked to answer what `author` said: a followed agent is, a muted one is not, in between when it is
    /// named. Nobody is asked to answer itself.
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

impl ParticipantKind {
    /// As what it speaks.
    pub const fn speaker(self) -> Speaker {
        match self {
            Self::Respondent => Speaker::Respondent,
            Self::Agent => Speaker::Agent,
            Self::Member => Speaker::Member,
        }
    }
}

/// Whether a text names somebody: the name stands in it as words of their own, in any case.
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
    fn a_followed_agent_is_asked_a_muted_one_is_not_and_in_between_one_that_is_named() {
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
    fn nobody_is_asked_to_answer_itself_nor_after_leaving_nor_without_being_an_agent() {
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
    fn a_name_is_found_as_a_word_of_its_own_only() {
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
