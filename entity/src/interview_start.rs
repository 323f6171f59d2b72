//! What was fixed when a respondent started.

use crate::{
    ids::RoomId,
    values::{language::Language, message::Channel},
};
use sea_orm::entity::prelude::*;

/// A row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "interview_start")]
pub struct Model {
    /// The room.
    #[sea_orm(primary_key, auto_increment = false)]
    pub room_id: RoomId,
    /// The language of the interview.
    pub language: Language,
    /// Whether it is held in writing or by voice at present.
    pub channel: Channel,
    /// The goals at the start.
    #[sea_orm(column_type = "Text", nullable)]
    pub research_goals: Option<String>,
    /// The guide at the start.
    #[sea_orm(column_type = "Text", nullable)]
    pub interview_guide: Option<String>,
    /// The version of the consent text.
    #[sea_orm(column_type = "Text", nullable)]
    pub consent_version: Option<String>,
    /// The language in which the consent text was shown.
    pub consent_language: Option<Language>,
    /// When the respondent consented.
    pub consented_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
