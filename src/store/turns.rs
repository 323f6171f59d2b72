//! Turns: appending them to a room, gaplessly numbered, and reading them.

use super::{Result, StoreError, bulk::BulkWrite, events, participants, read::readable};
use crate::{
    clock::Timestamp,
    model::{
        event::{MessageEvent, NewEvent},
        ids::{MessageId, RoomId},
        memory::{MemoryKind, entity_of},
        room::Room,
        turn::{NewTurn, SpeechSpan, Turn},
    },
};
use ::entity::{message, room};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};

/// Appends turns to a room that is locked by the transaction, each with an id of its own, and counts them in `room`.
pub async fn append(
    connection: &impl ConnectionTrait,
    room: &mut Room,
    turns: Vec<(MessageId, NewTurn)>,
    now: Timestamp,
) -> Result<Vec<Turn>> {
    if turns.is_empty() {
        return Ok(Vec::new());
    }
    let numbered: Vec<(MessageId, Turn)> = (room.message_count + 1..)
        .zip(turns)
        .map(|(number, (id, said))| (id, Turn { number, at: now, said }))
        .collect();
    room.message_count = numbered.last().map_or(room.message_count, |(_, turn)| turn.number);
    let mut new_events = Vec::new();
    if room.open_to_agents {
        let participants = participants::agents_of(connection, &[room.id]).await?;
        let (id, handle) = (room.id, room.handle());
        let sent = numbered.iter().map(|(message, turn)| {
            let message = MessageEvent {
                message: *message,
                author: entity_of(id, turn.said.speaker),
                speaker: turn.said.speaker,
                text: &turn.said.text,
            };
            NewEvent::of_message(handle, &message, &participants, now)
        });
        new_events = events::numbered(room, sent);
    }
    let rows = numbered
        .iter()
        .map(|(id, turn)| row(*id, room, turn).into_active_model());
    let counts = room::ActiveModel {
        id: Set(room.id),
        message_count: Set(room.message_count),
        event_count: Set(room.event_count),
        ..Default::default()
    };
    BulkWrite::default()
        .insert(rows)
        .insert(new_events)
        .update([counts])
        .execute(connection)
        .await?;
    Ok(numbered.into_iter().map(|(_, turn)| turn).collect())
}

/// The turns of a room after a number, in order.
pub async fn after(connection: &impl ConnectionTrait, room: RoomId, number: i32) -> Result<Vec<Turn>> {
    let turns = message::Entity::find()
        .filter(message::Column::RoomId.eq(room))
        .filter(message::Column::Number.gt(number))
        .filter(message::Column::Kind.eq(MemoryKind::MESSAGES))
        .order_by_asc(message::Column::Number);
    readable(connection, turns).await
}

/// Writes when a turn was spoken.
pub async fn set_spoken(
    connection: &impl ConnectionTrait,
    room: RoomId,
    number: i32,
    spoken: SpeechSpan,
) -> Result<()> {
    message::Entity::update_many()
        .col_expr(message::Column::SpokenFrom, spoken.from.into())
        .col_expr(message::Column::SpokenTo, spoken.to.into())
        .filter(message::Column::RoomId.eq(room))
        .filter(message::Column::Number.eq(number))
        .exec(connection)
        .await?;
    Ok(())
}

/// Erases all messages of these rooms.
pub async fn erase(connection: &impl ConnectionTrait, rooms: &[RoomId]) -> Result<()> {
    message::Entity::delete_many()
        .filter(message::Column::RoomId.is_in(rooms.iter().copied()))
        .exec(connection)
        .await?;
    Ok(())
}

fn row(id: MessageId, room: &Room, turn: &Turn) -> message::Model {
    let NewTurn {
        speaker,
        channel,
        text,
        spoken,
        cue,
        origin,
    } = turn.said.clone();
    message::Model {
        id,
        team_id: room.team,
        room_id: room.id,
        number: turn.number,
        speaker,
        channel,
        text,
        created_at: turn.at,
        spoken_from: spoken.map(|spoken| spoken.from),
        spoken_to: spoken.and_then(|spoken| spoken.to),
        cue: cue.map(|cue| cue.to_string()),
        origin,
        entity_id: None,
        kind: MemoryKind::MESSAGES,
        content: None,
        metadata: None,
        is_unique: true,
    }
}

impl TryFrom<message::Model> for Turn {
    type Error = StoreError;

    fn try_from(row: message::Model) -> Result<Self> {
        let cue = row.cue.map(|text| text.parse()).transpose();
        Ok(Self {
            number: row.number,
            at: row.created_at,
            said: NewTurn {
                speaker: row.speaker,
                channel: row.channel,
                text: row.text,
                spoken: row.spoken_from.map(|from| SpeechSpan {
                    from,
                    to: row.spoken_to,
                }),
                cue: cue.map_err(|()| StoreError::Inconsistent {
                    table: "message",
                    rule: "the cue is known",
                })?,
                origin: row.origin,
            },
        })
    }
}
