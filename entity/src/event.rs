//! What happened to rooms.

use sea_orm::entity::prelude::*;

/// A row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "event")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The team that owns it.
    pub team_id: Uuid,
    /// The room.
    pub room_id: Uuid,
    /// Its number within the room, gapless from 1.
    pub sequence: i32,
    /// What happened.
    #[sea_orm(column_type = "Text")]
    pub kind: String,
    /// Why, for an ending.
    #[sea_orm(column_type = "Text", nullable)]
    pub reason: Option<String>,
    /// When it happened.
    pub occurred_at: DateTimeUtc,
    /// Its place in the team's feed; null until the feed is next read.
    pub position: Option<i64>,
    /// Which things it is about, as JSON; gone with the room.
    #[sea_orm(column_type = "Text", nullable)]
    pub payload: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
