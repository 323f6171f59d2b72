//! Rooms, the interviews in them, and the links that were replaced.
//!
//! A room's row is narrow, because transitions rewrite it; the invitation has a row of its own that is rarely written.

use crate::statements::{NewTables, index, part_of, references};
use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, blob, boolean, integer, pk_uuid, text, text_null, timestamp_with_time_zone,
        timestamp_with_time_zone_null, uuid, uuid_null,
    },
};

pub(crate) fn migration() -> NewTables {
    NewTables {
        name: "m20261128_000003_rooms",
        tables: vec![room(), interview(), interview_start(), replaced_link()],
        indexes: indexes(),
        // The reaper leaves dead entries at the head of `room_deadline`, which slow it down until they are vacuumed.
        on_postgres: Some("ALTER TABLE room SET (autovacuum_vacuum_scale_factor = 0.02)"),
    }
}

fn indexes() -> Vec<IndexCreateStatement> {
    let is_set = |column: &'static str| Expr::col(column).is_not_null();
    vec![
        // The rooms of a team, newest first: ids are time-ordered.
        index("room_team", "room", ["team_id", "id"]),
        // The rooms of a project, newest first.
        index("room_project", "room", ["project_id", "id"]),
        // The rooms that are due, and the earliest deadline.
        index("room_deadline", "room", ["deadline_at"])
            .cond_where(is_set("deadline_at"))
            .to_owned(),
        // The records of a team, the last started first.
        index("room_team_started", "room", ["team_id", "started_at"])
            .cond_where(is_set("started_at"))
            .to_owned(),
        // The records of a project, the last started first.
        index("room_project_started", "room", ["project_id", "started_at"])
            .cond_where(is_set("started_at"))
            .to_owned(),
        // The rooms whose retention period is over, oldest first.
        index("room_ended", "room", ["finished_at"])
            .cond_where(Expr::col("erased_at").is_null())
            .to_owned(),
        // The rooms of a team that are open to agents, in the order of their ids.
        index("room_open_to_agents", "room", ["team_id", "id"])
            .cond_where(Expr::col("open_to_agents").eq(true))
            .to_owned(),
        // The room that a respondent of a project already has; a respondent has no second one that counts.
        index("interview_external_id", "interview", ["project_id", "external_id"])
            .unique()
            .cond_where(is_set("external_id").and(Expr::col("is_superseded").eq(false)))
            .to_owned(),
    ]
}

fn room() -> TableCreateStatement {
    Table::create()
        .table("room")
        .col(pk_uuid("id"))
        .col(uuid("team_id"))
        // The id that a caller chose; `id` is derived from it and the team, so that it needs no index of its own.
        .col(uuid_null("chosen_id"))
        .col(uuid_null("project_id"))
        .col(text("name"))
        .col(text("status"))
        .col(text_null("end_reason"))
        .col(timestamp_with_time_zone("created_at"))
        .col(uuid("created_by"))
        .col(timestamp_with_time_zone_null("started_at"))
        .col(timestamp_with_time_zone_null("finished_at"))
        .col(timestamp_with_time_zone_null("deadline_at"))
        .col(integer("event_count").default(0))
        .col(integer("message_count").default(0))
        .col(big_integer("message_bytes").default(0))
        .col(timestamp_with_time_zone_null("erased_at"))
        .col(boolean("open_to_agents").default(false))
        .foreign_key(&mut references("room", "team_id", "team"))
        .foreign_key(&mut references("room", "project_id", "project"))
        .to_owned()
}

fn interview() -> TableCreateStatement {
    Table::create()
        .table("interview")
        .col(pk_uuid("room_id"))
        // The room's project, repeated so that a respondent can be unique within it.
        .col(uuid("project_id"))
        // Unique: the look-up of every link.
        .col(blob("token_hash").unique_key())
        .col(blob("sealed_token"))
        .col(timestamp_with_time_zone("expires_at"))
        .col(integer("max_duration_minutes"))
        .col(text_null("research_goals_override"))
        .col(text_null("interview_guide_override"))
        .col(text_null("topics_for_respondent"))
        .col(text_null("display_name"))
        .col(text_null("voice"))
        .col(text_null("realtime_provider"))
        .col(text_null("language"))
        .col(text_null("respondent_email"))
        .col(text_null("external_id"))
        .col(timestamp_with_time_zone_null("last_erased_at"))
        .col(boolean("is_superseded").default(false))
        .foreign_key(&mut part_of("interview", "room_id", "room"))
        .to_owned()
}

fn interview_start() -> TableCreateStatement {
    Table::create()
        .table("interview_start")
        .col(pk_uuid("room_id"))
        .col(text("language"))
        .col(text("channel"))
        .col(text_null("research_goals"))
        .col(text_null("interview_guide"))
        .col(text_null("consent_version"))
        .col(text_null("consent_language"))
        .col(timestamp_with_time_zone_null("consented_at"))
        .foreign_key(&mut part_of("interview_start", "room_id", "room"))
        .to_owned()
}

fn replaced_link() -> TableCreateStatement {
    Table::create()
        .table("replaced_link")
        // Primary key: the look-up of a link that leads to no room any more.
        .col(blob("token_hash").primary_key())
        .col(uuid("room_id"))
        .col(timestamp_with_time_zone("replaced_at"))
        .foreign_key(&mut part_of("replaced_link", "room_id", "room"))
        .to_owned()
}
