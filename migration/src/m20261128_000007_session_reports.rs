//! Session reports, as workers sent them.

use crate::statements::{NewTables, part_of};
use sea_orm_migration::{
    prelude::*,
    schema::{text, timestamp_with_time_zone, uuid},
};

pub(crate) fn migration() -> NewTables {
    NewTables {
        name: "m20261128_000007_session_reports",
        tables: vec![session_report()],
        indexes: Vec::new(),
        on_postgres: None,
    }
}

fn session_report() -> TableCreateStatement {
    Table::create()
        .table("session_report")
        .col(uuid("room_id"))
        .col(text("job_id"))
        .col(text("report"))
        .col(timestamp_with_time_zone("received_at"))
        // A job reports once. Also the reports of a room.
        .primary_key(Index::create().col("room_id").col("job_id"))
        .foreign_key(&mut part_of("session_report", "room_id", "room"))
        .to_owned()
}
