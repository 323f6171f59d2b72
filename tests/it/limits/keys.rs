//! The rate limit per API key.

use crate::support::{Client, TestApp};
use chrono::TimeDelta;
use serde_json::json;

const CONFIG: &str = "/api/interviews/config";

async fn limited(requests_per_second: u32) -> TestApp {
    TestApp::with(|config| config.limits.requests_per_second = requests_per_second).await
}

/// Uses up the burst of a client and returns its size.
async fn exhaust(client: &Client) -> u32 {
    for asked in 0..10_000 {
        if client.get(CONFIG).send().await.status == 429 {
            return asked;
        }
    }
    panic!("there is no limit");
}

#[tokio::test]
async fn a_rate_limited_key_gets_retry_after() {
    let app = limited(5).await;
    let client = app.viewer();
    assert_eq!(exhaust(&client).await, 10, "twice the rate may come at once");
    let refused = client.get(CONFIG).send().await.expect(429);
    assert_eq!(refused.body, json!({ "detail": "Too many requests; try again later" }));
    let wait: i64 = refused.header("retry-after").unwrap().parse().unwrap();
    assert_eq!(wait, 1, "whole seconds, rounded up");
    app.pass(TimeDelta::seconds(wait));
    client.get(CONFIG).send().await.expect(200);
}

#[tokio::test]
async fn the_bucket_refills_one_by_one_up_to_its_size() {
    let app = limited(5).await;
    let client = app.viewer();
    exhaust(&client).await;
    app.pass(TimeDelta::milliseconds(199));
    client.get(CONFIG).send().await.expect(429);
    app.pass(TimeDelta::milliseconds(1));
    client.get(CONFIG).send().await.expect(200);
    client.get(CONFIG).send().await.expect(429);
    app.pass(TimeDelta::days(1));
    assert_eq!(exhaust(&client).await, 10);
}

#[tokio::test]
async fn other_keys_are_not_affected_even_of_the_same_team() {
    let app = limited(5).await;
    exhaust(&app.viewer()).await;
    app.owner().get(CONFIG).send().await.expect(200);
    app.other_team().await.get(CONFIG).send().await.expect(200);
}

#[tokio::test]
async fn a_rate_limited_request_does_nothing() {
    let app = limited(5).await;
    let room = app.create_room().await;
    exhaust(&app.researcher()).await;
    let request = json!({ "project_id": app.project });
    let refused = app
        .researcher()
        .post("/api/interviews/rooms")
        .json(&request)
        .send()
        .await;
    refused.expect(429);
    let listed = app.owner().get("/api/interviews/rooms").send().await.expect(200).body;
    assert_eq!(listed, json!([room]));
}

#[tokio::test]
async fn requests_with_unknown_keys_do_not_count_against_any_key() {
    let app = limited(1).await;
    for _ in 0..20 {
        app.stranger().get(CONFIG).send().await.expect(401);
    }
    assert_eq!(exhaust(&app.viewer()).await, 2);
}

#[tokio::test]
async fn a_limit_of_0_means_no_limit() {
    let app = limited(0).await;
    for _ in 0..2000 {
        app.viewer().get(CONFIG).send().await.expect(200);
    }
}
