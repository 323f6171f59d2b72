//! Projects, and the API keys that reach a team or one of its projects.

use crate::statements::{NewTables, index, references};
use sea_orm_migration::{
    prelude::*,
    schema::{
        blob, pk_uuid, text, text_null, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid, uuid_null,
    },
};

pub(crate) fn migration() -> NewTables {
    NewTables {
        name: "m20261128_000002_projects",
        tables: vec![project(), api_key()],
        indexes: vec![
            // The list of a team's projects.
            index("project_team", "project", ["team_id", "id"]),
        ],
        on_postgres: None,
    }
}

fn project() -> TableCreateStatement {
    Table::create()
        .table("project")
        .col(pk_uuid("id"))
        .col(uuid("team_id"))
        .col(text("name"))
        .col(text_null("description"))
        .col(text("status"))
        .col(text_null("research_goals"))
        .col(text_null("interview_guide"))
        .col(text_null("redirect_url"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone_null("deleted_at"))
        .foreign_key(&mut references("project", "team_id", "team"))
        .to_owned()
}

fn api_key() -> TableCreateStatement {
    Table::create()
        .table("api_key")
        .col(pk_uuid("id"))
        .col(uuid("team_id"))
        .col(uuid_null("project_id"))
        .col(text("name"))
        .col(text("role"))
        // Unique: the look-up of every request.
        .col(blob("hash").unique_key())
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone_null("expires_at"))
        .col(timestamp_with_time_zone_null("revoked_at"))
        .col(timestamp_with_time_zone_null("last_used_at"))
        .foreign_key(&mut references("api_key", "team_id", "team"))
        .foreign_key(&mut references("api_key", "project_id", "project"))
        .to_owned()
}
