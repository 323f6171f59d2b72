//! The row that readiness changes to prove that writes are committed; one row.

use sea_orm::entity::prelude::*;

/// A row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "readiness")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i32,
    /// How often it was changed.
    pub proofs: i64,
}

impl ActiveModelBehavior for ActiveModel {}
