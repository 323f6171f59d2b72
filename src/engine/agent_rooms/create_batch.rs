//! Creates rooms without an interview, all or none. A room whose id the caller chose is created only if it does not exist.

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
    store::{
        Connection, agent_rooms, agents,
        create_agent_rooms::{self, NewAgentRoom, NewAgentRooms},
        create_rooms::Created,
        events,
    },
};

/// How often a creation is tried again after a conflict with a concurrent one.
const ATTEMPTS: usize = 5;

/// A room to be created.
#[derive(Clone, Debug)]
pub struct CreateAgentRoom {
    /// An id that the caller chose. A room that has it already is returned as it is.
    pub id: Option<RoomId>,
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
    /// `NotFound` if the project, a world or an agent is not the caller's; `IdTaken` if an id belongs to a room that the
    /// caller does not see; `RoomFull` if there are too many participants.
    #[tracing::instrument(name = "agent_rooms.create_batch", skip_all)]
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
        self.require_worlds(scope, wanted).await?;
        let agents = self.load_agents(wanted, known).await?;
        for _ in 0..ATTEMPTS {
            let now = self.core.clock.now();
            let existing = self.find_existing(permit, wanted, now).await?;
            let missing = wanted.iter().filter(|new| new.id.is_none_or(|id| !has(&existing, id)));
            let mut made: Vec<NewAgentRoom> = Vec::new();
            for new in missing {
                if new.id.is_none_or(|id| made.iter().all(|other| other.room.id != id)) {
                    made.push(self.new_agent_room(permit, project.or(scope.project), new, &agents, now, made.len())?);
                }
            }
            let rooms = in_order(wanted, &existing, &made);
            if made.is_empty() {
                return Ok(rooms);
            }
            if wanted.iter().any(|new| new.id.is_some()) {
                resume_event_sequence(self.core.store.reader(), scope, &mut made).await?;
            }
            let batch = NewAgentRooms {
                team: scope.team,
                project: project.or(scope.project),
                rooms: made,
            };
            match create_agent_rooms::create(&self.core.store, batch).await? {
                Created::Done => return Ok(rooms),
                Created::ProjectGone => return Err(EngineError::NotFound(Resource::Project)),
                Created::Conflict => {}
            }
        }
        Err(EngineError::Internal("room creation: gave up after 5 conflicts".into()))
    }

    /// Checks that no world belongs to another team. A world that is not known here may be named.
    async fn require_worlds(&self, scope: Scope, wanted: &[CreateAgentRoom]) -> Result<()> {
        let worlds: Vec<WorldId> = wanted.iter().filter_map(|new| new.details.world).collect();
        let owners = agents::owners_of_worlds(self.core.store.reader(), &worlds).await?;
        if owners.iter().all(|(_, team)| *team == scope.team) {
            Ok(())
        } else {
            Err(EngineError::NotFound(Resource::World))
        }
    }

    /// Returns the agents among the participants of the new rooms.
    async fn load_agents(&self, wanted: &[CreateAgentRoom], known: &[Agent]) -> Result<Vec<Agent>> {
        let mut entities: Vec<EntityId> = wanted
            .iter()
            .flat_map(|new| new.participants.iter().map(|participant| participant.entity))
            .collect();
        entities.sort_unstable();
        entities.dedup();
        entities.retain(|entity| known.iter().all(|agent| agent.id.0 != entity.0));
        let found = agents::of_entities(self.core.store.reader(), &entities).await?;
        Ok(known.iter().cloned().chain(found).collect())
    }

    /// Returns those of the rooms that exist already.
    async fn find_existing(
        &self,
        permit: CanUseAgentRooms,
        wanted: &[CreateAgentRoom],
        now: Timestamp,
    ) -> Result<Vec<AgentRoom>> {
        let chosen: Vec<RoomId> = wanted.iter().filter_map(|new| new.id).collect();
        let taken = agent_rooms::existing_ids(self.core.store.reader(), &chosen).await?;
        if taken.is_empty() {
            return Ok(Vec::new());
        }
        let stored = agent_rooms::find_all(self.core.store.reader(), permit.scope, &taken).await?;
        let own: Vec<_> = stored.into_iter().map(|room| room.at(now)).collect();
        let open = own.iter().filter(|room| is_open_to(room, permit.to_read()));
        if open.count() == taken.len() {
            Ok(own)
        } else {
            Err(EngineError::IdTaken)
        }
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
            Some(id) => id,
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
                stored: LifeCycle::open(now),
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

/// Continues the event sequences of deleted rooms whose ids are used again. An id of another team's deleted room is taken.
pub(super) async fn resume_event_sequence(
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
    rooms.iter().any(|room| room.base.id == id)
}

fn in_order(wanted: &[CreateAgentRoom], existing: &[AgentRoom], made: &[NewAgentRoom]) -> Vec<CreatedAgentRoom> {
    let new = |made: &NewAgentRoom| CreatedAgentRoom {
        room: AgentRoom {
            base: made.room.clone(),
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
        Some(id) => existing
            .iter()
            .find(|room| room.base.id == id)
            .map(old)
            .or_else(|| made.iter().find(|made| made.room.id == id).map(new)),
        None => unnamed.next().map(new),
    });
    found.collect()
}
