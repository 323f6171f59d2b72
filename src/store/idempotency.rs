//! The answers of creating calls that may be repeated.

use super::{Result, StoreError};
use crate::{
    clock::Timestamp,
    model::{
        idempotency::{Fingerprint, IdempotentRequest},
        ids::RoomId,
    },
};
use ::entity::idempotent_request;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

/// What was answered to an earlier call.
pub struct Remembered {
    /// What it had asked for.
    pub fingerprint: Fingerprint,
    /// What was made, in the order of the answer.
    pub made: Vec<RoomId>,
}

/// The answer to an earlier call by the same caller with the same key, unless it was given before `since`.
pub async fn find(
    connection: &impl ConnectionTrait,
    call: &IdempotentRequest,
    since: Timestamp,
) -> Result<Option<Remembered>> {
    let row = idempotent_request::Entity::find_by_id((call.caller.0, call.key.as_str().to_owned()))
        .filter(idempotent_request::Column::CreatedAt.gt(since))
        .one(connection)
        .await?;
    row.map(TryInto::try_into).transpose()
}

/// Forgets answers that were given at or before `until`.
pub async fn forget(connection: &impl ConnectionTrait, until: Timestamp) -> Result<u64> {
    let forgotten = idempotent_request::Entity::delete_many()
        .filter(idempotent_request::Column::CreatedAt.lte(until))
        .exec(connection)
        .await?;
    Ok(forgotten.rows_affected)
}

/// Forgets one answer if it was given at or before `until`, so that its key can be used anew.
pub async fn forget_one(connection: &impl ConnectionTrait, call: &IdempotentRequest, until: Timestamp) -> Result<()> {
    idempotent_request::Entity::delete_many()
        .filter(idempotent_request::Column::CallerId.eq(call.caller.0))
        .filter(idempotent_request::Column::Key.eq(call.key.as_str()))
        .filter(idempotent_request::Column::CreatedAt.lte(until))
        .exec(connection)
        .await?;
    Ok(())
}

impl TryFrom<idempotent_request::Model> for Remembered {
    type Error = StoreError;

    fn try_from(row: idempotent_request::Model) -> Result<Self> {
        let broken = |rule| StoreError::Inconsistent {
            table: "idempotent_request",
            rule,
        };
        let fingerprint = row
            .fingerprint
            .try_into()
            .map_err(|_| broken("the fingerprint has 32 bytes"))?;
        let ids = row.room_ids.as_array().ok_or(broken("what was made is a list"))?;
        let made = ids.iter().map(|id| {
            id.as_str()
                .and_then(|text| text.parse().ok())
                .ok_or(broken("an id is a UUID"))
        });
        Ok(Self {
            fingerprint: Fingerprint(fingerprint),
            made: made.collect::<Result<_>>()?,
        })
    }
}
