//! Sessions: what was fixed when a respondent started.

use super::{Result, StoreError, rows::parsed};
use crate::model::{
    ids::RoomId,
    interview_start::{Consent, InterviewStart},
    turn::Channel,
};
use ::entity::interview_start;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
};

/// The session of a room.
pub async fn find(connection: &impl ConnectionTrait, room: RoomId) -> Result<Option<InterviewStart>> {
    let row = interview_start::Entity::find_by_id(room.0).one(connection).await?;
    row.map(InterviewStart::try_from).transpose()
}

/// Writes the session of a room that has just been started.
pub async fn insert(connection: &impl ConnectionTrait, room: RoomId, session: InterviewStart) -> Result<()> {
    let (version, language, at) = columns(session.consent);
    let row = interview_start::Model {
        room_id: room.0,
        language: session.language.to_string(),
        channel: session.channel.as_str().to_owned(),
        research_goals: session.research_goals,
        interview_guide: session.interview_guide,
        consent_version: version,
        consent_language: language,
        consented_at: at,
    };
    interview_start::Entity::insert(row.into_active_model())
        .exec_without_returning(connection)
        .await?;
    Ok(())
}

/// Writes what a respondent has agreed to.
pub async fn set_consent(connection: &impl ConnectionTrait, room: RoomId, consent: Consent) -> Result<()> {
    let (version, language, at) = columns(Some(consent));
    let row = interview_start::ActiveModel {
        room_id: Set(room.0),
        consent_version: Set(version),
        consent_language: Set(language),
        consented_at: Set(at),
        ..Default::default()
    };
    row.update(connection).await?;
    Ok(())
}

/// Writes how the interview is held from now on.
pub async fn set_channel(connection: &impl ConnectionTrait, room: RoomId, channel: Channel) -> Result<()> {
    interview_start::Entity::update_many()
        .col_expr(interview_start::Column::Channel, channel.as_str().into())
        .filter(interview_start::Column::RoomId.eq(room.0))
        .exec(connection)
        .await?;
    Ok(())
}

type ConsentColumns = (Option<String>, Option<String>, Option<crate::clock::Timestamp>);

fn columns(consent: Option<Consent>) -> ConsentColumns {
    match consent {
        Some(Consent { version, language, at }) => (Some(version), Some(language.to_string()), Some(at)),
        None => (None, None, None),
    }
}

impl TryFrom<interview_start::Model> for InterviewStart {
    type Error = StoreError;

    fn try_from(row: interview_start::Model) -> Result<Self> {
        let language = |text: &str| parsed(text, "session", "the language is known");
        let consent = match (row.consent_version, row.consent_language, row.consented_at) {
            (Some(version), Some(read), Some(at)) => Some(Consent {
                version,
                language: language(&read)?,
                at,
            }),
            _ => None,
        };
        Ok(Self {
            language: language(&row.language)?,
            channel: parsed(&row.channel, "session", "the channel is known")?,
            research_goals: row.research_goals,
            interview_guide: row.interview_guide,
            consent,
        })
    }
}
