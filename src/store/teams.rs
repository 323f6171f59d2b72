//! Teams.

use super::Result;
use crate::{clock::Timestamp, model::ids::TeamId};
use ::entity::team;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder,
    sea_query::OnConflict,
};

/// Whether there is any team.
pub async fn any(connection: &impl ConnectionTrait) -> Result<bool> {
    Ok(team::Entity::find().count(connection).await? > 0)
}

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
    let inserted = team::Entity::insert(row.into_active_model())
        .on_conflict(OnConflict::column(team::Column::Name).do_nothing().to_owned())
        .exec_without_returning(connection)
        .await?;
    Ok(inserted > 0)
}
