//! The answers of creating calls that carried an idempotency key.

use super::{Result, StoreError};
use crate::{
    clock::Timestamp,
    model::{
        idempotency::{Fingerprint, IdempotentRequest},
        ids::RoomId,
        interview::Outcome,
    },
};
use ::entity::idempotent_request;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use serde_json::Value;

/// The answer to an earlier call.
pub struct EarlierAnswer {
    /// The fingerprint of the call.
    pub fingerprint: Fingerprint,
    /// The rooms of the answer, in its order, and what became of each row.
    pub rooms: Vec<(RoomId, Outcome)>,
}

/// The answer to an earlier call by the same caller with the same key, unless it was given before `since`.
pub async fn find(
    connection: &impl ConnectionTrait,
    call: &IdempotentRequest,
    since: Timestamp,
) -> Result<Option<EarlierAnswer>> {
    let row = idempotent_request::Entity::find_by_id((call.caller, call.key.as_str().to_owned()))
        .filter(idempotent_request::Column::CreatedAt.gt(since))
        .one(connection)
        .await?;
    row.map(EarlierAnswer::try_from).transpose()
}

/// Deletes the answers that were given at or before `until`.
pub async fn delete(connection: &impl ConnectionTrait, until: Timestamp) -> Result<()> {
    idempotent_request::Entity::delete_many()
        .filter(idempotent_request::Column::CreatedAt.lte(until))
        .exec(connection)
        .await?;
    Ok(())
}

/// Deletes the answer to a call if it was given at or before `until`, so that its key can be used again.
pub async fn delete_one(connection: &impl ConnectionTrait, call: &IdempotentRequest, until: Timestamp) -> Result<()> {
    idempotent_request::Entity::delete_many()
        .filter(idempotent_request::Column::CallerId.eq(call.caller))
        .filter(idempotent_request::Column::Key.eq(call.key.as_str()))
        .filter(idempotent_request::Column::CreatedAt.lte(until))
        .exec(connection)
        .await?;
    Ok(())
}

impl TryFrom<idempotent_request::Model> for EarlierAnswer {
    type Error = StoreError;

    fn try_from(row: idempotent_request::Model) -> Result<Self> {
        let broken = |rule| StoreError::Inconsistent {
            table: "idempotent_request",
            rule,
        };
        let fingerprint = row.fingerprint.try_into();
        let rooms = row.rooms.as_array().ok_or(broken("the rooms are a list"))?;
        let text = |room: &Value, field: &str| room[field].as_str().map(str::to_owned);
        let room = |room: &Value| Some((text(room, "id")?.parse().ok()?, text(room, "outcome")?.parse().ok()?));
        let rooms = rooms.iter().map(room).collect::<Option<_>>();
        Ok(Self {
            fingerprint: Fingerprint(fingerprint.map_err(|_| broken("the fingerprint has 32 bytes"))?),
            rooms: rooms.ok_or(broken("each room has an id and an outcome"))?,
        })
    }
}
