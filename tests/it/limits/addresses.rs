//! The rate limit per address, over real sockets, on the public routes.

use crate::support::{Reply, TestApp, exchange_from, join_path, text};
use chrono::TimeDelta;
use interview_rooms::config::Config;
use std::net::{Ipv4Addr, SocketAddr};

const JOINS_PER_MINUTE: u32 = 4;
const ANNA: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);
const BEN: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 3);
const PROXY: Ipv4Addr = Ipv4Addr::new(127, 0, 9, 1);

/// A service with a rate limit per address, on a socket.
struct Limited {
    app: TestApp,
    address: SocketAddr,
    /// The rate-limited paths.
    paths: Vec<String>,
}

impl Limited {
    async fn start(change: impl FnOnce(&mut Config)) -> Self {
        let app = TestApp::with(|config| {
            config.limits.joins_per_minute = JOINS_PER_MINUTE;
            change(config);
        })
        .await;
        let room = app.create_room().await;
        let link = format!("/interview/{}", text(&room, "access_token"));
        Self {
            address: app.serve().await,
            paths: vec![join_path(&room), link],
            app,
        }
    }

    /// The same with a network of trusted proxies.
    async fn behind(network: &str) -> Self {
        let trusted = network.parse().unwrap();
        Self::start(|config| config.http.trusted_proxies = vec![trusted]).await
    }

    async fn get(&self, client: Ipv4Addr, path: &str, headers: &str) -> Reply {
        let request = format!("GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{headers}\r\n");
        exchange_from(client, self.address, request.as_bytes()).await
    }

    /// Previews the link with these forwarding headers and returns the status.
    async fn preview(&self, client: Ipv4Addr, headers: &str) -> u16 {
        self.get(client, &self.paths[0], headers).await.status
    }

    /// Uses up the burst of a client.
    async fn exhaust(&self, client: Ipv4Addr, headers: &str) {
        for _ in 0..JOINS_PER_MINUTE {
            assert_eq!(self.preview(client, headers).await, 200);
        }
        assert_eq!(self.preview(client, headers).await, 429);
    }
}

fn forwarded(addresses: &str) -> String {
    format!("X-Forwarded-For: {addresses}\r\n")
}

#[tokio::test]
async fn an_address_has_one_rate_limit_for_all_public_routes() {
    let service = Limited::start(|_| ()).await;
    for path in service.paths.iter().chain(&service.paths) {
        assert_eq!(service.get(ANNA, path, "").await.status, 200, "{path}");
    }
    for path in &service.paths {
        let refused = service.get(ANNA, path, "").await;
        assert_eq!(refused.status, 429, "{path}");
        assert_eq!(refused.header("retry-after"), Some("15"));
        let expected = if path.starts_with("/api") {
            "{\"detail\":\"Too many requests; try again later\"}"
        } else {
            "Please try again in a minute."
        };
        assert!(refused.body.contains(expected), "{}", refused.body);
        assert_eq!(
            service.get(BEN, path, "").await.status,
            200,
            "another address is not affected"
        );
    }
    service.app.pass(TimeDelta::seconds(15));
    assert_eq!(service.preview(ANNA, "").await, 200);
    assert_eq!(service.preview(ANNA, "").await, 429);
}

#[tokio::test]
async fn joining_leaving_and_guessing_count_too() {
    let service = Limited::start(|_| ()).await;
    let send = async |request: String| exchange_from(ANNA, service.address, request.as_bytes()).await.status;
    let body = r#"{"email":"anna@example.org"}"#;
    let head = "HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/json\r\n";
    let join = format!(
        "POST {} {head}Content-Length: {}\r\n\r\n{body}",
        service.paths[0],
        body.len()
    );
    let leave = format!("POST {}/leave {head}Content-Length: 0\r\n\r\n", service.paths[0]);
    assert_eq!(send(join.clone()).await, 200);
    assert_eq!(send(join).await, 200);
    assert_eq!(send(leave).await, 200);
    assert_eq!(service.get(ANNA, "/interview/guess", "").await.status, 404);
    assert_eq!(service.get(ANNA, "/interview/guess", "").await.status, 429);
}

#[tokio::test]
async fn other_routes_are_not_limited_by_address() {
    let service = Limited::start(|_| ()).await;
    service.exhaust(ANNA, "").await;
    let key = format!("Authorization: Bearer {}\r\n", service.app.owner_key());
    assert_eq!(service.get(ANNA, "/api/interviews/rooms", &key).await.status, 200);
    assert_eq!(service.get(ANNA, "/health", "").await.status, 200);
}

#[tokio::test]
async fn forwarded_headers_of_untrusted_peers_are_ignored() {
    let service = Limited::start(|_| ()).await;
    for spoofed in 1..=JOINS_PER_MINUTE {
        let headers = format!(
            "X-Forwarded-For: 192.0.2.{spoofed}\r\nForwarded: for=192.0.2.{spoofed}\r\nX-Real-IP: 192.0.2.{spoofed}\r\n"
        );
        assert_eq!(service.preview(ANNA, &headers).await, 200);
    }
    assert_eq!(service.preview(ANNA, &forwarded("192.0.2.99")).await, 429);
    assert_eq!(
        service.preview(BEN, &forwarded("127.0.0.2")).await,
        200,
        "and does not count against others"
    );
}

#[tokio::test]
async fn forwarded_headers_of_a_trusted_proxy_are_used() {
    let service = Limited::behind("127.0.9.0/24").await;
    service.exhaust(PROXY, &forwarded("192.0.2.1")).await;
    assert_eq!(service.preview(PROXY, &forwarded("192.0.2.2")).await, 200);
    assert_eq!(service.preview(PROXY, &forwarded("2001:db8::1")).await, 200);
    assert_eq!(service.preview(PROXY, "").await, 200, "the proxy itself has a bucket");
    assert_eq!(
        service.preview(ANNA, &forwarded("192.0.2.1")).await,
        200,
        "an untrusted peer counts by its own address"
    );
}

#[tokio::test]
async fn only_the_entry_added_by_the_trusted_proxy_counts() {
    let service = Limited::behind("127.0.9.0/24").await;
    for spoofed in 1..=JOINS_PER_MINUTE {
        let status = service
            .preview(PROXY, &forwarded(&format!("198.51.100.{spoofed}, 192.0.2.1")))
            .await;
        assert_eq!(status, 200);
    }
    for headers in [
        forwarded("198.51.100.99, 192.0.2.1"),
        forwarded("127.0.9.5, 192.0.2.1"),
        forwarded("nonsense,192.0.2.1"),
        forwarded("198.51.100.99") + &forwarded("192.0.2.1"),
        forwarded("198.51.100.98, 192.0.2.1, 127.0.9.2"),
    ] {
        assert_eq!(service.preview(PROXY, &headers).await, 429, "{headers}");
    }
}

#[tokio::test]
async fn a_limit_of_0_means_no_limit() {
    let service = Limited::start(|config| config.limits.joins_per_minute = 0).await;
    for _ in 0..50 {
        assert_eq!(service.preview(ANNA, "").await, 200);
    }
}
