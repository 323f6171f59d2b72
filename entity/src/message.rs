//! What was said in rooms.

use sea_orm::entity::prelude::*;

/// A row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "message")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The room.
    pub room_id: Uuid,
    /// Its number within the room, gapless from 1.
    pub number: i32,
    /// Who said it.
    #[sea_orm(column_type = "Text")]
    pub speaker: String,
    /// Whether it was typed or spoken.
    #[sea_orm(column_type = "Text")]
    pub channel: String,
    /// What was said.
    #[sea_orm(column_type = "Text")]
    pub text: String,
    /// When it was stored.
    pub created_at: DateTimeUtc,
    /// When the speech began.
    pub spoken_from: Option<DateTimeUtc>,
    /// When the speech ended.
    pub spoken_to: Option<DateTimeUtc>,
    /// Which part of the guide it is.
    #[sea_orm(column_type = "Text", nullable)]
    pub cue: Option<String>,
    /// What whoever made it calls it.
    #[sea_orm(column_type = "Text", nullable)]
    pub origin: Option<String>,
    /// Who said it, where a participant tells.
    pub entity_id: Option<Uuid>,
    /// What it is among the memories of agents; what is said are `messages`.
    #[sea_orm(column_type = "Text")]
    pub kind: String,
    /// What was said besides the text, as JSON.
    #[sea_orm(column_type = "Text", nullable)]
    pub content: Option<String>,
    /// Whatever an agent keeps with it, as JSON.
    #[sea_orm(column_type = "Text", nullable)]
    pub metadata: Option<String>,
    /// Whether nothing like it was said before, as its agent judged.
    pub is_unique: bool,
}

impl ActiveModelBehavior for ActiveModel {}
