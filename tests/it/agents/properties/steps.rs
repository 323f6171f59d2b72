//! What can happen in rooms.

use proptest::{collection::vec, prelude::*};

/// The most steps in a life.
pub const MOST: usize = 30;
/// How many rooms there are.
pub const ROOMS: usize = 3;
/// How many entities come and go: two agents, then people.
pub const ENTITIES: usize = 5;

/// Something that happens, in a room, to an entity, by their numbers.
#[derive(Clone, Debug)]
pub enum Step {
    /// Entities are let in.
    Seat { room: usize, entities: Vec<usize> },
    /// An entity is taken out.
    Unseat { room: usize, entity: usize },
    /// How closely an entity follows is set.
    SetState {
        room: usize,
        entity: usize,
        state: Option<&'static str>,
    },
    /// An entity says something, as many times.
    PostBatch { room: usize, entity: usize, count: usize },
    /// All that was said is deleted.
    Clear { room: usize },
}

impl Step {
    /// The room.
    pub const fn room(&self) -> usize {
        let (Self::Seat { room, .. }
        | Self::Unseat { room, .. }
        | Self::SetState { room, .. }
        | Self::PostBatch { room, .. }
        | Self::Clear { room }) = self;
        *room
    }
}

/// Steps, each with the number of the replica that takes it.
pub fn life() -> impl Strategy<Value = Vec<(usize, Step)>> {
    vec((0..2_usize, step()), 1..MOST)
}

fn step() -> impl Strategy<Value = Step> {
    let (room, entity) = (0..ROOMS, 0..ENTITIES);
    let state = prop_oneof![Just(None), Just(Some("FOLLOWED")), Just(Some("MUTED"))];
    prop_oneof![
        4 => (room.clone(), vec(entity.clone(), 1..4)).prop_map(|(room, entities)| Step::Seat { room, entities }),
        3 => (room.clone(), entity.clone()).prop_map(|(room, entity)| Step::Unseat { room, entity }),
        3 => (room.clone(), entity.clone(), state)
            .prop_map(|(room, entity, state)| Step::SetState { room, entity, state }),
        4 => (room.clone(), entity, 1..4_usize)
            .prop_map(|(room, entity, count)| Step::PostBatch { room, entity, count }),
        1 => room.prop_map(|room| Step::Clear { room }),
    ]
}
