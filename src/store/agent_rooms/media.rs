//! What stands on the media server for rooms of agents and characters.

use super::agent_room_relation;
use crate::{
    model::{ids::RoomId, room::AgentRoom, status::Status},
    store::Result,
};
use ::entity::{agent_room, room, voice_session};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QuerySelect, sea_query::Expr,
};
use uuid::Uuid;

/// What may stand on the media server for a room: names of rooms there.
pub async fn media_names(connection: &impl ConnectionTrait, room: &AgentRoom) -> Result<Vec<String>> {
    let open: Vec<String> = voice_session::Entity::find()
        .select_only()
        .column(voice_session::Column::Name)
        .filter(voice_session::Column::RoomId.eq(room.id.0))
        .filter(voice_session::Column::ClosedAt.is_null())
        .into_tuple()
        .all(connection)
        .await?;
    let own = room.details.as_ref().and_then(|details| details.media_sid.as_ref());
    Ok(open.into_iter().chain(own.map(|_| room.name.clone())).collect())
}

/// Notes that a room may stand on the media server, if none is known to.
pub async fn expect_media(connection: &impl ConnectionTrait, id: RoomId) -> Result<()> {
    agent_room::Entity::update_many()
        .col_expr(agent_room::Column::MediaSid, Expr::value(""))
        .filter(agent_room::Column::RoomId.eq(id.0))
        .filter(agent_room::Column::MediaSid.is_null())
        .exec(connection)
        .await?;
    Ok(())
}

/// Rooms that stand on the media server although they have ended.
pub async fn outlasting(connection: &impl ConnectionTrait, limit: u64) -> Result<Vec<(RoomId, String)>> {
    let ended = Status::ALL.into_iter().filter(|status| status.is_final());
    let rows: Vec<(Uuid, String)> = room::Entity::find()
        .join(JoinType::InnerJoin, agent_room_relation())
        .select_only()
        .columns([room::Column::Id, room::Column::Name])
        .filter(agent_room::Column::MediaSid.is_not_null())
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
            .add(agent_room::Column::MediaSid.is_null())
            .add(agent_room::Column::MediaSid.ne(sid)),
        None => Condition::all().add(agent_room::Column::MediaSid.is_not_null()),
    };
    let written = agent_room::Entity::update_many()
        .col_expr(agent_room::Column::MediaSid, Expr::value(sid.map(str::to_owned)))
        .filter(agent_room::Column::RoomId.eq(id.0))
        .filter(other)
        .exec(connection)
        .await?;
    Ok(written.rows_affected > 0)
}
