//! What stands on the media server for rooms of agents and characters.

use super::stage_of_room;
use crate::{
    model::{ids::RoomId, room::StagedRoom, status::Status},
    store::Result,
};
use ::entity::{media_attempt, room, stage};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QuerySelect, sea_query::Expr,
};
use uuid::Uuid;

/// What may stand on the media server for a room: names of rooms there.
pub async fn media_names(connection: &impl ConnectionTrait, room: &StagedRoom) -> Result<Vec<String>> {
    let open: Vec<String> = media_attempt::Entity::find()
        .select_only()
        .column(media_attempt::Column::Name)
        .filter(media_attempt::Column::RoomId.eq(room.id.0))
        .filter(media_attempt::Column::ClosedAt.is_null())
        .into_tuple()
        .all(connection)
        .await?;
    let own = room.stage.as_ref().and_then(|stage| stage.media_sid.as_ref());
    Ok(open.into_iter().chain(own.map(|_| room.name.clone())).collect())
}

/// Notes that a room may stand on the media server, if none is known to.
pub async fn expect_media(connection: &impl ConnectionTrait, id: RoomId) -> Result<()> {
    stage::Entity::update_many()
        .col_expr(stage::Column::MediaSid, Expr::value(""))
        .filter(stage::Column::RoomId.eq(id.0))
        .filter(stage::Column::MediaSid.is_null())
        .exec(connection)
        .await?;
    Ok(())
}

/// Rooms that stand on the media server although they have ended.
pub async fn outlasting(connection: &impl ConnectionTrait, limit: u64) -> Result<Vec<(RoomId, String)>> {
    let ended = Status::ALL.into_iter().filter(|status| status.is_final());
    let rows: Vec<(Uuid, String)> = room::Entity::find()
        .join(JoinType::InnerJoin, stage_of_room())
        .select_only()
        .columns([room::Column::Id, room::Column::Name])
        .filter(stage::Column::MediaSid.is_not_null())
        .filter(room::Column::Status.is_in(ended.map(Status::as_str)))
        .limit(limit)
        .into_tuple()
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(|(id, name)| (RoomId(id), name)).collect())
}

/// Writes the media server's id of the room that stands there, if it is another than before; says whether it is.
pub async fn set_media(connection: &impl ConnectionTrait, id: RoomId, sid: Option<&str>) -> Result<bool> {
    let other = match sid {
        Some(sid) => Condition::any()
            .add(stage::Column::MediaSid.is_null())
            .add(stage::Column::MediaSid.ne(sid)),
        None => Condition::all().add(stage::Column::MediaSid.is_not_null()),
    };
    let written = stage::Entity::update_many()
        .col_expr(stage::Column::MediaSid, Expr::value(sid.map(str::to_owned)))
        .filter(stage::Column::RoomId.eq(id.0))
        .filter(other)
        .exec(connection)
        .await?;
    Ok(written.rows_affected > 0)
}
