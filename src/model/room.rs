//! Rooms, as the engine sees them. A room has one life cycle and up to two sides: the interview, which a respondent is
//! invited to, and the agent room, which agents and characters see.

use super::{
    access::RoomReader,
    agent_room::{AgentRoomDetails, RoomKind},
    ids::{AgentId, KeyId, ProjectId, RoomHandle, RoomId, TeamId, from_digest},
    interview::Interview,
    life_cycle::LifeCycle,
    participant::Participant,
    status::Status,
};
use crate::clock::Timestamp;
use sha2::{Digest, Sha256};

/// A room as the clock judges it at a moment; the store gives [`Stored`] rooms.
#[derive(Clone, Debug)]
pub struct Room {
    /// Its id.
    pub id: RoomId,
    /// The team that owns it.
    pub team: TeamId,
    /// The id that a caller chose for it.
    pub chosen_id: Option<RoomHandle>,
    /// The project that it belongs to; every interview has one.
    pub project: Option<ProjectId>,
    /// Its name on LiveKit; says nothing about the purpose of the room.
    pub name: String,
    /// Its life cycle, judged by the clock.
    pub life: LifeCycle,
    /// Its life cycle as the row says. Differs from `life` while the clock has ended the room and no row says so yet.
    pub stored: LifeCycle,
    /// When it was created.
    pub created_at: Timestamp,
    /// The API key that created it.
    pub created_by: KeyId,
    /// The number of its events so far.
    pub event_count: i32,
    /// The number of its turns so far.
    pub message_count: i32,
    /// The bytes that its messages take.
    pub message_bytes: i64,
    /// When its content was erased.
    pub erased_at: Option<Timestamp>,
    /// Whether it was created for agents, or an agent was let in.
    pub open_to_agents: bool,
}

/// A room as its row says. The row may call a room active whose time is up, so it has no status: [`Stored::at`] gives the
/// room that has one.
#[derive(Clone, Debug)]
pub struct Stored<T>(T);

/// What a message takes, in bytes, besides what callers wrote.
const MESSAGE_ROW_BYTES: i64 = 200;

/// The most that the messages of an interview take, in bytes. Its record is read as a whole, and nobody says as much in
/// eight hours.
pub const MAX_INTERVIEW_BYTES: i64 = 8 * 1024 * 1024;

impl Room {
    /// Counts a message whose text, content and metadata have `bytes`.
    pub fn count_message(&mut self, bytes: usize) {
        let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
        self.message_bytes = self
            .message_bytes
            .saturating_add(bytes.saturating_add(MESSAGE_ROW_BYTES));
    }

    /// No longer counts a message whose text, content and metadata have `bytes`.
    pub fn uncount_message(&mut self, bytes: usize) {
        self.uncount_messages(1, i64::try_from(bytes).unwrap_or(i64::MAX));
    }

    /// No longer counts messages whose texts, contents and metadata have `bytes` together.
    pub fn uncount_messages(&mut self, count: u64, bytes: i64) {
        let rows = i64::try_from(count)
            .unwrap_or(i64::MAX)
            .saturating_mul(MESSAGE_ROW_BYTES);
        self.message_bytes = (self.message_bytes - bytes - rows).max(0);
    }
}

impl<T: AsMut<Room>> Stored<T> {
    /// Wraps a room that was just read.
    pub const fn new(room: T) -> Self {
        Self(room)
    }

    /// The room as the clock judges it at `now`.
    pub fn at(mut self, now: Timestamp) -> T {
        let room = self.0.as_mut();
        room.life = room.stored.at(now);
        self.0
    }
}

impl Stored<InterviewRoom> {
    /// Its id, which no clock changes.
    pub const fn id(&self) -> RoomId {
        self.0.base.id
    }
}

/// A room with an interview in it.
#[derive(Clone)]
pub struct InterviewRoom {
    /// What all rooms have.
    pub base: Room,
    /// The project that it belongs to.
    pub project: ProjectId,
    /// The invitation.
    pub interview: Interview,
}

/// A room as agents and characters see it, with or without an interview in it.
#[derive(Clone, Debug)]
pub struct AgentRoom {
    /// What all rooms have.
    pub base: Room,
    /// What agents see of it; none for an interview of which nothing of the kind was set.
    pub details: Option<AgentRoomDetails>,
    /// The name of its interview, if it has one.
    pub interview: Option<InterviewName>,
}

/// The team's name for an interview, if it gave one. Agents see nothing else of the invitation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InterviewName(pub Option<String>);

impl Room {
    /// The id by which callers of agents' routes name it.
    pub fn handle(&self) -> RoomHandle {
        self.chosen_id.unwrap_or(RoomHandle(self.id.0))
    }

    /// The id of the record, which is the room's. There is a record from the completion of the room until it is erased.
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
        given.or_else(of_interview).unwrap_or(&self.base.name)
    }

    /// The platform that it comes from.
    pub fn source(&self) -> &str {
        self.details
            .as_ref()
            .map_or(INTERVIEW_SOURCE, |details| &details.source)
    }

    /// Its type.
    pub fn kind(&self) -> RoomKind {
        self.details.as_ref().map_or(RoomKind::Group, |details| details.kind)
    }

    /// The agent for which it was created.
    pub fn agent(&self) -> Option<AgentId> {
        self.details.as_ref()?.agent
    }

    /// Whether a reader sees the room, which has these participants; as [`RoomReader`] says it, and the queries of the
    /// store.
    pub fn is_seen_by(&self, reader: RoomReader, participants: &[Participant]) -> bool {
        let is_in_scope = self.base.team == reader.scope.team
            && reader
                .scope
                .project
                .is_none_or(|project| self.base.project == Some(project));
        let is_open = reader.sees_interviews || self.base.open_to_agents;
        let is_of_agent = |agent| self.agent() == Some(agent) || self.is_joined_by(agent, participants);
        is_in_scope && is_open && reader.acting_agent.is_none_or(is_of_agent)
    }

    fn is_joined_by(&self, agent: AgentId, participants: &[Participant]) -> bool {
        let takes_part = |participant: &Participant| {
            participant.room == self.base.id && participant.is_present() && participant.agent() == Some(agent)
        };
        participants.iter().any(takes_part)
    }

    /// What agents see of it, with defaults for an interview of which nothing was set.
    pub fn details_or_default(&self) -> AgentRoomDetails {
        self.details.clone().unwrap_or_else(|| AgentRoomDetails {
            source: self.source().to_owned(),
            ..AgentRoomDetails::new(self.title().to_owned(), self.kind())
        })
    }
}

/// The id of the room for which a caller of a team chose this one. Derived from both, so that no team can choose the id of
/// another team's room, or learn that there is one.
pub fn chosen_room_id(team: TeamId, chosen: RoomHandle) -> RoomId {
    let digest = Sha256::new()
        .chain_update("room")
        .chain_update(team.0)
        .chain_update(chosen.0);
    RoomId(from_digest(digest))
}

/// The platform of interviews.
pub const INTERVIEW_SOURCE: &str = "interview";

/// The prefix of the LiveKit rooms of an interview: opaque, unique, and valid as a name there.
pub fn room_name(id: RoomId) -> String {
    format!("interview-{}", id.0.simple())
}

/// The name of the LiveKit room of a room without an interview.
pub fn agent_room_name(id: RoomId) -> String {
    format!("agent-room-{}", id.0.simple())
}

impl AsMut<Self> for Room {
    fn as_mut(&mut self) -> &mut Self {
        self
    }
}

impl AsMut<Room> for InterviewRoom {
    fn as_mut(&mut self) -> &mut Room {
        &mut self.base
    }
}

impl AsMut<Room> for AgentRoom {
    fn as_mut(&mut self) -> &mut Room {
        &mut self.base
    }
}
