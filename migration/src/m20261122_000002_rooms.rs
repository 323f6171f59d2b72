//! Rooms, the interviews in them, and the links that were replaced.
//!
//! A room is slim, because the reaper rewrites it; what an interview was invited with stands beside it and stays put.

use sea_orm_migration::{prelude::*, sea_orm::DatabaseBackend};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(room()).await?;
        // The list of a team's rooms, newest first: ids are time-ordered.
        manager
            .create_index(room_index("room_team").col(Room::TeamId).col(Room::Id).to_owned())
            .await?;
        // The list of a project's rooms, newest first.
        manager
            .create_index(room_index("room_project").col(Room::ProjectId).col(Room::Id).to_owned())
            .await?;
        // The sweep for rooms that are due, and the earliest deadline.
        let deadline = room_index("room_deadline")
            .col(Room::DeadlineAt)
            .cond_where(Expr::col(Room::DeadlineAt).is_not_null())
            .to_owned();
        manager.create_index(deadline).await?;
        manager.create_table(interview()).await?;
        // A team that sends the same respondent again gets the room that the respondent already has.
        let external_id = Index::create()
            .name("interview_external_id")
            .table(Interview::Table)
            .col(Interview::ProjectId)
            .col(Interview::ExternalId)
            .unique()
            .cond_where(Expr::col(Interview::ExternalId).is_not_null())
            .to_owned();
        manager.create_index(external_id).await?;
        manager.create_table(replaced_link()).await?;
        if manager.get_database_backend() == DatabaseBackend::Postgres {
            // The sweep leaves dead entries at the head of its index; they slow it down until they are vacuumed.
            let vacuum_early = "ALTER TABLE room SET (autovacuum_vacuum_scale_factor = 0.02)";
            manager.get_connection().execute_unprepared(vacuum_early).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table(ReplacedLink::Table).to_owned())
            .await?;
        manager
            .drop_table(Table::drop().table(Interview::Table).to_owned())
            .await?;
        manager.drop_table(Table::drop().table(Room::Table).to_owned()).await
    }
}

fn room_index(name: &str) -> IndexCreateStatement {
    Index::create().name(name).table(Room::Table).to_owned()
}

fn room() -> TableCreateStatement {
    Table::create()
        .table(Room::Table)
        .col(ColumnDef::new(Room::Id).uuid().not_null().primary_key())
        .col(ColumnDef::new(Room::TeamId).uuid().not_null())
        .col(ColumnDef::new(Room::ProjectId).uuid())
        .col(ColumnDef::new(Room::Name).text().not_null())
        .col(ColumnDef::new(Room::Status).text().not_null())
        .col(ColumnDef::new(Room::EndReason).text())
        .col(ColumnDef::new(Room::CreatedAt).timestamp_with_time_zone().not_null())
        .col(ColumnDef::new(Room::CreatedBy).uuid().not_null())
        .col(ColumnDef::new(Room::StartedAt).timestamp_with_time_zone())
        .col(ColumnDef::new(Room::FinishedAt).timestamp_with_time_zone())
        .col(ColumnDef::new(Room::DeadlineAt).timestamp_with_time_zone())
        .col(ColumnDef::new(Room::EventCount).integer().not_null().default(0))
        .col(ColumnDef::new(Room::RecordId).uuid())
        .foreign_key(
            ForeignKey::create()
                .from(Room::Table, Room::TeamId)
                .to(Team::Table, Team::Id),
        )
        .foreign_key(
            ForeignKey::create()
                .from(Room::Table, Room::ProjectId)
                .to(Project::Table, Project::Id),
        )
        .to_owned()
}

fn interview() -> TableCreateStatement {
    let of_room = ForeignKey::create()
        .from(Interview::Table, Interview::RoomId)
        .to(Room::Table, Room::Id)
        .on_delete(ForeignKeyAction::Cascade)
        .to_owned();
    Table::create()
        .table(Interview::Table)
        .col(ColumnDef::new(Interview::RoomId).uuid().not_null().primary_key())
        // The room's project, repeated so that a respondent can be unique within it.
        .col(ColumnDef::new(Interview::ProjectId).uuid().not_null())
        // Unique: the look-up of every link.
        .col(ColumnDef::new(Interview::TokenHash).binary().not_null().unique_key())
        .col(ColumnDef::new(Interview::SealedToken).binary().not_null())
        .col(
            ColumnDef::new(Interview::ExpiresAt)
                .timestamp_with_time_zone()
                .not_null(),
        )
        .col(ColumnDef::new(Interview::MaxDurationMinutes).integer().not_null())
        .col(ColumnDef::new(Interview::ResearchGoalsOverride).text())
        .col(ColumnDef::new(Interview::InterviewGuideOverride).text())
        .col(ColumnDef::new(Interview::TopicsForRespondent).text())
        .col(ColumnDef::new(Interview::DisplayName).text())
        .col(ColumnDef::new(Interview::Voice).text())
        .col(ColumnDef::new(Interview::RealtimeProvider).text())
        .col(ColumnDef::new(Interview::Language).text())
        .col(ColumnDef::new(Interview::RespondentEmail).text())
        .col(ColumnDef::new(Interview::ExternalId).text())
        .foreign_key(&mut of_room.clone())
        .to_owned()
}

fn replaced_link() -> TableCreateStatement {
    let of_room = ForeignKey::create()
        .from(ReplacedLink::Table, ReplacedLink::RoomId)
        .to(Room::Table, Room::Id)
        .on_delete(ForeignKeyAction::Cascade)
        .to_owned();
    Table::create()
        .table(ReplacedLink::Table)
        // Primary key: the look-up of a link that no room has any more.
        .col(
            ColumnDef::new(ReplacedLink::TokenHash)
                .binary()
                .not_null()
                .primary_key(),
        )
        .col(ColumnDef::new(ReplacedLink::RoomId).uuid().not_null())
        .col(
            ColumnDef::new(ReplacedLink::ReplacedAt)
                .timestamp_with_time_zone()
                .not_null(),
        )
        .foreign_key(&mut of_room.clone())
        .to_owned()
}

#[derive(DeriveIden)]
enum Team {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Project {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Room {
    Table,
    Id,
    TeamId,
    ProjectId,
    Name,
    Status,
    EndReason,
    CreatedAt,
    CreatedBy,
    StartedAt,
    FinishedAt,
    DeadlineAt,
    EventCount,
    RecordId,
}

#[derive(DeriveIden)]
#[expect(clippy::enum_variant_names, reason = "the variants are the columns")]
enum Interview {
    Table,
    RoomId,
    ProjectId,
    TokenHash,
    SealedToken,
    ExpiresAt,
    MaxDurationMinutes,
    ResearchGoalsOverride,
    InterviewGuideOverride,
    TopicsForRespondent,
    DisplayName,
    Voice,
    RealtimeProvider,
    Language,
    RespondentEmail,
    ExternalId,
}

#[derive(DeriveIden)]
enum ReplacedLink {
    Table,
    TokenHash,
    RoomId,
    ReplacedAt,
}
