//! The answers of creating calls that carried an `Idempotency-Key`.

use crate::ids::KeyId;
use sea_orm::entity::prelude::*;

/// A row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "idempotent_request")]
pub struct Model {
    /// The API key that made the request.
    #[sea_orm(primary_key, auto_increment = false)]
    pub caller_id: KeyId,
    /// The value of the header.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub key: String,
    /// SHA-256 of the request.
    pub fingerprint: Vec<u8>,
    /// The rooms of the answer, in its order: the id of each, and what became of its row.
    #[sea_orm(column_type = "JsonBinary")]
    pub rooms: Json,
    /// When the rooms were created.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
