//! Creates rooms without an interview, all or none. A room whose id the caller chose is created only if it does not exist.

use super::{map_conflict, project_within};
use crate::{
    clock::Timestamp,
    engine::{AgentRooms, unit_of_work::UnitOfWork},
    model::{
        access::CanUseAgentRooms,
        agent::{Agent, World},
        agent_room::AgentRoomDetails,
        error::{EngineError, Resource, Result},
        ids::{EntityId, ProjectId, RoomHandle, RoomId, TeamId, WorldId},
        life_cycle::LifeCycle,
        participant::{MAX_PARTICIPANTS_AT_ONCE, NewParticipant, Participant},
        room::{AgentRoom, Room, agent_room_name, chosen_room_id},
        storage::StorageUse,
    },
    store::{
        Connection, agent_rooms, agents,
        create_agent_rooms::{self, NewAgentRoom},
        create_rooms::Created,
        events,
    },
};
use std::collections::HashMap;

/// How often a creation is tried again after a conflict with a concurrent one.
const ATTEMPTS: usize = 5;

/// A room to be created.
#[derive(Clone, Debug)]
pub struct CreateAgentRoom {
    /// An id that the caller chose. A room that has it already is returned as it is.
    pub id: Option<RoomHandle>,
    /// What agents see of it.
    pub details: AgentRoomDetails,
    /// Whether to create a world for the room if it names none and is created for an agent.
    pub makes_world: bool,
    /// Who takes part from the beginning.
    pub participants: Vec<NewParticipant>,
}

/// The result for one room.
#[derive(Clone, Debug)]
pub struct CreatedAgentRoom {
    /// The room.
    pub room: AgentRoom,
    /// Who takes part, if the room was created by this call.
    pub participants: Option<Vec<Participant>>,
}

impl AgentRooms {
    /// Creates rooms, in a project if one is given or the key is bound to one, and returns them in their order. `known` are
    /// agents that the caller has looked up already.
    ///
    /// # Errors
    ///
    /// `NotFound` if the project or an agent is not the caller's; `IdTaken` if an id belongs to a room of the team that the
    /// caller does not see; `RoomFull` if there are too many participants; `TeamFull` if the team stores as much as it may.
    #[tracing::instrument(name = "agent_rooms.create_batch", skip_all)]
    pub async fn create_batch(
        &self,
        permit: CanUseAgentRooms,
        project: Option<ProjectId>,
        wanted: &[CreateAgentRoom],
        known: &[Agent],
    ) -> Result<Vec<CreatedAgentRoom>> {
        let scope = permit.scope;
        let project = project_within(scope, project)?;
        let agents = self.load_agents(scope.team, wanted, known).await?;
        for _ in 0..ATTEMPTS {
            let now = self.core.clock.now();
            let mut by_id = self.find_existing(permit, wanted, now).await?;
            let (mut rooms, mut new) = (Vec::with_capacity(wanted.len()), Vec::new());
            for command in wanted {
                if let Some(room) = command.id.and_then(|id| by_id.get(&id)) {
                    rooms.push(room.clone());
                    continue;
                }
                let made = self.new_agent_room(permit, project, command, &agents, now, new.len())?;
                let created = CreatedAgentRoom {
                    room: made.room.clone(),
                    participants: Some(made.participants.clone()),
                };
                by_id.insert(made.room.base.handle(), created.clone());
                rooms.push(created);
                new.push(made);
            }
            if new.is_empty() {
                return Ok(rooms);
            }
            let added = StorageUse::rows(new.len());
            self.core.take_storage(scope.team, added).await?;
            if wanted.iter().any(|command| command.id.is_some()) {
                resume_event_sequence(self.core.store.reader(), &mut new).await?;
            }
            match create_agent_rooms::create(&self.core.store, new).await? {
                Created::Done => return Ok(rooms),
                Created::ProjectGone => return Err(EngineError::NotFound(Resource::Project)),
                Created::Conflict => {}
            }
        }
        Err(EngineError::Internal("room creation: gave up after 5 conflicts".into()))
    }

    /// Returns the agents among the participants of the new rooms.
    async fn load_agents(&self, team: TeamId, wanted: &[CreateAgentRoom], known: &[Agent]) -> Result<Vec<Agent>> {
        let mut entities: Vec<EntityId> = wanted
            .iter()
            .flat_map(|new| new.participants.iter().map(|participant| participant.entity))
            .collect();
        entities.sort_unstable();
        entities.dedup();
        entities.retain(|entity| known.iter().all(|agent| agent.id.0 != entity.0));
        let found = agents::of_entities(self.core.store.reader(), team, &entities).await?;
        Ok(known.iter().cloned().chain(found).collect())
    }

    /// Returns the rooms that exist already, by id.
    async fn find_existing(
        &self,
        permit: CanUseAgentRooms,
        wanted: &[CreateAgentRoom],
        now: Timestamp,
    ) -> Result<HashMap<RoomHandle, CreatedAgentRoom>> {
        let connection = self.core.store.reader();
        let chosen: Vec<RoomHandle> = wanted.iter().filter_map(|new| new.id).collect();
        let taken = agent_rooms::count_existing(connection, permit.scope.team, &chosen).await?;
        if taken == 0 {
            return Ok(HashMap::new());
        }
        let stored = agent_rooms::find_all(connection, permit.acting_as(None), &chosen).await?;
        let rooms = stored.into_iter().map(|room| room.at(now));
        let existing = |room: AgentRoom| {
            let handle = room.base.handle();
            (
                handle,
                CreatedAgentRoom {
                    room,
                    participants: None,
                },
            )
        };
        let existing: HashMap<_, _> = rooms.map(existing).collect();
        if (existing.len() as u64) < taken {
            return Err(EngineError::IdTaken);
        }
        Ok(existing)
    }

    /// A new room, as it is inserted.
    pub(super) fn new_agent_room(
        &self,
        permit: CanUseAgentRooms,
        project: Option<ProjectId>,
        new: &CreateAgentRoom,
        agents: &[Agent],
        now: Timestamp,
        position: usize,
    ) -> Result<NewAgentRoom> {
        if new.participants.len() > MAX_PARTICIPANTS_AT_ONCE {
            return Err(EngineError::RoomFull);
        }
        let id = match new.id {
            Some(chosen) => chosen_room_id(permit.scope.team, chosen),
            None => RoomId(self.core.new_id(now, position)?),
        };
        let participants = self.new_participants(id, permit.scope, &new.participants, agents, now)?;
        let mut details = new.details.clone();
        let world = match (details.agent, details.world) {
            (Some(agent), None) if new.makes_world => Some(World {
                id: WorldId(self.core.new_id(now, position)?),
                team: permit.scope.team,
                agent,
                name: format!("World for {}", details.name),
                message_server: details.server_id.clone(),
                metadata: details.metadata.clone(),
                created_at: now,
            }),
            _ => None,
        };
        details.world = details.world.or(world.as_ref().map(|world| world.id));
        let base = Room {
            id,
            team: permit.scope.team,
            chosen_id: new.id,
            project,
            name: agent_room_name(id),
            life: LifeCycle::open(now),
            stored: LifeCycle::open(now),
            created_at: now,
            created_by: permit.key,
            event_count: 0,
            message_count: 0,
            message_bytes: 0,
            erased_at: None,
            open_to_agents: true,
        };
        details.channel_id.get_or_insert_with(|| base.handle().to_string());
        Ok(NewAgentRoom {
            room: AgentRoom {
                base,
                details: Some(details),
                interview: None,
            },
            participants,
            world,
        })
    }
}

/// Inserts a room in a unit of work.
///
/// # Errors
///
/// `IdTaken` if its id belongs to another room.
pub(super) async fn insert(work: &UnitOfWork<'_>, mut new: NewAgentRoom) -> Result<()> {
    resume_event_sequence(work.transaction(), std::slice::from_mut(&mut new)).await?;
    let inserted = create_agent_rooms::insert(work.transaction(), &new).await;
    inserted.map_err(map_conflict)
}

/// Continues the event sequences of deleted rooms whose ids are used again.
async fn resume_event_sequence(connection: &impl Connection, rooms: &mut [NewAgentRoom]) -> Result<()> {
    let ids: Vec<RoomId> = rooms.iter().map(|new| new.room.base.id).collect();
    for (id, last) in events::last_of(connection, &ids).await? {
        let same = rooms.iter_mut().filter(|new| new.room.base.id == id);
        same.for_each(|new| new.room.base.event_count = last);
    }
    Ok(())
}
