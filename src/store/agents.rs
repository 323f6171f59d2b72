//! Agents and their worlds.

use super::{
    Result, any_of, insert_row,
    read::{readable, readable_page},
    update_row,
};
use crate::model::{
    access::Scope,
    agent::{Agent, Profile, World},
    agent_room::Metadata,
    event::JsonObject,
    ids::{AgentId, EntityId, TeamId, WorldId},
    listing::Rows,
};
use ::entity::{agent, world};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel,
    QueryFilter, QuerySelect, Select,
};

/// That an agent can be seen: an agent of the whole team from each of its projects.
fn is_visible(scope: Scope) -> Condition {
    let in_project = |project| {
        Condition::any()
            .add(agent::Column::ProjectId.eq(project))
            .add(agent::Column::ProjectId.is_null())
    };
    Condition::all()
        .add(agent::Column::TeamId.eq(scope.team))
        .add_option(scope.project.map(in_project))
}

fn in_scope(scope: Scope) -> Select<agent::Entity> {
    agent::Entity::find().filter(is_visible(scope))
}

async fn one(connection: &impl ConnectionTrait, agent: Select<agent::Entity>) -> Result<Option<Agent>> {
    Ok(agent.one(connection).await?.map(Agent::from))
}

/// An agent of a scope.
pub async fn find(connection: &impl ConnectionTrait, scope: Scope, id: AgentId) -> Result<Option<Agent>> {
    let agent = in_scope(scope).filter(agent::Column::Id.eq(id));
    one(connection, agent).await
}

/// An agent that a caller with this scope may change, locked until the end of the transaction: a key of one project
/// changes no agent of the whole team.
pub async fn lock(connection: &impl ConnectionTrait, scope: Scope, id: AgentId) -> Result<Option<Agent>> {
    let is_own = scope.project.map(|_| agent::Column::ProjectId.is_not_null());
    let agent = in_scope(scope)
        .filter(agent::Column::Id.eq(id))
        .filter(Condition::all().add_option(is_own))
        .lock_exclusive();
    one(connection, agent).await
}

/// A `page` of the agents of a scope, as many as fit into an answer, and how many that are at most.
pub async fn list(connection: &impl ConnectionTrait, scope: Scope, rows: Rows) -> Result<(Vec<Agent>, u16)> {
    use agent::Column;
    let texts = [Column::Description, Column::VoiceDescription, Column::Character];
    let texts = texts.map(|column| column.as_column_ref().into());
    readable_page(connection, in_scope(scope), Column::Id, &texts, rows).await
}

/// The agents of a team among these entities.
pub async fn of_entities(connection: &impl ConnectionTrait, team: TeamId, entities: &[EntityId]) -> Result<Vec<Agent>> {
    if entities.is_empty() {
        return Ok(Vec::new());
    }
    let agents = agent::Entity::find()
        .filter(agent::Column::TeamId.eq(team))
        .filter(any_of(connection, agent::Column::Id, entities));
    readable(connection, agents).await
}

/// Creates an agent.
pub async fn insert(connection: &impl ConnectionTrait, new: Agent) -> Result<()> {
    insert_row(connection, agent_row(new)).await
}

/// Writes all columns of an agent.
pub async fn update(connection: &impl ConnectionTrait, agent: Agent) -> Result<()> {
    update_row(connection, agent_row(agent).into_active_model().reset_all()).await
}

fn agent_row(new: Agent) -> agent::Model {
    agent::Model {
        id: new.id,
        team_id: new.team,
        project_id: new.project,
        name: new.profile.name,
        description: new.profile.description,
        voice_id: new.profile.voice_id,
        voice_description: new.profile.voice_description,
        character: new.profile.character.map(JsonObject),
        created_at: new.created_at,
        updated_at: new.updated_at,
    }
}

/// Deletes an agent and its worlds.
pub async fn delete(connection: &impl ConnectionTrait, team: TeamId, id: AgentId) -> Result<()> {
    agent::Entity::delete_by_id((team, id)).exec(connection).await?;
    Ok(())
}

/// The worlds of a scope: those whose agents are visible.
fn worlds_in_scope(scope: Scope) -> Select<world::Entity> {
    let worlds = world::Entity::find().filter(world::Column::TeamId.eq(scope.team));
    match scope.project {
        Some(_) => worlds.inner_join(agent::Entity).filter(is_visible(scope)),
        None => worlds,
    }
}

/// A world of a scope.
pub async fn find_world(connection: &impl ConnectionTrait, scope: Scope, id: WorldId) -> Result<Option<World>> {
    let world = worlds_in_scope(scope).filter(world::Column::Id.eq(id));
    Ok(world.one(connection).await?.map(World::from))
}

/// A world of an agent, locked until the end of the transaction.
pub async fn lock_world(
    connection: &impl ConnectionTrait,
    team: TeamId,
    agent: AgentId,
    id: WorldId,
) -> Result<Option<World>> {
    let world = world::Entity::find_by_id((team, id)).filter(world::Column::AgentId.eq(agent));
    Ok(world.lock_exclusive().one(connection).await?.map(World::from))
}

/// A `page` of the worlds of a scope, or of those of one agent, as many as fit into an answer, and how many that are at
/// most.
pub async fn list_worlds(
    connection: &impl ConnectionTrait,
    scope: Scope,
    of: Option<AgentId>,
    rows: Rows,
) -> Result<(Vec<World>, u16)> {
    let is_of_agent = Condition::all().add_option(of.map(|agent| world::Column::AgentId.eq(agent)));
    let worlds = worlds_in_scope(scope).filter(is_of_agent);
    let texts = [world::Column::Metadata.as_column_ref().into()];
    readable_page(connection, worlds, world::Column::Id, &texts, rows).await
}

/// Creates a world.
pub async fn insert_world(connection: &impl ConnectionTrait, new: World) -> Result<()> {
    insert_row(connection, world_row(new)).await
}

/// A world as its row.
pub(super) fn world_row(world: World) -> world::Model {
    world::Model {
        id: world.id,
        team_id: world.team,
        agent_id: world.agent,
        name: world.name,
        message_server_id: world.message_server,
        metadata: world.metadata.map(JsonObject),
        created_at: world.created_at,
    }
}

/// Deletes a world. Its rooms stay.
pub async fn delete_world(connection: &impl ConnectionTrait, team: TeamId, id: WorldId) -> Result<()> {
    world::Entity::delete_by_id((team, id)).exec(connection).await?;
    Ok(())
}

/// Writes name and metadata of a world.
pub async fn set_world(
    connection: &impl ConnectionTrait,
    team: TeamId,
    id: WorldId,
    name: String,
    metadata: Option<&Metadata>,
) -> Result<()> {
    let row = world::ActiveModel {
        team_id: Set(team),
        id: Set(id),
        name: Set(name),
        metadata: Set(metadata.cloned().map(JsonObject)),
        ..Default::default()
    };
    update_row(connection, row).await
}

impl From<agent::Model> for Agent {
    fn from(row: agent::Model) -> Self {
        Self {
            id: row.id,
            team: row.team_id,
            project: row.project_id,
            profile: Profile {
                name: row.name,
                description: row.description,
                voice_id: row.voice_id,
                voice_description: row.voice_description,
                character: row.character.map(|character| character.0),
            },
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

impl From<world::Model> for World {
    fn from(row: world::Model) -> Self {
        Self {
            id: row.id,
            team: row.team_id,
            agent: row.agent_id,
            name: row.name,
            message_server: row.message_server_id,
            metadata: row.metadata.map(|metadata| metadata.0),
            created_at: row.created_at,
        }
    }
}
