//! Agents and their worlds.

use super::{Result, any_of};
use crate::model::{
    access::Scope,
    agent::{Agent, Profile, World},
    agent_room::Metadata,
    cursor::Cursor,
    event::JsonObject,
    ids::{AgentId, EntityId, TeamId, WorldId},
    listing::Rows,
};
use ::entity::{agent, world};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect, Select,
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

async fn all(connection: &impl ConnectionTrait, agents: Select<agent::Entity>) -> Result<Vec<Agent>> {
    Ok(agents.all(connection).await?.into_iter().map(Agent::from).collect())
}

/// An agent of a scope.
pub async fn find(connection: &impl ConnectionTrait, scope: Scope, id: AgentId) -> Result<Option<Agent>> {
    let agent = in_scope(scope).filter(agent::Column::Id.eq(id));
    Ok(all(connection, agent).await?.pop())
}

/// An agent that a caller with this scope may change, locked until the end of the transaction: a key of one project
/// changes no agent of the whole team.
pub async fn lock(connection: &impl ConnectionTrait, scope: Scope, id: AgentId) -> Result<Option<Agent>> {
    let is_own = scope.project.map(|_| agent::Column::ProjectId.is_not_null());
    let agent = in_scope(scope)
        .filter(agent::Column::Id.eq(id))
        .filter(Condition::all().add_option(is_own))
        .lock_exclusive();
    Ok(all(connection, agent).await?.pop())
}

/// The agents of a scope, newest first; one more than the limit, if there are more.
pub async fn list(connection: &impl ConnectionTrait, scope: Scope, rows: Rows) -> Result<Vec<Agent>> {
    let agents = in_scope(scope)
        .filter(Condition::all().add_option(rows.after.map(|Cursor(after)| agent::Column::Id.lt(after))))
        .order_by_desc(agent::Column::Id)
        .limit(Cursor::fetch_limit(rows.limit));
    all(connection, agents).await
}

/// The agents among these entities, of any team.
pub async fn of_entities(connection: &impl ConnectionTrait, entities: &[EntityId]) -> Result<Vec<Agent>> {
    if entities.is_empty() {
        return Ok(Vec::new());
    }
    let agents = agent::Entity::find().filter(any_of(connection, agent::Column::Id, entities));
    all(connection, agents).await
}

/// Creates an agent.
pub async fn insert(connection: &impl ConnectionTrait, new: Agent) -> Result<()> {
    let row = agent::Model {
        id: new.id,
        team_id: new.team,
        project_id: new.project,
        name: new.profile.name,
        description: new.profile.description,
        voice_id: new.profile.voice_id,
        voice_description: new.profile.voice_description,
        character: new.profile.character.map(JsonObject),
        created_at: new.created_at,
    };
    agent::Entity::insert(row.into_active_model())
        .exec_without_returning(connection)
        .await?;
    Ok(())
}

/// Deletes an agent and its worlds.
pub async fn delete(connection: &impl ConnectionTrait, id: AgentId) -> Result<()> {
    agent::Entity::delete_by_id(id).exec(connection).await?;
    Ok(())
}

fn world_of(team: TeamId, id: WorldId) -> Select<world::Entity> {
    world::Entity::find_by_id(id).filter(world::Column::TeamId.eq(team))
}

/// A world of a team.
pub async fn find_world(connection: &impl ConnectionTrait, team: TeamId, id: WorldId) -> Result<Option<World>> {
    Ok(world_of(team, id).one(connection).await?.map(World::from))
}

/// A world of a team, locked until the end of the transaction.
pub async fn lock_world(connection: &impl ConnectionTrait, team: TeamId, id: WorldId) -> Result<Option<World>> {
    let world = world_of(team, id).lock_exclusive();
    Ok(world.one(connection).await?.map(World::from))
}

/// Those of these worlds that exist, of any team, with their teams.
pub async fn owners_of_worlds(connection: &impl ConnectionTrait, worlds: &[WorldId]) -> Result<Vec<(WorldId, TeamId)>> {
    if worlds.is_empty() {
        return Ok(Vec::new());
    }
    Ok(world::Entity::find()
        .select_only()
        .columns([world::Column::Id, world::Column::TeamId])
        .filter(any_of(connection, world::Column::Id, worlds))
        .into_tuple()
        .all(connection)
        .await?)
}

/// The worlds of a scope, or those of one agent, newest first; one more than the limit, if there are more.
pub async fn list_worlds(
    connection: &impl ConnectionTrait,
    scope: Scope,
    of: Option<AgentId>,
    rows: Rows,
) -> Result<Vec<World>> {
    let selected = Condition::all()
        .add(world::Column::TeamId.eq(scope.team))
        .add_option(of.map(|agent| world::Column::AgentId.eq(agent)))
        .add_option(rows.after.map(|Cursor(after)| world::Column::Id.lt(after)));
    let mut worlds = world::Entity::find().filter(selected);
    if scope.project.is_some() {
        // A world is visible where its agent is.
        worlds = worlds.inner_join(agent::Entity).filter(is_visible(scope));
    }
    let worlds = worlds
        .order_by_desc(world::Column::Id)
        .limit(Cursor::fetch_limit(rows.limit))
        .all(connection)
        .await?;
    Ok(worlds.into_iter().map(World::from).collect())
}

/// Creates worlds.
pub async fn insert_worlds(connection: &impl ConnectionTrait, worlds: Vec<World>) -> Result<()> {
    if worlds.is_empty() {
        return Ok(());
    }
    let rows = worlds.into_iter().map(|world| world_row(world).into_active_model());
    world::Entity::insert_many(rows)
        .exec_without_returning(connection)
        .await?;
    Ok(())
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

/// Writes name and metadata of a world.
pub async fn set_world(
    connection: &impl ConnectionTrait,
    id: WorldId,
    name: String,
    metadata: Option<&Metadata>,
) -> Result<()> {
    let row = world::ActiveModel {
        id: Set(id),
        name: Set(name),
        metadata: Set(metadata.cloned().map(JsonObject)),
        ..Default::default()
    };
    row.update_without_returning(connection).await?;
    Ok(())
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
