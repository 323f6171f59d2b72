//! Projects: research goals and an interview guide, under which rooms are made.

use super::ids::{ProjectId, TeamId};
use crate::clock::Timestamp;

/// The status of a project that was just made. The outside contract types the status as free text.
pub const NEW_PROJECT: &str = "New";

/// What the team can set on a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectDetails {
    /// Its name.
    pub name: String,
    /// What it is about.
    pub description: Option<String>,
    /// How far it is: `New`, `Opened`, `Closed` or a word of the team's own.
    pub status: String,
    /// What the team wants to learn.
    pub research_goals: Option<String>,
    /// What the interviewer asks.
    pub interview_guide: Option<String>,
    /// Where respondents may go on when the interview is over: an http or https address.
    pub redirect_url: Option<String>,
}

/// A project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Project {
    /// Its id.
    pub id: ProjectId,
    /// The team that owns it.
    pub team: TeamId,
    /// What the team set.
    pub details: ProjectDetails,
    /// When it was made.
    pub created_at: Timestamp,
}
