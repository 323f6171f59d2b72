//! The interview itself: what was fixed when the respondent started, and what was said.

use crate::columns::{add, remove};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// The indexes of the rooms that were started, and whose they are.
const STARTED: [(&str, Room); 2] = [
    ("room_team_started", Room::TeamId),
    ("room_project_started", Room::ProjectId),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let messages = ColumnDef::new(Room::MessageCount)
            .integer()
            .not_null()
            .default(0)
            .to_owned();
        let erased = ColumnDef::new(Room::ErasedAt).timestamp_with_time_zone().to_owned();
        let redirect = ColumnDef::new(Project::RedirectUrl).text().to_owned();
        add(manager, Room::Table, messages).await?;
        add(manager, Room::Table, erased).await?;
        add(manager, Project::Table, redirect).await?;
        // A record has the room's id, and is there when the room is completed and not erased.
        remove(manager, Room::Table, Room::RecordId).await?;
        // The records of a team, and of a project, the latest first: they are among the rooms that were started.
        for (name, owner) in STARTED {
            let started = Index::create()
                .name(name)
                .table(Room::Table)
                .col(owner)
                .col(Room::StartedAt)
                .cond_where(Expr::col(Room::StartedAt).is_not_null())
                .to_owned();
            manager.create_index(started).await?;
        }
        manager.create_table(session()).await?;
        manager.create_table(message()).await?;
        // The turns of a room in order, and after a number; no two have the same.
        let number = index("message_number")
            .col(Message::RoomId)
            .col(Message::Number)
            .unique()
            .to_owned();
        manager.create_index(number).await?;
        // A repeated turn is known by its origin.
        let origin = index("message_origin")
            .col(Message::RoomId)
            .col(Message::Origin)
            .unique()
            .cond_where(Expr::col(Message::Origin).is_not_null())
            .to_owned();
        manager.create_index(origin).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table(Message::Table).to_owned())
            .await?;
        manager
            .drop_table(Table::drop().table(InterviewStart::Table).to_owned())
            .await?;
        for (name, _) in STARTED {
            manager
                .drop_index(Index::drop().name(name).table(Room::Table).to_owned())
                .await?;
        }
        let record = ColumnDef::new(Room::RecordId).uuid().to_owned();
        add(manager, Room::Table, record).await?;
        remove(manager, Project::Table, Project::RedirectUrl).await?;
        remove(manager, Room::Table, Room::ErasedAt).await?;
        remove(manager, Room::Table, Room::MessageCount).await
    }
}

fn index(name: &str) -> IndexCreateStatement {
    Index::create().name(name).table(Message::Table).to_owned()
}

fn of_room<T: IntoIden + Copy + 'static, C: IntoIden + 'static>(table: T, column: C) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .from(table, column)
        .to(Room::Table, Room::Id)
        .on_delete(ForeignKeyAction::Cascade)
        .to_owned()
}

fn session() -> TableCreateStatement {
    Table::create()
        .table(InterviewStart::Table)
        .col(ColumnDef::new(InterviewStart::RoomId).uuid().not_null().primary_key())
        .col(ColumnDef::new(InterviewStart::Language).text().not_null())
        .col(ColumnDef::new(InterviewStart::Channel).text().not_null())
        .col(ColumnDef::new(InterviewStart::ResearchGoals).text())
        .col(ColumnDef::new(InterviewStart::InterviewGuide).text())
        .col(ColumnDef::new(InterviewStart::ConsentVersion).text())
        .col(ColumnDef::new(InterviewStart::ConsentLanguage).text())
        .col(ColumnDef::new(InterviewStart::ConsentedAt).timestamp_with_time_zone())
        .foreign_key(&mut of_room(InterviewStart::Table, InterviewStart::RoomId))
        .to_owned()
}

fn message() -> TableCreateStatement {
    Table::create()
        .table(Message::Table)
        .col(ColumnDef::new(Message::Id).uuid().not_null().primary_key())
        .col(ColumnDef::new(Message::RoomId).uuid().not_null())
        .col(ColumnDef::new(Message::Number).integer().not_null())
        .col(ColumnDef::new(Message::Speaker).text().not_null())
        .col(ColumnDef::new(Message::Channel).text().not_null())
        .col(ColumnDef::new(Message::Text).text().not_null())
        .col(ColumnDef::new(Message::CreatedAt).timestamp_with_time_zone().not_null())
        .col(ColumnDef::new(Message::SpokenFrom).timestamp_with_time_zone())
        .col(ColumnDef::new(Message::SpokenTo).timestamp_with_time_zone())
        .col(ColumnDef::new(Message::Cue).text())
        .col(ColumnDef::new(Message::Origin).text())
        .foreign_key(&mut of_room(Message::Table, Message::RoomId))
        .to_owned()
}

#[derive(DeriveIden, Clone, Copy)]
enum Room {
    Table,
    Id,
    TeamId,
    ProjectId,
    StartedAt,
    RecordId,
    MessageCount,
    ErasedAt,
}

#[derive(DeriveIden)]
enum Project {
    Table,
    RedirectUrl,
}

#[derive(DeriveIden, Clone, Copy)]
enum InterviewStart {
    Table,
    RoomId,
    Language,
    Channel,
    ResearchGoals,
    InterviewGuide,
    ConsentVersion,
    ConsentLanguage,
    ConsentedAt,
}

#[derive(DeriveIden, Clone, Copy)]
enum Message {
    Table,
    Id,
    RoomId,
    Number,
    Speaker,
    Channel,
    Text,
    CreatedAt,
    SpokenFrom,
    SpokenTo,
    Cue,
    Origin,
}
