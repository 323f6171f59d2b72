//! Participants of rooms, one for each entity in a room.

use crate::{
    ids::{EntityId, ParticipantId, RoomId},
    values::participant::{ParticipantKind, ParticipantState},
};
use sea_orm::entity::prelude::*;

/// A row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "participant")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ParticipantId,
    /// The room.
    pub room_id: RoomId,
    /// The entity that takes part.
    pub entity_id: EntityId,
    /// What the entity is.
    pub kind: ParticipantKind,
    /// The entity's name when it joined.
    #[sea_orm(column_type = "Text", nullable)]
    pub name: Option<String>,
    /// How closely it follows the room.
    pub state: Option<ParticipantState>,
    /// When it last joined.
    pub joined_at: DateTimeUtc,
    /// When it left.
    pub left_at: Option<DateTimeUtc>,
    /// When its worker was dispatched.
    pub dispatched_at: Option<DateTimeUtc>,
    /// LiveKit's id of that dispatch.
    #[sea_orm(column_type = "Text", nullable)]
    pub dispatch_id: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
