//! Corrections of the speakers of a record.

use crate::ids::RoomId;
use sea_orm::entity::prelude::*;

/// A row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "record_speaker")]
pub struct Model {
    /// The room.
    #[sea_orm(primary_key, auto_increment = false)]
    pub room_id: RoomId,
    /// The label of the speaker.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub speaker: String,
    /// The name of the speaker.
    #[sea_orm(column_type = "Text", nullable)]
    pub name: Option<String>,
    /// Whether the speaker is the respondent.
    pub is_respondent: Option<bool>,
}

impl ActiveModelBehavior for ActiveModel {}
