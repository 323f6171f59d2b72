//! Teams, the proof that a database belongs to an instance key, and the row by which readiness proves that it can be
//! written.

use crate::statements::NewTables;
use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, blob, integer, pk_uuid, text_uniq, timestamp_with_time_zone},
};

pub(crate) fn migration() -> NewTables {
    NewTables {
        name: "m20261128_000001_teams",
        tables: vec![instance(), readiness(), team()],
        indexes: Vec::new(),
        on_postgres: None,
    }
}

fn instance() -> TableCreateStatement {
    Table::create()
        .table("instance")
        .col(integer("id").primary_key())
        .col(blob("key_check"))
        .col(timestamp_with_time_zone("created_at"))
        .to_owned()
}

fn readiness() -> TableCreateStatement {
    Table::create()
        .table("readiness")
        .col(integer("id").primary_key())
        .col(big_integer("proofs"))
        .to_owned()
}

fn team() -> TableCreateStatement {
    Table::create()
        .table("team")
        .col(pk_uuid("id"))
        .col(text_uniq("name"))
        .col(big_integer("feed_position").default(0))
        .col(timestamp_with_time_zone("created_at"))
        .to_owned()
}
