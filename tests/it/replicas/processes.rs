//! Several processes on one PostgreSQL.

use crate::support::{Service, TestApp, TestDatabase, assert_each_ended_once, make_due, number, program};
use std::{
    collections::HashMap,
    process::{Output, Stdio},
    thread,
};

/// The number of due rooms.
const DUE: usize = 3_000;
/// The number of joined rooms among them.
const JOINED: usize = 30;

/// Whether several processes can share the database.
fn shared(database: &TestDatabase) -> bool {
    let shared = database.is_postgres();
    if !shared {
        println!("skipped: several processes share a database on PostgreSQL only");
    }
    shared
}

#[tokio::test]
async fn three_processes_reaping_concurrently_end_each_room_once() {
    let app = TestApp::start().await;
    if !shared(app.database()) {
        return;
    }
    make_due(&app, DUE, JOINED).await;
    let reap = || {
        let mut reap = program(app.database());
        reap.args(["reap", "--once"]).env("INTERVIEW_ROOMS_REAPER__BATCH", "50");
        reap.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    };
    let reapers = [reap(), reap(), reap()];
    let printed = reapers.map(|reaper| counts(&reaper.wait_with_output().unwrap()));
    let total = |name: &str| printed.iter().map(|counts| counts[name]).sum::<usize>();
    assert_eq!((total("expired"), total("completed")), (DUE - JOINED, JOINED));
    assert_each_ended_once(&app, DUE).await;
}

#[tokio::test]
async fn services_starting_concurrently_on_an_empty_database_create_one_team_and_one_key() {
    let database = TestDatabase::create().await;
    if !shared(&database) {
        return;
    }
    let printed: Vec<String> = thread::scope(|scope| {
        let starting = [(); 4].map(|()| scope.spawn(|| Service::start(&database, &[])));
        let started = starting.map(|service| service.join().unwrap());
        started.into_iter().map(|service| service.welcome.clone()).collect()
    });
    assert_eq!(printed.iter().filter(|text| text.contains("First start")).count(), 1);
    let store = interview_rooms::store::connect(&database.config()).await.unwrap();
    for table in ["team", "project", "api_key", "instance"] {
        assert_eq!(
            number(&store, &format!("SELECT count(*) FROM {table}")).await,
            1,
            "{table}"
        );
    }
}

/// The counts that `reap --once` printed.
fn counts(output: &Output) -> HashMap<String, usize> {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8_lossy(&output.stdout);
    let lines = text.lines().map(|line| line.split_once(' ').unwrap());
    lines
        .map(|(name, count)| (name.to_owned(), count.parse().unwrap()))
        .collect()
}
