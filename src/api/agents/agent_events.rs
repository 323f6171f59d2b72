//! The events of all rooms of an agent.

use super::{
    Tag,
    caller::Reader,
    errors::Finding,
    memory::MemoryBody,
    names::{event_payload, event_type},
    parameters::{MAX_PAGE, limit_or},
    response::{ApiResult, Success, millis},
};
use crate::{api::request::AnyObject, engine::agent_rooms, model::ids::AgentId};
use poem_openapi::{Object, OpenApi, param::Query};
use serde::Serialize;

pub(super) struct AgentEventRoutes;

#[OpenApi(prefix_path = "/api/agents/:agentId", tag = "Tag::Rooms")]
impl AgentEventRoutes {
    /// Poll all rooms
    ///
    /// Lists the events of all rooms that the agent sees, in order, with the memories that they are about, of which one
    /// answer has at most 2 MB. The next call continues with `after` set to `next`. There are more events as long as `next`
    /// grows; an answer may have none although later ones have. Not in the ElizaOS API.
    #[oai(path = "/events", method = "get", operation_id = "getAgentEvents")]
    async fn list(
        &self,
        caller: Reader<AgentId>,
        /// Only events after this position: `next` of the previous answer; 0 for all.
        #[oai(validator(minimum(value = "0")))]
        Query(after): Query<Option<i64>>,
        /// Maximum number of events; 100 by default.
        #[oai(validator(minimum(value = "1"), maximum(value = "1000")))]
        Query(limit): Query<Option<i32>>,
    ) -> ApiResult<AgentEvents, Finding> {
        let (agent, after) = (caller.path, after.unwrap_or_default());
        let limit = limit_or(limit, DEFAULT_LIMIT).min(MAX_PAGE);
        let (events, next) = caller
            .engine
            .list_agent_events(caller.permit, agent, after, limit)
            .await?;
        let events = events.into_iter().map(|event| AgentEventBody::new(event, agent));
        Ok(Success(AgentEvents {
            events: events.collect(),
            next,
        }))
    }
}

const DEFAULT_LIMIT: u16 = 100;

/// What is new for an agent.
#[derive(Clone, Debug, Object, Serialize)]
pub struct AgentEvents {
    pub events: Vec<AgentEventBody>,
    /// Position from which to go on.
    pub next: i64,
}

/// An event of one of an agent's rooms.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(rename = "AgentEvent", rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub struct AgentEventBody {
    /// Position of the event among all events of the team.
    pub position: i64,
    pub room_id: String,
    /// Number of the event within the room: 1, 2, 3 and so on, without gaps.
    pub sequence: i32,
    /// Type of the event, as in the events of a room.
    pub r#type: String,
    /// Time of the event, in milliseconds since 1970.
    pub occurred_at: i64,
    /// IDs of what the event is about, as in the events of a room.
    pub payload: Option<AnyObject>,
    /// Memory that the event is about, as it is now; null if there is none.
    pub memory: Option<MemoryBody>,
}

impl AgentEventBody {
    fn new(found: agent_rooms::AgentEvent, agent: AgentId) -> Self {
        Self {
            position: found.event.position,
            room_id: found.room.to_string(),
            sequence: found.event.sequence,
            r#type: event_type(found.event.kind).to_owned(),
            occurred_at: millis(found.event.occurred_at),
            payload: found.event.payload.map(event_payload),
            memory: found.memory.map(|memory| MemoryBody::new(memory, agent)),
        }
    }
}
