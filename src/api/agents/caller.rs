//! Extractors: the authenticated caller, the permit of its role, and the engine that it calls.

use super::{auth::AgentCaller, derived_id::create_unique_uuid};
use crate::{
    api::error::HttpError,
    engine::{
        AgentRooms, Engine,
        agent_rooms::{CreateAgentRoom, CreatedAgentRoom},
    },
    model::{
        access::{Caller, CanReadAgentRooms, CanUseAgentRooms, Forbidden},
        agent::Agent,
        error::{EngineError, Resource, Result},
        ids::{AgentId, RoomId},
        participant::Participant,
        room::AgentRoom,
    },
};
use poem::{Request, RequestBody};
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions, registry::Registry};

/// A caller that may read agent rooms; every role may.
pub type Reader = Authorized<CanReadAgentRooms>;
/// A caller that may change agent rooms and speak in them; every role but `viewer` may.
pub type Writer = Authorized<CanUseAgentRooms>;

/// An authenticated caller whose role grants the permit `P`, and the engine that takes the permit.
///
/// Must be the first argument of an operation: extractors run in order, and an unauthenticated caller must not learn what
/// is wrong with its request.
pub struct Authorized<P> {
    /// The engine of agent rooms.
    pub engine: AgentRooms,
    /// What the caller may do.
    pub permit: P,
}

/// A permit that a caller's role may grant.
pub trait Permit: Copy {
    /// The permit of this caller.
    fn of(caller: &Caller) -> Result<Self, Forbidden>;
    /// The permit to read what this permit covers.
    fn to_read(self) -> CanReadAgentRooms;
}

impl Permit for CanReadAgentRooms {
    fn of(caller: &Caller) -> Result<Self, Forbidden> {
        Ok(caller.agent_room_reader())
    }

    fn to_read(self) -> CanReadAgentRooms {
        self
    }
}

impl Permit for CanUseAgentRooms {
    fn of(caller: &Caller) -> Result<Self, Forbidden> {
        caller.require_agent_rooms()
    }

    fn to_read(self) -> CanReadAgentRooms {
        Self::to_read(&self)
    }
}

impl<'a, P: Permit + Send> ApiExtractor<'a> for Authorized<P> {
    const TYPES: &'static [ApiExtractorType] = AgentCaller::TYPES;

    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        AgentCaller::register(registry);
    }

    fn security_schemes() -> Vec<&'static str> {
        AgentCaller::security_schemes()
    }

    async fn from_request(
        request: &'a Request,
        body: &mut RequestBody,
        options: ExtractParamOptions<()>,
    ) -> poem::Result<Self> {
        let AgentCaller(caller) = AgentCaller::from_request(request, body, options).await?;
        let engine = request.data::<Engine>().ok_or_else(HttpError::internal)?;
        Ok(Self {
            engine: engine.agent_rooms.clone(),
            permit: P::of(&caller).map_err(HttpError::from)?,
        })
    }
}

impl<P: Permit> Authorized<P> {
    /// Runs an operation on a room of an agent: on the room with this id or, if the agent sees no such room, on the room
    /// whose id `ElizaOS` derives from it. Whether the agent exists is looked up only if neither room is found.
    pub async fn in_room<T, F>(&self, agent: AgentId, id: RoomId, operation: impl Fn(RoomId) -> F) -> Result<T>
    where
        F: Future<Output = Result<T>>,
    {
        let derived = RoomId(create_unique_uuid(agent, &id.to_string()));
        let mut result = operation(id).await;
        if is_room_missing(&result) && derived != id {
            result = operation(derived).await;
        }
        if is_room_missing(&result) {
            self.engine.get_agent(self.permit.to_read(), agent).await?;
        }
        result
    }

    /// The room of an agent with this id, or with the id derived from it.
    pub async fn room(&self, agent: AgentId, id: RoomId) -> Result<AgentRoom> {
        let permit = self.permit.to_read();
        self.in_room(agent, id, |id| self.engine.get(permit, Some(agent), id))
            .await
    }

    /// The participants of a room that the caller may read.
    pub async fn participants(&self, room: &AgentRoom) -> Result<Vec<Participant>> {
        self.engine.participants_of_rooms(std::slice::from_ref(room)).await
    }
}

impl Writer {
    /// Creates a room, in the project of the agent that it is for, if there is one.
    pub async fn create_room(&self, command: CreateAgentRoom, agent: Option<Agent>) -> Result<CreatedAgentRoom> {
        let project = agent.as_ref().and_then(|agent| agent.project);
        let created = self
            .engine
            .create_batch(self.permit, project, &[command], agent.as_slice())
            .await?;
        created.into_iter().next().ok_or(EngineError::NotFound(Resource::Room))
    }
}

fn is_room_missing<T>(result: &Result<T>) -> bool {
    matches!(result, Err(EngineError::NotFound(Resource::Room)))
}
