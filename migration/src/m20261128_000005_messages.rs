//! Messages: the turns of a room, and what agents keep beside them.

use crate::statements::{NewTables, index, part_of};
use sea_orm_migration::{
    prelude::*,
    schema::{
        boolean, integer, text, text_null, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid, uuid_null,
    },
};

pub(crate) fn migration() -> NewTables {
    NewTables {
        name: "m20261128_000005_messages",
        tables: vec![message()],
        indexes: vec![
            // Unique: a room numbers its messages. Also the turns of a room in order, and after a number.
            index("message_number", "message", ["room_id", "number"])
                .unique()
                .to_owned(),
            // Unique: a turn that is sent again is the same turn.
            index("message_origin", "message", ["room_id", "origin"])
                .unique()
                .cond_where(Expr::col("origin").is_not_null())
                .to_owned(),
            // The memories of a room, the latest first, however many there are.
            index("message_time", "message", ["room_id", "created_at", "number"]),
        ],
        on_postgres: None,
    }
}

fn message() -> TableCreateStatement {
    Table::create()
        .table("message")
        .col(uuid("id"))
        .col(uuid("team_id"))
        .col(uuid("room_id"))
        .col(integer("number"))
        .col(text("speaker"))
        .col(text("channel"))
        .col(text("text"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone_null("spoken_from"))
        .col(timestamp_with_time_zone_null("spoken_to"))
        .col(text_null("cue"))
        .col(text_null("origin"))
        .col(uuid_null("entity_id"))
        .col(text("kind").default("messages"))
        .col(text_null("content"))
        .col(text_null("metadata"))
        .col(boolean("is_unique").default(true))
        // Agents choose ids, which are unique within a team.
        .primary_key(Index::create().col("id").col("team_id"))
        .foreign_key(&mut part_of("message", "room_id", "room"))
        .to_owned()
}
