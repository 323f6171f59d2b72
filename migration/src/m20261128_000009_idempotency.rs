//! The answers of creating calls that carried an `Idempotency-Key`.

use crate::statements::{drop_table, index, references};
use sea_orm_migration::{
    prelude::*,
    schema::{blob, json_binary, text, timestamp_with_time_zone, uuid},
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(idempotent_request()).await?;
        // The answers that are old enough to be deleted.
        let created = index("idempotent_request_created", "idempotent_request", ["created_at"]);
        manager.create_index(created).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_table(manager, "idempotent_request").await
    }
}

fn idempotent_request() -> TableCreateStatement {
    Table::create()
        .table("idempotent_request")
        .col(uuid("caller_id"))
        .col(text("key"))
        .col(blob("fingerprint"))
        .col(json_binary("room_ids"))
        .col(timestamp_with_time_zone("created_at"))
        .primary_key(Index::create().col("caller_id").col("key"))
        .foreign_key(&mut references("idempotent_request", "caller_id", "api_key"))
        .to_owned()
}
