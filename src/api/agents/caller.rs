//! The first argument of every operation: the caller, authenticated by the API key in `X-API-KEY` or as a bearer token,
//! the permit of its role, and the ids in the path.

use super::derived_id::create_unique_uuid;
use crate::{
    api::{dialect::CalledPath, error::HttpError, request::Authenticator},
    engine::{
        AgentRooms, Engine,
        agent_rooms::{CreateAgentRoom, CreatedAgentRoom},
    },
    model::{
        access::{Caller, CanReadAgentRooms, CanUseAgentRooms, Forbidden},
        agent::Agent,
        error::{EngineError, Resource, Result},
        ids::{AgentId, EntityId, MessageId, RoomHandle, RoomId, WorldId},
        participant::Participant,
        room::AgentRoom,
    },
};
use poem::{Request, RequestBody};
use poem_openapi::{
    ApiExtractor, ApiExtractorType, ExtractParamOptions, SecurityScheme,
    auth::{ApiKey, Bearer, BearerAuthorization},
    error::ParsePathError,
    registry::Registry,
};
use uuid::Uuid;

/// A caller that may read agent rooms; every role may.
pub type Reader<I = ()> = Authorized<CanReadAgentRooms, I>;
/// A caller that may change agent rooms and speak in them; every role but `viewer` may.
pub type Writer<I = ()> = Authorized<CanUseAgentRooms, I>;
/// The ids in the path of a room of an agent.
pub type InRoom = (AgentId, RoomHandle);

const HEADER: &str = "x-api-key";

/// An API key of the team, sent as `X-API-KEY`, or as `Authorization: Bearer <key>`.
#[derive(SecurityScheme)]
#[oai(ty = "api_key", key_name = "X-API-KEY", key_in = "header", rename = "ApiKey")]
#[expect(dead_code, reason = "describes the scheme; the extractor below checks the key")]
struct Scheme(ApiKey);

/// An authenticated caller that is within its rate limit and has the permit `P`, and the ids `I` in the path.
///
/// Must be the first argument of an operation: extractors run in order, and an unauthenticated caller must not learn what
/// is wrong with its request.
pub struct Authorized<P, I> {
    /// The engine of agent rooms.
    pub engine: AgentRooms,
    /// What the caller may do.
    pub permit: P,
    /// The permit to read, which every role grants.
    pub reader: CanReadAgentRooms,
    /// The ids in the path; `paths` documents them.
    pub path: I,
    /// Which of its two addresses was called.
    pub address: Address,
}

/// The two addresses of a route, whose requests and responses differ for two routes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Address {
    /// Under `/api/agents`, where the documentation of `ElizaOS` has it.
    Documented,
    /// Under `/api/memory`, where the official client calls it and expects what the real server answers.
    OfClient,
}

impl Address {
    /// The address that a request named, before its path was replaced by that of the route.
    fn of(request: &Request) -> Self {
        let called = request.data::<CalledPath>();
        if called.is_some_and(|called| called.0.starts_with("/api/memory/")) {
            Self::OfClient
        } else {
            Self::Documented
        }
    }
}

/// A caller that may store memories in a room of an agent: a [`Writer`], or a worker with the agent secret, which names the
/// room by the own id that its job states.
pub struct Speaker(pub Writer<InRoom>);

/// A permit that a caller's role may grant.
pub trait Permit: Send + Sized {
    /// The permit of this caller.
    fn of(caller: &Caller) -> Result<Self, Forbidden>;
}

impl Permit for CanReadAgentRooms {
    fn of(caller: &Caller) -> Result<Self, Forbidden> {
        Ok(caller.agent_room_reader())
    }
}

impl Permit for CanUseAgentRooms {
    fn of(caller: &Caller) -> Result<Self, Forbidden> {
        caller.require_agent_rooms()
    }
}

/// The ids in a path, from left to right: none, one, or a pair of these.
pub trait PathIds: Send + Sized {
    /// Takes as many ids as there are in `Self`.
    fn take(ids: &mut impl Iterator<Item = Uuid>) -> Option<Self>;
}

/// One id.
pub trait Id: From<Uuid> + Send {}

impl Id for AgentId {}
impl Id for EntityId {}
impl Id for MessageId {}
impl Id for RoomHandle {}
impl Id for Uuid {}
impl Id for WorldId {}

impl PathIds for () {
    fn take(_: &mut impl Iterator<Item = Uuid>) -> Option<Self> {
        Some(())
    }
}

impl<T: Id> PathIds for T {
    fn take(ids: &mut impl Iterator<Item = Uuid>) -> Option<Self> {
        ids.next().map(T::from)
    }
}

impl<A: PathIds, B: PathIds> PathIds for (A, B) {
    fn take(ids: &mut impl Iterator<Item = Uuid>) -> Option<Self> {
        Some((A::take(ids)?, B::take(ids)?))
    }
}

impl<'a, P: Permit, I: PathIds> ApiExtractor<'a> for Authorized<P, I> {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::SecurityScheme];

    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        <Scheme as ApiExtractor>::register(registry);
    }

    fn security_schemes() -> Vec<&'static str> {
        <Scheme as ApiExtractor>::security_schemes()
    }

    async fn from_request(request: &'a Request, _: &mut RequestBody, _: ExtractParamOptions<()>) -> poem::Result<Self> {
        let authenticator = Authenticator::of(request)?;
        let key = if let Some(key) = request.header(HEADER) {
            key.to_owned()
        } else {
            let bearer = Bearer::from_request(request).map_err(|_| authenticator.without_key(request))?;
            bearer.token
        };
        let caller = authenticator.caller(request, &key).await?;
        let engine = request.data::<Engine>().ok_or_else(HttpError::internal)?;
        Ok(Self {
            engine: engine.agent_rooms.clone(),
            permit: P::of(&caller).map_err(HttpError::from)?,
            reader: caller.agent_room_reader(),
            path: path_ids(request)?,
            address: Address::of(request),
        })
    }
}

impl<'a> ApiExtractor<'a> for Speaker {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::SecurityScheme];

    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        <Scheme as ApiExtractor>::register(registry);
    }

    fn security_schemes() -> Vec<&'static str> {
        <Scheme as ApiExtractor>::security_schemes()
    }

    fn has_security_fallback() -> bool {
        true
    }

    async fn from_request(
        request: &'a Request,
        body: &mut RequestBody,
        options: ExtractParamOptions<()>,
    ) -> poem::Result<Self> {
        if !Authenticator::of(request)?.accepts_secret(request.headers()) {
            return Writer::from_request(request, body, options).await.map(Self);
        }
        let engine = request.data::<Engine>().ok_or_else(HttpError::internal)?;
        let (agent, RoomHandle(room)) = path_ids(request)?;
        let found = engine.agent_rooms.worker_permit(RoomId(room)).await;
        let (permit, room) = found.map_err(HttpError::from)?;
        Ok(Self(Authorized {
            engine: engine.agent_rooms.clone(),
            permit,
            reader: permit.to_read(),
            path: (agent, room),
            address: Address::of(request),
        }))
    }
}

fn path_ids<I: PathIds>(request: &Request) -> poem::Result<I> {
    let texts: Vec<String> = request.path_params()?;
    let mut ids = Vec::with_capacity(texts.len());
    // The names by which errors of the framework tell the parameters of a path apart.
    for (text, name) in texts.iter().zip(["param0", "param1", "param2"]) {
        let id = text.parse::<Uuid>();
        ids.push(id.map_err(|error| ParsePathError {
            name,
            reason: error.to_string(),
        })?);
    }
    Ok(I::take(&mut ids.into_iter()).ok_or_else(HttpError::internal)?)
}

impl<P, I> Authorized<P, I> {
    /// Runs an operation on a room of an agent: on the room with this id or, if the agent sees no such room, on the room
    /// whose id `ElizaOS` derives from it. Whether the agent exists is looked up only if neither room is found.
    pub async fn in_room<T, F>(
        &self,
        (agent, id): InRoom,
        operation: impl Fn(Option<AgentId>, RoomHandle) -> F,
    ) -> Result<T>
    where
        F: Future<Output = Result<T>>,
    {
        let derived = RoomHandle(create_unique_uuid(agent, &id.to_string()));
        let mut result = operation(Some(agent), id).await;
        if is_room_missing(&result) && derived != id {
            result = operation(Some(agent), derived).await;
        }
        if is_room_missing(&result) {
            self.engine.get_agent(self.reader, agent).await?;
        }
        result
    }

    /// The room of an agent with this id, or with the id derived from it.
    pub async fn room(&self, path: InRoom) -> Result<AgentRoom> {
        let get = |_, id| self.engine.get(self.reader, Some(path.0), id);
        self.in_room(path, get).await
    }

    /// The participants of a room that the caller may read.
    pub async fn participants(&self, room: &AgentRoom) -> Result<Vec<Participant>> {
        self.engine.participants_of_rooms(std::slice::from_ref(room)).await
    }
}

impl<I> Writer<I> {
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
