//! Session reports, as workers sent them.

use crate::ids::RoomId;
use sea_orm::entity::prelude::*;

/// A row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "session_report")]
pub struct Model {
    /// The room.
    #[sea_orm(primary_key, auto_increment = false)]
    pub room_id: RoomId,
    /// The worker's job; a digest of the report where it names none.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub job_id: String,
    /// The report, a JSON document.
    #[sea_orm(column_type = "Text")]
    pub report: String,
    /// When it was received.
    pub received_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
