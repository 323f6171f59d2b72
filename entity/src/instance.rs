//! The proof that this database belongs to an instance key; one row.

use sea_orm::entity::prelude::*;

/// A row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "instance")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i32,
    /// A constant, sealed under the instance key.
    pub key_check: Vec<u8>,
    /// When the database was first opened.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
