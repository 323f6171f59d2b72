//! Events: what happened to rooms.
//!
//! An event outlives its room, so there is no foreign key between them. An event gets its `position` in the team's feed
//! when the feed is next read; until then `position` is null.

use crate::statements::{NewTables, index, references};
use sea_orm_migration::{
    prelude::*,
    schema::{big_integer_null, big_pk_auto, integer, text, text_null, timestamp_with_time_zone, uuid},
};

pub(crate) fn migration() -> NewTables {
    NewTables {
        name: "m20261128_000008_events",
        tables: vec![event()],
        indexes: vec![
            // Unique: a room numbers its events. Also the history of a room.
            index("event_room", "event", ["room_id", "sequence"])
                .unique()
                .to_owned(),
            // The events that have no position in a team's feed yet.
            index("event_waiting", "event", ["team_id", "id"])
                .cond_where(Expr::col("position").is_null())
                .to_owned(),
            // Unique: a feed numbers its events. Also a team's feed after a position.
            index("event_feed", "event", ["team_id", "position"])
                .unique()
                .cond_where(Expr::col("position").is_not_null())
                .to_owned(),
        ],
        on_postgres: None,
    }
}

fn event() -> TableCreateStatement {
    Table::create()
        .table("event")
        .col(big_pk_auto("id"))
        .col(uuid("team_id"))
        .col(uuid("room_id"))
        .col(integer("sequence"))
        .col(text("kind"))
        .col(text_null("reason"))
        .col(timestamp_with_time_zone("occurred_at"))
        .col(big_integer_null("position"))
        .col(text_null("payload"))
        .foreign_key(&mut references("event", "team_id", "team"))
        .to_owned()
}
