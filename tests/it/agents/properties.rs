//! Property tests: random operations on rooms through two replicas agree with a small model of participants and messages,
//! and a deletion leaves no rows behind and touches nothing else.

mod cascade;
mod model;
mod steps;

use super::{Agent, start};
use proptest::test_runner::{Config, TestRunner};

/// The number of sequences and of deletions; a sequence has up to [`steps::MOST`] steps.
const CASES: u32 = 32;

#[test]
fn any_sequence_of_room_operations_agrees_with_the_model() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (app, ada) = runtime.block_on(start());
    let replica = runtime.block_on(app.replica());
    let callers = [ada.by(app.owner()), ada.by(replica.owner())];
    let mut config = Config::with_cases(CASES);
    config.source_file = Some(file!());
    let result = TestRunner::new(config).run(&steps::sequence(), |steps| {
        runtime.block_on(async {
            let mut run = model::Run::new(&callers).await;
            for (replica, step) in steps {
                run.take(step, replica).await;
            }
            run.end(&app).await;
        });
        Ok(())
    });
    result.unwrap();
}

#[test]
fn a_deletion_leaves_no_rows_behind_and_touches_nothing_else() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (app, ada) = runtime.block_on(start());
    let mut config = Config::with_cases(CASES);
    config.source_file = Some(file!());
    let result = TestRunner::new(config).run(&cascade::plan(), |plan| {
        runtime.block_on(cascade::check(&app, &ada, plan));
        Ok(())
    });
    result.unwrap();
}
