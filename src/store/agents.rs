//! Agents and their worlds.

use super::{
    Result, StoreError, one_of,
    rows::{object, written},
};
use crate::model::{
    access::Scope,
    agent::{Agent, Profile, World},
    agent_room::Metadata,
    cursor::Cursor,
    ids::{AgentId, EntityId, ProjectId, TeamId, WorldId},
};
use ::entity::{agent, world};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect, Select,
};

/// The agents that may be seen: those of the whole team are seen from each of its projects.
fn within(scope: Scope) -> Select<agent::Entity> {
    let mine = agent::Entity::find().filter(agent::Column::TeamId.eq(scope.team.0));
    match scope.project {
        Some(bound) => mine.filter(
            Condition::any()
                .add(agent::Column::ProjectId.eq(bound.0))
                .add(agent::Column::ProjectId.is_null()),
        ),
        None => mine,
    }
}

/// An agent of the caller's.
pub async fn find(connection: &impl ConnectionTrait, scope: Scope, id: AgentId) -> Result<Option<Agent>> {
    let row = within(scope).filter(agent::Column::Id.eq(id.0)).one(connection).await?;
    row.map(Agent::try_from).transpose()
}

/// An agent that the caller may change, locked until the end of the transaction: a key of one project changes no agent
/// of the whole team.
pub async fn lock(connection: &impl ConnectionTrait, scope: Scope, id: AgentId) -> Result<Option<Agent>> {
    let mut mine = within(scope).filter(agent::Column::Id.eq(id.0));
    if scope.project.is_some() {
        mine = mine.filter(agent::Column::ProjectId.is_not_null());
    }
    let row = mine.lock_exclusive().one(connection).await?;
    row.map(Agent::try_from).transpose()
}

/// A page of the caller's agents, newest first.
pub async fn list(
    connection: &impl ConnectionTrait,
    scope: Scope,
    after: Option<Cursor>,
    limit: u64,
) -> Result<Vec<Agent>> {
    let mut mine = within(scope).order_by_desc(agent::Column::Id).limit(limit);
    if let Some(Cursor(after)) = after {
        mine = mine.filter(agent::Column::Id.lt(after));
    }
    let rows = mine.all(connection).await?;
    rows.into_iter().map(Agent::try_from).collect()
}

/// Those of these entities that are agents, of whichever team.
pub async fn among(connection: &impl ConnectionTrait, entities: &[EntityId]) -> Result<Vec<Agent>> {
    if entities.is_empty() {
        return Ok(Vec::new());
    }
    let rows = agent::Entity::find()
        .filter(one_of(connection, agent::Column::Id, entities.iter().map(|id| id.0)))
        .all(connection)
        .await?;
    rows.into_iter().map(Agent::try_from).collect()
}

/// Makes an agent.
pub async fn insert(connection: &impl ConnectionTrait, new: Agent) -> Result<()> {
    let row = agent::Model {
        id: new.id.0,
        team_id: new.team.0,
        project_id: new.project.map(|id| id.0),
        name: new.profile.name,
        description: new.profile.description,
        voice_id: new.profile.voice_id,
        voice_description: new.profile.voice_description,
        character: written(new.profile.character.as_ref()),
        created_at: new.created_at,
    };
    agent::Entity::insert(row.into_active_model())
        .exec_without_returning(connection)
        .await?;
    Ok(())
}

/// Deletes an agent and its worlds.
pub async fn delete(connection: &impl ConnectionTrait, id: AgentId) -> Result<()> {
    agent::Entity::delete_many()
        .filter(agent::Column::Id.eq(id.0))
        .exec(connection)
        .await?;
    Ok(())
}

/// A world of the team's.
pub async fn find_world(connection: &impl ConnectionTrait, team: TeamId, id: WorldId) -> Result<Option<World>> {
    let row = world::Entity::find_by_id(id.0)
        .filter(world::Column::TeamId.eq(team.0))
        .one(connection)
        .await?;
    row.map(World::try_from).transpose()
}

/// A world of the team's, locked until the end of the transaction.
pub async fn lock_world(connection: &impl ConnectionTrait, team: TeamId, id: WorldId) -> Result<Option<World>> {
    let row = world::Entity::find_by_id(id.0)
        .filter(world::Column::TeamId.eq(team.0))
        .lock_exclusive()
        .one(connection)
        .await?;
    row.map(World::try_from).transpose()
}

/// Those of these worlds that there are, and whose team's they are.
pub async fn owners_of_worlds(connection: &impl ConnectionTrait, worlds: &[WorldId]) -> Result<Vec<(WorldId, TeamId)>> {
    if worlds.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<(uuid::Uuid, uuid::Uuid)> = world::Entity::find()
        .select_only()
        .columns([world::Column::Id, world::Column::TeamId])
        .filter(one_of(connection, world::Column::Id, worlds.iter().map(|id| id.0)))
        .into_tuple()
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(|(id, team)| (WorldId(id), TeamId(team))).collect())
}

/// A page of the team's worlds, or of one agent's, newest first.
pub async fn list_worlds(
    connection: &impl ConnectionTrait,
    scope: Scope,
    of: Option<AgentId>,
    after: Option<Cursor>,
    limit: u64,
) -> Result<Vec<World>> {
    let mut mine = world::Entity::find().filter(world::Column::TeamId.eq(scope.team.0));
    if let Some(bound) = scope.project {
        // A world is seen where its agent is.
        let agents = Condition::any()
            .add(agent::Column::ProjectId.eq(bound.0))
            .add(agent::Column::ProjectId.is_null());
        let agent: sea_orm::RelationDef = world::Entity::belongs_to(agent::Entity)
            .from(world::Column::AgentId)
            .to(agent::Column::Id)
            .into();
        mine = mine.join(sea_orm::JoinType::InnerJoin, agent).filter(agents);
    }
    if let Some(agent) = of {
        mine = mine.filter(world::Column::AgentId.eq(agent.0));
    }
    if let Some(Cursor(after)) = after {
        mine = mine.filter(world::Column::Id.lt(after));
    }
    let rows = mine
        .order_by_desc(world::Column::Id)
        .limit(limit)
        .all(connection)
        .await?;
    rows.into_iter().map(World::try_from).collect()
}

/// Makes worlds.
pub async fn insert_worlds(connection: &impl ConnectionTrait, worlds: Vec<World>) -> Result<()> {
    if worlds.is_empty() {
        return Ok(());
    }
    let rows = worlds.into_iter().map(world_row);
    world::Entity::insert_many(rows.map(IntoActiveModel::into_active_model))
        .exec_without_returning(connection)
        .await?;
    Ok(())
}

/// A world as its row.
pub(super) fn world_row(world: World) -> world::Model {
    world::Model {
        id: world.id.0,
        team_id: world.team.0,
        agent_id: world.agent.0,
        name: world.name,
        message_server_id: world.message_server,
        metadata: written(world.metadata.as_ref()),
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
        id: Set(id.0),
        name: Set(name),
        metadata: Set(written(metadata)),
        ..Default::default()
    };
    row.update(connection).await?;
    Ok(())
}

impl TryFrom<agent::Model> for Agent {
    type Error = StoreError;

    fn try_from(row: agent::Model) -> Result<Self> {
        Ok(Self {
            id: AgentId(row.id),
            team: TeamId(row.team_id),
            project: row.project_id.map(ProjectId),
            profile: Profile {
                name: row.name,
                description: row.description,
                voice_id: row.voice_id,
                voice_description: row.voice_description,
                character: object(row.character.as_deref(), "agent")?,
            },
            created_at: row.created_at,
        })
    }
}

impl TryFrom<world::Model> for World {
    type Error = StoreError;

    fn try_from(row: world::Model) -> Result<Self> {
        Ok(Self {
            id: WorldId(row.id),
            team: TeamId(row.team_id),
            agent: AgentId(row.agent_id),
            name: row.name,
            message_server: row.message_server_id,
            metadata: object(row.metadata.as_deref(), "world")?,
            created_at: row.created_at,
        })
    }
}
