//! Any life of any rooms, on two replicas that share a database, agrees after every step with a small model of the
//! design, and so does what is told of it in the end.
//!
//! A room is changed through one replica and looked at through the other. Half of the lives never meet a reaper before
//! they end: what the API shows must not depend on it.

mod compare;
mod model;
mod steps;
mod world;

use crate::support::TestApp;
use proptest::test_runner::{Config, TestRunner};
use std::cell::Cell;
use world::World;

/// Lives per run; each has up to [`steps::MOST`] steps.
const LIVES: u32 = 32;

#[test]
fn any_life_on_two_replicas_agrees_with_the_model() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    // The clock stands still for many requests at a time, so rates mean nothing here.
    let first = runtime.block_on(TestApp::with(|config| {
        (config.limits.requests_per_second, config.limits.joins_per_minute) = (0, 0);
    }));
    let replicas = [runtime.block_on(first.replica()), first];
    // All lives share the database, each in a project of its own; the team's feed goes on from life to life.
    let feed = Cell::new(0);
    let mut config = Config::with_cases(LIVES);
    config.source_file = Some(file!());
    let lived = TestRunner::new(config).run(&steps::life(), |(reaper, steps)| {
        runtime.block_on(async {
            let mut world = World::new(&replicas, reaper, &feed).await;
            for (replica, step) in steps {
                world.take(step, replica).await;
            }
            world.end().await;
        });
        Ok(())
    });
    lived.unwrap();
}
