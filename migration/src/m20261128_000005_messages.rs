//! Messages: the turns of a room, and what agents keep beside them.

use crate::statements::{drop_table, index, part_of};
use sea_orm_migration::{
    prelude::*,
    schema::{
        boolean, integer, pk_uuid, text, text_null, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid,
        uuid_null,
    },
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(message()).await?;
        // Unique: a room numbers its messages. Also the turns of a room in order, and after a number.
        let number = index("message_number", "message", ["room_id", "number"])
            .unique()
            .to_owned();
        manager.create_index(number).await?;
        // Unique: a turn that is sent again is the same turn.
        let origin = index("message_origin", "message", ["room_id", "origin"])
            .unique()
            .cond_where(Expr::col("origin").is_not_null())
            .to_owned();
        manager.create_index(origin).await?;
        // The memories of a room, the latest first, however many there are.
        let time = index("message_time", "message", ["room_id", "created_at", "number"]);
        manager.create_index(time).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_table(manager, "message").await
    }
}

fn message() -> TableCreateStatement {
    Table::create()
        .table("message")
        .col(pk_uuid("id"))
        .col(uuid("room_id"))
        .col(integer("number"))
        .col(text("speaker"))
        .col(text("channel"))
        .col(text("text"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone_null("spoken_from"))
        .col(timestamp_with_time_zone_null("spoken_to"))
        .col(text_null("cue"))
        .col(text_null("origin"))
        .col(uuid_null("entity_id"))
        .col(text("kind").default("messages"))
        .col(text_null("content"))
        .col(text_null("metadata"))
        .col(boolean("is_unique").default(true))
        .foreign_key(&mut part_of("message", "room_id", "room"))
        .to_owned()
}
