//! Property test of the life cycle: random operations on two replicas with one database agree with a small model of the
//! design after every step, and so do the recorded events at the end.
//!
//! A room is changed through one replica and read through the other. Half of the runs have no reaper until the end,
//! because responses must not depend on it.

mod compare;
mod model;
mod run;
mod steps;

use crate::support::TestApp;
use proptest::test_runner::{Config, TestRunner};
use run::Run;
use std::cell::Cell;

/// The number of sequences; each has up to [`steps::MOST`] steps.
const SEQUENCES: u32 = 32;

#[test]
fn any_sequence_of_operations_on_two_replicas_agrees_with_the_model() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    // The clock does not advance between requests, so every request would count against the same second.
    let first = runtime.block_on(TestApp::with(|config| {
        (config.limits.requests_per_second, config.limits.joins_per_minute) = (0, 0);
    }));
    let replicas = [runtime.block_on(first.replica()), first];
    // All sequences share the database, each with its own project; the team's feed continues across them.
    let feed = Cell::new(0);
    let mut config = Config::with_cases(SEQUENCES);
    config.source_file = Some(file!());
    let result = TestRunner::new(config).run(&steps::sequence(), |(reaper, steps)| {
        runtime.block_on(async {
            let mut run = Run::new(&replicas, reaper, &feed).await;
            for (replica, step) in steps {
                run.take(step, replica).await;
            }
            run.end().await;
        });
        Ok(())
    });
    result.unwrap();
}
