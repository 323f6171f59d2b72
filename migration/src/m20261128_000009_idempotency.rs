//! The answers of creating calls that carried an `Idempotency-Key`.

use crate::statements::{NewTables, index, references};
use sea_orm_migration::{
    prelude::*,
    schema::{blob, json_binary, text, timestamp_with_time_zone, uuid},
};

pub(crate) fn migration() -> NewTables {
    NewTables {
        name: "m20261128_000009_idempotency",
        tables: vec![idempotent_request()],
        indexes: vec![
            // The answers that are old enough to be deleted.
            index("idempotent_request_created", "idempotent_request", ["created_at"]),
        ],
        on_postgres: None,
    }
}

fn idempotent_request() -> TableCreateStatement {
    Table::create()
        .table("idempotent_request")
        .col(uuid("caller_id"))
        .col(text("key"))
        .col(blob("fingerprint"))
        .col(json_binary("rooms"))
        .col(timestamp_with_time_zone("created_at"))
        .primary_key(Index::create().col("caller_id").col("key"))
        .foreign_key(&mut references("idempotent_request", "caller_id", "api_key"))
        .to_owned()
}
