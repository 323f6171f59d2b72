//! Sessions: what was fixed when a respondent started.

use super::{Result, StoreError, rows::parsed};
use crate::model::{
    ids::RoomId,
    session::{Consent, Session},
    turn::Channel,
};
use ::entity::session;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
};

/// The session of a room.
pub async fn find(connection: &impl ConnectionTrait, room: RoomId) -> Result<Option<Session>> {
    let row = session::Entity::find_by_id(room.0).one(connection).await?;
    row.map(Session::try_from).transpose()
}

/// Writes the session of a room that has just been started.
pub async fn insert(connection: &impl ConnectionTrait, room: RoomId, session: Session) -> Result<()> {
    let (version, language, at) = columns(session.consent);
    let row = session::Model {
        room_id: room.0,
        language: session.language.to_string(),
        channel: session.channel.as_str().to_owned(),
        research_goals: session.research_goals,
        interview_guide: session.interview_guide,
        consent_version: version,
        consent_language: language,
        consented_at: at,
    };
    session::Entity::insert(row.into_active_model())
        .exec_without_returning(connection)
        .await?;
    Ok(())
}

/// Writes what a respondent has agreed to.
pub async fn set_consent(connection: &impl ConnectionTrait, room: RoomId, consent: Consent) -> Result<()> {
    let (version, language, at) = columns(Some(consent));
    let row = session::ActiveModel {
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
    session::Entity::update_many()
        .col_expr(session::Column::Channel, channel.as_str().into())
        .filter(session::Column::RoomId.eq(room.0))
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

impl TryFrom<session::Model> for Session {
    type Error = StoreError;

    fn try_from(row: session::Model) -> Result<Self> {
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
