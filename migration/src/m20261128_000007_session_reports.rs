//! Session reports, as workers sent them.

use crate::statements::{drop_table, part_of};
use sea_orm_migration::{
    prelude::*,
    schema::{text, timestamp_with_time_zone, uuid},
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let session_report = Table::create()
            .table("session_report")
            .col(uuid("room_id"))
            .col(text("job_id"))
            .col(text("report"))
            .col(timestamp_with_time_zone("received_at"))
            // A job reports once. Also the reports of a room.
            .primary_key(Index::create().col("room_id").col("job_id"))
            .foreign_key(&mut part_of("session_report", "room_id", "room"))
            .to_owned();
        manager.create_table(session_report).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_table(manager, "session_report").await
    }
}
