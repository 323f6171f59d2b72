//! Voice sessions: stretches of an interview that are held by voice, each in a LiveKit room of its own.

use crate::ids::RoomId;
use sea_orm::entity::prelude::*;

/// A row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "voice_session")]
pub struct Model {
    /// The name of its LiveKit room.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub name: String,
    /// The interview's room.
    pub room_id: RoomId,
    /// Its number within the room, from 1.
    pub number: i32,
    /// When it was created.
    pub created_at: DateTimeUtc,
    /// LiveKit's id (`sid`) of the room under that name.
    #[sea_orm(column_type = "Text", nullable)]
    pub livekit_sid: Option<String>,
    /// How often the interviewer's worker was dispatched.
    pub dispatches: i32,
    /// When the worker was last dispatched.
    pub dispatched_at: Option<DateTimeUtc>,
    /// When the worker joined.
    pub agent_joined_at: Option<DateTimeUtc>,
    /// When the respondent joined.
    pub respondent_joined_at: Option<DateTimeUtc>,
    /// Since when the worker is missing.
    pub without_agent_at: Option<DateTimeUtc>,
    /// When it ended.
    pub ended_at: Option<DateTimeUtc>,
    /// When its LiveKit room was known to be gone.
    pub closed_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
