//! Agents: AIs that can take part in rooms.

use sea_orm::entity::prelude::*;

/// A row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "agent")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The team that owns it.
    pub team_id: Uuid,
    /// The project; none for one that the whole team shares.
    pub project_id: Option<Uuid>,
    /// Its name.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// Who it is.
    #[sea_orm(column_type = "Text", nullable)]
    pub description: Option<String>,
    /// Its voice.
    #[sea_orm(column_type = "Text", nullable)]
    pub voice_id: Option<String>,
    /// What its voice is like.
    #[sea_orm(column_type = "Text", nullable)]
    pub voice_description: Option<String>,
    /// The rest of what the team said of it, as JSON.
    #[sea_orm(column_type = "Text", nullable)]
    pub character: Option<String>,
    /// When it was made.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
