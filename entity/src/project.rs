//! Projects of a team.

use crate::ids::{ProjectId, TeamId};
use sea_orm::entity::prelude::*;

/// A row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "project")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ProjectId,
    /// The team that owns it.
    pub team_id: TeamId,
    /// Its name.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// What it is about.
    #[sea_orm(column_type = "Text", nullable)]
    pub description: Option<String>,
    /// Its status, in the team's own words.
    #[sea_orm(column_type = "Text")]
    pub status: String,
    /// What the team wants to learn.
    #[sea_orm(column_type = "Text", nullable)]
    pub research_goals: Option<String>,
    /// What the interviewer asks.
    #[sea_orm(column_type = "Text", nullable)]
    pub interview_guide: Option<String>,
    /// The page to which respondents may go on after the interview.
    #[sea_orm(column_type = "Text", nullable)]
    pub redirect_url: Option<String>,
    /// When it was created.
    pub created_at: DateTimeUtc,
    /// When it was deleted.
    pub deleted_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
