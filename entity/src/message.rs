//! Messages: the turns of a room, and what agents keep beside them.

use crate::{
    ids::{EntityId, MessageId, RoomId, TeamId},
    values::{
        JsonObject,
        message::{Channel, MemoryKind, Speaker},
    },
};
use sea_orm::entity::prelude::*;

/// A row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "message")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: MessageId,
    /// The team that owns its room. Ids are unique within a team, because callers choose them.
    #[sea_orm(primary_key, auto_increment = false)]
    pub team_id: TeamId,
    /// The room.
    pub room_id: RoomId,
    /// Its number within the room, gapless from 1 unless messages were deleted.
    pub number: i32,
    /// The role in which its author spoke.
    pub speaker: Speaker,
    /// Whether it was typed or spoken.
    pub channel: Channel,
    /// The text.
    #[sea_orm(column_type = "Text")]
    pub text: String,
    /// When it was stored, or the earlier moment that an agent gave.
    pub created_at: DateTimeUtc,
    /// When the speech began.
    pub spoken_from: Option<DateTimeUtc>,
    /// When the speech ended.
    pub spoken_to: Option<DateTimeUtc>,
    /// The part of the interview guide that it is.
    #[sea_orm(column_type = "Text", nullable)]
    pub cue: Option<String>,
    /// Its client's or worker's id for it, unique within the room.
    #[sea_orm(column_type = "Text", nullable)]
    pub origin: Option<String>,
    /// The author; none for the two parties of an interview.
    pub entity_id: Option<EntityId>,
    /// What it is among the memories of agents.
    pub kind: MemoryKind,
    /// Its content besides the text.
    pub content: Option<JsonObject>,
    /// Data that an agent keeps with it.
    pub metadata: Option<JsonObject>,
    /// The agent's claim that it is not a near-duplicate of another.
    pub is_unique: bool,
    /// The room.
    #[sea_orm(belongs_to, from = "room_id", to = "id")]
    pub room: BelongsTo<super::room::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
