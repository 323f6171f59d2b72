//! Teams.

use super::{Result, insert_row_if_absent};
use crate::{clock::Timestamp, model::ids::TeamId};
use ::entity::team;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

/// The oldest team.
pub async fn first(connection: &impl ConnectionTrait) -> Result<Option<TeamId>> {
    let oldest = team::Entity::find().order_by_asc(team::Column::Id);
    Ok(oldest.one(connection).await?.map(|team| team.id))
}

/// The team with this name.
pub async fn find_by_name(connection: &impl ConnectionTrait, name: &str) -> Result<Option<TeamId>> {
    let named = team::Entity::find().filter(team::Column::Name.eq(name));
    Ok(named.one(connection).await?.map(|team| team.id))
}

/// Creates a team. Returns `false`, and changes nothing, if the name is taken.
pub async fn insert(connection: &impl ConnectionTrait, id: TeamId, name: &str, now: Timestamp) -> Result<bool> {
    let row = team::Model {
        id,
        name: name.to_owned(),
        feed_position: 0,
        created_at: now,
    };
    insert_row_if_absent(connection, row).await
}
