//! Whatever happens in a few rooms, on two replicas, agrees with a small model of who is there and what was said; and
//! what is deleted leaves nothing behind, and its neighbours alone.

mod cascade;
mod model;
mod steps;

use super::{Agent, start};
use proptest::test_runner::{Config, TestRunner};

/// Lives per run; each has up to [`steps::MOST`] steps.
const LIVES: u32 = 32;

#[test]
fn any_life_of_rooms_agrees_with_the_model() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (app, ada) = runtime.block_on(start());
    let replica = runtime.block_on(app.replica());
    let callers = [ada.by(app.owner()), ada.by(replica.owner())];
    let mut config = Config::with_cases(LIVES);
    config.source_file = Some(file!());
    let lived = TestRunner::new(config).run(&steps::life(), |steps| {
        runtime.block_on(async {
            let mut world = model::World::new(&callers).await;
            for (replica, step) in steps {
                world.take(step, replica).await;
            }
            world.end(&app).await;
        });
        Ok(())
    });
    lived.unwrap();
}

#[test]
fn what_is_deleted_leaves_no_row_behind_and_its_neighbours_alone() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (app, ada) = runtime.block_on(start());
    let mut config = Config::with_cases(LIVES);
    config.source_file = Some(file!());
    let deleted = TestRunner::new(config).run(&cascade::plan(), |plan| {
        runtime.block_on(cascade::carry_out(&app, &ada, plan));
        Ok(())
    });
    deleted.unwrap();
}
