//! Agents, which are characters under another name, and the worlds they sort their rooms into.

use super::{
    access::Scope,
    agent_room::Metadata,
    ids::{AgentId, ProjectId, TeamId, WorldId},
};
use crate::clock::Timestamp;
use uuid::Uuid;

/// The longest description of an agent, in characters.
pub const MAX_DESCRIPTION_CHARS: usize = 20_000;

/// An AI that can take part in rooms.
#[derive(Clone, Debug, PartialEq)]
pub struct Agent {
    /// Its id, also as a participant.
    pub id: AgentId,
    /// The team that owns it.
    pub team: TeamId,
    /// The project that it belongs to; none for one that the whole team shares.
    pub project: Option<ProjectId>,
    /// What the team said of it.
    pub profile: Profile,
    /// When it was made.
    pub created_at: Timestamp,
}

impl Agent {
    /// Whether it is seen within a scope: one of the whole team is seen from each of its projects.
    pub fn is_seen_by(&self, scope: Scope) -> bool {
        self.team == scope.team && self.project.is_none_or(|project| scope.covers(project))
    }
}

/// What a team says of an agent.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Profile {
    /// Its name.
    pub name: String,
    /// Who it is.
    pub description: Option<String>,
    /// Its voice.
    pub voice_id: Option<String>,
    /// What its voice is like.
    pub voice_description: Option<String>,
    /// The rest, as its runtime knows it.
    pub character: Option<Metadata>,
}

/// A world.
#[derive(Clone, Debug, PartialEq)]
pub struct World {
    /// Its id.
    pub id: WorldId,
    /// The team that owns it.
    pub team: TeamId,
    /// The agent that knows it.
    pub agent: AgentId,
    /// Its name.
    pub name: String,
    /// The outside server that it stands for.
    pub message_server: Option<Uuid>,
    /// Whatever the team keeps with it.
    pub metadata: Option<Metadata>,
    /// When it was made.
    pub created_at: Timestamp,
}
