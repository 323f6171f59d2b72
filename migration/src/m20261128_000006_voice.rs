//! Voice sessions, and the LiveKit webhooks that were handled.

use crate::statements::{NewTables, index, part_of};
use sea_orm_migration::{
    prelude::*,
    schema::{integer, text, text_null, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid},
};

pub(crate) fn migration() -> NewTables {
    NewTables {
        name: "m20261128_000006_voice",
        tables: vec![voice_session(), livekit_event()],
        indexes: indexes(),
        on_postgres: None,
    }
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        // The last number of a room; no two sessions of a room have the same.
        index("voice_session_number", "voice_session", ["room_id", "number"])
            .unique()
            .to_owned(),
        // Unique: a room has at most one live session.
        index("voice_session_live", "voice_session", ["room_id"])
            .unique()
            .cond_where(Expr::col("ended_at").is_null())
            .to_owned(),
        // The sessions that are live or ended lately, which are compared with LiveKit's rooms.
        index("voice_session_ended", "voice_session", ["ended_at"]),
        // The sessions whose LiveKit room may exist: all that voice maintenance works on.
        index("voice_session_open", "voice_session", ["created_at"])
            .cond_where(Expr::col("closed_at").is_null())
            .to_owned(),
        // The handled webhooks that are old enough to be deleted.
        index("livekit_event_received", "livekit_event", ["received_at"]),
    ]
}

fn voice_session() -> TableCreateStatement {
    Table::create()
        .table("voice_session")
        .col(text("name").primary_key())
        .col(uuid("room_id"))
        .col(integer("number"))
        .col(timestamp_with_time_zone("created_at"))
        .col(text_null("livekit_sid"))
        .col(integer("dispatches").default(0))
        .col(timestamp_with_time_zone_null("dispatched_at"))
        .col(timestamp_with_time_zone_null("agent_joined_at"))
        .col(timestamp_with_time_zone_null("respondent_joined_at"))
        .col(timestamp_with_time_zone_null("without_agent_at"))
        .col(timestamp_with_time_zone_null("ended_at"))
        .col(timestamp_with_time_zone_null("closed_at"))
        .foreign_key(&mut part_of("voice_session", "room_id", "room"))
        .to_owned()
}

fn livekit_event() -> TableCreateStatement {
    Table::create()
        .table("livekit_event")
        .col(text("id").primary_key())
        .col(timestamp_with_time_zone("received_at"))
        .to_owned()
}
