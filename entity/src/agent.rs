//! Agents: AIs that can take part in rooms.

use crate::{
    ids::{AgentId, ProjectId, TeamId},
    values::JsonObject,
};
use sea_orm::entity::prelude::*;

/// A row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "agent")]
pub struct Model {
    /// The team that owns it. Ids are unique within a team, because callers choose them.
    #[sea_orm(primary_key, auto_increment = false)]
    pub team_id: TeamId,
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AgentId,
    /// The project that it belongs to; none for an agent of the whole team.
    pub project_id: Option<ProjectId>,
    /// Its name.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// Its character or task, in prose.
    #[sea_orm(column_type = "Text", nullable)]
    pub description: Option<String>,
    /// The id of its voice, as the team's voice provider knows it.
    #[sea_orm(column_type = "Text", nullable)]
    pub voice_id: Option<String>,
    /// A description of its voice.
    #[sea_orm(column_type = "Text", nullable)]
    pub voice_description: Option<String>,
    /// The rest of its description, as its runtime defines it.
    pub character: Option<JsonObject>,
    /// When it was created.
    pub created_at: DateTimeUtc,
    /// When it was last changed.
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
