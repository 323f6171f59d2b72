//! Creating rooms without an interview, with everything that belongs to them.

use super::{
    Result, Store, agent_rooms, agents,
    bulk::BulkWrite,
    create_rooms::{Created, NewRooms, or_conflict, room_row},
    events, participants,
};
use crate::model::{
    agent::World,
    event::{EventKind, NewEvent},
    ids::{ProjectId, RoomId, TeamId},
    participant::Participant,
    room::{AgentRoom, agent_room_name},
};
use sea_orm::{ConnectionTrait, IntoActiveModel};

/// A room to create.
#[derive(Clone, Debug)]
pub struct NewAgentRoom {
    /// The room. Its event count does not include its participants' events, which are written with it.
    pub room: AgentRoom,
    /// The participants who join at its creation.
    pub participants: Vec<Participant>,
    /// A world to create for it.
    pub world: Option<World>,
}

impl NewAgentRoom {
    /// The same room with an id that the service generated.
    #[must_use]
    pub fn with_own_id(mut self, id: RoomId) -> Self {
        let base = &mut self.room.base;
        (base.id, base.chosen_id, base.name) = (id, None, agent_room_name(id));
        for participant in &mut self.participants {
            participant.room = id;
        }
        self
    }
}

/// The rooms of a request, all of one team and one project.
impl NewRooms for Vec<NewAgentRoom> {
    const GROUP: usize = 200;

    fn project(&self) -> Option<(TeamId, ProjectId)> {
        let room = &self.first()?.room.base;
        Some((room.team, room.project?))
    }

    fn room_count(&self) -> usize {
        self.len()
    }

    fn rows(requests: &[&Self]) -> BulkWrite {
        all_rows(requests.iter().copied().flatten())
    }
}

/// Creates rooms of one team and project, all or none, sharing the commit with concurrent requests.
pub async fn create(store: &Store, rooms: Vec<NewAgentRoom>) -> Result<Created> {
    or_conflict(store.agent_rooms.submit(rooms).await?)
}

/// Inserts a room within a transaction.
pub async fn insert(connection: &impl ConnectionTrait, room: &NewAgentRoom) -> Result<()> {
    all_rows([room]).execute(connection).await
}

fn all_rows<'a>(new: impl IntoIterator<Item = &'a NewAgentRoom>) -> BulkWrite {
    let (mut worlds, mut rooms, mut details) = (Vec::new(), Vec::new(), Vec::new());
    let (mut participants, mut events) = (Vec::new(), Vec::new());
    for new in new {
        let mut room = new.room.base.clone();
        let joined = new.participants.iter().map(|participant| {
            NewEvent::of_participant(
                EventKind::ParticipantJoined,
                room.handle(),
                participant.entity,
                participant.joined_at,
            )
        });
        let joined: Vec<NewEvent> = joined.collect();
        events.extend(events::numbered(&mut room, joined));
        worlds.extend(
            new.world
                .clone()
                .map(|world| agents::world_row(world).into_active_model()),
        );
        rooms.push(room_row(&room).into_active_model());
        details.push(agent_rooms::row(room.id, new.room.details_or_default()).into_active_model());
        participants.extend(&new.participants);
    }
    BulkWrite::default()
        .insert(worlds)
        .insert(rooms)
        .insert(details)
        .insert(
            participants
                .into_iter()
                .map(|new| participants::row(new).into_active_model()),
        )
        .insert(events)
}
