//! Worlds, into which an agent sorts its rooms.

use crate::{
    ids::{AgentId, TeamId, WorldId},
    values::JsonObject,
};
use sea_orm::entity::prelude::*;

/// A row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "world")]
pub struct Model {
    /// The team that owns it. Ids are unique within a team, because callers choose them.
    #[sea_orm(primary_key, auto_increment = false)]
    pub team_id: TeamId,
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: WorldId,
    /// The agent that it belongs to.
    pub agent_id: AgentId,
    /// Its name.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// The message server that it stands for.
    #[sea_orm(column_type = "Text", nullable)]
    pub message_server_id: Option<String>,
    /// Data that the team keeps with it.
    pub metadata: Option<JsonObject>,
    /// When it was created.
    pub created_at: DateTimeUtc,
    /// The agent that it belongs to.
    #[sea_orm(belongs_to, from = "(team_id, agent_id)", to = "(team_id, id)")]
    pub agent: BelongsTo<super::agent::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
