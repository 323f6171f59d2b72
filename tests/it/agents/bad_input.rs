//! Invalid requests and how they are rejected.

use super::{AGENTS, Agent, CHANNELS, UNKNOWN, refused, refused_plainly, start};
use crate::support::{Answer, Call, Client, TestApp};
use serde_json::{Value, json};

fn assert_unknown(answer: &Answer) {
    let body = json!({ "error": "API key required", "message": "Missing or invalid X-API-KEY header" });
    assert_eq!((answer.status, &answer.body), (401, &body), "{}", answer.text);
}

#[tokio::test]
async fn the_key_is_accepted_in_x_api_key_or_as_a_bearer_token() {
    let (app, _) = start().await;
    for client in [app.owner(), app.owner().by_header()] {
        client.get(AGENTS).send().await.expect(200);
    }
    let stranger = app.stranger();
    for path in [
        AGENTS,
        "/api/agents/x/rooms",
        "/api/memory/x/memories",
        "/api/messaging/message-servers",
    ] {
        assert_unknown(&stranger.get(path).send().await);
        for key in [
            "",
            "x",
            "ir_x",
            &app.owner_key()[1..],
            &format!("Bearer {}", app.owner_key()),
        ] {
            assert_unknown(&stranger.get(path).header("x-api-key", key).send().await);
        }
    }
    assert_unknown(&stranger.post(AGENTS).json(&json!({})).send().await);
    assert_unknown(&stranger.post(AGENTS).bytes("{malformed").send().await);
    let both = app.owner().get(AGENTS).header("x-api-key", "wrong").send().await;
    assert_unknown(&both);
}

/// Calls with a malformed id, and the name of the kind of id.
fn calls_without_ids(client: &Client, agent: &str) -> Vec<(Call, &'static str)> {
    let some = json!({ "content": { "text": "x" }, "name": "x", "entityId": UNKNOWN, "state": null });
    let of = |rest: &str| format!("{AGENTS}/{agent}{rest}");
    vec![
        (client.get("/api/agents/x"), "agent"),
        (client.delete("/api/agents/x"), "agent"),
        (client.get("/api/agents/x/rooms"), "agent"),
        (client.post("/api/memory/x/rooms").json(&some), "agent"),
        (client.get(&of("/rooms/x")), "room"),
        (client.patch(&of("/rooms/x")).json(&some), "room"),
        (client.delete(&of("/rooms/x")), "room"),
        (client.get(&of("/rooms/x/memories")), "room"),
        (client.post(&of("/rooms/x/memories")).json(&some), "room"),
        (client.get(&of("/rooms/x/participants")), "room"),
        (
            client.delete(&of(&format!("/rooms/{UNKNOWN}/participants/x"))),
            "entity",
        ),
        (
            client
                .put(&of(&format!("/rooms/{UNKNOWN}/participants/x/state")))
                .json(&some),
            "entity",
        ),
        (client.get(&of("/rooms/x/events")), "room"),
        (client.patch(&of("/memories/x")).json(&some), "memory"),
        (client.delete(&of("/memories/x")), "memory"),
        (client.delete(&of("/memories/all/x")), "room"),
        (client.patch(&of("/worlds/x")).json(&some), "world"),
        (client.delete(&of("/worlds/x/rooms")), "world"),
        (client.delete("/api/memory/groups/x/memories"), "group"),
    ]
}

#[tokio::test]
async fn an_id_in_the_path_must_be_a_uuid() {
    let (_app, ada) = start().await;
    for (call, kind) in calls_without_ids(&ada.client, &ada.id) {
        let answer = call.send().await;
        refused(&answer, 400, "INVALID_ID", &format!("Invalid {kind} ID format"));
    }
    let details = ada.client.get(&format!("{CHANNELS}/x/details")).send().await;
    refused_plainly(&details, 400, "Invalid channel ID format");
    ada.client
        .get(&format!("{AGENTS}/{}", ada.id.to_uppercase()))
        .send()
        .await
        .expect(200);
}

#[tokio::test]
async fn a_body_must_be_json_and_have_its_content_type() {
    let (_app, ada) = start().await;
    let path = ada.path("/rooms");
    for (kind, body) in [
        (Some("text/plain"), "{\"name\":\"x\"}"),
        (Some("application/x-www-form-urlencoded"), "name=x"),
        (None, "{\"name\":\"x\"}"),
    ] {
        let call = ada.client.post(&path).bytes(body);
        let call = kind.map_or(call.clone(), |kind| call.header("content-type", kind));
        let answer = call.send().await;
        refused(
            &answer,
            400,
            "INVALID_CONTENT_TYPE",
            "The request body must be application/json",
        );
    }
    let json = |body: &str| ada.client.post(&path).json_bytes(body);
    for body in ["{malformed", "[1,", "\u{feff}{}", "nul"] {
        let answer = json(body).send().await.expect(400);
        assert_eq!(answer.body["error"]["code"], "BAD_REQUEST", "{body}: {}", answer.text);
    }
    refused(&json("").send().await, 400, "MISSING_PARAM", "Field required");
    for body in ["[]", "null", "1", "\"x\""] {
        json(body).send().await.expect(400);
    }
    let plain = ada.client.post(CHANNELS).json_bytes("{malformed");
    refused_plainly(&plain.send().await, 400, "1: JSON decode error");
    assert_eq!(ada.rooms("").await.len(), 1);
}

#[tokio::test]
async fn fields_of_a_wrong_type_are_rejected_by_name() {
    let (_app, ada) = start().await;
    for (request, message) in [
        (json!({ "name": 1 }), "name: Input should be a valid string"),
        (
            json!({ "name": "x", "roomId": "x" }),
            "roomId: Input should be a valid UUID",
        ),
        (
            json!({ "name": "a\0b" }),
            "name: Input should not contain NUL characters",
        ),
        (
            json!({ "name": "x", "source": "a\0b" }),
            "source: Input should not contain NUL characters",
        ),
        (
            json!({ "name": "x", "metadata": [] }),
            "metadata: Input should be a valid dictionary or object to extract fields from",
        ),
        (
            json!({ "name": "x", "metadata": "{}" }),
            "metadata: Input should be a valid dictionary or object to extract fields from",
        ),
    ] {
        refused(&ada.post("/rooms", request).await, 400, "BAD_REQUEST", message);
    }
    let room = ada.make_room().await;
    for body in [
        json!({ "entityIds": ["x"] }),
        json!({ "entityIds": UNKNOWN }),
        json!({ "entityId": 7 }),
    ] {
        let answer = ada.post(&format!("/rooms/{room}/participants"), body).await.expect(400);
        assert_eq!(answer.body["error"]["code"], "BAD_REQUEST", "{}", answer.text);
    }
    let deep = format!(
        "{{\"name\":\"x\",\"metadata\":{}1{}}}",
        "{\"a\":".repeat(500),
        "}".repeat(500)
    );
    let call = ada.client.post(&ada.path("/rooms")).json_bytes(deep);
    call.send().await.expect(400);
}

#[tokio::test]
async fn too_large_bodies_are_rejected() {
    let (_app, ada) = start().await;
    let room = ada.make_room().await;
    let memory = json!({ "content": { "text": "x".repeat(2 * 1024 * 1024) } });
    let answer = ada.remember(&room, memory).await;
    refused(&answer, 413, "PAYLOAD_TOO_LARGE", "The request body is too large");
    let message = json!({ "author_id": UNKNOWN, "content": "x".repeat(2 * 1024 * 1024) });
    let answer = ada
        .client
        .post(&format!("{CHANNELS}/{room}/messages"))
        .json(&message)
        .send()
        .await;
    refused_plainly(&answer, 413, "The request body is too large");
}

#[tokio::test]
async fn a_rate_limited_client_gets_retry_after() {
    let app = TestApp::with(|config| config.limits.requests_per_second = 1).await;
    let client = app.viewer().by_header();
    for _ in 0..2 {
        client.get(AGENTS).send().await.expect(200);
    }
    let answer = client.get(AGENTS).send().await;
    let message = "Too many requests. Please try again later.";
    refused(&answer, 429, "RATE_LIMIT_EXCEEDED", message);
    assert_eq!(answer.header("retry-after"), Some("1"));
    let plain = client.get("/api/messaging/message-servers").send().await;
    refused_plainly(&plain, 429, message);
    assert_eq!(plain.header("retry-after"), Some("1"));
    app.pass(chrono::TimeDelta::seconds(1));
    client.get(AGENTS).send().await.expect(200);
}

#[tokio::test]
async fn invalid_query_parameters_are_rejected() {
    let (_app, ada): (TestApp, Agent) = start().await;
    let many = vec![UNKNOWN; 101].join(",");
    for query in [
        format!("/rooms?entityIds={many}"),
        format!("/rooms?roomIds={many}"),
        format!("/memories?roomIds={many}"),
        "/memories?roomIds=x".to_owned(),
        "/memories?roomId=x".to_owned(),
        "/memories?limit=1001".to_owned(),
        "/memories?tableName=%20".to_owned(),
        format!("/memories?tableName={}", "x".repeat(101)),
        "/rooms?cursor=%00".to_owned(),
    ] {
        let answer = ada.get(&query).await.expect(400);
        let error: &Value = &answer.body["error"];
        assert!(
            error["code"].is_string() && error["message"].is_string(),
            "{}",
            answer.text
        );
    }
}
