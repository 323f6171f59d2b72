//! What a team says of records: names, archiving, and corrections of transcripts.

use super::{Result, StoreError};
use crate::{
    clock::Timestamp,
    model::{
        correction::{Corrections, Labelling, SpeakerCorrection, UtteranceCorrection},
        ids::RoomId,
        speaker_label::SpeakerLabel,
    },
};
use ::entity::{record, record_speaker, record_utterance};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter,
    sea_query::OnConflict,
};
use std::collections::HashMap;

/// How the team labels those of these records that it has labelled.
pub async fn labellings(connection: &impl ConnectionTrait, rooms: &[RoomId]) -> Result<HashMap<RoomId, Labelling>> {
    let rows = record::Entity::find()
        .filter(record::Column::RoomId.is_in(rooms.iter().copied()))
        .all(connection)
        .await?;
    let labelling = |row: record::Model| {
        let labelling = Labelling {
            name: row.name,
            archived_at: row.archived_at,
        };
        (row.room_id, labelling)
    };
    Ok(rows.into_iter().map(labelling).collect())
}

/// Writes a record's name.
pub async fn set_name(connection: &impl ConnectionTrait, room: RoomId, name: String) -> Result<()> {
    let row = record::ActiveModel {
        room_id: Set(room),
        name: Set(Some(name)),
        archived_at: NotSet,
    };
    upsert(connection, row, record::Column::Name).await
}

/// Writes when a record was archived, or that it is not.
pub async fn set_archived(connection: &impl ConnectionTrait, room: RoomId, at: Option<Timestamp>) -> Result<()> {
    let row = record::ActiveModel {
        room_id: Set(room),
        name: NotSet,
        archived_at: Set(at),
    };
    upsert(connection, row, record::Column::ArchivedAt).await
}

async fn upsert(connection: &impl ConnectionTrait, row: record::ActiveModel, column: record::Column) -> Result<()> {
    let conflict = OnConflict::column(record::Column::RoomId)
        .update_column(column)
        .to_owned();
    record::Entity::insert(row)
        .on_conflict(conflict)
        .exec_without_returning(connection)
        .await?;
    Ok(())
}

/// The corrections of a record's transcript.
pub async fn find(connection: &impl ConnectionTrait, room: RoomId) -> Result<Corrections> {
    let speakers = record_speaker::Entity::find()
        .filter(record_speaker::Column::RoomId.eq(room))
        .all(connection)
        .await?;
    let utterances = record_utterance::Entity::find()
        .filter(record_utterance::Column::RoomId.eq(room))
        .all(connection)
        .await?;
    let speaker = |row: record_speaker::Model| {
        let correction = SpeakerCorrection {
            name: row.name,
            is_respondent: row.is_respondent,
        };
        Ok((label(&row.speaker)?, correction))
    };
    let utterance = |row: record_utterance::Model| {
        let correction = UtteranceCorrection {
            text: row.text,
            speaker: row.speaker.as_deref().map(label).transpose()?,
        };
        Ok((row.number, correction))
    };
    Ok(Corrections {
        speakers: speakers.into_iter().map(speaker).collect::<Result<_>>()?,
        utterances: utterances.into_iter().map(utterance).collect::<Result<_>>()?,
    })
}

fn label(text: &str) -> Result<SpeakerLabel> {
    text.parse().map_err(|_| StoreError::Inconsistent {
        table: "record_speaker",
        rule: "the label of a speaker is valid",
    })
}

/// Writes what is known better of a speaker; what is not given stays as it was.
pub async fn correct_speaker(
    connection: &impl ConnectionTrait,
    room: RoomId,
    label: &SpeakerLabel,
    correction: SpeakerCorrection,
) -> Result<()> {
    let mut columns = Vec::new();
    columns.extend(correction.name.is_some().then_some(record_speaker::Column::Name));
    let respondent = record_speaker::Column::IsRespondent;
    columns.extend(correction.is_respondent.is_some().then_some(respondent));
    let row = record_speaker::ActiveModel {
        room_id: Set(room),
        speaker: Set(label.as_str().to_owned()),
        name: Set(correction.name),
        is_respondent: Set(correction.is_respondent),
    };
    let key = [record_speaker::Column::RoomId, record_speaker::Column::Speaker];
    record_speaker::Entity::insert(row)
        .on_conflict(OnConflict::columns(key).update_columns(columns).to_owned())
        .exec_without_returning(connection)
        .await?;
    Ok(())
}

/// Writes what is known better of an utterance; what is not given stays as it was.
pub async fn correct_utterance(
    connection: &impl ConnectionTrait,
    room: RoomId,
    number: i32,
    correction: UtteranceCorrection,
) -> Result<()> {
    let mut columns = Vec::new();
    columns.extend(correction.text.is_some().then_some(record_utterance::Column::Text));
    let speaker = record_utterance::Column::Speaker;
    columns.extend(correction.speaker.is_some().then_some(speaker));
    let row = record_utterance::ActiveModel {
        room_id: Set(room),
        number: Set(number),
        text: Set(correction.text),
        speaker: Set(correction.speaker.map(|label| label.as_str().to_owned())),
    };
    let key = [record_utterance::Column::RoomId, record_utterance::Column::Number];
    record_utterance::Entity::insert(row)
        .on_conflict(OnConflict::columns(key).update_columns(columns).to_owned())
        .exec_without_returning(connection)
        .await?;
    Ok(())
}

/// Erases what was said of these records.
pub(super) async fn erase(connection: &impl ConnectionTrait, rooms: &[RoomId]) -> Result<()> {
    let rooms = || rooms.iter().copied();
    record::Entity::delete_many()
        .filter(record::Column::RoomId.is_in(rooms()))
        .exec(connection)
        .await?;
    record_speaker::Entity::delete_many()
        .filter(record_speaker::Column::RoomId.is_in(rooms()))
        .exec(connection)
        .await?;
    record_utterance::Entity::delete_many()
        .filter(record_utterance::Column::RoomId.is_in(rooms()))
        .exec(connection)
        .await?;
    Ok(())
}
