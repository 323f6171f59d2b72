//! The invitation side of a room: its link, terms and respondent.

use crate::ids::{ProjectId, RoomId};
use sea_orm::entity::prelude::*;

/// A row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "interview")]
pub struct Model {
    /// The room.
    #[sea_orm(primary_key, auto_increment = false)]
    pub room_id: RoomId,
    /// The room's project, within which a respondent is unique.
    pub project_id: ProjectId,
    /// SHA-256 of the access token.
    #[sea_orm(unique)]
    pub token_hash: Vec<u8>,
    /// The access token, sealed under the instance key.
    pub sealed_token: Vec<u8>,
    /// When the link expires.
    pub expires_at: DateTimeUtc,
    /// How long the interview may take.
    pub max_duration_minutes: i32,
    /// Goals of this interview instead of the project's.
    #[sea_orm(column_type = "Text", nullable)]
    pub research_goals_override: Option<String>,
    /// Guide of this interview instead of the project's.
    #[sea_orm(column_type = "Text", nullable)]
    pub interview_guide_override: Option<String>,
    /// The topics as announced to the respondent.
    #[sea_orm(column_type = "Text", nullable)]
    pub topics_for_respondent: Option<String>,
    /// The team's own name for the interview.
    #[sea_orm(column_type = "Text", nullable)]
    pub display_name: Option<String>,
    /// Voice of the interviewer.
    #[sea_orm(column_type = "Text", nullable)]
    pub voice: Option<String>,
    /// Provider of the realtime model.
    #[sea_orm(column_type = "Text", nullable)]
    pub realtime_provider: Option<String>,
    /// Language of the interview, in the team's own words.
    #[sea_orm(column_type = "Text", nullable)]
    pub language: Option<String>,
    /// The only person who may join.
    #[sea_orm(column_type = "Text", nullable)]
    pub respondent_email: Option<String>,
    /// The team's own key for the respondent.
    #[sea_orm(column_type = "Text", nullable)]
    pub external_id: Option<String>,
    /// When its content was last erased; stays when the room is reopened.
    pub last_erased_at: Option<DateTimeUtc>,
    /// Whether a newer room counts as that of the respondent with its `external_id`.
    pub is_superseded: bool,
}

impl ActiveModelBehavior for ActiveModel {}
