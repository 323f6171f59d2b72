//! Message servers, direct channels, and older names of paths.

use super::{Agent, CHANNELS, SERVER, UNKNOWN, data, items, person, refused_plainly, start, texts};
use crate::support::{Client, text};
use serde_json::{Value, json};

const OUTSIDE: &str = "77777777-0000-4000-8000-000000000001";

async fn direct(client: &Client, one: &str, other: &str, rest: &str) -> Value {
    let path = format!("/api/messaging/dm-channel?currentUserId={one}&targetUserId={other}{rest}");
    data(client.get(&path).send().await, 200)
}

#[tokio::test]
async fn the_direct_channel_of_two_entities_is_always_the_same() {
    let (app, ada) = start().await;
    let anna = person(1);
    let first = direct(&ada.client, &anna, &ada.id, "").await;
    assert_eq!((text(&first, "type"), text(&first, "messageServerId")), ("DM", SERVER));
    let members = first["metadata"]["participantCentralUserIds"].as_array().unwrap();
    assert!(members.len() == 2 && members.contains(&json!(anna)) && members.contains(&json!(ada.id)));
    assert_eq!(direct(&ada.client, &ada.id, &anna, "").await, first);
    assert_eq!(
        direct(&ada.client, &anna, &ada.id, &format!("&dmServerId={SERVER}")).await,
        first
    );
    for other in [
        direct(&ada.client, &anna, &ada.id, &format!("&dmServerId={OUTSIDE}")).await,
        direct(&ada.client, &anna, &person(2), "").await,
    ] {
        assert_ne!(other["id"], first["id"]);
    }
    let people = direct(&ada.client, &anna, &person(2), "").await;
    let theirs = direct(&app.other_team().await, &anna, &person(2), "").await;
    assert_ne!(theirs["id"], people["id"], "each team has its own");
    ada.say(text(&first, "id"), &anna, "Hello").await;
    let asked = ada.events(text(&first, "id")).await.pop().unwrap();
    assert_eq!(
        asked["payload"]["asked"],
        json!([ada.id]),
        "in a direct channel an agent is asked without being named"
    );
}

#[tokio::test]
async fn a_direct_channel_needs_two_different_entities() {
    let (app, ada) = start().await;
    let path = "/api/messaging/dm-channel?currentUserId=";
    let oneself = ada
        .client
        .get(&format!("{path}{UNKNOWN}&targetUserId={UNKNOWN}"))
        .send()
        .await;
    refused_plainly(&oneself, 400, "Cannot create a direct channel with oneself");
    ada.client.get(&format!("{path}{UNKNOWN}")).send().await.expect(400);
    ada.client
        .get(&format!("{path}x&targetUserId={UNKNOWN}"))
        .send()
        .await
        .expect(400);
    let other = Agent::make(&app.other_team().await, "Eve").await;
    // An agent of another team is a person like any other here.
    let with_theirs = format!("{path}{}&targetUserId={}", person(1), other.id);
    ada.client.get(&with_theirs).send().await.expect(200);
}

#[tokio::test]
async fn message_servers_have_channels_and_agents() {
    let (app, ada) = start().await;
    let client = &ada.client;
    let mut made = Vec::new();
    for server in [SERVER, OUTSIDE, OUTSIDE] {
        app.pass(chrono::TimeDelta::seconds(1));
        let request = json!({ "name": "Panel", "message_server_id": server, "participantCentralUserIds": [ada.id] });
        made.push(data(client.post(CHANNELS).json(&request).send().await, 201));
    }
    let servers = data(client.get("/api/messaging/message-servers").send().await, 200);
    assert_eq!(texts(&items(&servers, "messageServers"), "id"), [SERVER, OUTSIDE]);
    assert_eq!(texts(&items(&servers, "messageServers"), "name")[0], "Default Server");
    let current = data(client.get("/api/messaging/message-server/current").send().await, 200);
    assert_eq!(current, json!({ "messageServerId": SERVER }));
    let path = format!("/api/messaging/message-servers/{OUTSIDE}");
    let page = data(client.get(&format!("{path}/channels?limit=1")).send().await, 200);
    assert_eq!(page["channels"][0]["id"], made[2]["id"], "the newest first");
    let next = format!("{path}/channels?limit=1&cursor={}", text(&page, "nextCursor"));
    let last = data(client.get(&next).send().await, 200);
    assert_eq!(
        (&last["channels"][0]["id"], &last["nextCursor"]),
        (&made[1]["id"], &Value::Null)
    );
    let agents = data(client.get(&format!("{path}/agents")).send().await, 200);
    assert_eq!(agents, json!({ "messageServerId": OUTSIDE, "agents": [ada.id] }));
    let nothing = format!("/api/messaging/message-servers/{UNKNOWN}");
    let channels = data(client.get(&format!("{nothing}/channels")).send().await, 200);
    assert_eq!(channels, json!({ "channels": [], "nextCursor": null }));
    client
        .get("/api/messaging/message-servers/x/agents")
        .send()
        .await
        .expect(400);
    let other = app.other_team().await;
    let theirs = data(other.get("/api/messaging/message-servers").send().await, 200);
    assert_eq!(texts(&items(&theirs, "messageServers"), "id"), [SERVER]);
    let theirs = data(other.get(&format!("{path}/agents")).send().await, 200);
    assert_eq!(theirs["agents"], json!([]));
}

#[tokio::test]
async fn older_names_of_paths_and_fields_still_work() {
    let (_app, ada) = start().await;
    let client = &ada.client;
    let old = "/api/messaging/central-channels";
    let request = json!({ "name": "Panel", "server_id": OUTSIDE, "participantCentralUserIds": [person(1)] });
    let made = data(client.post(old).json(&request).send().await, 201);
    assert_eq!(text(&made, "messageServerId"), OUTSIDE);
    let path = |rest: &str| format!("{old}/{}{rest}", text(&made, "id"));
    assert_eq!(data(client.get(&path("/details")).send().await, 200), made);
    assert_eq!(
        data(client.get(&path("/participants")).send().await, 200),
        json!([person(1)])
    );
    let message = json!({ "author_id": person(1), "content": "Hello", "server_id": OUTSIDE });
    let posted = client.post(&path("/messages")).json(&message).send().await.expect(201);
    assert_eq!(posted.body["userMessage"]["message_server_id"], OUTSIDE);
    data(client.get(&path("/messages")).send().await, 200);
    for old in ["servers", "central-servers"] {
        let base = format!("/api/messaging/{old}");
        data(client.get(&base).send().await, 200);
        let channels = data(client.get(&format!("{base}/{OUTSIDE}/channels")).send().await, 200);
        assert_eq!(channels["channels"][0]["id"], made["id"], "{old}");
        data(client.get(&format!("{base}/{OUTSIDE}/agents")).send().await, 200);
    }
    client.delete(&path("/messages")).send().await.expect(204);
    client.delete(&path("")).send().await.expect(204);
}
