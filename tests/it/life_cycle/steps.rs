//! What can happen to rooms.

use proptest::{collection::vec, prelude::*};

/// The most steps in a life.
pub const MOST: usize = 40;
/// The two respondents.
pub const RESPONDENTS: [&str; 2] = ["anna@example.org", "ben@example.org"];

/// Something that happens. Rooms are meant by a number that is taken modulo how many there are.
#[derive(Clone, Copy, Debug)]
pub enum Step {
    /// The team makes rooms, for anybody or for one respondent.
    Create {
        count: usize,
        bound: Option<usize>,
        minutes: i64,
        days: i64,
    },
    /// A respondent joins by the room's present link.
    Join { room: usize, who: usize },
    /// A respondent leaves.
    Leave { room: usize },
    /// A respondent comes by a link that was replaced, if there is one.
    KnockAtOldLink { room: usize, who: usize },
    /// The team cancels.
    Cancel { room: usize },
    /// The team exchanges the link.
    Rotate { room: usize },
    /// The team reopens, until so many minutes from now.
    Reopen { room: usize, until: i64 },
    /// The team changes the terms; `until` in minutes from now.
    Patch {
        room: usize,
        until: Option<i64>,
        minutes: Option<i64>,
    },
    /// Seconds pass.
    ReapOutcome { seconds: i64 },
    /// Time goes to a room's deadline, or so many microseconds before it.
    PassToDeadline { room: usize, before: i64 },
    /// The reaper comes by.
    Reap,
    /// The team deletes the project.
    DeleteProject,
}

/// Whether a reaper comes by at all, and steps, each with the number of the replica that takes it.
pub fn life() -> impl Strategy<Value = (bool, Vec<(usize, Step)>)> {
    let steps = (create(), vec((0..2_usize, step()), 1..MOST)).prop_map(|(first, mut rest)| {
        rest.insert(0, (0, first));
        rest
    });
    (any::<bool>(), steps)
}

fn create() -> impl Strategy<Value = Step> {
    (
        1..=3_usize,
        proptest::option::weighted(0.3, 0..2_usize),
        1..=3_i64,
        1..=2_i64,
    )
        .prop_map(|(count, bound, minutes, days)| Step::Create {
            count,
            bound,
            minutes,
            days,
        })
}

fn step() -> impl Strategy<Value = Step> {
    let room = 0..6_usize;
    prop_oneof![
        6 => create(),
        18 => (room.clone(), 0..2_usize).prop_map(|(room, who)| Step::Join { room, who }),
        9 => room.clone().prop_map(|room| Step::Leave { room }),
        3 => (room.clone(), 0..2_usize).prop_map(|(room, who)| Step::KnockAtOldLink { room, who }),
        6 => room.clone().prop_map(|room| Step::Cancel { room }),
        6 => room.clone().prop_map(|room| Step::Rotate { room }),
        9 => (room.clone(), until()).prop_map(|(room, until)| Step::Reopen { room, until }),
        9 => (room.clone(), proptest::option::of(until()), proptest::option::of(1..=3_i64))
            .prop_map(|(room, until, minutes)| Step::Patch { room, until, minutes }),
        6 => (1..150_i64).prop_map(|seconds| Step::ReapOutcome { seconds }),
        2 => (1..4_i64).prop_map(|days| Step::ReapOutcome { seconds: days * 86_400 }),
        8 => (room, 0..=1_i64).prop_map(|(room, before)| Step::PassToDeadline { room, before }),
        9 => Just(Step::Reap),
        1 => Just(Step::DeleteProject),
    ]
}

/// Minutes from now: past, the present moment, soon, or far.
fn until() -> impl Strategy<Value = i64> {
    prop_oneof![1 => Just(-1), 1 => Just(0), 8 => 1..=6_i64, 2 => Just(5_000)]
}
