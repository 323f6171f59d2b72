//! The bodies of projects.

use super::InterviewRoomResponse;
use crate::{
    clock::Timestamp,
    model::project::{NEW_PROJECT, Project},
    projects::ProjectView,
};
use poem_openapi::{Object, types::Example};
use serde::Serialize;
use validator::{Validate, ValidationError};

/// For the examples.
const GOALS: &str = "Learn where people lose time in their week";
/// For the examples.
const GUIDE: &str = "# Planning\n- How did you plan the last week?\n- What came in between?";

/// A project to create.
#[derive(Clone, Debug, Object, Validate)]
#[oai(example)]
pub struct CreateProjectRequest {
    /// Its name.
    #[oai(validator(min_length = 1, max_length = 128))]
    #[validate(custom(function = "not_blank"))]
    pub name: String,
    /// What it is about.
    #[oai(validator(max_length = 5000))]
    pub description: Option<String>,
    /// What the team wants to learn.
    #[oai(validator(max_length = 10000))]
    pub research_goals: Option<String>,
    /// What the interviewer asks.
    #[oai(validator(max_length = 20000))]
    pub interview_guide: Option<String>,
    /// Where respondents may go on when the interview is over: an http or https address. Empty for nowhere.
    #[oai(validator(max_length = 2000))]
    #[validate(custom(function = "web_address"))]
    pub redirect_url: Option<String>,
}

impl Example for CreateProjectRequest {
    fn example() -> Self {
        Self {
            name: "Planning".to_owned(),
            description: None,
            research_goals: Some(GOALS.to_owned()),
            interview_guide: Some(GUIDE.to_owned()),
            redirect_url: None,
        }
    }
}

/// A partial update: what is absent or null stays as it is.
#[derive(Clone, Debug, Object, Validate)]
#[oai(example)]
pub struct UpdateProjectRequest {
    /// Its name.
    #[oai(validator(min_length = 1, max_length = 128))]
    #[validate(custom(function = "not_blank"))]
    pub name: Option<String>,
    /// What it is about.
    #[oai(validator(max_length = 5000))]
    pub description: Option<String>,
    /// How far it is: `New`, `Opened`, `Closed` or a word of the team's own.
    #[oai(validator(min_length = 1, max_length = 64))]
    #[validate(custom(function = "not_blank"))]
    pub status: Option<String>,
    /// What the team wants to learn.
    #[oai(validator(max_length = 10000))]
    pub research_goals: Option<String>,
    /// What the interviewer asks.
    #[oai(validator(max_length = 20000))]
    pub interview_guide: Option<String>,
    /// Where respondents may go on when the interview is over: an http or https address. Empty for nowhere.
    #[oai(validator(max_length = 2000))]
    #[validate(custom(function = "web_address"))]
    pub redirect_url: Option<String>,
}

impl Example for UpdateProjectRequest {
    fn example() -> Self {
        Self {
            name: None,
            description: Some("The second round".to_owned()),
            status: Some("Opened".to_owned()),
            research_goals: None,
            interview_guide: None,
            redirect_url: Some("https://example.org/thank-you".to_owned()),
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
#[oai(example)]
pub struct ProjectResponse {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it is about.
    pub description: Option<String>,
    /// How far it is.
    pub status: String,
    /// How many records it has.
    pub records_count: i32,
    /// How many reports it has.
    pub total_reports_count: i32,
    /// When it was made.
    pub created_at: Timestamp,
    /// What the team wants to learn.
    pub research_goals: Option<String>,
    /// What the interviewer asks.
    pub interview_guide: Option<String>,
    /// Where respondents may go on when the interview is over.
    pub redirect_url: Option<String>,
    /// Always null: projects belong to teams.
    pub owner_email: Option<String>,
}

impl Example for ProjectResponse {
    fn example() -> Self {
        Self {
            id: InterviewRoomResponse::example().project_id,
            name: "Planning".to_owned(),
            description: None,
            status: NEW_PROJECT.to_owned(),
            records_count: 0,
            total_reports_count: 0,
            created_at: InterviewRoomResponse::example().created_at,
            research_goals: Some(GOALS.to_owned()),
            interview_guide: Some(GUIDE.to_owned()),
            redirect_url: None,
            owner_email: None,
        }
    }
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
            // This service writes no reports of its own.
            total_reports_count: 0,
            created_at,
            research_goals: details.research_goals,
            interview_guide: details.interview_guide,
            redirect_url: details.redirect_url,
            owner_email: None,
        }
    }
}
