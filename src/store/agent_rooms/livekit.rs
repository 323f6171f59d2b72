//! The rooms on LiveKit of agent rooms.

use crate::{
    model::{agent_room::LivekitRoom, ids::RoomId, room::AgentRoom, status::Status},
    store::Result,
};
use ::entity::{agent_room, room, voice_session};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, sea_query::Expr};
use strum::VariantArray;

/// The names of the rooms that may exist on LiveKit for a room: its own, and those of its voice sessions.
pub async fn livekit_rooms(connection: &impl ConnectionTrait, room: &AgentRoom) -> Result<Vec<String>> {
    let open: Vec<String> = voice_session::Entity::find()
        .select_only()
        .column(voice_session::Column::Name)
        .filter(voice_session::Column::RoomId.eq(room.base.id))
        .filter(voice_session::Column::ClosedAt.is_null())
        .into_tuple()
        .all(connection)
        .await?;
    let own = room.details.as_ref().and_then(|details| details.livekit_room.as_ref());
    Ok(open.into_iter().chain(own.map(|_| room.base.name.clone())).collect())
}

/// Writes that a room may exist on LiveKit, unless it is known to.
pub async fn mark_livekit_room_pending(connection: &impl ConnectionTrait, id: RoomId) -> Result<()> {
    agent_room::Entity::update_many()
        .col_expr(agent_room::Column::LivekitRoom, Expr::value(LivekitRoom::Pending))
        .filter(agent_room::Column::RoomId.eq(id))
        .filter(agent_room::Column::LivekitRoom.is_null())
        .exec(connection)
        .await?;
    Ok(())
}

/// Rooms that have ended and may still exist on LiveKit, with their names there.
pub async fn ended_with_livekit_room(connection: &impl ConnectionTrait, limit: u64) -> Result<Vec<(RoomId, String)>> {
    let ended = Status::VARIANTS.iter().copied().filter(|status| status.is_final());
    Ok(room::Entity::find()
        .inner_join(agent_room::Entity)
        .select_only()
        .columns([room::Column::Id, room::Column::Name])
        .filter(agent_room::Column::LivekitRoom.is_not_null())
        .filter(room::Column::Status.is_in(ended))
        .limit(limit)
        .into_tuple()
        .all(connection)
        .await?)
}

/// Writes which LiveKit room belongs to a room. Returns whether it is another one than before.
pub async fn set_livekit_room(
    connection: &impl ConnectionTrait,
    id: RoomId,
    livekit_room: Option<LivekitRoom>,
) -> Result<bool> {
    use agent_room::Column;
    let is_other = match &livekit_room {
        Some(known) => Condition::any()
            .add(Column::LivekitRoom.is_null())
            .add(Column::LivekitRoom.ne(known.clone())),
        None => Condition::all().add(Column::LivekitRoom.is_not_null()),
    };
    let written = agent_room::Entity::update_many()
        .col_expr(Column::LivekitRoom, Expr::value(livekit_room))
        .filter(Column::RoomId.eq(id))
        .filter(is_other)
        .exec(connection)
        .await?;
    Ok(written.rows_affected > 0)
}
