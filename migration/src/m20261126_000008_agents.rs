//! Agents and characters: who they are, the worlds they know, the agents' side of rooms, the participants in rooms, and what
//! they say and remember there.

use crate::columns::{add, remove};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let open_to_agents = ColumnDef::new(Room::CreatedAgentRoom)
            .boolean()
            .not_null()
            .default(false)
            .to_owned();
        add(manager, Room::Table, open_to_agents).await?;
        add(manager, Event::Table, ColumnDef::new(Event::Payload).text().to_owned()).await?;
        for column in message_columns() {
            add(manager, Message::Table, column).await?;
        }
        manager.create_table(agent()).await?;
        manager.create_table(world()).await?;
        manager.create_table(details()).await?;
        manager.create_table(participant()).await?;
        for index in indexes() {
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (name, table) in [("room_staged", "room"), ("message_time", "message")] {
            let index = Index::drop().name(name).table(Alias::new(table)).to_owned();
            manager.drop_index(index).await?;
        }
        for table in ["participant", "details", "world", "agent"] {
            let table = Table::drop().table(Alias::new(table)).to_owned();
            manager.drop_table(table).await?;
        }
        for column in message_columns() {
            remove(manager, Message::Table, Alias::new(column.get_column_name())).await?;
        }
        remove(manager, Event::Table, Event::Payload).await?;
        remove(manager, Room::Table, Room::CreatedAgentRoom).await
    }
}

fn message_columns() -> [ColumnDef; 5] {
    [
        ColumnDef::new(Message::EntityId).uuid().to_owned(),
        ColumnDef::new(Message::Kind)
            .text()
            .not_null()
            .default("messages")
            .to_owned(),
        ColumnDef::new(Message::Content).text().to_owned(),
        ColumnDef::new(Message::Metadata).text().to_owned(),
        ColumnDef::new(Message::IsUnique)
            .boolean()
            .not_null()
            .default(true)
            .to_owned(),
    ]
}

fn indexes() -> [IndexCreateStatement; 11] {
    let index = |name: &str, table: &str| Index::create().name(name).table(Alias::new(table)).to_owned();
    [
        // The rooms of a team that have an agents' side, in the order of their ids.
        index("room_staged", "room")
            .col(Room::TeamId)
            .col(Room::Id)
            .cond_where(Expr::col(Room::CreatedAgentRoom).eq(true))
            .to_owned(),
        // The memories of a room, the latest first, whatever its length.
        index("message_time", "message")
            .col(Message::RoomId)
            .col(Message::CreatedAt)
            .col(Message::Number)
            .to_owned(),
        // The agents of a team.
        index("agent_team", "agent")
            .col(Agent::TeamId)
            .col(Agent::Id)
            .to_owned(),
        // The worlds of a team, and of an agent.
        index("world_agent", "world")
            .col(World::AgentId)
            .col(World::Id)
            .to_owned(),
        index("world_team", "world")
            .col(World::TeamId)
            .col(World::Id)
            .to_owned(),
        // The rooms of a world, of an agent, and of a message server.
        index("agent_room_world", "details")
            .col(AgentRoomDetails::WorldId)
            .col(AgentRoomDetails::RoomId)
            .cond_where(Expr::col(AgentRoomDetails::WorldId).is_not_null())
            .to_owned(),
        index("agent_room_agent", "details")
            .col(AgentRoomDetails::AgentId)
            .col(AgentRoomDetails::RoomId)
            .cond_where(Expr::col(AgentRoomDetails::AgentId).is_not_null())
            .to_owned(),
        index("agent_room_server", "details")
            .col(AgentRoomDetails::ServerId)
            .col(AgentRoomDetails::RoomId)
            .cond_where(Expr::col(AgentRoomDetails::ServerId).is_not_null())
            .to_owned(),
        // What stands on the media server and is to be ended there with its room.
        index("agent_room_media", "details")
            .col(AgentRoomDetails::RoomId)
            .cond_where(Expr::col(AgentRoomDetails::MediaSid).is_not_null())
            .to_owned(),
        // Unique: an entity has one participant in a room. Also the participants of a room.
        index("participant_participant", "participant")
            .col(Participant::RoomId)
            .col(Participant::EntityId)
            .unique()
            .to_owned(),
        // The rooms that an entity takes part in, in the order of their ids.
        index("participant_entity", "participant")
            .col(Participant::EntityId)
            .col(Participant::RoomId)
            .cond_where(Expr::col(Participant::LeftAt).is_null())
            .to_owned(),
    ]
}

fn of_team(table: impl IntoIden + 'static, column: impl IntoIden + 'static) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .from(table.into_iden(), column)
        .to(Team::Table, Team::Id)
        .to_owned()
}

fn of_room(table: impl IntoIden + 'static, column: impl IntoIden + 'static) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .from(table.into_iden(), column)
        .to(Room::Table, Room::Id)
        .on_delete(ForeignKeyAction::Cascade)
        .to_owned()
}

fn agent() -> TableCreateStatement {
    Table::create()
        .table(Agent::Table)
        .col(ColumnDef::new(Agent::Id).uuid().not_null().primary_key())
        .col(ColumnDef::new(Agent::TeamId).uuid().not_null())
        .col(ColumnDef::new(Agent::ProjectId).uuid())
        .col(ColumnDef::new(Agent::Name).text().not_null())
        .col(ColumnDef::new(Agent::Description).text())
        .col(ColumnDef::new(Agent::VoiceId).text())
        .col(ColumnDef::new(Agent::VoiceDescription).text())
        // The rest of what the team said of it, as JSON.
        .col(ColumnDef::new(Agent::Character).text())
        .col(ColumnDef::new(Agent::CreatedAt).timestamp_with_time_zone().not_null())
        .foreign_key(&mut of_team(Agent::Table, Agent::TeamId))
        .foreign_key(
            ForeignKey::create()
                .from(Agent::Table, Agent::ProjectId)
                .to(Project::Table, Project::Id),
        )
        .to_owned()
}

fn world() -> TableCreateStatement {
    let of_agent = ForeignKey::create()
        .from(World::Table, World::AgentId)
        .to(Agent::Table, Agent::Id)
        .on_delete(ForeignKeyAction::Cascade)
        .to_owned();
    Table::create()
        .table(World::Table)
        .col(ColumnDef::new(World::Id).uuid().not_null().primary_key())
        .col(ColumnDef::new(World::TeamId).uuid().not_null())
        .col(ColumnDef::new(World::AgentId).uuid().not_null())
        .col(ColumnDef::new(World::Name).text().not_null())
        .col(ColumnDef::new(World::MessageServerId).uuid())
        .col(ColumnDef::new(World::Metadata).text())
        .col(ColumnDef::new(World::CreatedAt).timestamp_with_time_zone().not_null())
        .foreign_key(&mut of_team(World::Table, World::TeamId))
        .foreign_key(&mut of_agent.clone())
        .to_owned()
}

fn details() -> TableCreateStatement {
    Table::create()
        .table(AgentRoomDetails::Table)
        .col(ColumnDef::new(AgentRoomDetails::RoomId).uuid().not_null().primary_key())
        // By value, as is the world: rooms of an agent are deleted with it, one by one, and a world may be foreign.
        .col(ColumnDef::new(AgentRoomDetails::AgentId).uuid())
        .col(ColumnDef::new(AgentRoomDetails::WorldId).uuid())
        .col(ColumnDef::new(AgentRoomDetails::Name).text().not_null())
        .col(ColumnDef::new(AgentRoomDetails::Source).text().not_null())
        .col(ColumnDef::new(AgentRoomDetails::Kind).text().not_null())
        .col(ColumnDef::new(AgentRoomDetails::ChannelId).text())
        .col(ColumnDef::new(AgentRoomDetails::ServerId).text())
        .col(ColumnDef::new(AgentRoomDetails::Metadata).text())
        .col(ColumnDef::new(AgentRoomDetails::Mode).text().not_null())
        .col(ColumnDef::new(AgentRoomDetails::ScenePrompt).text())
        .col(ColumnDef::new(AgentRoomDetails::MediaSid).text())
        .foreign_key(&mut of_room(AgentRoomDetails::Table, AgentRoomDetails::RoomId))
        .to_owned()
}

fn participant() -> TableCreateStatement {
    Table::create()
        .table(Participant::Table)
        .col(ColumnDef::new(Participant::Id).uuid().not_null().primary_key())
        .col(ColumnDef::new(Participant::RoomId).uuid().not_null())
        .col(ColumnDef::new(Participant::EntityId).uuid().not_null())
        .col(ColumnDef::new(Participant::Kind).text().not_null())
        .col(ColumnDef::new(Participant::Name).text())
        .col(ColumnDef::new(Participant::State).text())
        .col(
            ColumnDef::new(Participant::JoinedAt)
                .timestamp_with_time_zone()
                .not_null(),
        )
        .col(ColumnDef::new(Participant::LeftAt).timestamp_with_time_zone())
        // When its worker was sent for, and the media server's id of that.
        .col(ColumnDef::new(Participant::DispatchedAt).timestamp_with_time_zone())
        .col(ColumnDef::new(Participant::DispatchId).text())
        .foreign_key(&mut of_room(Participant::Table, Participant::RoomId))
        .to_owned()
}

#[derive(DeriveIden)]
enum Team {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Project {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Room {
    Table,
    Id,
    TeamId,
    CreatedAgentRoom,
}

#[derive(DeriveIden)]
enum Event {
    Table,
    Payload,
}

#[derive(DeriveIden)]
enum Message {
    Table,
    RoomId,
    Number,
    CreatedAt,
    EntityId,
    Kind,
    Content,
    Metadata,
    IsUnique,
}

#[derive(DeriveIden)]
enum Agent {
    Table,
    Id,
    TeamId,
    ProjectId,
    Name,
    Description,
    VoiceId,
    VoiceDescription,
    Character,
    CreatedAt,
}

#[derive(DeriveIden)]
enum World {
    Table,
    Id,
    TeamId,
    AgentId,
    Name,
    MessageServerId,
    Metadata,
    CreatedAt,
}

#[derive(DeriveIden)]
enum AgentRoomDetails {
    Table,
    RoomId,
    AgentId,
    WorldId,
    Name,
    Source,
    Kind,
    ChannelId,
    ServerId,
    Metadata,
    Mode,
    ScenePrompt,
    MediaSid,
}

#[derive(DeriveIden)]
enum Participant {
    Table,
    Id,
    RoomId,
    EntityId,
    Kind,
    Name,
    State,
    JoinedAt,
    LeftAt,
    DispatchedAt,
    DispatchId,
}
