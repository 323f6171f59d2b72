//! Second paths, unknown paths and wrong methods.

use super::{AGENTS, CHANNELS, UNKNOWN, data, person, start};
use crate::support::{Client, text};
use poem::http::Method;
use serde_json::json;

#[tokio::test]
async fn every_operation_on_rooms_and_memories_has_a_second_path() {
    let (_app, ada) = start().await;
    let client: &Client = &ada.client;
    let path = |rest: &str| format!("/api/memory/{}{rest}", ada.id);
    let made = client
        .post(&path("/rooms"))
        .json(&json!({ "name": "Second" }))
        .send()
        .await;
    let room = text(&data(made, 201), "id").to_owned();
    let of_room = |rest: &str| path(&format!("/rooms/{room}{rest}"));
    data(client.get(&of_room("")).send().await, 200);
    data(client.get(&path("/rooms")).send().await, 200);
    let batch = json!({ "rooms": [{ "name": "Third" }] });
    data(client.post(&path("/rooms/batch")).json(&batch).send().await, 201);
    data(
        client.patch(&of_room("")).json(&json!({ "name": "New" })).send().await,
        200,
    );
    let connect = json!({ "entityId": person(1), "roomId": room });
    data(client.post(&path("/connections")).json(&connect).send().await, 200);
    let said = json!({ "id": UNKNOWN, "content": { "text": "Hello" } });
    data(client.post(&of_room("/memories")).json(&said).send().await, 201);
    for rest in ["/memories", "/participants", "/events"] {
        data(client.get(&of_room(rest)).send().await, 200);
    }
    data(client.get(&path("/memories")).send().await, 200);
    let change = json!({ "content": { "text": "Changed" } });
    data(
        client
            .patch(&path(&format!("/memories/{UNKNOWN}")))
            .json(&change)
            .send()
            .await,
        200,
    );
    assert_eq!(
        ada.words(&room, "").await,
        ["Changed"],
        "both paths lead to the same operation"
    );
    data(client.delete(&path(&format!("/memories/{UNKNOWN}"))).send().await, 200);
    client
        .delete(&path(&format!("/memories/all/{room}")))
        .send()
        .await
        .expect(204);
    data(client.delete(&path("/memories")).send().await, 200);
    client.delete(&of_room("")).send().await.expect(204);
    ada.get(&format!("/rooms/{room}")).await.expect(404);
}

#[tokio::test]
async fn an_unknown_route_is_answered_as_by_the_original_server() {
    let (app, ada) = start().await;
    let body = json!({ "success": false, "error": { "code": 404, "message": "API endpoint not found" } });
    for path in [
        "/api/agents/x/y/z",
        "/api/memory",
        "/api/memory/x/y",
        "/api/messaging",
        "/api/messaging/messages",
        "/api/messaging/channels/x/y",
    ] {
        for client in [&ada.client, &app.stranger()] {
            let answer = client.get(path).send().await;
            assert_eq!((answer.status, &answer.body), (404, &body), "{path}");
        }
    }
    let start = ada.client.post(&ada.path("/start")).send().await;
    assert_eq!((start.status, &start.body), (404, &body));
}

#[tokio::test]
async fn a_wrong_method_gets_405_with_the_allowed_methods() {
    let (_app, ada) = start().await;
    let room = format!("{AGENTS}/{}/rooms/{UNKNOWN}", ada.id);
    for (method, path, allowed) in [
        (Method::PUT, AGENTS.to_owned(), vec!["GET", "POST"]),
        (Method::PUT, room.clone(), vec!["DELETE", "GET", "PATCH"]),
        (Method::POST, format!("{room}/events"), vec!["GET"]),
    ] {
        let answer = ada.client.call(method, &path).send().await.expect(405);
        let mut methods: Vec<&str> = answer.header("allow").expect("Allow").split(", ").collect();
        methods.sort_unstable();
        methods.retain(|method| *method != "HEAD");
        assert_eq!(methods, allowed, "{path}");
        assert_eq!(answer.body["error"]["code"], "METHOD_NOT_ALLOWED");
    }
    let plain = ada.client.call(Method::PUT, CHANNELS).send().await.expect(405);
    assert!(plain.body["error"].is_string(), "{}", plain.text);
}
