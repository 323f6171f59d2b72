//! Projects: research goals and an interview guide, for the rooms that belong to them.

use super::ids::{ProjectId, TeamId};
use crate::clock::Timestamp;
use uuid::Uuid;

/// The status of a new project. The Aseed contract defines the status as free text.
pub const NEW_PROJECT: &str = "New";

/// The id of the default project of a team. It is derived from the team's id, so that it is known before the project
/// exists; ids are random, so no other project has it.
pub fn default_project(team: TeamId) -> ProjectId {
    const DIFFERENCE: u128 = 0xdefa_0170_0000_0001;
    ProjectId(Uuid::from_u128(team.0.as_u128() ^ DIFFERENCE))
}

/// The fields of a project that its team can change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectDetails {
    /// Its name.
    pub name: String,
    /// What the study is about.
    pub description: Option<String>,
    /// Its progress: `New`, `Opened`, `Closed` or any other text.
    pub status: String,
    /// What the team wants to learn.
    pub research_goals: Option<String>,
    /// The questions, as plain text; see [`Guide`](super::guide::Guide).
    pub interview_guide: Option<String>,
    /// An http or https address to which respondents can go on after the interview.
    pub redirect_url: Option<String>,
}

/// A project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Project {
    /// Its id.
    pub id: ProjectId,
    /// The team that owns it.
    pub team: TeamId,
    /// The fields that the team can change.
    pub details: ProjectDetails,
    /// When it was created.
    pub created_at: Timestamp,
}
