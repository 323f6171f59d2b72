//! Permissions. A permission is a value that only a caller with the right role can obtain; operations take it as an
//! argument, so that the check cannot be forgotten.

pub use ::entity::values::access::Role;

use super::ids::{AgentId, KeyId, ProjectId, TeamId};

/// What a caller may see: a team, or one project of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Scope {
    /// The caller's team.
    pub team: TeamId,
    /// The only project that the key may touch, if it is bound to one.
    pub project: Option<ProjectId>,
}

impl Scope {
    /// Whether the scope includes `project`, which must belong to the team.
    pub fn covers(&self, project: ProjectId) -> bool {
        self.project.is_none_or(|bound| bound == project)
    }
}

/// The owner of a valid API key.
#[derive(Clone, Copy, Debug)]
pub struct Caller {
    /// The key.
    pub key: KeyId,
    /// What the key reaches.
    pub scope: Scope,
    /// What the key may do there.
    pub role: Role,
}

/// The caller's role does not allow this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the key's role does not allow this")]
pub struct Forbidden;

/// Permission to read projects and rooms.
#[derive(Clone, Copy, Debug)]
pub struct CanRead {
    /// What may be read.
    pub scope: Scope,
    /// Whether access tokens, links and e-mail addresses may be read.
    pub sees_secrets: bool,
}

/// Permission to create and change projects and rooms.
#[derive(Clone, Copy, Debug)]
pub struct CanWrite {
    /// What may be changed.
    pub scope: Scope,
    /// The key that makes the changes.
    pub key: KeyId,
}

impl Caller {
    /// Permission to read: every role except `agent`.
    pub fn require_read(&self) -> Result<CanRead, Forbidden> {
        let sees_secrets = match self.role {
            Role::Owner | Role::Researcher => true,
            Role::Viewer => false,
            Role::Agent => return Err(Forbidden),
        };
        Ok(CanRead {
            scope: self.scope,
            sees_secrets,
        })
    }

    /// Permission to act as the interviewer: role `agent`.
    pub fn require_interviewer(&self) -> Result<CanInterview, Forbidden> {
        match self.role {
            Role::Agent => Ok(CanInterview {
                scope: Some(self.scope),
            }),
            Role::Owner | Role::Researcher | Role::Viewer => Err(Forbidden),
        }
    }

    /// Permission to read what agents see (no links, no e-mail addresses): every role.
    pub fn agent_room_reader(&self) -> CanReadAgentRooms {
        CanReadAgentRooms {
            scope: self.scope,
            sees_interviews: self.role != Role::Agent,
        }
    }

    /// Permission to create agents and their rooms, and to take part: every role except `viewer`.
    pub fn require_agent_rooms(&self) -> Result<CanUseAgentRooms, Forbidden> {
        match self.role {
            Role::Owner | Role::Researcher | Role::Agent => Ok(CanUseAgentRooms {
                scope: self.scope,
                key: self.key,
                has_interviews: self.require_write().is_ok(),
            }),
            Role::Viewer => Err(Forbidden),
        }
    }

    /// Permission to change: roles `owner` and `researcher`.
    pub fn require_write(&self) -> Result<CanWrite, Forbidden> {
        match self.role {
            Role::Owner | Role::Researcher => Ok(CanWrite {
                scope: self.scope,
                key: self.key,
            }),
            Role::Agent | Role::Viewer => Err(Forbidden),
        }
    }
}

/// Permission to act as the interviewer: to read the configuration of interviews and to report on them.
#[derive(Clone, Copy, Debug)]
pub struct CanInterview {
    /// The interviews that it covers; `None` for all, which the secret of the whole service grants.
    pub scope: Option<Scope>,
}

/// Permission to read what agents see.
#[derive(Clone, Copy, Debug)]
pub struct CanReadAgentRooms {
    /// What may be read.
    pub scope: Scope,
    /// Whether it includes interviews that no agent has joined.
    pub sees_interviews: bool,
}

/// Permission to create agents and their rooms, and to take part in rooms.
#[derive(Clone, Copy, Debug)]
pub struct CanUseAgentRooms {
    /// Where.
    pub scope: Scope,
    /// The key that makes the changes.
    pub key: KeyId,
    /// Whether it includes interviews: to add agents to them, to end them, and to delete their rooms.
    pub has_interviews: bool,
}

/// Who reads rooms as agents see them. Every query of agent rooms and of what is in them takes one, and one condition in
/// the store says which rooms it sees: those within its scope; interviews only if it sees them or an agent was let in; and
/// with an acting agent only the rooms that were created for the agent or in which it takes part as an agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RoomReader {
    /// What the caller can reach.
    pub scope: Scope,
    /// Whether it includes interviews that no agent has joined.
    pub sees_interviews: bool,
    /// The agent on whose behalf the caller acts, if there is one.
    pub acting_agent: Option<AgentId>,
}

impl RoomReader {
    /// The same caller without an acting agent.
    #[must_use]
    pub fn without_agent(self) -> Self {
        Self {
            acting_agent: None,
            ..self
        }
    }
}

impl CanReadAgentRooms {
    /// The caller as a reader of rooms, on behalf of an agent if one is given.
    pub fn acting_as(&self, agent: Option<AgentId>) -> RoomReader {
        RoomReader {
            scope: self.scope,
            sees_interviews: self.sees_interviews,
            acting_agent: agent,
        }
    }
}

impl CanUseAgentRooms {
    /// Permission to take part includes permission to read.
    pub fn to_read(&self) -> CanReadAgentRooms {
        CanReadAgentRooms {
            scope: self.scope,
            sees_interviews: self.has_interviews,
        }
    }

    /// The caller as a reader of rooms, on behalf of an agent if one is given.
    pub fn acting_as(&self, agent: Option<AgentId>) -> RoomReader {
        self.to_read().acting_as(agent)
    }
}

impl CanWrite {
    /// Permission to change includes permission to read everything.
    pub fn to_read(&self) -> CanRead {
        CanRead {
            scope: self.scope,
            sees_secrets: true,
        }
    }
}
