//! Agents and their worlds, the agents' side of rooms, and the participants in rooms.

use crate::statements::{NewTables, index, part_of, references};
use sea_orm_migration::{
    prelude::*,
    schema::{pk_uuid, text, text_null, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid, uuid_null},
};

pub(crate) fn migration() -> NewTables {
    NewTables {
        name: "m20261128_000004_agents",
        tables: vec![agent(), world(), agent_room(), participant()],
        indexes: indexes(),
        on_postgres: None,
    }
}

fn indexes() -> Vec<IndexCreateStatement> {
    let of_rooms = |name: &'static str, column: &'static str| {
        index(name, "agent_room", [column, "room_id"])
            .cond_where(Expr::col(column).is_not_null())
            .to_owned()
    };
    vec![
        // The worlds of an agent.
        index("world_agent", "world", ["team_id", "agent_id", "id"]),
        // The rooms of a world, of an agent, and of a message server.
        of_rooms("agent_room_world", "world_id"),
        of_rooms("agent_room_agent", "agent_id"),
        of_rooms("agent_room_server", "server_id"),
        // The rooms that may exist on LiveKit, which are deleted there when the room here has ended.
        index("agent_room_livekit_room", "agent_room", ["room_id"])
            .cond_where(Expr::col("livekit_room").is_not_null())
            .to_owned(),
        // Unique: an entity is one participant of a room. Also the participants of a room.
        index("participant_room", "participant", ["room_id", "entity_id"])
            .unique()
            .to_owned(),
        // The rooms that an entity takes part in, in the order of their ids.
        index("participant_entity", "participant", ["entity_id", "room_id"])
            .cond_where(Expr::col("left_at").is_null())
            .to_owned(),
    ]
}

/// The primary key of what callers choose the ids of: unique within a team, and the list of the team's.
fn own_key() -> IndexCreateStatement {
    Index::create().col("team_id").col("id").to_owned()
}

fn agent() -> TableCreateStatement {
    Table::create()
        .table("agent")
        .col(uuid("team_id"))
        .col(uuid("id"))
        .col(uuid_null("project_id"))
        .col(text("name"))
        .col(text_null("description"))
        .col(text_null("voice_id"))
        .col(text_null("voice_description"))
        .col(text_null("character"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .primary_key(&mut own_key())
        .foreign_key(&mut references("agent", "team_id", "team"))
        .foreign_key(&mut references("agent", "project_id", "project"))
        .to_owned()
}

fn world() -> TableCreateStatement {
    Table::create()
        .table("world")
        .col(uuid("team_id"))
        .col(uuid("id"))
        .col(uuid("agent_id"))
        .col(text("name"))
        .col(text_null("message_server_id"))
        .col(text_null("metadata"))
        .col(timestamp_with_time_zone("created_at"))
        .primary_key(&mut own_key())
        .foreign_key(&mut references("world", "team_id", "team"))
        .foreign_key(
            ForeignKey::create()
                .from("world", ("team_id", "agent_id"))
                .to("agent", ("team_id", "id"))
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}

fn agent_room() -> TableCreateStatement {
    Table::create()
        .table("agent_room")
        .col(pk_uuid("room_id"))
        // No foreign keys: the rooms of an agent are deleted before it, with their events, and a world may be kept elsewhere.
        .col(uuid_null("agent_id"))
        .col(uuid_null("world_id"))
        .col(text("name"))
        .col(text("source"))
        .col(text("kind"))
        .col(text_null("channel_id"))
        .col(text_null("server_id"))
        .col(text_null("metadata"))
        .col(text("mode"))
        .col(text_null("scene_prompt"))
        .col(text_null("livekit_room"))
        .foreign_key(&mut part_of("agent_room", "room_id", "room"))
        .to_owned()
}

fn participant() -> TableCreateStatement {
    Table::create()
        .table("participant")
        .col(pk_uuid("id"))
        .col(uuid("room_id"))
        .col(uuid("entity_id"))
        .col(text("kind"))
        .col(text_null("name"))
        .col(text_null("state"))
        .col(timestamp_with_time_zone("joined_at"))
        .col(timestamp_with_time_zone_null("left_at"))
        .col(timestamp_with_time_zone_null("dispatched_at"))
        .col(text_null("dispatch_id"))
        .foreign_key(&mut part_of("participant", "room_id", "room"))
        .to_owned()
}
