//! Rooms, as the engine sees them. A room has one life cycle and up to two sides: the interview, which a respondent is
//! invited to, and the details, which agents and characters see.

use super::{
    agent_room::{AgentRoomDetails, RoomKind},
    ids::{AgentId, KeyId, ProjectId, RoomId, TeamId},
    interview::Interview,
    life_cycle::LifeCycle,
    participant::Participant,
    status::Status,
};
use crate::clock::Timestamp;
use std::ops::{Deref, DerefMut};

/// A room, as stored. Where it stands by the clock is [`LifeCycle::at`]'s to say.
#[derive(Clone, Debug)]
pub struct Room {
    /// Its id.
    pub id: RoomId,
    /// The team that owns it.
    pub team: TeamId,
    /// The project that it was made in; every interview has one.
    pub project: Option<ProjectId>,
    /// Its name on the media server; says nothing about what it is for.
    pub name: String,
    /// Where it stands.
    pub life: LifeCycle,
    /// When it was made.
    pub created_at: Timestamp,
    /// The API key that made it.
    pub created_by: KeyId,
    /// How many events it has had.
    pub event_count: i32,
    /// How many turns it has had.
    pub message_count: i32,
    /// When what was said in it was erased.
    pub erased_at: Option<Timestamp>,
    /// Whether agents or characters were let in.
    pub open_to_agents: bool,
}

/// A room with an interview in it.
#[derive(Clone)]
pub struct InterviewRoom {
    /// The room.
    pub room: Room,
    /// The project that it was made in.
    pub project: ProjectId,
    /// The invitation.
    pub interview: Interview,
}

/// A room as agents and characters see it, with or without an interview in it.
#[derive(Clone, Debug)]
pub struct AgentRoom {
    /// The room.
    pub room: Room,
    /// What was said of its agents' side; none where agents came into an interview and nothing was said.
    pub details: Option<AgentRoomDetails>,
    /// What an interview in it is called; the name is the team's own, if it gave one.
    pub interview: Option<InterviewName>,
}

/// What an interview is called among the agents in it. They see nothing else of the invitation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InterviewName(pub Option<String>);

impl Room {
    /// The record of the interview, which has the room's own id: there from the moment of its completion until it is
    /// erased. The life cycle must have been judged by the clock.
    pub fn record(&self) -> Option<RoomId> {
        let completed = self.life.status == Status::Completed;
        (completed && self.erased_at.is_none()).then_some(self.id)
    }
}

impl AgentRoom {
    /// Its name for people.
    pub fn title(&self) -> &str {
        let of_interview = || self.interview.as_ref()?.0.as_deref();
        let given = self.details.as_ref().map(|details| details.name.as_str());
        given.or_else(of_interview).unwrap_or(&self.room.name)
    }

    /// Where it comes from.
    pub fn source(&self) -> &str {
        self.details
            .as_ref()
            .map_or(INTERVIEW_SOURCE, |details| &details.source)
    }

    /// Its type.
    pub fn kind(&self) -> RoomKind {
        self.details.as_ref().map_or(RoomKind::Group, |details| details.kind)
    }

    /// The agent that it was made for.
    pub fn agent(&self) -> Option<AgentId> {
        self.details.as_ref()?.agent
    }

    /// Whether an agent sees the room: it was made for it, or it sits there, as its participant among these tells.
    pub fn is_seen_by(&self, agent: AgentId, participants: &[Participant]) -> bool {
        let sits = |participant: &Participant| {
            participant.room == self.id && participant.is_present() && participant.agent() == Some(agent)
        };
        self.agent() == Some(agent) || participants.iter().any(sits)
    }

    /// Its agents' side, or what that is until something is said of it.
    pub fn details_or_default(&self) -> AgentRoomDetails {
        self.details.clone().unwrap_or_else(|| AgentRoomDetails {
            source: self.source().to_owned(),
            ..AgentRoomDetails::new(self.title().to_owned(), self.kind())
        })
    }
}

/// The source of what comes from an interview.
pub const INTERVIEW_SOURCE: &str = "interview";

/// The name on the media server of an interview's room: opaque, unique, and valid as a name there.
pub fn room_name(id: RoomId) -> String {
    format!("interview-{}", id.0.simple())
}

/// The name on the media server of a room without an interview.
pub fn agent_room_name(id: RoomId) -> String {
    format!("details-{}", id.0.simple())
}

macro_rules! of_room {
    ($($name:ty),+) => {$(
        impl Deref for $name {
            type Target = Room;

            fn deref(&self) -> &Room {
                &self.room
            }
        }

        impl DerefMut for $name {
            fn deref_mut(&mut self) -> &mut Room {
                &mut self.room
            }
        }
    )+};
}

of_room!(InterviewRoom, AgentRoom);
