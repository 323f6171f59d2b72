//! Finding and listing rooms as agents see them, and the history of one.

use super::seen;
use crate::{
    engine::AgentRooms,
    model::{
        access::CanReadAgentRooms,
        cursor::Cursor,
        error::Result,
        event::Event,
        ids::{AgentId, RoomId},
        room::AgentRoom,
    },
    store::{
        agent_rooms::{self, Filter, RoomSet},
        events,
    },
};

/// Which part of a list.
#[derive(Clone, Copy, Debug)]
pub struct Rows {
    /// Only what comes after this place.
    pub after: Option<Cursor>,
    /// At most this many.
    pub limit: u16,
}

/// A page of rooms, their life cycles judged by the clock, and where the next page begins if there is one.
pub type RoomPage = (Vec<AgentRoom>, Option<Cursor>);

impl AgentRooms {
    /// A room of the caller's, its life cycle judged by the clock.
    pub async fn get(&self, permit: CanReadAgentRooms, id: RoomId) -> Result<AgentRoom> {
        let mut room = seen(self.core.store.reader(), permit, None, id).await?;
        room.life = room.life.at(self.core.clock.now());
        Ok(room)
    }

    /// A room that an agent sees, its life cycle judged by the clock.
    pub async fn get_for_agent(&self, permit: CanReadAgentRooms, agent: AgentId, id: RoomId) -> Result<AgentRoom> {
        let mut room = seen(self.core.store.reader(), permit, Some(agent), id).await?;
        room.life = room.life.at(self.core.clock.now());
        Ok(room)
    }

    /// A page of rooms.
    pub async fn list(&self, permit: CanReadAgentRooms, of: RoomSet, rows: Rows) -> Result<RoomPage> {
        let now = self.core.clock.now();
        let filter = Filter {
            of,
            after: rows.after,
            limit: Cursor::probe(rows.limit),
        };
        let mut rooms = agent_rooms::list(self.core.store.reader(), permit.scope, filter, now).await?;
        let next = Cursor::cut(&mut rooms, rows.limit, |last| last.id.0);
        for room in &mut rooms {
            room.life = room.life.at(now);
        }
        Ok((rooms, next))
    }

    /// The outside servers that the caller's rooms belong to.
    pub async fn list_servers(&self, permit: CanReadAgentRooms, limit: u16) -> Result<Vec<String>> {
        Ok(agent_rooms::servers(self.core.store.reader(), permit.scope, limit.into()).await?)
    }

    /// The agents that sit in the rooms of an outside server.
    pub async fn list_agents_of_server(
        &self,
        permit: CanReadAgentRooms,
        server: &str,
        limit: u16,
    ) -> Result<Vec<AgentId>> {
        Ok(agent_rooms::agents_of_server(self.core.store.reader(), permit.scope, server, limit.into()).await?)
    }

    /// What happened to a room, in order, after the event with a number.
    pub async fn list_events(
        &self,
        permit: CanReadAgentRooms,
        through: Option<AgentId>,
        id: RoomId,
        after: i32,
        limit: u16,
    ) -> Result<Vec<Event>> {
        let room = seen(self.core.store.reader(), permit, through, id).await?;
        Ok(events::of_room_after(self.core.store.reader(), room.id, after, limit.into()).await?)
    }
}
