//! Teams, their projects and API keys, and the proof that a database belongs to an instance key.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(instance()).await?;
        manager.create_table(team()).await?;
        manager.create_table(project()).await?;
        // The list of a team's projects.
        let projects_of_team = Index::create()
            .name("project_team")
            .table(Project::Table)
            .col(Project::TeamId)
            .col(Project::Id)
            .to_owned();
        manager.create_index(projects_of_team).await?;
        manager.create_table(api_key()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table(ApiKey::Table).to_owned())
            .await?;
        manager
            .drop_table(Table::drop().table(Project::Table).to_owned())
            .await?;
        manager.drop_table(Table::drop().table(Team::Table).to_owned()).await?;
        manager
            .drop_table(Table::drop().table(Instance::Table).to_owned())
            .await
    }
}

fn instance() -> TableCreateStatement {
    Table::create()
        .table(Instance::Table)
        .col(ColumnDef::new(Instance::Id).integer().not_null().primary_key())
        .col(ColumnDef::new(Instance::KeyCheck).binary().not_null())
        .col(
            ColumnDef::new(Instance::CreatedAt)
                .timestamp_with_time_zone()
                .not_null(),
        )
        .to_owned()
}

fn team() -> TableCreateStatement {
    Table::create()
        .table(Team::Table)
        .col(ColumnDef::new(Team::Id).uuid().not_null().primary_key())
        .col(ColumnDef::new(Team::Name).text().not_null().unique_key())
        .col(ColumnDef::new(Team::FeedPosition).big_integer().not_null().default(0))
        .col(ColumnDef::new(Team::CreatedAt).timestamp_with_time_zone().not_null())
        .to_owned()
}

fn project() -> TableCreateStatement {
    Table::create()
        .table(Project::Table)
        .col(ColumnDef::new(Project::Id).uuid().not_null().primary_key())
        .col(ColumnDef::new(Project::TeamId).uuid().not_null())
        .col(ColumnDef::new(Project::Name).text().not_null())
        .col(ColumnDef::new(Project::Description).text())
        .col(ColumnDef::new(Project::Status).text().not_null())
        .col(ColumnDef::new(Project::ResearchGoals).text())
        .col(ColumnDef::new(Project::InterviewGuide).text())
        .col(ColumnDef::new(Project::CreatedAt).timestamp_with_time_zone().not_null())
        .col(ColumnDef::new(Project::DeletedAt).timestamp_with_time_zone())
        .foreign_key(
            ForeignKey::create()
                .from(Project::Table, Project::TeamId)
                .to(Team::Table, Team::Id),
        )
        .to_owned()
}

fn api_key() -> TableCreateStatement {
    Table::create()
        .table(ApiKey::Table)
        .col(ColumnDef::new(ApiKey::Id).uuid().not_null().primary_key())
        .col(ColumnDef::new(ApiKey::TeamId).uuid().not_null())
        .col(ColumnDef::new(ApiKey::ProjectId).uuid())
        .col(ColumnDef::new(ApiKey::Name).text().not_null())
        .col(ColumnDef::new(ApiKey::Role).text().not_null())
        // Unique: the look-up of every request.
        .col(ColumnDef::new(ApiKey::Hash).binary().not_null().unique_key())
        .col(ColumnDef::new(ApiKey::CreatedAt).timestamp_with_time_zone().not_null())
        .col(ColumnDef::new(ApiKey::ExpiresAt).timestamp_with_time_zone())
        .col(ColumnDef::new(ApiKey::RevokedAt).timestamp_with_time_zone())
        .col(ColumnDef::new(ApiKey::LastUsedAt).timestamp_with_time_zone())
        .foreign_key(
            ForeignKey::create()
                .from(ApiKey::Table, ApiKey::TeamId)
                .to(Team::Table, Team::Id),
        )
        .foreign_key(
            ForeignKey::create()
                .from(ApiKey::Table, ApiKey::ProjectId)
                .to(Project::Table, Project::Id),
        )
        .to_owned()
}

#[derive(DeriveIden)]
enum Instance {
    Table,
    Id,
    KeyCheck,
    CreatedAt,
}

#[derive(DeriveIden)]
enum Team {
    Table,
    Id,
    Name,
    FeedPosition,
    CreatedAt,
}

#[derive(DeriveIden)]
enum Project {
    Table,
    Id,
    TeamId,
    Name,
    Description,
    Status,
    ResearchGoals,
    InterviewGuide,
    CreatedAt,
    DeletedAt,
}

#[derive(DeriveIden)]
enum ApiKey {
    Table,
    Id,
    TeamId,
    ProjectId,
    Name,
    Role,
    Hash,
    CreatedAt,
    ExpiresAt,
    RevokedAt,
    LastUsedAt,
}
