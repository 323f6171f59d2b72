//! Several processes on one PostgreSQL.

use crate::support::{ANNA, Service, TestApp, TestDatabase, number, program};
use entity::{event, room};
use futures_util::future::join_all;
use sea_orm::{
    ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect,
    prelude::{Expr, Uuid},
};
use serde_json::json;
use std::{
    collections::{HashMap, HashSet},
    process::{Output, Stdio},
    thread,
};

/// How many rooms are due.
const DUE: usize = 3_000;
/// How many of them were joined.
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
async fn three_processes_that_reap_at_once_end_each_room_once() {
    let app = TestApp::start().await;
    if !shared(app.database()) {
        return;
    }
    due_rooms(&app).await;
    let reap = || {
        let mut reap = program(app.database());
        reap.args(["reap", "--once"]).env("INTERVIEW_ROOMS_REAPER__BATCH", "50");
        reap.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    };
    let reapers = [reap(), reap(), reap()];
    let printed = reapers.map(|reaper| counts(&reaper.wait_with_output().unwrap()));
    let total = |name: &str| printed.iter().map(|counts| counts[name]).sum::<usize>();
    assert_eq!((total("expired"), total("completed")), (DUE - JOINED, JOINED));
    each_ended_once(&app).await;
}

#[tokio::test]
async fn services_that_start_at_once_on_an_empty_database_make_one_team_and_one_key() {
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

/// Rooms of which all are due for a process, which goes by the machine's clock, and none was for the test.
async fn due_rooms(app: &TestApp) {
    let batch = || app.create_rooms(json!({ "count": 100 }));
    let rooms = join_all((0..DUE / 100).map(|_| batch())).await.concat();
    for room in &rooms[..JOINED] {
        app.join(room, ANNA).await.expect(200);
    }
    let past = app.now() - chrono::TimeDelta::days(100);
    let due = room::Entity::update_many().col_expr(room::Column::DeadlineAt, Expr::value(past));
    due.exec(app.store().writing()).await.unwrap();
}

async fn each_ended_once(app: &TestApp) {
    let reading = app.store().reading();
    let open = room::Entity::find().filter(room::Column::DeadlineAt.is_not_null());
    assert_eq!(open.count(reading).await.unwrap(), 0);
    let endings = event::Entity::find()
        .select_only()
        .column(event::Column::RoomId)
        .filter(event::Column::Reason.is_not_null())
        .into_tuple::<Uuid>();
    let endings = endings.all(reading).await.unwrap();
    let rooms: HashSet<_> = endings.iter().collect();
    assert_eq!((endings.len(), rooms.len()), (DUE, DUE));
}

/// What `reap --once` printed.
fn counts(output: &Output) -> HashMap<String, usize> {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8_lossy(&output.stdout);
    let lines = text.lines().map(|line| line.split_once(' ').unwrap());
    lines
        .map(|(name, count)| (name.to_owned(), count.parse().unwrap()))
        .collect()
}
