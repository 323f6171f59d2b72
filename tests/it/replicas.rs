//! Several replicas on one database at the same time.
//!
//! Races of two replicas in one process run on both databases; several processes on one database only on PostgreSQL.

mod processes;

use crate::support::{ANNA, Answer, PATIENCE, TestApp, join_path, number, room_path, text};
use entity::interview;
use futures_util::{
    future::{BoxFuture, FutureExt, join_all},
    join,
};
use interview_rooms::{model::event::EventKind, store::Transaction};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, prelude::Uuid};
use serde_json::{Value, json};
use std::{collections::HashSet, num::NonZero};
use tokio::time::timeout;

/// The number of runs of a race, each on a new room.
const RACES: usize = 20;
/// Starts two replicas of a service.
async fn two() -> [TestApp; 2] {
    let first = TestApp::start().await;
    [first.replica().await, first]
}

/// Makes the same call to both replicas concurrently.
async fn both<'a>(apps: &'a [TestApp; 2], call: impl Fn(&'a TestApp) -> BoxFuture<'a, Answer>) -> [Answer; 2] {
    let (one, other) = join!(call(&apps[0]), call(&apps[1]));
    [one, other]
}

fn create<'a>(app: &'a TestApp, request: &'a Value) -> BoxFuture<'a, Answer> {
    let request = app.owner().post("/api/interviews/rooms").json(request);
    request.send().boxed()
}

fn statuses(answers: &[Answer]) -> Vec<u16> {
    let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    statuses
}

fn ids(answer: &Answer) -> Vec<&str> {
    assert_eq!(answer.status, 200, "{}", answer.text);
    let rooms = answer.body["rooms"].as_array().unwrap();
    rooms.iter().map(|room| text(room, "id")).collect()
}

async fn history(app: &TestApp, room: &Value) -> Vec<EventKind> {
    let events = app.events(room).await;
    assert!((1..).zip(&events).all(|(number, event)| event.sequence == number));
    events.into_iter().map(|event| event.kind).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_respondents_joining_one_room_concurrently_exactly_one_succeeds() {
    let apps = two().await;
    for room in apps[0].create_rooms(json!({ "count": RACES })).await {
        let (anna, ben) = join!(apps[0].join(&room, ANNA), apps[1].join(&room, "ben@example.org"));
        assert_eq!(statuses(&[anna.clone(), ben]), [200, 403]);
        let winner = if anna.status == 200 { ANNA } else { "ben@example.org" };
        assert_eq!(apps[0].room(&room).await["respondent_email"], winner);
        assert_eq!(history(&apps[0], &room).await, [EventKind::RoomStarted]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_room_left_and_cancelled_concurrently_ends_once() {
    let apps = two().await;
    for room in apps[0].create_rooms(json!({ "count": RACES })).await {
        apps[0].join(&room, ANNA).await.expect(200);
        let (team, path) = (apps[1].owner(), room_path(&room));
        let (left, again, cancelled) = join!(apps[0].leave(&room), apps[1].leave(&room), team.delete(&path).send());
        assert_eq!((left.status, again.status), (200, 200));
        let (ending, status) = match cancelled.status {
            200 => (EventKind::RoomCancelled, "cancelled"),
            409 => (EventKind::RoomCompleted, "completed"),
            other => panic!("cancelling answered {other}"),
        };
        assert_eq!(apps[0].room(&room).await["status"], status);
        assert_eq!(history(&apps[0], &room).await, [EventKind::RoomStarted, ending]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_concurrent_rotations_leave_exactly_one_working_link() {
    let apps = two().await;
    for room in apps[0].create_rooms(json!({ "count": RACES })).await {
        let path = format!("{}/rotate", room_path(&room));
        let rotated = both(&apps, |app| app.owner().post(&path).send().boxed()).await;
        assert_eq!(statuses(&rotated), [200, 200]);
        let now = apps[0].room(&room).await;
        let links = rotated.iter().map(|answer| &answer.body).chain([&room]);
        for link in links.collect::<Vec<_>>() {
            let alive = text(link, "access_token") == text(&now, "access_token");
            let looked = apps[1].stranger().get(&join_path(link)).send().await;
            looked.expect(if alive { 200 } else { 410 });
        }
        assert_eq!(history(&apps[0], &room).await, [EventKind::LinkRotated; 2]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn joining_during_a_rotation_succeeds_or_reports_that_the_link_was_replaced() {
    let apps = two().await;
    for room in apps[0].create_rooms(json!({ "count": RACES })).await {
        let (team, path) = (apps[1].owner(), format!("{}/rotate", room_path(&room)));
        let (joined, rotated) = join!(apps[0].join(&room, ANNA), team.post(&path).send());
        rotated.expect(200);
        let (status, expected) = match joined.status {
            200 => ("active", vec![EventKind::RoomStarted, EventKind::LinkRotated]),
            410 => ("pending", vec![EventKind::LinkRotated]),
            other => panic!("joining answered {other}"),
        };
        assert_eq!(apps[0].room(&room).await["status"], status);
        assert_eq!(history(&apps[0], &room).await, expected);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_respondent_submitted_to_two_replicas_concurrently_gets_one_room() {
    let apps = two().await;
    for race in 0..RACES {
        let respondents = json!([{ "external_id": format!("respondent {race}") }]);
        let request = json!({ "project_id": apps[0].project, "respondents": respondents });
        let [one, other] = both(&apps, |app| create(app, &request)).await;
        assert_eq!(ids(&one), ids(&other));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_of_the_same_respondents_in_opposite_orders_get_the_same_rooms() {
    let apps = two().await;
    let list = |order: &mut dyn Iterator<Item = i32>| -> Value {
        let respondents: Vec<Value> = order.map(|who| json!({ "external_id": who.to_string() })).collect();
        json!({ "project_id": apps[0].project, "respondents": respondents })
    };
    let (forth, back) = (list(&mut (0..100)), list(&mut (0..100).rev()));
    let barrier = Barrier::at(&apps[0], "50").await;
    let ((forth, back), ()) = join!(
        async { join!(create(&apps[0], &forth), create(&apps[1], &back)) },
        barrier.open_when_both_wait(&apps[0])
    );
    let back = ids(&back).into_iter().rev();
    assert_eq!(ids(&forth), back.collect::<Vec<_>>());
}

/// Another transaction that creates a room for a respondent and is rolled back. Requests for that respondent wait for it
/// in the database, so both lists are half processed before they wait for each other.
struct Barrier(Option<Transaction>);

impl Barrier {
    async fn at(app: &TestApp, respondent: &str) -> Self {
        let room = app.create_room().await;
        if !app.database().is_postgres() {
            return Self(None); // SQLite has one writer: nobody waits half way.
        }
        let transaction = app.store().begin().await.unwrap();
        let taken = interview::Entity::update_many()
            .col_expr(interview::Column::ExternalId, respondent.into())
            .filter(interview::Column::RoomId.eq(text(&room, "id").parse::<Uuid>().unwrap()));
        assert_eq!(taken.exec(&transaction).await.unwrap().rows_affected, 1);
        Self(Some(transaction))
    }

    async fn open_when_both_wait(self, app: &TestApp) {
        const WAITING: &str = "SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock'";
        let Some(transaction) = self.0 else { return };
        let both_wait = async { while number(app.store(), WAITING).await < 2 {} };
        timeout(PATIENCE, both_wait)
            .await
            .expect("both requests wait in the database");
        transaction.rollback().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_repeated_on_two_replicas_concurrently_creates_its_rooms_once() {
    let apps = two().await;
    for race in 0..RACES {
        let request = json!({ "project_id": apps[0].project, "count": 3 });
        let call = |app: &TestApp| {
            let call = app.owner().post("/api/interviews/rooms").json(&request);
            call.header("idempotency-key", &format!("race-{race}")).send().boxed()
        };
        let [one, other] = both(&apps, call).await;
        assert_eq!(ids(&one), ids(&other));
    }
    let listed = apps[0]
        .owner()
        .get("/api/interviews/rooms")
        .send()
        .await
        .expect(200)
        .body;
    assert_eq!(listed.as_array().unwrap().len(), RACES * 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_project_deleted_while_rooms_are_created_keeps_no_open_room() {
    let apps = two().await;
    for _ in 0..RACES {
        let project = apps[0].make_project(&apps[0].owner(), "Short-lived").await;
        // Large batches are committed alone, small ones in groups.
        let requests: Vec<Value> = [1, 30, 2, 25]
            .map(|count| json!({ "project_id": project, "count": count }))
            .into();
        let creates = join_all(
            requests
                .iter()
                .zip(apps.iter().cycle())
                .map(|(request, app)| create(app, request)),
        );
        let (owner, path) = (apps[1].owner(), format!("/projects/{project}"));
        let (created, deleted) = join!(creates, owner.delete(&path).send());
        deleted.expect(200);
        let made: HashSet<&str> = created
            .iter()
            .filter(|answer| answer.status != 404)
            .flat_map(ids)
            .collect();
        let path = format!("/api/interviews/rooms?project_id={project}");
        let listed = apps[0].owner().get(&path).send().await.expect(200).body;
        let listed = listed.as_array().unwrap();
        assert_eq!(listed.iter().map(|room| text(room, "id")).collect::<HashSet<_>>(), made);
        for room in listed {
            assert_eq!(
                (text(room, "status"), text(room, "end_reason")),
                ("cancelled", "project_deleted")
            );
            assert_eq!(history(&apps[0], room).await, [EventKind::RoomCancelled]);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_concurrent_reapers_end_each_room_once() {
    let first = TestApp::with(|config| config.reaper.batch = NonZero::new(10).unwrap()).await;
    let apps = [first.replica().await, first];
    let rooms = apps[0]
        .create_rooms(json!({ "count": 100, "expires_in_days": 1 }))
        .await;
    apps[0].pass(chrono::TimeDelta::days(1));
    let (one, other) = join!(apps[0].reap(), apps[1].reap());
    assert_eq!(one.total() + other.total(), 100);
    for room in &rooms {
        assert_eq!(history(&apps[0], room).await, [EventKind::RoomExpired]);
    }
}
