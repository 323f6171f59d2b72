//! Finds and lists rooms as agents see them, and lists the events of one.

use crate::{
    engine::AgentRooms,
    model::{
        access::CanReadAgentRooms,
        cursor::Cursor,
        error::{Resource, Result},
        event::Event,
        ids::{AgentId, RoomHandle},
        listing::{RoomSet, Rows},
        room::AgentRoom,
    },
    store::{agent_rooms, events},
};

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
