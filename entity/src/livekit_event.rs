//! LiveKit webhooks that were handled, so that a repeated one is recognized.

use sea_orm::entity::prelude::*;

/// A row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "livekit_event")]
pub struct Model {
    /// LiveKit's id of the event.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub id: String,
    /// When it was received.
    pub received_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
