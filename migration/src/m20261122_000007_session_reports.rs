//! Session reports as workers sent them.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(session_report()).await?;
        // What has been kept long enough, the oldest first.
        let ended = Index::create()
            .name("room_ended")
            .table(Room::Table)
            .col(Room::FinishedAt)
            .cond_where(Expr::col(Room::ErasedAt).is_null())
            .to_owned();
        manager.create_index(ended).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_index(Index::drop().name("room_ended").table(Room::Table).to_owned())
            .await?;
        manager
            .drop_table(Table::drop().table(SessionReport::Table).to_owned())
            .await
    }
}

fn session_report() -> TableCreateStatement {
    Table::create()
        .table(SessionReport::Table)
        .col(ColumnDef::new(SessionReport::RoomId).uuid().not_null())
        .col(ColumnDef::new(SessionReport::Job).text().not_null())
        .col(ColumnDef::new(SessionReport::Report).text().not_null())
        .col(
            ColumnDef::new(SessionReport::ReceivedAt)
                .timestamp_with_time_zone()
                .not_null(),
        )
        .primary_key(Index::create().col(SessionReport::RoomId).col(SessionReport::Job))
        .foreign_key(
            ForeignKey::create()
                .from(SessionReport::Table, SessionReport::RoomId)
                .to(Room::Table, Room::Id)
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}

#[derive(DeriveIden)]
enum Room {
    Table,
    Id,
    FinishedAt,
    ErasedAt,
}

#[derive(DeriveIden)]
enum SessionReport {
    Table,
    RoomId,
    Job,
    Report,
    ReceivedAt,
}
