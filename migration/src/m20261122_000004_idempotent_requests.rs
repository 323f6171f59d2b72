//! The answers of creating calls that carried an `Idempotency-Key`.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(idempotent_request()).await?;
        // The sweep of answers that are no longer kept.
        let created = Index::create()
            .name("idempotent_request_created")
            .table(IdempotentRequest::Table)
            .col(IdempotentRequest::CreatedAt)
            .to_owned();
        manager.create_index(created).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table(IdempotentRequest::Table).to_owned())
            .await
    }
}

fn idempotent_request() -> TableCreateStatement {
    let of_caller = ForeignKey::create()
        .from(IdempotentRequest::Table, IdempotentRequest::CallerId)
        .to(ApiKey::Table, ApiKey::Id)
        .to_owned();
    Table::create()
        .table(IdempotentRequest::Table)
        .col(ColumnDef::new(IdempotentRequest::CallerId).uuid().not_null())
        .col(ColumnDef::new(IdempotentRequest::Key).text().not_null())
        .col(ColumnDef::new(IdempotentRequest::Fingerprint).binary().not_null())
        // The ids of what was made, in the order of the answer.
        .col(ColumnDef::new(IdempotentRequest::Made).json_binary().not_null())
        .col(
            ColumnDef::new(IdempotentRequest::CreatedAt)
                .timestamp_with_time_zone()
                .not_null(),
        )
        .primary_key(
            Index::create()
                .col(IdempotentRequest::CallerId)
                .col(IdempotentRequest::Key),
        )
        .foreign_key(&mut of_caller.clone())
        .to_owned()
}

#[derive(DeriveIden)]
enum ApiKey {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum IdempotentRequest {
    Table,
    CallerId,
    Key,
    Fingerprint,
    Made,
    CreatedAt,
}
