//! Projects.

use super::{change, trimmed};
use crate::{
    clock::Timestamp,
    engine::interviews::Change,
    model::project::{NEW_PROJECT, Project, ProjectDetails},
    projects::{ProjectView, UpdateProject},
};
use poem_openapi::{Object, types::MaybeUndefined};
use serde::Serialize;
use validator::{Validate, ValidationError};

/// Request model for creating a project.
#[derive(Clone, Debug, Object, Validate)]
pub struct CreateProjectRequest {
    /// Name of the project.
    #[oai(validator(min_length = 1, max_length = 128))]
    #[validate(custom(function = "not_blank"))]
    pub name: String,
    /// Description of the project.
    #[oai(validator(max_length = 5000))]
    pub description: Option<String>,
    /// What the team wants to learn.
    #[oai(validator(max_length = 10000))]
    pub research_goals: Option<String>,
    /// Questions for the interviewer to ask.
    #[oai(validator(max_length = 20000))]
    pub interview_guide: Option<String>,
    /// Address to offer to respondents after the interview: http or https. Empty for none.
    #[oai(validator(max_length = 2000))]
    #[validate(custom(function = "web_address"))]
    pub redirect_url: Option<String>,
}

impl CreateProjectRequest {
    /// The details of the new project.
    pub fn into_details(self) -> ProjectDetails {
        ProjectDetails {
            name: self.name.trim().to_owned(),
            description: trimmed(self.description),
            status: NEW_PROJECT.to_owned(),
            research_goals: trimmed(self.research_goals),
            interview_guide: trimmed(self.interview_guide),
            redirect_url: trimmed(self.redirect_url),
        }
    }
}

/// Request model for updating a project. Fields that are absent stay unchanged, and so do name and status that are null; in
/// the other fields null or an empty text removes the value.
#[derive(Clone, Debug, Object, Validate)]
pub struct UpdateProjectRequest {
    /// Name of the project.
    #[oai(validator(min_length = 1, max_length = 128))]
    #[validate(custom(function = "not_blank"))]
    pub name: Option<String>,
    /// Description of the project.
    #[oai(validator(max_length = 5000))]
    pub description: MaybeUndefined<String>,
    /// Status of the project: `New`, `Opened`, `Closed`, or a word of the team's choice.
    #[oai(validator(min_length = 1, max_length = 64))]
    #[validate(custom(function = "not_blank"))]
    pub status: Option<String>,
    /// What the team wants to learn.
    #[oai(validator(max_length = 10000))]
    pub research_goals: MaybeUndefined<String>,
    /// Questions for the interviewer to ask.
    #[oai(validator(max_length = 20000))]
    pub interview_guide: MaybeUndefined<String>,
    /// Address to offer to respondents after the interview: http or https. Empty for none.
    #[oai(validator(max_length = 2000))]
    #[validate(custom(function = "web_address"))]
    pub redirect_url: Option<String>,
}

impl UpdateProjectRequest {
    /// The command to make these changes.
    pub fn into_command(self) -> UpdateProject {
        UpdateProject {
            name: trimmed(self.name),
            description: change(self.description, false),
            status: trimmed(self.status),
            research_goals: change(self.research_goals, false),
            interview_guide: change(self.interview_guide, false),
            redirect_url: self.redirect_url.map_or(Change::Keep, |url| {
                trimmed(Some(url)).map_or(Change::Clear, Change::Set)
            }),
        }
    }
}

fn not_blank(text: &str) -> Result<(), ValidationError> {
    if text.trim().is_empty() {
        return Err(ValidationError::new("string_too_short").with_message("String should not be blank".into()));
    }
    Ok(())
}

fn web_address(text: &str) -> Result<(), ValidationError> {
    let is_web = |url: reqwest::Url| ["http", "https"].contains(&url.scheme()) && url.has_host();
    if text.trim().is_empty() || text.trim().parse().is_ok_and(is_web) {
        return Ok(());
    }
    Err(ValidationError::new("url_parsing").with_message("Input should be an http or https address".into()))
}

/// A project.
#[derive(Clone, Debug, Object, Serialize)]
pub struct ProjectResponse {
    /// Id of the project.
    pub id: String,
    /// Name of the project.
    pub name: String,
    /// Description of the project.
    pub description: Option<String>,
    /// Status of the project.
    pub status: String,
    /// Number of records.
    pub records_count: i32,
    /// Number of reports. Always 0.
    pub total_reports_count: i32,
    /// When the project was created.
    pub created_at: Timestamp,
    /// What the team wants to learn.
    pub research_goals: Option<String>,
    /// Questions for the interviewer to ask.
    pub interview_guide: Option<String>,
    /// Address to offer to respondents after the interview.
    pub redirect_url: Option<String>,
    /// Always null, because projects belong to teams.
    pub owner_email: Option<String>,
}

impl From<ProjectView> for ProjectResponse {
    fn from(ProjectView { project, record_count }: ProjectView) -> Self {
        let Project {
            id,
            details,
            created_at,
            ..
        } = project;
        Self {
            id: id.to_string(),
            name: details.name,
            description: details.description,
            status: details.status,
            records_count: i32::try_from(record_count).unwrap_or(i32::MAX),
            total_reports_count: 0,
            created_at,
            research_goals: details.research_goals,
            interview_guide: details.interview_guide,
            redirect_url: details.redirect_url,
            owner_email: None,
        }
    }
}
