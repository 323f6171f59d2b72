//! Rooms: their owner and their life cycle.

use crate::{
    ids::{KeyId, ProjectId, RoomHandle, RoomId, TeamId},
    values::status::{EndReason, Status},
};
use sea_orm::entity::prelude::*;

/// A row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "room")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: RoomId,
    /// The team that owns it.
    pub team_id: TeamId,
    /// The id that a caller chose for it; the row's own id is derived from it and the team.
    pub chosen_id: Option<RoomHandle>,
    /// The project; every interview has one.
    pub project_id: Option<ProjectId>,
    /// Its name on LiveKit.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// Its status, as last written.
    pub status: Status,
    /// Why it ended.
    pub end_reason: Option<EndReason>,
    /// When it was created.
    pub created_at: DateTimeUtc,
    /// The API key that created it.
    pub created_by: KeyId,
    /// When the respondent first joined.
    pub started_at: Option<DateTimeUtc>,
    /// When it ended.
    pub finished_at: Option<DateTimeUtc>,
    /// When it next falls due.
    pub deadline_at: Option<DateTimeUtc>,
    /// How many events it has had.
    pub event_count: i32,
    /// How many messages it has had.
    pub message_count: i32,
    /// The bytes that its messages take.
    pub message_bytes: i64,
    /// When its transcript was erased.
    pub erased_at: Option<DateTimeUtc>,
    /// Whether it was made for agents, or some have joined it.
    pub open_to_agents: bool,
    /// Its interview, if it has one.
    // `belongs_to` names both columns; `has_one` and `has_many` would need a second declaration in the other table.
    #[sea_orm(belongs_to, from = "id", to = "room_id")]
    pub interview: BelongsTo<super::interview::Entity>,
    /// Its agents' side, if it has one.
    #[sea_orm(belongs_to, from = "id", to = "room_id")]
    pub agent_room: BelongsTo<super::agent_room::Entity>,
    /// Its participants, any number of them.
    #[sea_orm(belongs_to, from = "id", to = "room_id")]
    pub participants: BelongsTo<super::participant::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
