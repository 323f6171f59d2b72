//! Finding and listing rooms as agents see them, and the history of one.

use super::seen;
use crate::{
    engine::AgentRooms,
    model::{
        access::CanReadAgentRooms,
        cursor::Cursor,
        derived_id::create_unique_uuid,
        error::{EngineError, Resource, Result},
        event::Event,
        ids::{AgentId, RoomId},
        listing::{RoomSet, Rows},
        room::AgentRoom,
    },
    store::{agent_rooms, agents, events},
};

/// A page of rooms, their life cycles judged by the clock, and where the next page begins if there is one.
pub type RoomPage = (Vec<AgentRoom>, Option<Cursor>);

impl AgentRooms {
    /// A room of the caller's, its life cycle judged by the clock.
    pub async fn get(&self, permit: CanReadAgentRooms, id: RoomId) -> Result<AgentRoom> {
        let mut room = seen(self.core.store.reader(), permit, None, id).await?;
        room.life = room.life.at(self.core.clock.now());
        Ok(room)
    }

    /// A room of an agent's: the one with this id, else the one whose id is derived from it.
    pub async fn get_for_agent(&self, permit: CanReadAgentRooms, agent: AgentId, id: RoomId) -> Result<AgentRoom> {
        let found = match seen(self.core.store.reader(), permit, Some(agent), id).await {
            Err(EngineError::NotFound(Resource::Room)) => {
                let derived = RoomId(create_unique_uuid(agent, &id.to_string()));
                seen(self.core.store.reader(), permit, Some(agent), derived).await
            }
            found => found,
        };
        match found {
            Ok(mut room) => {
                room.life = room.life.at(self.core.clock.now());
                Ok(room)
            }
            Err(error) => Err(self.no_such_room(permit, agent, error).await?),
        }
    }

    /// Why a room of an agent's is not there: perhaps there is no such agent.
    pub(super) async fn no_such_room(
        &self,
        permit: CanReadAgentRooms,
        agent: AgentId,
        error: EngineError,
    ) -> Result<EngineError> {
        if !matches!(error, EngineError::NotFound(Resource::Room)) {
            return Ok(error);
        }
        let agent = agents::find(self.core.store.reader(), permit.scope, agent).await?;
        Ok(EngineError::NotFound(agent.map_or(Resource::Agent, |_| Resource::Room)))
    }

    /// A page of rooms.
    pub async fn list(&self, permit: CanReadAgentRooms, of: RoomSet, rows: Rows) -> Result<RoomPage> {
        let now = self.core.clock.now();
        let limit = rows.limit;
        let mut rooms = agent_rooms::list(self.core.store.reader(), permit.scope, of, rows, now).await?;
        let next = Cursor::cut(&mut rooms, limit, |last| last.id.0);
        for room in &mut rooms {
            room.life = room.life.at(now);
        }
        Ok((rooms, next))
    }

    /// The outside servers that the caller's rooms belong to.
    pub async fn list_servers(&self, permit: CanReadAgentRooms, limit: u16) -> Result<Vec<String>> {
        Ok(agent_rooms::servers(self.core.store.reader(), permit.scope, limit).await?)
    }

    /// The agents that sit in the rooms of an outside server.
    pub async fn list_agents_of_server(
        &self,
        permit: CanReadAgentRooms,
        server: &str,
        limit: u16,
    ) -> Result<Vec<AgentId>> {
        Ok(agent_rooms::agents_of_server(self.core.store.reader(), permit.scope, server, limit).await?)
    }

    /// What happened to a room, in order, after the event with a number.
    pub async fn list_events(
        &self,
        permit: CanReadAgentRooms,
        id: RoomId,
        after: i32,
        limit: u16,
    ) -> Result<Vec<Event>> {
        let room = seen(self.core.store.reader(), permit, None, id).await?;
        Ok(events::of_room_after(self.core.store.reader(), room.id, after, limit.into()).await?)
    }
}
