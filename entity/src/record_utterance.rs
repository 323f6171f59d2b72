//! Corrections of the utterances of a record.

use crate::ids::RoomId;
use sea_orm::entity::prelude::*;

/// A row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "record_utterance")]
pub struct Model {
    /// The room.
    #[sea_orm(primary_key, auto_increment = false)]
    pub room_id: RoomId,
    /// The number of the turn within its room.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i32,
    /// What was said instead of what the turn says.
    #[sea_orm(column_type = "Text", nullable)]
    pub text: Option<String>,
    /// The label of the speaker who said it.
    #[sea_orm(column_type = "Text", nullable)]
    pub speaker: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
