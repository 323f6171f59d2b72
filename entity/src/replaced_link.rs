//! Links that were replaced by another.

use crate::ids::RoomId;
use sea_orm::entity::prelude::*;

/// A row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "replaced_link")]
pub struct Model {
    /// SHA-256 of the access token.
    #[sea_orm(primary_key, auto_increment = false)]
    pub token_hash: Vec<u8>,
    /// The room.
    pub room_id: RoomId,
    /// When it was replaced.
    pub replaced_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
