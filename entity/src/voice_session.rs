//! Attempts to hold an interview by voice, each with a room of its own on the media server.

use sea_orm::entity::prelude::*;

/// A row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "voice_session")]
pub struct Model {
    /// The name of the room on the media server.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub name: String,
    /// The interview's room.
    pub room_id: Uuid,
    /// Its number within the room, from 1.
    pub number: i32,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// The media server's id of the room that stands under the name.
    #[sea_orm(column_type = "Text", nullable)]
    pub sid: Option<String>,
    /// How often the interviewer's worker was sent for.
    pub dispatches: i32,
    /// When it was last sent for.
    pub dispatched_at: Option<DateTimeUtc>,
    /// When the worker could be heard.
    pub agent_joined_at: Option<DateTimeUtc>,
    /// When the respondent could be heard.
    pub respondent_joined_at: Option<DateTimeUtc>,
    /// Since when no worker has been there although one should.
    pub without_agent_at: Option<DateTimeUtc>,
    /// When it was over.
    pub ended_at: Option<DateTimeUtc>,
    /// When the room on the media server was known to be gone.
    pub closed_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
