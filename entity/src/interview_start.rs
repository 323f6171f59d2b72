//! What was fixed when a respondent started.

use sea_orm::entity::prelude::*;

/// A row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    /// The room.
    #[sea_orm(primary_key, auto_increment = false)]
    pub room_id: Uuid,
    /// The language of the interview.
    #[sea_orm(column_type = "Text")]
    pub language: String,
    /// Whether it is typed or spoken at present.
    #[sea_orm(column_type = "Text")]
    pub channel: String,
    /// The goals as they stood.
    #[sea_orm(column_type = "Text", nullable)]
    pub research_goals: Option<String>,
    /// The guide as it stood.
    #[sea_orm(column_type = "Text", nullable)]
    pub interview_guide: Option<String>,
    /// Which consent text was agreed to.
    #[sea_orm(column_type = "Text", nullable)]
    pub consent_version: Option<String>,
    /// In which language it was read.
    #[sea_orm(column_type = "Text", nullable)]
    pub consent_language: Option<String>,
    /// When it was agreed to.
    pub consented_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
