//! What happened to rooms.

use crate::{
    ids::{RoomId, TeamId},
    values::{JsonObject, event::EventKind, status::EndReason},
};
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
    pub team_id: TeamId,
    /// The room, which may have been deleted.
    pub room_id: RoomId,
    /// Its number within the room, gapless from 1.
    pub sequence: i32,
    /// What happened.
    pub kind: EventKind,
    /// Why: for an ending, and for an erasure that nobody asked for.
    pub reason: Option<EndReason>,
    /// When it happened.
    pub occurred_at: DateTimeUtc,
    /// Its position in the team's feed; null until the feed is next read.
    pub position: Option<i64>,
    /// The ids that it is about; erased with the room.
    pub payload: Option<JsonObject>,
}

impl ActiveModelBehavior for ActiveModel {}
