//! The proof that a database belongs to an instance key.

use super::{Result, insert_row_if_absent};
use crate::clock::Timestamp;
use ::entity::instance;
use sea_orm::{ConnectionTrait, EntityTrait};

const ONLY_ROW: i32 = 1;

/// The sealed constant of this database; `None` before its first start.
pub async fn key_check(connection: &impl ConnectionTrait) -> Result<Option<Vec<u8>>> {
    let row = instance::Entity::find_by_id(ONLY_ROW).one(connection).await?;
    Ok(row.map(|row| row.key_check))
}

/// Writes the sealed constant, unless there is one.
pub async fn set_key_check(connection: &impl ConnectionTrait, key_check: Vec<u8>, now: Timestamp) -> Result<()> {
    let row = instance::Model {
        id: ONLY_ROW,
        key_check,
        created_at: now,
    };
    insert_row_if_absent(connection, row).await.map(drop)
}
