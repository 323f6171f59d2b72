//! Creating rooms without an interview: the shared commit, as for those with one.

mod postgres;

use super::{
    Created, Result, Store, StoreError, Transaction,
    agent_rooms::row,
    agents,
    batcher::{BatchRules, Batcher, together},
    create_rooms::{lost_race, of_sqlx},
    events, participants,
};
use crate::model::{
    agent::World,
    agent_room::AgentRoomDetails,
    event::{EventKind, NewEvent},
    ids::{ProjectId, TeamId},
    participant::Participant,
    room::Room,
};
use ::entity::{agent_room, project, room};
use futures_util::FutureExt;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseBackend, DatabaseConnection, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
};
use std::collections::HashSet;

/// The most rooms in one shared transaction: a few milliseconds of work.
const GROUP: usize = 200;

/// A room to be created.
#[derive(Clone, Debug)]
pub struct NewAgentRoom {
    /// The room. Its last events are those that tell of its participants.
    pub room: Room,
    /// Its agents' side.
    pub details: AgentRoomDetails,
    /// Who sits in it from the beginning.
    pub participants: Vec<Participant>,
    /// The world that is made for it.
    pub world: Option<World>,
}

/// Rooms that are created together, all or none.
#[derive(Clone, Debug)]
pub struct NewAgentRooms {
    /// The team that owns it.
    pub team: TeamId,
    /// In which project, if in one.
    pub project: Option<ProjectId>,
    /// The rooms; at least one.
    pub rooms: Vec<NewAgentRoom>,
}

pub(super) fn batcher(write: DatabaseConnection) -> Batcher<NewAgentRooms, Result<Created>> {
    let grouping = BatchRules {
        workers: super::writers(&write),
        limit: GROUP,
        weight: |batch: &NewAgentRooms| batch.rooms.len(),
    };
    Batcher::start(&grouping, move |batches| {
        let write = write.clone();
        async move {
            let created = together(&write, batches, |write, some| create(write, some).boxed()).await;
            created.into_iter().map(lost_race).collect()
        }
    })
}

impl Store {
    /// Creates rooms, all or none, sharing the commit with others that wait.
    pub async fn create_agent_rooms(&self, batch: NewAgentRooms) -> Result<Created> {
        self.agent_rooms.submit(batch).await.ok_or(StoreError::Closed)?
    }
}

async fn create(write: &DatabaseConnection, batches: &[NewAgentRooms]) -> Result<Vec<Created>> {
    let live = if write.get_database_backend() == DatabaseBackend::Postgres {
        let live = postgres::insert(write.get_postgres_connection_pool(), batches).await;
        live.map_err(of_sqlx)?
    } else {
        one_by_one(write, batches).await?
    };
    let outcome = |batch| {
        if is_live(&live, batch) {
            Created::Done
        } else {
            Created::ProjectGone
        }
    };
    Ok(batches.iter().map(outcome).collect())
}

/// Inserts the rooms whose projects are live, table by table; answers which projects are.
async fn one_by_one(write: &DatabaseConnection, batches: &[NewAgentRooms]) -> Result<HashSet<(TeamId, ProjectId)>> {
    let transaction = super::begin(write).await?;
    let live = live(&transaction, batches).await?;
    let rooms = batches.iter().filter(|batch| is_live(&live, batch));
    let rooms: Vec<&NewAgentRoom> = rooms.flat_map(|batch| &batch.rooms).collect();
    insert(&transaction, &rooms).await?;
    transaction.commit().await?;
    Ok(live)
}

fn is_live(live: &HashSet<(TeamId, ProjectId)>, batch: &NewAgentRooms) -> bool {
    batch
        .project
        .is_none_or(|project| live.contains(&(batch.team, project)))
}

/// The projects that have not been deleted, and will not be before the end of the transaction.
async fn live(transaction: &Transaction, batches: &[NewAgentRooms]) -> Result<HashSet<(TeamId, ProjectId)>> {
    let wanted: HashSet<_> = batches.iter().filter_map(|batch| batch.project).collect();
    if wanted.is_empty() {
        return Ok(HashSet::new());
    }
    let rows: Vec<(TeamId, ProjectId)> = project::Entity::find()
        .select_only()
        .columns([project::Column::TeamId, project::Column::Id])
        .filter(project::Column::Id.is_in(wanted))
        .filter(project::Column::DeletedAt.is_null())
        .order_by_asc(project::Column::Id)
        .lock_shared()
        .into_tuple()
        .all(transaction)
        .await?;
    Ok(rows.into_iter().collect())
}

/// Inserts new rooms with all that belongs to them.
pub(super) async fn insert(connection: &impl ConnectionTrait, rooms: &[&NewAgentRoom]) -> Result<()> {
    if rooms.is_empty() {
        return Ok(());
    }
    let worlds = rooms.iter().filter_map(|new| new.world.clone());
    agents::insert_worlds(connection, worlds.collect()).await?;
    room::Entity::insert_many(rooms.iter().map(|new| room_row(&new.room).into_active_model()))
        .exec_without_returning(connection)
        .await?;
    agent_room::Entity::insert_many(
        rooms
            .iter()
            .map(|new| row(new.room.id, &new.details).into_active_model()),
    )
    .exec_without_returning(connection)
    .await?;
    let participants: Vec<Participant> = rooms.iter().flat_map(|new| new.participants.clone()).collect();
    participants::insert(connection, &participants).await?;
    let told = rooms.iter().flat_map(|new| {
        let uncounted = Room {
            event_count: first_event(new) - 1,
            ..new.room.clone()
        };
        events::numbered(&uncounted, joined(new))
    });
    let told: Vec<_> = told.collect();
    if !told.is_empty() {
        events::insert(connection, told).await?;
    }
    Ok(())
}

/// The number of the first event that is told of a new room.
fn first_event(new: &NewAgentRoom) -> i32 {
    new.room.event_count + 1 - i32::try_from(new.participants.len()).unwrap_or(i32::MAX)
}

/// What is told of those who sit in a new room.
fn joined(new: &NewAgentRoom) -> impl Iterator<Item = NewEvent> {
    let participants = new.participants.iter();
    participants.map(|participant| {
        NewEvent::of_participant(
            EventKind::ParticipantJoined,
            participant.room,
            participant.entity,
            participant.joined_at,
        )
    })
}

fn room_row(room: &Room) -> room::Model {
    room::Model {
        id: room.id,
        team_id: room.team,
        project_id: room.project,
        name: room.name.clone(),
        status: room.life.status,
        end_reason: room.life.end_reason,
        created_at: room.created_at,
        created_by: room.created_by,
        started_at: room.life.started_at,
        finished_at: room.life.finished_at,
        deadline_at: room.life.deadline_at,
        event_count: room.event_count,
        message_count: room.message_count,
        erased_at: room.erased_at,
        open_to_agents: room.open_to_agents,
    }
}
