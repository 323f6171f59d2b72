//! Graceful shutdown: requests in flight complete, and nothing delays the shutdown for long.

use crate::support::{PATIENCE, Reply, Service, TestDatabase, exchange_on};
use std::{net::SocketAddr, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::{Instant, timeout},
};

const HEAD: &str = "HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n";
/// Settings with a short shutdown limit.
const SHORT: [(&str, &str); 1] = [("INTERVIEW_ROOMS_HTTP__SHUTDOWN_SECONDS", "2")];

async fn connect(service: &Service) -> TcpStream {
    let address: SocketAddr = service.address.parse().unwrap();
    TcpStream::connect(address).await.unwrap()
}

/// The key and the project that the first start creates.
fn first_start(service: &Service) -> (String, String) {
    let greeting = &service.welcome;
    let key = greeting.lines().map(str::trim).find(|line| line.starts_with("ir_"));
    let (_, project) = greeting.split_once("\"project_id\":\"").expect("a project");
    (key.expect("a key").to_owned(), project[..36].to_owned())
}

/// Waits until the service accepts no more connections, which means that it is stopping.
async fn refuses_connections(service: &Service) {
    let address: SocketAddr = service.address.parse().unwrap();
    let refused = async {
        while let Ok(mut open) = TcpStream::connect(address).await {
            // Refused, or closed immediately.
            let _ = open.read(&mut [0]).await;
        }
    };
    timeout(PATIENCE, refused).await.expect("the service stops to listen");
}

/// Sends a request and reads its response, so that the service has accepted the connection.
async fn answered(stream: &mut TcpStream) {
    stream
        .write_all(format!("GET /livez {HEAD}\r\n").as_bytes())
        .await
        .unwrap();
    let mut seen = Vec::new();
    while !seen.ends_with(b"}") {
        assert_ne!(stream.read_buf(&mut seen).await.unwrap(), 0);
    }
}

/// Waits until the service asks for the body, which means that it handles the request.
async fn begun(stream: &mut TcpStream) {
    let mut asked = [0; 25];
    stream.read_exact(&mut asked).await.unwrap();
    assert_eq!(&asked, b"HTTP/1.1 100 Continue\r\n\r\n");
}

#[tokio::test]
async fn a_request_in_flight_completes_during_shutdown() {
    let database = TestDatabase::create().await;
    let service = Service::start(&database, &[]);
    let (key, project) = first_start(&service);
    let body = format!("{{\"project_id\":\"{project}\",\"count\":2}}");
    let mut stream = connect(&service).await;
    answered(&mut stream).await;
    let head = format!("POST /api/interviews/rooms {HEAD}Authorization: Bearer {key}\r\nExpect: 100-continue\r\n");
    let head = format!("{head}Content-Length: {}\r\n\r\n", body.len());
    stream.write_all(head.as_bytes()).await.unwrap();
    begun(&mut stream).await;
    let (first, second) = body.as_bytes().split_at(body.len() / 2);
    stream.write_all(first).await.unwrap();

    service.terminate();
    refuses_connections(&service).await;
    let reply: Reply = exchange_on(stream, second).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    assert_eq!(reply.json()["rooms"].as_array().map(Vec::len), Some(2));
    assert!(service.stop().0, "the service ended well");
}

#[tokio::test]
async fn idle_connections_do_not_delay_shutdown() {
    let database = TestDatabase::create().await;
    let service = Service::start(&database, &[]);
    let (mut used, _silent) = (connect(&service).await, connect(&service).await);
    answered(&mut used).await;
    let started = Instant::now();
    let (well, _) = service.stop();
    assert!(well);
    assert!(started.elapsed() < Duration::from_secs(8), "{:?}", started.elapsed());
}

#[tokio::test]
async fn a_request_that_never_completes_is_abandoned_after_the_shutdown_limit() {
    let database = TestDatabase::create().await;
    let service = Service::start(&database, &SHORT);
    let mut stream = connect(&service).await;
    answered(&mut stream).await;
    let (key, _) = first_start(&service);
    let half = format!("POST /projects/create {HEAD}Authorization: Bearer {key}\r\nExpect: 100-continue\r\n");
    let half = format!("{half}Content-Length: 100\r\n\r\n");
    stream.write_all(half.as_bytes()).await.unwrap();
    begun(&mut stream).await;
    let started = Instant::now();
    let (well, _) = service.stop();
    assert!(well, "the exit code is 0");
    assert!(started.elapsed() >= Duration::from_secs(2), "{:?}", started.elapsed());
    assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
}

#[tokio::test]
async fn acknowledged_writes_are_present_after_a_restart() {
    let database = TestDatabase::create().await;
    let service = Service::start(&database, &[]);
    let (key, project) = first_start(&service);
    let body = format!("{{\"project_id\":\"{project}\"}}");
    let request = format!(
        "POST /api/interviews/rooms {HEAD}Connection: close\r\nAuthorization: Bearer {key}\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let made = exchange_on(connect(&service).await, request.as_bytes()).await.json();
    assert!(service.stop().0);
    let again = Service::start(&database, &[]);
    let list = format!("GET /api/interviews/rooms {HEAD}Connection: close\r\nAuthorization: Bearer {key}\r\n\r\n");
    let listed = exchange_on(connect(&again).await, list.as_bytes()).await.json();
    assert_eq!(listed[0]["id"], made["rooms"][0]["id"]);
    assert_eq!(listed[0]["access_token"], made["rooms"][0]["access_token"]);
    // The last use of the key is written during the shutdown.
    let keys = crate::support::run(&database, &["keys", "list"]);
    let keys = String::from_utf8(keys.stdout).unwrap();
    assert!(!keys.contains("last_used=-"), "{keys}");
}
