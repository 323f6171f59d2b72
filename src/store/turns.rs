//! Turns: appending them to a room, gaplessly numbered, and reading them.

use super::{
    Result, StoreError,
    bulk::BulkWrite,
    events, participants,
    read::{bytes_of, readable},
    update_row,
};
use crate::{
    clock::Timestamp,
    model::{
        audience::{Audience, FoldedText},
        event::{MessageEvent, NewEvent},
        ids::{MessageId, RoomId},
        memory::{MemoryKind, entity_of},
        room::Room,
        turn::{NewTurn, SpeechSpan, Turn},
    },
};
use ::entity::{message, room};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, Iterable, QueryFilter, QueryOrder,
    QuerySelect, Select, sea_query::Expr,
};

/// A conversation of so many turns is looked back at as a whole.
const WINDOW_TURNS: i32 = 50;
/// The bytes of the texts before these turns that are looked back at, too.
const WINDOW_BYTES: i64 = 512 * 1024;

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
    for (_, turn) in &numbered {
        room.count_message(turn.said.text.len());
    }
    let mut new_events = Vec::new();
    if room.open_to_agents {
        let audience = Audience::new(&participants::agents_of(connection, &[room.id]).await?);
        let (id, handle) = (room.id, room.handle());
        let sent = numbered.iter().map(|(message, turn)| {
            let text = FoldedText::new(&turn.said.text);
            let message = MessageEvent {
                message: *message,
                author: entity_of(id, turn.said.speaker),
                speaker: turn.said.speaker,
                text: &text,
            };
            NewEvent::of_message(handle, &message, &audience, now)
        });
        new_events = events::numbered(room, sent);
    }
    let rows = numbered
        .iter()
        .map(|(id, turn)| row(*id, room, turn).into_active_model());
    let counts = room::ActiveModel {
        id: Set(room.id),
        message_count: Set(room.message_count),
        message_bytes: Set(room.message_bytes),
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
    readable(connection, turns_after(room, number)).await
}

/// At most `limit` turns of a room after a number, in order.
pub async fn some_after(connection: &impl ConnectionTrait, room: RoomId, number: i32, limit: u64) -> Result<Vec<Turn>> {
    readable(connection, turns_after(room, number).limit(limit)).await
}

/// All turns of a room, in order, of which only the latest have their texts: as many as an interviewer or a respondent may
/// want to look back at. Who spoke, and which part of the guide it was, is known of every turn.
pub async fn conversation(connection: &impl ConnectionTrait, room: &Room) -> Result<Vec<Turn>> {
    let shown_after = window_start(connection, room).await?;
    if shown_after == 0 {
        return after(connection, room.id, 0).await;
    }
    let earlier = turns_after(room.id, 0)
        .filter(message::Column::Number.lte(shown_after))
        .select_only()
        .columns(message::Column::iter().filter(|column| !matches!(column, message::Column::Text)))
        .expr_as(Expr::value(""), "text");
    let mut turns = readable(connection, earlier).await?;
    turns.extend(after(connection, room.id, shown_after).await?);
    Ok(turns)
}

/// The turns of a room in the window of [`conversation`], in order.
pub async fn recent(connection: &impl ConnectionTrait, room: &Room) -> Result<Vec<Turn>> {
    after(connection, room.id, window_start(connection, room).await?).await
}

/// The number of the last turn before the window: as many of the latest turns are in it as [`WINDOW_BYTES`] hold, and at
/// least [`WINDOW_TURNS`].
async fn window_start(connection: &impl ConnectionTrait, room: &Room) -> Result<i32> {
    if room.message_count <= WINDOW_TURNS {
        return Ok(0);
    }
    let text = [message::Column::Text.as_column_ref().into()];
    let sizes: Vec<(i32, i64)> = turns_after(room.id, 0)
        .filter(message::Column::Number.lte(room.message_count - WINDOW_TURNS))
        .select_only()
        .column(message::Column::Number)
        .expr_as(bytes_of(&text), "size")
        .into_tuple()
        .all(connection)
        .await?;
    let mut left = WINDOW_BYTES;
    let before = sizes.iter().rev().find(|(_, size)| {
        left -= size;
        left < 0
    });
    Ok(before.map_or(0, |(number, _)| *number))
}

fn turns_after(room: RoomId, number: i32) -> Select<message::Entity> {
    message::Entity::find()
        .filter(message::Column::RoomId.eq(room))
        .filter(message::Column::Number.gt(number))
        .filter(message::Column::Kind.eq(MemoryKind::MESSAGES))
        .order_by_asc(message::Column::Number)
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

/// Writes how many bytes the messages of a room take.
pub async fn set_message_bytes(connection: &impl ConnectionTrait, id: RoomId, bytes: i64) -> Result<()> {
    let row = room::ActiveModel {
        id: Set(id),
        message_bytes: Set(bytes),
        ..Default::default()
    };
    update_row(connection, row).await
}

/// Erases all messages of a room, and returns how many there were.
pub async fn erase(connection: &impl ConnectionTrait, room: RoomId) -> Result<u64> {
    let erased = message::Entity::delete_many()
        .filter(message::Column::RoomId.eq(room))
        .exec(connection)
        .await?;
    set_message_bytes(connection, room, 0).await?;
    Ok(erased.rows_affected)
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
