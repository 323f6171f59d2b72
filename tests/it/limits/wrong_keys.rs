//! Wrong API keys are counted, and limited by address.

use crate::support::{Reply, TestApp, exchange_from};
use chrono::TimeDelta;
use interview_rooms::{config::Config, model::access::Role};
use serde_json::json;
use std::net::{Ipv4Addr, SocketAddr};

const ANNA: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);
const BEN: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 3);
const ROOMS: &str = "/api/interviews/rooms";

async fn ask(address: SocketAddr, client: Ipv4Addr, path: &str, header: &str) -> Reply {
    let request = format!("GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{header}\r\n\r\n");
    exchange_from(client, address, request.as_bytes()).await
}

fn limited(config: &mut Config) {
    config.limits.wrong_keys_per_minute = 3;
    config.agents.secret = Some("agent-secret".into());
}

#[tokio::test]
async fn after_some_wrong_keys_an_address_has_to_wait_but_its_right_keys_still_work() {
    let app = TestApp::with(limited).await;
    let address = app.serve().await;
    let revoked = app.make_key(Role::Viewer, None).await.replace("ir_", "ir_x");
    for (path, header) in [
        (ROOMS, "Authorization: Bearer nonsense".to_owned()),
        ("/api/agents", format!("X-API-Key: {revoked}")),
        (
            "/api/interviews/agent-config/0192f0a1-7c00-7000-8000-000000000002",
            "X-Agent-Secret: wrong".to_owned(),
        ),
    ] {
        assert_eq!(ask(address, ANNA, path, &header).await.status, 401, "{path}");
    }
    for path in [ROOMS, "/api/agents", "/v1/rooms"] {
        let refused = ask(address, ANNA, path, "Authorization: Bearer nonsense").await;
        assert_eq!(refused.status, 429, "{path}");
        assert_eq!(refused.header("retry-after"), Some("20"));
    }
    let right = format!("Authorization: Bearer {}", app.owner_key());
    assert_eq!(ask(address, ANNA, ROOMS, &right).await.status, 200);
    assert_eq!(
        ask(address, ANNA, ROOMS, "").await.status,
        401,
        "no key is no wrong key"
    );
    assert_eq!(
        ask(address, BEN, ROOMS, "Authorization: Bearer nonsense").await.status,
        401
    );
    app.pass(TimeDelta::seconds(20));
    assert_eq!(
        ask(address, ANNA, ROOMS, "Authorization: Bearer nonsense").await.status,
        401
    );
}

#[tokio::test]
async fn a_limit_of_0_means_no_limit_of_wrong_keys() {
    let app = TestApp::with(|config| config.limits.wrong_keys_per_minute = 0).await;
    let address = app.serve().await;
    for _ in 0..130 {
        assert_eq!(
            ask(address, ANNA, ROOMS, "Authorization: Bearer nonsense").await.status,
            401
        );
    }
}

#[tokio::test]
async fn clients_are_distinguished_by_a_forwarded_address_with_a_port() {
    let app = TestApp::with(|config| {
        limited(config);
        config.http.trusted_proxies = vec!["127.0.9.0/24".parse().unwrap()];
    })
    .await;
    let (address, proxy) = (app.serve().await, Ipv4Addr::new(127, 0, 9, 1));
    let wrong = "Authorization: Bearer nonsense\r\nX-Forwarded-For: ";
    for port in 1..=3 {
        let reply = ask(address, proxy, ROOMS, &format!("{wrong}192.0.2.1:{port}")).await;
        assert_eq!(reply.status, 401);
    }
    for (hop, status) in [
        ("192.0.2.1:9", 429),
        ("192.0.2.1", 429),
        ("192.0.2.2:9", 401),
        ("[2001:db8::1]:9", 401),
    ] {
        let reply = ask(address, proxy, ROOMS, &format!("{wrong}{hop}")).await;
        assert_eq!(reply.status, status, "{hop}");
    }
}

#[tokio::test]
async fn wrong_keys_are_in_the_metrics() {
    let app = TestApp::start().await;
    let recorder = metrics_exporter_prometheus::PrometheusBuilder::new().build_recorder();
    let handle = recorder.handle();
    let _counting = metrics::set_default_local_recorder(&recorder);
    app.holder("nonsense").get(ROOMS).send().await.expect(401);
    app.owner().get(ROOMS).send().await.expect(200);
    app.holder("nonsense").get("/api/agents").send().await.expect(401);
    let room = "/api/agents/0192f0a1-7c00-7000-8000-000000000001/rooms/0192f0a1-7c00-7000-8000-000000000002";
    let call = app.stranger().post(&format!("{room}/memories"));
    let call = call.header("x-agent-secret", "wrong").json(&json!({}));
    call.send().await.expect(401);
    assert!(
        handle.render().contains("interview_rooms_wrong_keys_total 3"),
        "{}",
        handle.render()
    );
}
