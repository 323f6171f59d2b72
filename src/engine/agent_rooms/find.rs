//! Finds and lists rooms as agents see them, and lists the events of one.

use crate::{
    engine::AgentRooms,
    model::{
        access::{CanReadAgentRooms, CanUseAgentRooms, Scope},
        cursor::Cursor,
        error::{Resource, Result},
        event::Event,
        ids::{AgentId, MessageId, RoomHandle, RoomId},
        listing::{RoomSet, Rows, count_within_budget},
        memory::Memory,
        room::AgentRoom,
    },
    store::{agent_events, agent_rooms, events, memories},
};
use std::collections::HashMap;

/// An event of a room that an agent sees.
#[derive(Clone, Debug)]
pub struct AgentEvent {
    /// The event.
    pub event: Event,
    /// Its room.
    pub room: RoomHandle,
    /// The memory that it is about, as it is now.
    pub memory: Option<Memory>,
}

/// A page of rooms, and the cursor of the next page if there is one.
pub type RoomPage = (Vec<AgentRoom>, Option<Cursor>);

impl AgentRooms {
    /// Returns a room that the caller sees, as the acting agent if there is one.
    ///
    /// # Errors
    ///
    /// `NotFound` if the caller sees no such room.
    #[tracing::instrument(name = "agent_rooms.get", skip_all, fields(room.id = %id))]
    pub async fn get(
        &self,
        permit: CanReadAgentRooms,
        acting_agent: Option<AgentId>,
        id: RoomHandle,
    ) -> Result<AgentRoom> {
        let connection = self.core.store.reader();
        let stored = agent_rooms::find(connection, permit.acting_as(acting_agent), id).await?;
        Ok(stored.ok_or(Resource::Room)?.at(self.core.clock.now()))
    }

    /// Returns what a worker with the secret of the service may do in a room without an interview, and the id by which callers
    /// name the room. The room may belong to any team; the worker knows its id from its job.
    ///
    /// # Errors
    ///
    /// `NotFound` if there is no such room, or it is an interview's.
    #[tracing::instrument(name = "agent_rooms.worker_permit", skip_all, fields(room.id = %id))]
    pub async fn worker_permit(&self, id: RoomId) -> Result<(CanUseAgentRooms, RoomHandle)> {
        let room = agent_rooms::find_for_worker(self.core.store.reader(), id).await?;
        let room = room.ok_or(Resource::Room)?.at(self.core.clock.now()).base;
        let scope = Scope {
            team: room.team,
            project: None,
        };
        let permit = CanUseAgentRooms {
            scope,
            key: room.created_by,
            has_interviews: false,
        };
        Ok((permit, room.handle()))
    }

    /// Returns a page of the rooms that the caller sees, as the agent if they are an agent's.
    ///
    /// # Errors
    ///
    /// `Unavailable` or `Internal` if the database cannot be read.
    #[tracing::instrument(name = "agent_rooms.list", skip_all)]
    pub async fn list(&self, permit: CanReadAgentRooms, of: RoomSet, rows: Rows) -> Result<RoomPage> {
        let now = self.core.clock.now();
        let reader = permit.acting_as(of.agent());
        let stored = agent_rooms::list(self.core.store.reader(), reader, of, rows, now).await?;
        let rooms = stored.into_iter().map(|room| room.at(now)).collect();
        Ok(Cursor::split_page(rooms, rows.limit, |last: &AgentRoom| last.base.id.0))
    }

    /// Returns the ids of the external servers that the caller's rooms belong to.
    ///
    /// # Errors
    ///
    /// `Unavailable` or `Internal` if the database cannot be read.
    #[tracing::instrument(name = "agent_rooms.list_servers", skip_all)]
    pub async fn list_servers(&self, permit: CanReadAgentRooms, limit: u16) -> Result<Vec<String>> {
        Ok(agent_rooms::servers(self.core.store.reader(), permit.acting_as(None), limit).await?)
    }

    /// Returns the agents that take part in the rooms of an external server.
    ///
    /// # Errors
    ///
    /// `Unavailable` or `Internal` if the database cannot be read.
    #[tracing::instrument(name = "agent_rooms.list_agents_of_server", skip_all)]
    pub async fn list_agents_of_server(
        &self,
        permit: CanReadAgentRooms,
        server: &str,
        limit: u16,
    ) -> Result<Vec<AgentId>> {
        let reader = permit.acting_as(None);
        Ok(agent_rooms::agents_of_server(self.core.store.reader(), reader, server, limit).await?)
    }

    /// Returns the events after a position of the team's feed that happened in rooms that an agent sees, in order, each with
    /// its memory if it is about one that still exists, and the position after which the next call continues.
    ///
    /// # Errors
    ///
    /// `NotFound` if the caller has no such agent.
    #[tracing::instrument(name = "agent_rooms.list_agent_events", skip_all, fields(agent.id = %agent))]
    pub async fn list_agent_events(
        &self,
        permit: CanReadAgentRooms,
        agent: AgentId,
        after: i64,
        limit: u16,
    ) -> Result<(Vec<AgentEvent>, i64)> {
        self.get_agent(permit, agent).await?;
        let (store, reader) = (&self.core.store, permit.acting_as(Some(agent)));
        let (mut events, mut next) = agent_events::after(store, reader, after, limit).await?;
        let sizes = memories::sizes(store.reader(), reader, &messages_of(&events)).await?;
        let sizes: HashMap<MessageId, i64> = sizes.into_iter().collect();
        let size_of = |event: &Event| event.message().and_then(|id| sizes.get(&id).copied());
        let count = count_within_budget(events.iter().map(|(event, _)| size_of(event).unwrap_or_default()));
        if count < events.len() {
            events.truncate(count);
            next = events.last().map_or(next, |(event, _)| event.position);
        }
        let memories = memories::find_all(store.reader(), reader, &messages_of(&events)).await?;
        let mut memories: HashMap<MessageId, Memory> = memories.into_iter().map(|memory| (memory.id, memory)).collect();
        let events = events.into_iter().map(|(event, room)| AgentEvent {
            memory: event.message().and_then(|id| memories.remove(&id)),
            event,
            room,
        });
        Ok((events.collect(), next))
    }

    /// Returns the events of a room after the event with the sequence number `after`, in order.
    ///
    /// # Errors
    ///
    /// `NotFound` if the caller sees no such room.
    #[tracing::instrument(name = "agent_rooms.list_events", skip_all, fields(room.id = %id))]
    pub async fn list_events(
        &self,
        permit: CanReadAgentRooms,
        acting_agent: Option<AgentId>,
        id: RoomHandle,
        after: i32,
        limit: u16,
    ) -> Result<Vec<Event>> {
        let room = self.get(permit, acting_agent, id).await?;
        Ok(events::of_room_after(self.core.store.reader(), room.base.id, after, limit.into()).await?)
    }
}

fn messages_of(events: &[(Event, RoomHandle)]) -> Vec<MessageId> {
    events.iter().filter_map(|(event, _)| event.message()).collect()
}
