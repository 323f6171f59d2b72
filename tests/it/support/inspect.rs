//! Reading rows, and blocking writes of the service.

use super::{TestApp, text};
use entity::{event, interview, room};
use interview_rooms::{model::ids::RoomId, store::Transaction};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::Value;
use uuid::Uuid;

/// The rows of a room.
#[derive(Debug, PartialEq)]
pub struct Rows {
    room: room::Model,
    interview: interview::Model,
    events: Vec<event::Model>,
}

impl TestApp {
    /// Whether this runs on PostgreSQL.
    pub fn is_postgres(&self) -> bool {
        self.database.is_postgres()
    }

    /// The rows of a room.
    pub async fn rows(&self, room: &Value) -> Rows {
        let id: Uuid = text(room, "id").parse().expect("a room's id is a UUID");
        let database = self.store().reader();
        let events = event::Entity::find()
            .filter(event::Column::RoomId.eq(id))
            .order_by_asc(event::Column::Id);
        Rows {
            room: room::Entity::find_by_id(RoomId(id))
                .one(database)
                .await
                .unwrap()
                .unwrap(),
            interview: interview::Entity::find_by_id(RoomId(id))
                .one(database)
                .await
                .unwrap()
                .unwrap(),
            events: events.all(database).await.unwrap(),
        }
    }

    /// The events of a room, as `room.expired link_expired`. Their sequence numbers must have no gap.
    pub async fn history(&self, room: &Value) -> Vec<String> {
        let events = self.events(room).await;
        let numbers: Vec<i32> = events.iter().map(|event| event.sequence).collect();
        assert_eq!(numbers, (1..).take(numbers.len()).collect::<Vec<_>>());
        let words = events.iter().map(|event| {
            let reason = event.reason.map(|reason| format!(" {reason}"));
            event.kind.to_string() + &reason.unwrap_or_default()
        });
        words.collect()
    }

    /// The number of events that end the room.
    pub async fn endings(&self, room: &Value) -> usize {
        let events = self.events(room).await;
        events.iter().filter(|event| event.kind.is_ending()).count()
    }

    /// Blocks all writes of rooms until the transaction ends: it holds the only writer of SQLite, and locks every project on
    /// PostgreSQL.
    pub async fn hold_rooms(&self) -> Transaction {
        let other = self.replica().await;
        let held = other.store().begin().await.unwrap();
        held.execute_unprepared("UPDATE project SET name = name").await.unwrap();
        held
    }

    /// Makes the database reject every interview with this `external_id`, until [`Self::cure`].
    pub async fn poison(&self, external_id: &str) {
        let refuse = if self.is_postgres() {
            format!("ALTER TABLE interview ADD CONSTRAINT poison CHECK (external_id <> '{external_id}')")
        } else {
            format!(
                "CREATE TRIGGER poison BEFORE INSERT ON interview WHEN NEW.external_id = '{external_id}'
                 BEGIN SELECT RAISE(ABORT, 'poison'); END"
            )
        };
        self.store().writer().execute_unprepared(&refuse).await.unwrap();
    }

    /// Undoes [`Self::poison`].
    pub async fn cure(&self) {
        let cure = if self.is_postgres() {
            "ALTER TABLE interview DROP CONSTRAINT poison"
        } else {
            "DROP TRIGGER poison"
        };
        self.store().writer().execute_unprepared(cure).await.unwrap();
    }
}
