//! Teams, and the proof that a database belongs to an instance key.

use crate::statements::drop_table;
use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, blob, integer, pk_uuid, text_uniq, timestamp_with_time_zone},
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(instance()).await?;
        manager.create_table(team()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_table(manager, "team").await?;
        drop_table(manager, "instance").await
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

fn team() -> TableCreateStatement {
    Table::create()
        .table("team")
        .col(pk_uuid("id"))
        .col(text_uniq("name"))
        .col(big_integer("feed_position").default(0))
        .col(timestamp_with_time_zone("created_at"))
        .to_owned()
}
