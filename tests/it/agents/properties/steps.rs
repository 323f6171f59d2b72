//! The steps of a sequence on rooms.

use proptest::{collection::vec, prelude::*};

/// The largest number of steps in a sequence.
pub const MOST: usize = 30;
/// The number of rooms.
pub const ROOMS: usize = 3;
/// The number of entities: two agents, then people.
pub const ENTITIES: usize = 5;

/// A step; rooms and entities are named by their index.
#[derive(Clone, Debug)]
pub enum Step {
    /// Participants are added.
    Add { room: usize, entities: Vec<usize> },
    /// A participant is removed.
    Remove { room: usize, entity: usize },
    /// The state of a participant is set.
    SetState {
        room: usize,
        entity: usize,
        state: Option<&'static str>,
    },
    /// An entity posts this many messages.
    PostBatch { room: usize, entity: usize, count: usize },
    /// All messages are deleted.
    Clear { room: usize },
}

impl Step {
    /// The room.
    pub const fn room(&self) -> usize {
        let (Self::Add { room, .. }
        | Self::Remove { room, .. }
        | Self::SetState { room, .. }
        | Self::PostBatch { room, .. }
        | Self::Clear { room }) = self;
        *room
    }
}

/// Steps, each with the index of its replica.
pub fn sequence() -> impl Strategy<Value = Vec<(usize, Step)>> {
    vec((0..2_usize, step()), 1..MOST)
}

fn step() -> impl Strategy<Value = Step> {
    let (room, entity) = (0..ROOMS, 0..ENTITIES);
    let state = prop_oneof![Just(None), Just(Some("FOLLOWED")), Just(Some("MUTED"))];
    prop_oneof![
        4 => (room.clone(), vec(entity.clone(), 1..4)).prop_map(|(room, entities)| Step::Add { room, entities }),
        3 => (room.clone(), entity.clone()).prop_map(|(room, entity)| Step::Remove { room, entity }),
        3 => (room.clone(), entity.clone(), state)
            .prop_map(|(room, entity, state)| Step::SetState { room, entity, state }),
        4 => (room.clone(), entity, 1..4_usize)
            .prop_map(|(room, entity, count)| Step::PostBatch { room, entity, count }),
        1 => room.prop_map(|room| Step::Clear { room }),
    ]
}
