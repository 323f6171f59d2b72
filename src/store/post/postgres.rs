//! Writing what was said on PostgreSQL: one statement, of constant text, for any number of rooms. Columns travel as arrays
//! and are opened by `unnest`. sea-query takes no array with a null in it, so what is not there travels as an empty text,
//! which no JSON is.

use crate::{
    clock::Timestamp,
    model::{
        event::EventKind,
        ids::{EntityId, MessageId, RoomId, TeamId},
        memory::MemoryKind,
        posting::RoomState,
        turn::{Channel, Speaker},
    },
    store::memories,
};
use sea_orm::{
    ConnectionTrait, DatabaseBackend, DbErr, Statement, Value,
    sea_query::{ArrayType, ValueType},
};
use uuid::Uuid;

const KEEP: &str = "
WITH said AS (
  INSERT INTO message (id, room_id, number, speaker, channel, text, created_at, entity_id, kind, content, metadata,
    is_unique)
  SELECT id, room_id, number, speaker, channel, text, created_at, entity_id, kind, NULLIF(content, ''),
    NULLIF(metadata, ''), is_unique
  FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::text[], $5::text[], $6::text[], $7::timestamptz[],
    $8::uuid[], $9::text[], $10::text[], $11::text[], $12::bool[])
    AS m(id, room_id, number, speaker, channel, text, created_at, entity_id, kind, content, metadata, is_unique)
), told AS (
  INSERT INTO event (team_id, room_id, sequence, kind, occurred_at, payload)
  SELECT team_id, room_id, sequence, kind, occurred_at, NULLIF(payload, '')
  FROM unnest($13::uuid[], $14::uuid[], $15::int[], $16::text[], $17::timestamptz[], $18::text[])
    AS e(team_id, room_id, sequence, kind, occurred_at, payload)
)
UPDATE room SET message_count = counted.messages, event_count = counted.events
FROM unnest($19::uuid[], $20::int[], $21::int[]) AS counted (id, messages, events)
WHERE room.id = counted.id";

/// Writes new messages, what is told of them, and how many there are. Counts the events in the boards.
pub(super) async fn keep(connection: &impl ConnectionTrait, boards: &mut [RoomState]) -> Result<(), DbErr> {
    let (mut said, mut told, mut counted) = (Said::default(), Told::default(), Counted::default());
    for board in boards {
        board.memories.iter().for_each(|memory| said.add(memories::row(memory)));
        for event in std::mem::take(&mut board.events) {
            board.room.event_count += 1;
            told.teams.push(board.room.team);
            told.rooms.push(board.room.id);
            told.sequences.push(board.room.event_count);
            told.kinds.push(event.kind);
            told.moments.push(event.occurred_at);
            told.payloads
                .push(event.payload.map_or_else(String::new, |payload| payload.to_string()));
        }
        counted.rooms.push(board.room.id);
        counted.messages.push(board.room.message_count);
        counted.events.push(board.room.event_count);
    }
    let values = said.values().into_iter().chain(told.values()).chain(counted.values());
    let keep = Statement::from_sql_and_values(DatabaseBackend::Postgres, KEEP, values);
    connection.execute_raw(keep).await?;
    Ok(())
}

/// An element for each message.
#[derive(Default)]
struct Said {
    ids: Vec<MessageId>,
    rooms: Vec<RoomId>,
    numbers: Vec<i32>,
    speakers: Vec<Speaker>,
    channels: Vec<Channel>,
    texts: Vec<String>,
    moments: Vec<Timestamp>,
    authors: Vec<EntityId>,
    kinds: Vec<MemoryKind>,
    contents: Vec<String>,
    metadata: Vec<String>,
    unique: Vec<bool>,
}

impl Said {
    fn add(&mut self, row: ::entity::message::Model) {
        self.ids.push(row.id);
        self.rooms.push(row.room_id);
        self.numbers.push(row.number);
        self.speakers.push(row.speaker);
        self.channels.push(row.channel);
        self.texts.push(row.text);
        self.moments.push(row.created_at);
        self.authors.push(row.entity_id.unwrap_or(EntityId(Uuid::nil())));
        self.kinds.push(row.kind);
        self.contents
            .push(row.content.map(|content| content.to_string()).unwrap_or_default());
        self.metadata
            .push(row.metadata.map(|metadata| metadata.to_string()).unwrap_or_default());
        self.unique.push(row.is_unique);
    }

    fn values(self) -> [Value; 12] {
        [
            array(self.ids),
            array(self.rooms),
            array(self.numbers),
            array(self.speakers),
            array(self.channels),
            array(self.texts),
            array(self.moments),
            array(self.authors),
            array(self.kinds),
            array(self.contents),
            array(self.metadata),
            array(self.unique),
        ]
    }
}

/// An element for each event.
#[derive(Default)]
struct Told {
    teams: Vec<TeamId>,
    rooms: Vec<RoomId>,
    sequences: Vec<i32>,
    kinds: Vec<EventKind>,
    moments: Vec<Timestamp>,
    payloads: Vec<String>,
}

impl Told {
    fn values(self) -> [Value; 6] {
        [
            array(self.teams),
            array(self.rooms),
            array(self.sequences),
            array(self.kinds),
            array(self.moments),
            array(self.payloads),
        ]
    }
}

/// An element for each room.
#[derive(Default)]
struct Counted {
    rooms: Vec<RoomId>,
    messages: Vec<i32>,
    events: Vec<i32>,
}

impl Counted {
    fn values(self) -> [Value; 3] {
        [array(self.rooms), array(self.messages), array(self.events)]
    }
}

fn array<T: ValueType + Into<Value>>(elements: Vec<T>) -> Value {
    let kind: ArrayType = T::array_type();
    Value::Array(kind, Some(Box::new(elements.into_iter().map(Into::into).collect())))
}
