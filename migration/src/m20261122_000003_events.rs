//! Events: what happened to rooms.
//!
//! An event outlives its room, so it refers to it by value. It enters the team's feed, and gets its `position` there,
//! when the feed is next read; until then `position` is null.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(event()).await?;
        // The history of a room; and no two events of a room can have the same number.
        let of_room = index("event_room")
            .col(Event::RoomId)
            .col(Event::Sequence)
            .unique()
            .to_owned();
        manager.create_index(of_room).await?;
        // The events that wait for their place in a team's feed.
        let waiting = index("event_waiting")
            .col(Event::TeamId)
            .col(Event::Id)
            .cond_where(Expr::col(Event::Position).is_null())
            .to_owned();
        manager.create_index(waiting).await?;
        // A team's feed after a position.
        let feed = index("event_feed")
            .col(Event::TeamId)
            .col(Event::Position)
            .unique()
            .cond_where(Expr::col(Event::Position).is_not_null())
            .to_owned();
        manager.create_index(feed).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table(Event::Table).to_owned()).await
    }
}

fn index(name: &str) -> IndexCreateStatement {
    Index::create().name(name).table(Event::Table).to_owned()
}

fn event() -> TableCreateStatement {
    Table::create()
        .table(Event::Table)
        .col(
            ColumnDef::new(Event::Id)
                .big_integer()
                .not_null()
                .auto_increment()
                .primary_key(),
        )
        .col(ColumnDef::new(Event::TeamId).uuid().not_null())
        .col(ColumnDef::new(Event::RoomId).uuid().not_null())
        .col(ColumnDef::new(Event::Sequence).integer().not_null())
        .col(ColumnDef::new(Event::Kind).text().not_null())
        .col(ColumnDef::new(Event::Reason).text())
        .col(ColumnDef::new(Event::OccurredAt).timestamp_with_time_zone().not_null())
        .col(ColumnDef::new(Event::Position).big_integer())
        .foreign_key(
            ForeignKey::create()
                .from(Event::Table, Event::TeamId)
                .to(Team::Table, Team::Id),
        )
        .to_owned()
}

#[derive(DeriveIden)]
enum Team {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Event {
    Table,
    Id,
    TeamId,
    RoomId,
    Sequence,
    Kind,
    Reason,
    OccurredAt,
    Position,
}
