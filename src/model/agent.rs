//! Agents, called characters in the voice rooms dialect, and the worlds into which they group their rooms.

use super::{
    access::Scope,
    agent_room::Metadata,
    ids::{AgentId, EntityId, ProjectId, TeamId, WorldId},
};
use crate::clock::Timestamp;

/// The largest character, in bytes of JSON.
pub const MAX_CHARACTER_BYTES: usize = 256 * 1024;

/// The agent among `agents` that an entity is.
pub fn find_agent(agents: &[Agent], entity: EntityId) -> Option<&Agent> {
    agents.iter().find(|agent| agent.id.0 == entity.0)
}

/// An AI that can take part in rooms.
#[derive(Clone, Debug, PartialEq)]
pub struct Agent {
    /// Its id, which is also its entity id as a participant.
    pub id: AgentId,
    /// The team that owns it.
    pub team: TeamId,
    /// The project to which it belongs; `None` if all projects of the team share it.
    pub project: Option<ProjectId>,
    /// Its description by the team.
    pub profile: Profile,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

impl Agent {
    /// Whether the agent is visible in a scope. An agent without a project is visible in every project of its team.
    pub fn is_seen_by(&self, scope: Scope) -> bool {
        self.team == scope.team && self.project.is_none_or(|project| scope.covers(project))
    }
}

/// A team's description of an agent.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Profile {
    /// Its name.
    pub name: String,
    /// Its character or task, in prose.
    pub description: Option<String>,
    /// The id of its voice, as the team's voice provider knows it.
    pub voice_id: Option<String>,
    /// A description of its voice.
    pub voice_description: Option<String>,
    /// Further fields of an `ElizaOS` character, stored for the agent's runtime.
    pub character: Option<Metadata>,
}

/// A group of agent rooms, such as a server of a chat platform.
#[derive(Clone, Debug, PartialEq)]
pub struct World {
    /// Its id.
    pub id: WorldId,
    /// The team that owns it.
    pub team: TeamId,
    /// The agent for which it was created.
    pub agent: AgentId,
    /// Its name.
    pub name: String,
    /// The id of the server on the chat platform, as the platform writes it.
    pub message_server: Option<String>,
    /// Data of the team, returned as stored.
    pub metadata: Option<Metadata>,
    /// When it was created.
    pub created_at: Timestamp,
}
