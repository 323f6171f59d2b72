//! The agents' side of a room.

use crate::{
    ids::{AgentId, RoomId, WorldId},
    values::{
        JsonObject,
        agent_room::{LivekitRoom, Mode, RoomKind},
    },
};
use sea_orm::entity::prelude::*;

/// A row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "agent_room")]
pub struct Model {
    /// The room.
    #[sea_orm(primary_key, auto_increment = false)]
    pub room_id: RoomId,
    /// The agent that it was made for.
    pub agent_id: Option<AgentId>,
    /// The world that it belongs to, which may be kept elsewhere.
    pub world_id: Option<WorldId>,
    /// Its display name.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// The platform that it comes from.
    #[sea_orm(column_type = "Text")]
    pub source: String,
    /// Its type.
    pub kind: RoomKind,
    /// The platform's id for it.
    #[sea_orm(column_type = "Text", nullable)]
    pub channel_id: Option<String>,
    /// The platform's id of its message server.
    #[sea_orm(column_type = "Text", nullable)]
    pub server_id: Option<String>,
    /// Data that the team keeps with it.
    pub metadata: Option<JsonObject>,
    /// How characters speak in it.
    pub mode: Mode,
    /// The scene that they play.
    #[sea_orm(column_type = "Text", nullable)]
    pub scene_prompt: Option<String>,
    /// Its room on LiveKit; null while there certainly is none.
    pub livekit_room: Option<LivekitRoom>,
}

impl ActiveModelBehavior for ActiveModel {}
