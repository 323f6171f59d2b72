//! Creating rooms without an interview: one or many, all or none; by an id of the caller's own, only if there is none.

use super::is_open_to;
use crate::{
    clock::Timestamp,
    model::{
        access::{CanStage, Scope},
        agent::{Agent, World},
        error::{EngineError, Result, Thing},
        ids::{EntityId, ProjectId, RoomId, WorldId},
        life_cycle::LifeCycle,
        participant::{MOST_SEATS_AT_ONCE, Newcomer, Participant},
        room::{Room, StagedRoom, stage_name},
        stage::Stage,
    },
    rooms::Rooms,
    store::{Created, NewStage, NewStages, agents, events, stages},
};
use sea_orm::ConnectionTrait;

/// Losing a race is answered by looking again; nobody loses this often.
const ATTEMPTS: usize = 5;

/// A room to be created.
#[derive(Clone, Debug)]
pub struct CreateStage {
    /// Its id, if the caller chose one: a room that has it already stays as it is, and is the answer.
    pub id: Option<RoomId>,
    /// Its agents' side.
    pub stage: Stage,
    /// Whether a world is made for it, if it names none; only for the room of an agent.
    pub makes_world: bool,
    /// Who sits in it from the beginning.
    pub seats: Vec<Newcomer>,
}

/// A room that was asked for.
#[derive(Clone, Debug)]
pub struct Staged {
    /// The room.
    pub room: StagedRoom,
    /// Who sits in it, if it was made just now.
    pub seats: Option<Vec<Participant>>,
}

impl Rooms {
    /// Creates rooms, in a project if one is given, and answers them in their order. The key of a project creates in that.
    /// `known` are agents that the caller has looked up.
    pub async fn create_stages(
        &self,
        permit: CanStage,
        project: Option<ProjectId>,
        wanted: &[CreateStage],
        known: &[Agent],
    ) -> Result<Vec<Staged>> {
        let scope = permit.scope;
        if !project.is_none_or(|project| scope.covers(project)) {
            return Err(EngineError::NotFound(Thing::Project));
        }
        self.check_worlds(scope, wanted).await?;
        let cast = self.cast(wanted, known).await?;
        for _ in 0..ATTEMPTS {
            let now = self.clock.now();
            let there = self.there(permit, wanted).await?;
            let fresh = wanted.iter().filter(|new| new.id.is_none_or(|id| !has(&there, id)));
            let mut made: Vec<NewStage> = Vec::new();
            for new in fresh {
                if new.id.is_none_or(|id| made.iter().all(|other| other.room.id != id)) {
                    made.push(self.new_stage(permit, project.or(scope.project), new, &cast, now, made.len())?);
                }
            }
            let rooms = in_order(wanted, &there, &made);
            if made.is_empty() {
                return Ok(rooms);
            }
            if wanted.iter().any(|new| new.id.is_some()) {
                go_on_counting(self.store.reading(), scope, &mut made).await?;
            }
            let batch = NewStages {
                team: scope.team,
                project: project.or(scope.project),
                rooms: made,
            };
            match self.store.create_stages(batch).await? {
                Created::Done => return Ok(rooms),
                Created::ProjectGone => return Err(EngineError::NotFound(Thing::Project)),
                Created::Conflict => {}
            }
        }
        Err(EngineError::Internal("creating rooms lost every race".into()))
    }

    /// A world of the team's, or one that is kept elsewhere; never another team's.
    async fn check_worlds(&self, scope: Scope, wanted: &[CreateStage]) -> Result<()> {
        let worlds: Vec<WorldId> = wanted.iter().filter_map(|new| new.stage.world).collect();
        let owners = agents::owners_of_worlds(self.store.reading(), &worlds).await?;
        if owners.iter().all(|(_, team)| *team == scope.team) {
            Ok(())
        } else {
            Err(EngineError::NotFound(Thing::World))
        }
    }

    /// The agents among those who are to sit down.
    async fn cast(&self, wanted: &[CreateStage], known: &[Agent]) -> Result<Vec<Agent>> {
        let mut entities: Vec<EntityId> = wanted
            .iter()
            .flat_map(|new| new.seats.iter().map(|seat| seat.entity))
            .collect();
        entities.sort_unstable();
        entities.dedup();
        entities.retain(|entity| known.iter().all(|agent| agent.id.0 != entity.0));
        let found = agents::among(self.store.reading(), &entities).await?;
        Ok(known.iter().cloned().chain(found).collect())
    }

    /// Those of the rooms that are there already.
    async fn there(&self, permit: CanStage, wanted: &[CreateStage]) -> Result<Vec<StagedRoom>> {
        let chosen: Vec<RoomId> = wanted.iter().filter_map(|new| new.id).collect();
        let taken = stages::taken(self.store.reading(), &chosen).await?;
        if taken.is_empty() {
            return Ok(Vec::new());
        }
        let mine = stages::of_ids(self.store.reading(), permit.scope, &taken).await?;
        let open = mine.iter().filter(|room| is_open_to(room, permit.attends()));
        if open.count() == taken.len() {
            Ok(mine)
        } else {
            Err(EngineError::IdTaken)
        }
    }

    /// A room as it is to be written.
    pub(super) fn new_stage(
        &self,
        permit: CanStage,
        project: Option<ProjectId>,
        new: &CreateStage,
        cast: &[Agent],
        now: Timestamp,
        position: usize,
    ) -> Result<NewStage> {
        if new.seats.len() > MOST_SEATS_AT_ONCE {
            return Err(EngineError::RoomFull);
        }
        let id = match new.id {
            Some(id) => id,
            None => RoomId(self.new_id(now, position)?),
        };
        let seats = self.seats_for(id, permit.scope, &new.seats, cast, now)?;
        let mut stage = new.stage.clone();
        let world = match (stage.agent, stage.world) {
            (Some(agent), None) if new.makes_world => Some(World {
                id: WorldId(self.new_id(now, position)?),
                team: permit.scope.team,
                agent,
                name: format!("World for {}", stage.name),
                message_server: None,
                metadata: stage.metadata.clone(),
                created_at: now,
            }),
            _ => None,
        };
        stage.world = stage.world.or(world.as_ref().map(|world| world.id));
        stage.channel_id.get_or_insert_with(|| id.to_string());
        Ok(NewStage {
            room: Room {
                id,
                team: permit.scope.team,
                project,
                name: stage_name(id),
                life: LifeCycle::open(now),
                created_at: now,
                created_by: permit.key,
                event_count: i32::try_from(seats.len()).unwrap_or(i32::MAX),
                message_count: 0,
                erased_at: None,
                staged: true,
            },
            stage,
            seats,
            world,
        })
    }
}

/// The events of a room whose id was chosen go on where those of a deleted room with the same id ended. An id that was
/// another team's stays that team's.
pub(super) async fn go_on_counting(
    connection: &impl ConnectionTrait,
    scope: Scope,
    rooms: &mut [NewStage],
) -> Result<()> {
    let ids: Vec<RoomId> = rooms.iter().map(|new| new.room.id).collect();
    for (id, team, last) in events::last_of(connection, &ids).await? {
        if team != scope.team {
            return Err(EngineError::IdTaken);
        }
        let same = rooms.iter_mut().filter(|new| new.room.id == id);
        same.for_each(|new| new.room.event_count += last);
    }
    Ok(())
}

fn has(rooms: &[StagedRoom], id: RoomId) -> bool {
    rooms.iter().any(|room| room.id == id)
}

fn in_order(wanted: &[CreateStage], there: &[StagedRoom], made: &[NewStage]) -> Vec<Staged> {
    let new = |made: &NewStage| Staged {
        room: StagedRoom {
            room: made.room.clone(),
            stage: Some(made.stage.clone()),
            interview: None,
        },
        seats: Some(made.seats.clone()),
    };
    let old = |room: &StagedRoom| Staged {
        room: room.clone(),
        seats: None,
    };
    let chosen: Vec<RoomId> = wanted.iter().filter_map(|new| new.id).collect();
    let mut unnamed = made.iter().filter(|made| !chosen.contains(&made.room.id));
    let found = wanted.iter().filter_map(|one| match one.id {
        Some(id) => there
            .iter()
            .find(|room| room.id == id)
            .map(old)
            .or_else(|| made.iter().find(|made| made.room.id == id).map(new)),
        None => unnamed.next().map(new),
    });
    found.collect()
}
