//! The steps of a sequence on rooms.

use proptest::{collection::vec, prelude::*};

/// The largest number of steps in a sequence.
pub const MOST: usize = 40;
/// The two respondents.
pub const RESPONDENTS: [&str; 2] = ["anna@example.org", "ben@example.org"];

/// A step. A room is named by a number, taken modulo the number of rooms.
#[derive(Clone, Copy, Debug)]
pub enum Step {
    /// The team creates rooms, for anybody or for one respondent.
    Create {
        count: usize,
        bound: Option<usize>,
        minutes: i64,
        days: i64,
    },
    /// A respondent joins by the current link.
    Join { room: usize, who: usize },
    /// A respondent leaves.
    Leave { room: usize },
    /// A respondent joins by a replaced link, if there is one.
    JoinByOldLink { room: usize, who: usize },
    /// The team cancels.
    Cancel { room: usize },
    /// The team rotates the link.
    Rotate { room: usize },
    /// The team reopens the room with this expiry, in minutes from now.
    Reopen { room: usize, until: i64 },
    /// The team updates the room; `until` is in minutes from now.
    Patch {
        room: usize,
        until: Option<i64>,
        minutes: Option<i64>,
    },
    /// The clock advances.
    Advance { seconds: i64 },
    /// The time advances to a room's deadline, or this many microseconds before it.
    AdvanceToDeadline { room: usize, before: i64 },
    /// The reaper runs.
    Reap,
    /// The team deletes the project.
    DeleteProject,
}

/// Whether the reaper runs, and steps, each with the index of its replica.
pub fn sequence() -> impl Strategy<Value = (bool, Vec<(usize, Step)>)> {
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
        3 => (room.clone(), 0..2_usize).prop_map(|(room, who)| Step::JoinByOldLink { room, who }),
        6 => room.clone().prop_map(|room| Step::Cancel { room }),
        6 => room.clone().prop_map(|room| Step::Rotate { room }),
        9 => (room.clone(), until()).prop_map(|(room, until)| Step::Reopen { room, until }),
        9 => (room.clone(), proptest::option::of(until()), proptest::option::of(1..=3_i64))
            .prop_map(|(room, until, minutes)| Step::Patch { room, until, minutes }),
        6 => (1..150_i64).prop_map(|seconds| Step::Advance { seconds }),
        2 => (1..4_i64).prop_map(|days| Step::Advance { seconds: days * 86_400 }),
        8 => (room, 0..=1_i64).prop_map(|(room, before)| Step::AdvanceToDeadline { room, before }),
        9 => Just(Step::Reap),
        1 => Just(Step::DeleteProject),
    ]
}

/// Minutes from now: in the past, now, soon, or far away.
fn until() -> impl Strategy<Value = i64> {
    prop_oneof![1 => Just(-1), 1 => Just(0), 8 => 1..=6_i64, 2 => Just(5_000)]
}
