//! Interviews by voice: the attempts to hold them, and which webhooks were heard.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(attempt()).await?;
        manager.create_table(event()).await?;
        // The attempts of a room, and its last number.
        let number = index("media_attempt_number")
            .col(MediaAttempt::RoomId)
            .col(MediaAttempt::Number)
            .unique()
            .to_owned();
        manager.create_index(number).await?;
        // The one attempt of a room that may be under way.
        let live = index("media_attempt_live")
            .col(MediaAttempt::RoomId)
            .unique()
            .cond_where(Expr::col(MediaAttempt::EndedAt).is_null())
            .to_owned();
        manager.create_index(live).await?;
        // What is under way or ended lately, for asking the media server about it.
        let ended = index("media_attempt_ended").col(MediaAttempt::EndedAt).to_owned();
        manager.create_index(ended).await?;
        // What has ended, or will, and may still stand on the media server: all that the job tends.
        let open = index("media_attempt_open")
            .col(MediaAttempt::CreatedAt)
            .cond_where(Expr::col(MediaAttempt::ClosedAt).is_null())
            .to_owned();
        manager.create_index(open).await?;
        // What is forgotten after some days.
        let received = Index::create()
            .name("media_event_received")
            .table(MediaEvent::Table)
            .col(MediaEvent::ReceivedAt)
            .to_owned();
        manager.create_index(received).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table(MediaEvent::Table).to_owned())
            .await?;
        manager
            .drop_table(Table::drop().table(MediaAttempt::Table).to_owned())
            .await
    }
}

fn index(name: &str) -> IndexCreateStatement {
    Index::create().name(name).table(MediaAttempt::Table).to_owned()
}

fn attempt() -> TableCreateStatement {
    let moment = |column| ColumnDef::new(column).timestamp_with_time_zone().to_owned();
    let room = ForeignKey::create()
        .from(MediaAttempt::Table, MediaAttempt::RoomId)
        .to(Room::Table, Room::Id)
        .on_delete(ForeignKeyAction::Cascade)
        .to_owned();
    Table::create()
        .table(MediaAttempt::Table)
        .col(ColumnDef::new(MediaAttempt::Name).text().not_null().primary_key())
        .col(ColumnDef::new(MediaAttempt::RoomId).uuid().not_null())
        .col(ColumnDef::new(MediaAttempt::Number).integer().not_null())
        .col(moment(MediaAttempt::CreatedAt).not_null())
        .col(ColumnDef::new(MediaAttempt::Sid).text())
        .col(ColumnDef::new(MediaAttempt::Dispatches).integer().not_null().default(0))
        .col(moment(MediaAttempt::DispatchedAt))
        .col(moment(MediaAttempt::AgentJoinedAt))
        .col(moment(MediaAttempt::RespondentJoinedAt))
        .col(moment(MediaAttempt::WithoutAgentAt))
        .col(moment(MediaAttempt::EndedAt))
        .col(moment(MediaAttempt::ClosedAt))
        .foreign_key(&mut room.clone())
        .to_owned()
}

fn event() -> TableCreateStatement {
    Table::create()
        .table(MediaEvent::Table)
        .col(ColumnDef::new(MediaEvent::Id).text().not_null().primary_key())
        .col(
            ColumnDef::new(MediaEvent::ReceivedAt)
                .timestamp_with_time_zone()
                .not_null(),
        )
        .to_owned()
}

#[derive(DeriveIden)]
enum Room {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum MediaAttempt {
    Table,
    Name,
    RoomId,
    Number,
    CreatedAt,
    Sid,
    Dispatches,
    DispatchedAt,
    AgentJoinedAt,
    RespondentJoinedAt,
    WithoutAgentAt,
    EndedAt,
    ClosedAt,
}

#[derive(DeriveIden)]
enum MediaEvent {
    Table,
    Id,
    ReceivedAt,
}
