//! Creating rooms without an interview, with everything that belongs to them.

use super::{
    Result, Store, agent_rooms, agents,
    bulk::BulkWrite,
    create_rooms::{Created, NewRooms, or_conflict, room_row},
    events, participants,
};
use crate::model::{
    agent::World,
    agent_room::AgentRoomDetails,
    event::{EventKind, NewEvent},
    ids::{ProjectId, TeamId},
    participant::Participant,
    room::Room,
};
use ::entity::event;
use sea_orm::{ConnectionTrait, IntoActiveModel};

/// A room to create.
#[derive(Clone, Debug)]
pub struct NewAgentRoom {
    /// The room. Its event count includes an event for each participant.
    pub room: Room,
    /// The room as agents see it.
    pub details: AgentRoomDetails,
    /// The participants who join at its creation.
    pub participants: Vec<Participant>,
    /// A world to create for it.
    pub world: Option<World>,
}

/// Rooms to create, all or none.
#[derive(Clone, Debug)]
pub struct NewAgentRooms {
    /// The team that owns them.
    pub team: TeamId,
    /// Their project, if any.
    pub project: Option<ProjectId>,
    /// The rooms.
    pub rooms: Vec<NewAgentRoom>,
}

impl NewRooms for NewAgentRooms {
    const GROUP: usize = 200;

    fn project(&self) -> Option<(TeamId, ProjectId)> {
        self.project.map(|project| (self.team, project))
    }

    fn room_count(&self) -> usize {
        self.rooms.len()
    }

    fn rows(requests: &[&Self]) -> BulkWrite {
        all_rows(requests.iter().flat_map(|request| &request.rooms))
    }
}

/// Creates rooms, sharing the commit with concurrent requests.
pub async fn create(store: &Store, rooms: NewAgentRooms) -> Result<Created> {
    or_conflict(store.agent_rooms.submit(rooms).await?)
}

/// Inserts rooms within a transaction.
pub async fn insert(connection: &impl ConnectionTrait, rooms: &[NewAgentRoom]) -> Result<()> {
    all_rows(rooms.iter()).execute(connection).await
}

fn all_rows<'a>(rooms: impl Iterator<Item = &'a NewAgentRoom> + Clone) -> BulkWrite {
    let worlds = rooms.clone().filter_map(|new| new.world.clone());
    let participants = rooms.clone().flat_map(|new| &new.participants);
    BulkWrite::default()
        .insert(worlds.map(|world| agents::world_row(world).into_active_model()))
        .insert(rooms.clone().map(|new| room_row(&new.room).into_active_model()))
        .insert(
            rooms
                .clone()
                .map(|new| agent_rooms::row(new.room.id, &new.details).into_active_model()),
        )
        .insert(participants.map(|participant| participants::row(participant).into_active_model()))
        .insert(rooms.flat_map(joined_events))
}

/// The events that tell of a new room's participants: its last ones.
fn joined_events(new: &NewAgentRoom) -> Vec<event::ActiveModel> {
    let before = Room {
        event_count: new.room.event_count - i32::try_from(new.participants.len()).unwrap_or(i32::MAX),
        ..new.room.clone()
    };
    let joined = new.participants.iter().map(|participant| {
        NewEvent::of_participant(
            EventKind::ParticipantJoined,
            participant.room,
            participant.entity,
            participant.joined_at,
        )
    });
    events::numbered(&before, joined)
}
