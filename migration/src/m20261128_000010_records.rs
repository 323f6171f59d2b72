//! What a team says of a record: its name, whether it is archived, and corrections of its transcript. What was said stays
//! as it is in `message`.

use crate::statements::{NewTables, part_of};
use sea_orm_migration::{
    prelude::*,
    schema::{boolean_null, integer, pk_uuid, text, text_null, timestamp_with_time_zone_null, uuid},
};

pub(crate) fn migration() -> NewTables {
    NewTables {
        name: "m20261128_000010_records",
        tables: vec![record(), record_speaker(), record_utterance()],
        indexes: Vec::new(),
        on_postgres: None,
    }
}

fn record() -> TableCreateStatement {
    Table::create()
        .table("record")
        .col(pk_uuid("room_id"))
        .col(text_null("name"))
        .col(timestamp_with_time_zone_null("archived_at"))
        .foreign_key(&mut part_of("record", "room_id", "room"))
        .to_owned()
}

fn record_speaker() -> TableCreateStatement {
    Table::create()
        .table("record_speaker")
        .col(uuid("room_id"))
        .col(text("speaker"))
        .col(text_null("name"))
        .col(boolean_null("is_respondent"))
        // Also the speakers of a record.
        .primary_key(Index::create().col("room_id").col("speaker"))
        .foreign_key(&mut part_of("record_speaker", "room_id", "room"))
        .to_owned()
}

fn record_utterance() -> TableCreateStatement {
    Table::create()
        .table("record_utterance")
        .col(uuid("room_id"))
        .col(integer("number"))
        .col(text_null("text"))
        .col(text_null("speaker"))
        // Also the corrected utterances of a record.
        .primary_key(Index::create().col("room_id").col("number"))
        .foreign_key(&mut part_of("record_utterance", "room_id", "room"))
        .to_owned()
}
