//! Who may do what. A permission is a value that only the right role can obtain, and operations ask for it as an
//! argument, so a check cannot be forgotten.

use super::ids::{KeyId, ProjectId, TeamId};
use std::{fmt, str::FromStr};

/// What an API key may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Everything in the team.
    Owner,
    /// Projects, rooms and records.
    Researcher,
    /// What an interviewer's worker needs; nothing of the research routes.
    Agent,
    /// Reads, but never sees access tokens, links or e-mails.
    Viewer,
}

impl Role {
    /// Every role, the most powerful first.
    pub const ALL: [Self; 4] = [Self::Owner, Self::Researcher, Self::Agent, Self::Viewer];

    /// The role as it is written in the database and on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Researcher => "researcher",
            Self::Agent => "agent",
            Self::Viewer => "viewer",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

impl FromStr for Role {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|role| role.as_str() == text)
            .ok_or_else(|| format!("'{text}' is not a role; use owner, researcher, agent or viewer"))
    }
}

/// The part of the world that a caller may see: a team, or one project of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scope {
    /// The caller's team.
    pub team: TeamId,
    /// The only project that the key may touch, if it is bound to one.
    pub project: Option<ProjectId>,
}

impl Scope {
    /// Whether `project` of the caller's own team lies within the scope.
    pub fn covers(&self, project: ProjectId) -> bool {
        self.project.is_none_or(|bound| bound == project)
    }
}

/// Somebody who showed a valid API key.
#[derive(Clone, Copy, Debug)]
pub struct Caller {
    /// The key that was shown.
    pub key: KeyId,
    /// What it reaches.
    pub scope: Scope,
    /// What it may do there.
    pub role: Role,
}

/// The caller's role does not allow this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the key's role does not allow this")]
pub struct Forbidden;

/// The right to read projects and rooms.
#[derive(Clone, Copy, Debug)]
pub struct CanRead {
    /// What may be read.
    pub scope: Scope,
    /// Whether access tokens, links and e-mails may be seen.
    pub sees_secrets: bool,
}

/// The right to create and change projects and rooms.
#[derive(Clone, Copy, Debug)]
pub struct CanWrite {
    /// What may be changed.
    pub scope: Scope,
    /// In whose name.
    pub key: KeyId,
}

impl Caller {
    /// The right to read, for every role but `agent`.
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

    /// The right to do an interviewer's work, for `agent`.
    pub fn require_interviewer(&self) -> Result<CanInterview, Forbidden> {
        match self.role {
            Role::Agent => Ok(CanInterview {
                scope: Some(self.scope),
            }),
            Role::Owner | Role::Researcher | Role::Viewer => Err(Forbidden),
        }
    }

    /// The right to see what agents see, for every role: neither links nor e-mails are among it.
    pub fn agent_room_reader(&self) -> CanReadAgentRooms {
        CanReadAgentRooms {
            scope: self.scope,
            sees_interviews: self.role != Role::Agent,
        }
    }

    /// The right to make agents and rooms for them, and to take part, for every role but `viewer`.
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

    /// The right to change, for `owner` and `researcher`.
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

/// The right to do an interviewer's work: to be briefed for interviews, and to report on them.
#[derive(Clone, Copy, Debug)]
pub struct CanInterview {
    /// Where; everywhere, for whoever knows the secret of the whole service.
    pub scope: Option<Scope>,
}

/// The right to see what agents see.
#[derive(Clone, Copy, Debug)]
pub struct CanReadAgentRooms {
    /// Where.
    pub scope: Scope,
    /// Whether interviews are seen, too, into which no agent was let.
    pub sees_interviews: bool,
}

/// The right to make agents and rooms for them, and to take part in rooms.
#[derive(Clone, Copy, Debug)]
pub struct CanUseAgentRooms {
    /// Where.
    pub scope: Scope,
    /// In whose name.
    pub key: KeyId,
    /// Whether it reaches interviews: to let agents into them, to end them, and to delete their rooms.
    pub has_interviews: bool,
}

impl CanUseAgentRooms {
    /// Who may take part may also see.
    pub fn to_read(&self) -> CanReadAgentRooms {
        CanReadAgentRooms {
            scope: self.scope,
            sees_interviews: self.has_interviews,
        }
    }
}

impl CanWrite {
    /// Who may change a thing may also read it, whole.
    pub fn to_read(&self) -> CanRead {
        CanRead {
            scope: self.scope,
            sees_secrets: true,
        }
    }
}
