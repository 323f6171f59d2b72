//! Rooms: whose they are and where they stand.

use sea_orm::entity::prelude::*;

/// A row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "room")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The team that owns it.
    pub team_id: Uuid,
    /// The project.
    pub project_id: Option<Uuid>,
    /// Its name.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// Where it stands.
    #[sea_orm(column_type = "Text")]
    pub status: String,
    /// Why it ended.
    #[sea_orm(column_type = "Text", nullable)]
    pub end_reason: Option<String>,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// The API key that made it.
    pub created_by: Uuid,
    /// When the respondent first joined.
    pub started_at: Option<DateTimeUtc>,
    /// When it reached its final status.
    pub finished_at: Option<DateTimeUtc>,
    /// When it next falls due.
    pub deadline_at: Option<DateTimeUtc>,
    /// How many events it has had.
    pub event_count: i32,
    /// How many turns it has had.
    pub message_count: i32,
    /// When what was said in it was erased.
    pub erased_at: Option<DateTimeUtc>,
    /// Whether it has an agents' side: agents or characters were let in.
    pub open_to_agents: bool,
}

impl ActiveModelBehavior for ActiveModel {}
