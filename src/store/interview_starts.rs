//! What was fixed when a respondent started.

use super::{Result, insert_row, update_row};
use crate::{
    clock::Timestamp,
    model::{
        ids::RoomId,
        interview_start::{Consent, InterviewStart},
        language::Language,
        turn::Channel,
    },
};
use ::entity::interview_start;
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait};

/// The start of a room's interview.
pub async fn find(connection: &impl ConnectionTrait, room: RoomId) -> Result<Option<InterviewStart>> {
    let row = interview_start::Entity::find_by_id(room).one(connection).await?;
    Ok(row.map(InterviewStart::from))
}

/// Writes the start of a room's interview.
pub async fn insert(connection: &impl ConnectionTrait, room: RoomId, start: InterviewStart) -> Result<()> {
    let (version, language, at) = columns(start.consent);
    let row = interview_start::Model {
        room_id: room,
        language: start.language,
        channel: start.channel,
        research_goals: start.research_goals,
        interview_guide: start.interview_guide,
        consent_version: version,
        consent_language: language,
        consented_at: at,
    };
    insert_row(connection, row).await
}

/// Writes the respondent's consent.
pub async fn set_consent(connection: &impl ConnectionTrait, room: RoomId, consent: Consent) -> Result<()> {
    let (version, language, at) = columns(Some(consent));
    let row = interview_start::ActiveModel {
        room_id: Set(room),
        consent_version: Set(version),
        consent_language: Set(language),
        consented_at: Set(at),
        ..Default::default()
    };
    update_row(connection, row).await
}

/// Writes how the interview is held from now on.
pub async fn set_channel(connection: &impl ConnectionTrait, room: RoomId, channel: Channel) -> Result<()> {
    let row = interview_start::ActiveModel {
        room_id: Set(room),
        channel: Set(channel),
        ..Default::default()
    };
    update_row(connection, row).await
}

/// Deletes the start of a room's interview.
pub(super) async fn delete(connection: &impl ConnectionTrait, room: RoomId) -> Result<()> {
    interview_start::Entity::delete_by_id(room).exec(connection).await?;
    Ok(())
}

fn columns(consent: Option<Consent>) -> (Option<String>, Option<Language>, Option<Timestamp>) {
    match consent {
        Some(Consent { version, language, at }) => (Some(version), Some(language), Some(at)),
        None => (None, None, None),
    }
}

impl From<interview_start::Model> for InterviewStart {
    fn from(row: interview_start::Model) -> Self {
        let consent = match (row.consent_version, row.consent_language, row.consented_at) {
            (Some(version), Some(language), Some(at)) => Some(Consent { version, language, at }),
            _ => None,
        };
        Self {
            language: row.language,
            channel: row.channel,
            research_goals: row.research_goals,
            interview_guide: row.interview_guide,
            consent,
        }
    }
}
