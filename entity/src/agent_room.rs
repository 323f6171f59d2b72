//! The agents' side of a room: what agents and characters see of it.

use sea_orm::entity::prelude::*;

/// A row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "details")]
pub struct Model {
    /// The room.
    #[sea_orm(primary_key, auto_increment = false)]
    pub room_id: Uuid,
    /// The agent that it was made for.
    pub agent_id: Option<Uuid>,
    /// The world that it belongs to.
    pub world_id: Option<Uuid>,
    /// Its name for people.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// Where it comes from.
    #[sea_orm(column_type = "Text")]
    pub source: String,
    /// Its type.
    #[sea_orm(column_type = "Text")]
    pub kind: String,
    /// What the outside system calls it.
    #[sea_orm(column_type = "Text", nullable)]
    pub channel_id: Option<String>,
    /// The outside server.
    #[sea_orm(column_type = "Text", nullable)]
    pub server_id: Option<String>,
    /// Whatever the team keeps with it, as JSON.
    #[sea_orm(column_type = "Text", nullable)]
    pub metadata: Option<String>,
    /// How characters speak in it.
    #[sea_orm(column_type = "Text")]
    pub mode: String,
    /// The scene that they play.
    #[sea_orm(column_type = "Text", nullable)]
    pub scene_prompt: Option<String>,
    /// The media server's id of the room that stands there for it.
    #[sea_orm(column_type = "Text", nullable)]
    pub media_sid: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
