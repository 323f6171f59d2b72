//! Kills the process under load: acknowledged writes must be present and nothing may be partial.
//!
//! Only the process is killed, not the machine: PostgreSQL keeps running, so its server need not sync to disk.

pub mod http;
pub mod load;
mod talk;

use crate::support::{
    Service, TestApp, TestDatabase, assert_each_ended_once, assert_gapless, make_due, number, program,
};
use http::Connection;
use interview_rooms::store::{self, Store};
use load::{Record, Team};
use sea_orm::ConnectionTrait;
use serde_json::Value;
use std::time::Duration;
use tokio::{sync::mpsc, task::JoinSet, time::timeout};

/// The number of concurrent clients.
const CLIENTS: usize = 8;
/// The number of successful responses after which the service is killed, for each round.
const ROUNDS: [usize; 3] = [30, 100, 60];
/// Bounds only how long a failing test hangs.
const PATIENCE: Duration = Duration::from_mins(1);

#[tokio::test(flavor = "multi_thread")]
async fn acknowledged_writes_survive_a_kill_under_load_and_no_batch_is_partial() {
    let database = TestDatabase::create().await;
    let team = Team::make(&database).await;
    for (round, answers) in ROUNDS.into_iter().enumerate() {
        let service = Service::start(&database, &[]);
        let records = load_until_killed(service, &team, round, answers).await;

        let service = Service::start(&database, &[]);
        let mut connection = Connection::open(&service.address, &team.key).await.unwrap();
        for record in &records {
            check_rooms(&mut connection, record).await;
        }
        let store = store::connect(&database.config()).await.unwrap();
        check_batches(&store, &records).await;
        for record in &records {
            repeat_what_was_not_answered(&mut connection, &store, &team, record).await;
        }
        service.kill();
        check_database(&store).await;
        store.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_reaper_leaves_no_room_half_ended_and_the_next_one_ends_the_rest() {
    const DUE: usize = 2_000;
    let app = TestApp::start().await;
    make_due(&app, DUE, 20).await;
    for ended in [50, 400] {
        let service = Service::start(app.database(), &[("INTERVIEW_ROOMS_REAPER__BATCH", "5")]);
        timeout(PATIENCE, until_ended(&app, ended))
            .await
            .expect("the reaper works");
        service.kill();
        settle(app.store()).await;
        assert_gapless(app.store()).await;
    }
    let reaped = program(app.database()).args(["reap", "--once"]).output().unwrap();
    assert!(reaped.status.success());
    assert_each_ended_once(&app, DUE).await;
}

async fn until_ended(app: &TestApp, rooms: i64) {
    while number(app.store(), "SELECT count(*) FROM event WHERE reason IS NOT NULL").await < rooms {}
}

async fn load_until_killed(service: Service, team: &Team, round: usize, answers: usize) -> Vec<Record> {
    let (succeeded, mut successes) = mpsc::unbounded_channel();
    let mut clients = JoinSet::new();
    for client in 0..CLIENTS {
        clients.spawn(load::client(
            (round, client),
            service.address.clone(),
            team.clone(),
            succeeded.clone(),
        ));
    }
    drop(succeeded);
    for _ in 0..answers {
        successes
            .recv()
            .await
            .expect("clients go on until the service is killed");
    }
    service.kill();
    clients.join_all().await
}

/// Asserts that every acknowledged room exists under its link, in a status that the client's calls explain.
async fn check_rooms(connection: &mut Connection, record: &Record) {
    for room in &record.rooms {
        let path = format!("/api/interviews/join/{}", room.link);
        let (status, seen) = connection.call("GET", &path, "", &Value::Null).await.unwrap();
        assert_eq!(status, 200, "an acknowledged room is missing");
        let seen = seen["status"].as_str().unwrap();
        assert!(room.may_be.contains(&seen), "{seen} is none of {:?}", room.may_be);
    }
}

async fn check_batches(store: &Store, records: &[Record]) {
    for batch in records.iter().flat_map(|record| &record.batches) {
        let rooms = rooms_named(store, &batch.name).await;
        let is_complete = rooms == batch.size;
        assert!(
            is_complete || (rooms == 0 && !batch.answered),
            "{rooms} rooms of {batch:?}"
        );
    }
}

/// Repeats the requests without a response under their idempotency keys; each must create its rooms once.
async fn repeat_what_was_not_answered(connection: &mut Connection, store: &Store, team: &Team, record: &Record) {
    for batch in record.batches.iter().filter(|batch| !batch.answered) {
        let rooms = load::create(connection, team, batch).await.unwrap();
        assert_eq!(rooms.len(), batch.size);
        assert_eq!(rooms_named(store, &batch.name).await, batch.size);
    }
}

async fn rooms_named(store: &Store, name: &str) -> usize {
    let count = format!("SELECT count(*) FROM interview WHERE display_name = '{name}'");
    usize::try_from(number(store, &count).await).unwrap()
}

async fn check_database(store: &Store) {
    settle(store).await;
    assert_gapless(store).await;
    let mut faults = vec!["SELECT count(*) FROM room WHERE id NOT IN (SELECT room_id FROM interview)"];
    if store.backend() == sea_orm::DatabaseBackend::Sqlite {
        faults.push("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'");
        faults.push("SELECT count(*) FROM pragma_foreign_key_check");
    }
    for fault in faults {
        assert_eq!(number(store, fault).await, 0, "{fault}");
    }
}

/// Waits until PostgreSQL has finished the last statements of the killed process, by taking a lock that they hold.
async fn settle(store: &Store) {
    if store.backend() == sea_orm::DatabaseBackend::Postgres {
        let transaction = store.begin().await.unwrap();
        let lock = "LOCK TABLE room, interview, event IN SHARE MODE";
        transaction.execute_unprepared(lock).await.unwrap();
        transaction.rollback().await.unwrap();
    }
}
