//! Creating rooms without an interview: one or many, all or none; by an id of the caller's own, only if there is none.

use super::is_open_to;
use crate::{
    clock::Timestamp,
    engine::AgentRooms,
    model::{
        access::{CanUseAgentRooms, Scope},
        agent::{Agent, World},
        agent_room::AgentRoomDetails,
        error::{EngineError, Resource, Result},
        ids::{EntityId, ProjectId, RoomId, WorldId},
        life_cycle::LifeCycle,
        participant::{MAX_PARTICIPANTS_AT_ONCE, NewParticipant, Participant},
        room::{AgentRoom, Room, agent_room_name},
    },
    store::{Connection, Created, NewAgentRoom, NewAgentRooms, agent_rooms, agents, events},
};

/// Losing a race is answered by looking again; nobody loses this often.
const ATTEMPTS: usize = 5;

/// A room to be created.
#[derive(Clone, Debug)]
pub struct CreateAgentRoom {
    /// Its id, if the caller chose one: a room that has it already stays as it is, and is the answer.
    pub id: Option<RoomId>,
    /// Its agents' side.
    pub details: AgentRoomDetails,
    /// Whether a world is made for it, if it names none; only for the room of an agent.
    pub makes_world: bool,
    /// Who sits in it from the beginning.
    pub participants: Vec<NewParticipant>,
}

/// A room that was asked for.
#[derive(Clone, Debug)]
pub struct CreatedAgentRoom {
    /// The room.
    pub room: AgentRoom,
    /// Who sits in it, if it was made just now.
    pub participants: Option<Vec<Participant>>,
}

impl AgentRooms {
    /// Creates rooms, in a project if one is given, and answers them in their order. The key of a project creates in that.
    /// `known` are agents that the caller has looked up.
    pub async fn create_batch(
        &self,
        permit: CanUseAgentRooms,
        project: Option<ProjectId>,
        wanted: &[CreateAgentRoom],
        known: &[Agent],
    ) -> Result<Vec<CreatedAgentRoom>> {
        let scope = permit.scope;
        if !project.is_none_or(|project| scope.covers(project)) {
            return Err(EngineError::NotFound(Resource::Project));
        }
        self.check_worlds(scope, wanted).await?;
        let cast = self.cast(wanted, known).await?;
        for _ in 0..ATTEMPTS {
            let now = self.core.clock.now();
            let there = self.there(permit, wanted).await?;
            let fresh = wanted.iter().filter(|new| new.id.is_none_or(|id| !has(&there, id)));
            let mut made: Vec<NewAgentRoom> = Vec::new();
            for new in fresh {
                if new.id.is_none_or(|id| made.iter().all(|other| other.room.id != id)) {
                    made.push(self.new_agent_room(permit, project.or(scope.project), new, &cast, now, made.len())?);
                }
            }
            let rooms = in_order(wanted, &there, &made);
            if made.is_empty() {
                return Ok(rooms);
            }
            if wanted.iter().any(|new| new.id.is_some()) {
                go_on_counting(self.core.store.reader(), scope, &mut made).await?;
            }
            let batch = NewAgentRooms {
                team: scope.team,
                project: project.or(scope.project),
                rooms: made,
            };
            match self.core.store.create_agent_rooms(batch).await? {
                Created::Done => return Ok(rooms),
                Created::ProjectGone => return Err(EngineError::NotFound(Resource::Project)),
                Created::Conflict => {}
            }
        }
        Err(EngineError::Internal("creating rooms lost every race".into()))
    }

    /// A world of the team's, or one that is kept elsewhere; never another team's.
    async fn check_worlds(&self, scope: Scope, wanted: &[CreateAgentRoom]) -> Result<()> {
        let worlds: Vec<WorldId> = wanted.iter().filter_map(|new| new.details.world).collect();
        let owners = agents::owners_of_worlds(self.core.store.reader(), &worlds).await?;
        if owners.iter().all(|(_, team)| *team == scope.team) {
            Ok(())
        } else {
            Err(EngineError::NotFound(Resource::World))
        }
    }

    /// The agents among those who are to sit down.
    async fn cast(&self, wanted: &[CreateAgentRoom], known: &[Agent]) -> Result<Vec<Agent>> {
        let mut entities: Vec<EntityId> = wanted
            .iter()
            .flat_map(|new| new.participants.iter().map(|participant| participant.entity))
            .collect();
        entities.sort_unstable();
        entities.dedup();
        entities.retain(|entity| known.iter().all(|agent| agent.id.0 != entity.0));
        let found = agents::among(self.core.store.reader(), &entities).await?;
        Ok(known.iter().cloned().chain(found).collect())
    }

    /// Those of the rooms that are there already.
    async fn there(&self, permit: CanUseAgentRooms, wanted: &[CreateAgentRoom]) -> Result<Vec<AgentRoom>> {
        let chosen: Vec<RoomId> = wanted.iter().filter_map(|new| new.id).collect();
        let taken = agent_rooms::existing_ids(self.core.store.reader(), &chosen).await?;
        if taken.is_empty() {
            return Ok(Vec::new());
        }
        let mine = agent_rooms::find_all(self.core.store.reader(), permit.scope, &taken).await?;
        let open = mine.iter().filter(|room| is_open_to(room, permit.to_read()));
        if open.count() == taken.len() {
            Ok(mine)
        } else {
            Err(EngineError::IdTaken)
        }
    }

    /// A room as it is to be written.
    pub(super) fn new_agent_room(
        &self,
        permit: CanUseAgentRooms,
        project: Option<ProjectId>,
        new: &CreateAgentRoom,
        cast: &[Agent],
        now: Timestamp,
        position: usize,
    ) -> Result<NewAgentRoom> {
        if new.participants.len() > MAX_PARTICIPANTS_AT_ONCE {
            return Err(EngineError::RoomFull);
        }
        let id = match new.id {
            Some(id) => id,
            None => RoomId(self.core.new_id(now, position)?),
        };
        let participants = self.new_participants_for(id, permit.scope, &new.participants, cast, now)?;
        let mut details = new.details.clone();
        let world = match (details.agent, details.world) {
            (Some(agent), None) if new.makes_world => Some(World {
                id: WorldId(self.core.new_id(now, position)?),
                team: permit.scope.team,
                agent,
                name: format!("World for {}", details.name),
                message_server: None,
                metadata: details.metadata.clone(),
                created_at: now,
            }),
            _ => None,
        };
        details.world = details.world.or(world.as_ref().map(|world| world.id));
        details.channel_id.get_or_insert_with(|| id.to_string());
        Ok(NewAgentRoom {
            room: Room {
                id,
                team: permit.scope.team,
                project,
                name: agent_room_name(id),
                life: LifeCycle::open(now),
                created_at: now,
                created_by: permit.key,
                event_count: i32::try_from(participants.len()).unwrap_or(i32::MAX),
                message_count: 0,
                erased_at: None,
                open_to_agents: true,
            },
            details,
            participants,
            world,
        })
    }
}

/// The events of a room whose id was chosen go on where those of a deleted room with the same id ended. An id that was
/// another team's stays that team's.
pub(super) async fn go_on_counting(
    connection: &impl Connection,
    scope: Scope,
    rooms: &mut [NewAgentRoom],
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

fn has(rooms: &[AgentRoom], id: RoomId) -> bool {
    rooms.iter().any(|room| room.id == id)
}

fn in_order(wanted: &[CreateAgentRoom], there: &[AgentRoom], made: &[NewAgentRoom]) -> Vec<CreatedAgentRoom> {
    let new = |made: &NewAgentRoom| CreatedAgentRoom {
        room: AgentRoom {
            room: made.room.clone(),
            details: Some(made.details.clone()),
            interview: None,
        },
        participants: Some(made.participants.clone()),
    };
    let old = |room: &AgentRoom| CreatedAgentRoom {
        room: room.clone(),
        participants: None,
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
