//! Finding and listing rooms as agents see them, and the history of one.

use super::seen;
use crate::{
    model::{
        access::CanAttend,
        cursor::Cursor,
        derived_id::create_unique_uuid,
        error::{EngineError, Result, Thing},
        event::Event,
        ids::{AgentId, RoomId},
        room::StagedRoom,
    },
    rooms::Rooms,
    store::{
        agents, events,
        stages::{self, Filter, Whose},
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
pub type RoomPage = (Vec<StagedRoom>, Option<Cursor>);

impl Rooms {
    /// A room of the caller's, its life cycle judged by the clock.
    pub async fn get_stage(&self, permit: CanAttend, id: RoomId) -> Result<StagedRoom> {
        let mut room = seen(self.store.reading(), permit, None, id).await?;
        room.life = room.life.at(self.clock.now());
        Ok(room)
    }

    /// A room of an agent's: the one with this id, else the one whose id is derived from it.
    pub async fn get_stage_of(&self, permit: CanAttend, agent: AgentId, id: RoomId) -> Result<StagedRoom> {
        let found = match seen(self.store.reading(), permit, Some(agent), id).await {
            Err(EngineError::NotFound(Thing::Room)) => {
                let derived = RoomId(create_unique_uuid(agent, &id.to_string()));
                seen(self.store.reading(), permit, Some(agent), derived).await
            }
            found => found,
        };
        match found {
            Ok(mut room) => {
                room.life = room.life.at(self.clock.now());
                Ok(room)
            }
            Err(error) => Err(self.no_such_room(permit, agent, error).await?),
        }
    }

    /// Why a room of an agent's is not there: perhaps there is no such agent.
    pub(super) async fn no_such_room(
        &self,
        permit: CanAttend,
        agent: AgentId,
        error: EngineError,
    ) -> Result<EngineError> {
        if !matches!(error, EngineError::NotFound(Thing::Room)) {
            return Ok(error);
        }
        let agent = agents::find(self.store.reading(), permit.scope, agent).await?;
        Ok(EngineError::NotFound(agent.map_or(Thing::Agent, |_| Thing::Room)))
    }

    /// A page of rooms.
    pub async fn list_stages(&self, permit: CanAttend, of: Whose, rows: Rows) -> Result<RoomPage> {
        let now = self.clock.now();
        let filter = Filter {
            of,
            after: rows.after,
            limit: Cursor::probe(rows.limit),
        };
        let mut rooms = stages::list(self.store.reading(), permit.scope, filter, now).await?;
        let next = Cursor::cut(&mut rooms, rows.limit, |last| last.id.0);
        for room in &mut rooms {
            room.life = room.life.at(now);
        }
        Ok((rooms, next))
    }

    /// The outside servers that the caller's rooms belong to.
    pub async fn servers(&self, permit: CanAttend, limit: u16) -> Result<Vec<String>> {
        Ok(stages::servers(self.store.reading(), permit.scope, limit.into()).await?)
    }

    /// The agents that sit in the rooms of an outside server.
    pub async fn agents_of_server(&self, permit: CanAttend, server: &str, limit: u16) -> Result<Vec<AgentId>> {
        Ok(stages::agents_of_server(self.store.reading(), permit.scope, server, limit.into()).await?)
    }

    /// What happened to a room, in order, after the event with a number.
    pub async fn room_events(&self, permit: CanAttend, id: RoomId, after: i32, limit: u16) -> Result<Vec<Event>> {
        let room = seen(self.store.reading(), permit, None, id).await?;
        Ok(events::of_room_after(self.store.reading(), room.id, after, limit.into()).await?)
    }
}
