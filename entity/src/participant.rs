//! Seats in rooms, one for each entity.

use sea_orm::entity::prelude::*;

/// A row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "participant")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The room.
    pub room_id: Uuid,
    /// Who sits there.
    pub entity_id: Uuid,
    /// What that is.
    #[sea_orm(column_type = "Text")]
    pub kind: String,
    /// The name at the time of sitting down.
    #[sea_orm(column_type = "Text", nullable)]
    pub name: Option<String>,
    /// How closely it follows the room.
    #[sea_orm(column_type = "Text", nullable)]
    pub state: Option<String>,
    /// Since when.
    pub joined_at: DateTimeUtc,
    /// When it left.
    pub left_at: Option<DateTimeUtc>,
    /// When its worker was sent for.
    pub dispatched_at: Option<DateTimeUtc>,
    /// The media server's id of that.
    #[sea_orm(column_type = "Text", nullable)]
    pub dispatch_id: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
