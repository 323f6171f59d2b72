//! Connections to PostgreSQL that fall silent: the real program, a real server, and a proxy between them that goes on
//! holding its connections without passing anything on. And what a server must be like, so that the service starts on it.

#![expect(clippy::disallowed_methods, reason = "real waiting for a real server is measured")]

mod pooler;
mod proxy;
mod server;

use crate::{
    crashes::{http::Connection, load::Team},
    support::{ANNA, Service, TestDatabase, text},
};
use proxy::Proxy;
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// The time within which the service must have recovered, and within which each request must be answered.
const LIMIT: Duration = Duration::from_secs(5);
/// The number of clients that go on all the time.
const CLIENTS: usize = 12;

/// A service whose connections pass through a proxy; `None` on SQLite, which has none.
async fn start() -> Option<(TestDatabase, Proxy, Service, Team)> {
    let database = TestDatabase::create().await;
    if !database.is_postgres() {
        println!("skipped: only PostgreSQL is reached by a connection");
        return None;
    }
    let team = Team::make(&database).await;
    let proxy = Proxy::start(database.url()).await;
    let settings = [
        ("INTERVIEW_ROOMS_DATABASE__URL", proxy.url.as_str()),
        ("INTERVIEW_ROOMS_LIMITS__TURNS_PER_MINUTE", "0"),
    ];
    let service = Service::start(&database, &settings);
    Some((database, proxy, service, team))
}

/// A client that reads and writes until `end`. Every request must be answered in time, by success or by 503; after
/// `recovered` by success alone.
async fn keep_calling(address: String, team: Team, room: (String, String), recovered: Instant, end: Instant) -> usize {
    let mut connection = Connection::open(&address, &team.key).await.unwrap();
    let mut refused = 0;
    let (link, session) = room;
    for number in 0.. {
        let wanted = json!({ "project_id": team.project });
        let turn = json!({ "id": number.to_string(), "text": "A turn." });
        let cookie = format!("Accept: application/json\r\nCookie: interview_session={session}\r\n");
        let turns = format!("/interview/{link}/turns");
        let list = format!("/api/interviews/rooms?limit=2&project_id={}", team.project);
        for (method, path, headers, body) in [
            ("POST", "/api/interviews/rooms", "", &wanted),
            ("POST", &turns, &cookie, &turn),
            ("GET", &list, "", &Value::Null),
        ] {
            let asked = Instant::now();
            if asked > end {
                return refused;
            }
            let (status, answer) = connection.call(method, path, headers, body).await.unwrap();
            let took = asked.elapsed();
            assert!(took < LIMIT, "{method} {path} took {took:?}");
            assert!(status == 200 || status == 503, "{method} {path}: {status} {answer}");
            assert!(
                status == 200 || asked < recovered,
                "{method} {path} is refused after the recovery: {answer}"
            );
            refused += usize::from(status == 503);
        }
    }
    refused
}

/// A room that a respondent has joined, as link and session.
async fn joined(connection: &mut Connection, team: &Team) -> (String, String) {
    let wanted = json!({ "project_id": team.project });
    let made = connection
        .call("POST", "/api/interviews/rooms", "", &wanted)
        .await
        .unwrap()
        .1;
    let link = text(&made["rooms"][0], "access_token").to_owned();
    let join = format!("/api/interviews/join/{link}");
    let joined = connection
        .call("POST", &join, "", &json!({ "email": ANNA }))
        .await
        .unwrap()
        .1;
    (link, text(&joined, "token").to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn when_all_connections_fall_silent_under_load_the_service_recovers_within_five_seconds() {
    let Some((_database, proxy, service, team)) = start().await else {
        return;
    };
    let mut connection = Connection::open(&service.address, &team.key).await.unwrap();
    let mut rooms = Vec::new();
    for _ in 0..CLIENTS {
        rooms.push(joined(&mut connection, &team).await);
    }
    let frozen = Instant::now() + Duration::from_secs(1);
    let (recovered, end) = (frozen + LIMIT, frozen + LIMIT + Duration::from_secs(2));
    let mut clients = JoinSet::new();
    for room in rooms {
        clients.spawn(keep_calling(
            service.address.clone(),
            team.clone(),
            room,
            recovered,
            end,
        ));
    }
    tokio::time::sleep_until(frozen.into()).await;
    proxy.silence();
    clients.join_all().await;
    recovers(&mut connection, "GET", "/readyz", &Value::Null).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn when_idle_connections_fell_silent_the_next_request_is_answered_in_time() {
    let Some((_database, proxy, service, team)) = start().await else {
        return;
    };
    let mut connection = Connection::open(&service.address, &team.key).await.unwrap();
    let room = joined(&mut connection, &team).await;
    proxy.silence();
    let now = Instant::now();
    keep_calling(service.address.clone(), team, room, now + LIMIT, now + 2 * LIMIT).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_server_is_silent_requests_are_refused_and_readiness_says_so_and_then_all_is_well() {
    let Some((_database, proxy, service, team)) = start().await else {
        return;
    };
    let mut connection = Connection::open(&service.address, &team.key).await.unwrap();
    proxy.silence_new_ones_too();
    let wanted = json!({ "project_id": team.project });
    for _ in 0..2 {
        for (method, path, body, expected) in [
            ("GET", "/readyz", &Value::Null, 503),
            ("GET", "/health", &Value::Null, 503),
            ("GET", "/livez", &Value::Null, 200),
            ("POST", "/api/interviews/rooms", &wanted, 503),
            ("GET", "/projects/", &Value::Null, 503),
        ] {
            let asked = Instant::now();
            let (status, answer) = connection.call(method, path, "", body).await.unwrap();
            assert_eq!(status, expected, "{method} {path}: {answer}");
            assert!(
                asked.elapsed() < 2 * LIMIT,
                "{method} {path} took {:?}",
                asked.elapsed()
            );
        }
    }
    proxy.speak();
    recovers(&mut connection, "POST", "/api/interviews/rooms", &wanted).await;
    recovers(&mut connection, "GET", "/readyz", &Value::Null).await;
}

/// Asks until the answer is success, which must be soon.
async fn recovers(connection: &mut Connection, method: &str, path: &str, body: &Value) {
    let began = Instant::now();
    while connection.call(method, path, "", body).await.unwrap().0 != 200 {
        assert!(began.elapsed() < LIMIT, "{method} {path} does not recover");
    }
}
