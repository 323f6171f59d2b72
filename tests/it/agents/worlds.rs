//! Worlds.

use super::{Agent, UNKNOWN, data, items, refused, start, texts};
use crate::support::{moment, text};
use chrono::TimeDelta;
use serde_json::{Value, json};

async fn worlds(agent: &Agent, query: &str) -> Vec<Value> {
    items(&data(agent.get(&format!("/worlds{query}")).await, 200), "worlds")
}

async fn make(agent: &Agent, request: Value) -> Value {
    data(agent.post("/worlds", request).await, 201)["world"].clone()
}

#[tokio::test]
async fn a_world_is_stored_as_created() {
    let (app, ada) = start().await;
    let request = json!({ "id": UNKNOWN, "name": "Guild", "messageServerId": UNKNOWN, "metadata": { "k": 1 } });
    let made = make(&ada, request).await;
    let expected = json!({
        "id": UNKNOWN, "agentId": ada.id, "name": "Guild", "metadata": { "k": 1 }, "messageServerId": UNKNOWN,
        "serverId": UNKNOWN, "createdAt": made["createdAt"],
    });
    assert_eq!(made, expected);
    assert_eq!(moment(&made, "createdAt"), app.now());
    assert_eq!(
        make(&ada, json!({ "id": UNKNOWN, "name": "Another" })).await,
        made,
        "it is unchanged"
    );
    let bob = Agent::make(&ada.client, "Bob").await;
    let taken = bob.post("/worlds", json!({ "id": UNKNOWN, "name": "Mine" })).await;
    refused(&taken, 409, "ID_TAKEN", "The id is in use; choose another");
    for request in [json!({}), json!({ "name": " " })] {
        let answer = ada.post("/worlds", request).await;
        refused(&answer, 400, "BAD_REQUEST", "World name is required");
    }
    refused(
        &ada.other(UNKNOWN).post("/worlds", json!({ "name": "x" })).await,
        404,
        "NOT_FOUND",
        "Agent not found",
    );
}

#[tokio::test]
async fn worlds_are_listed_newest_first_page_by_page() {
    let (app, ada) = start().await;
    app.pass(TimeDelta::seconds(1));
    let first = make(&ada, json!({ "name": "First" })).await;
    app.pass(TimeDelta::seconds(1));
    let bob = Agent::make(&ada.client, "Bob").await;
    app.pass(TimeDelta::seconds(1));
    let second = make(&ada, json!({ "name": "Second" })).await;
    assert_eq!(worlds(&ada, "").await[..2], [second.clone(), first.clone()]);
    let names = texts(&worlds(&ada, "").await, "name");
    assert_eq!(names, ["Second", "First", "Ada's World"]);
    let page = data(ada.get("/worlds?limit=2").await, 200);
    assert_eq!(items(&page, "worlds"), [second.clone(), first]);
    let rest = worlds(&ada, &format!("?limit=2&cursor={}", text(&page, "nextCursor"))).await;
    assert_eq!(texts(&rest, "name"), ["Ada's World"]);
    let all = data(ada.client.get("/api/agents/worlds").send().await, 200);
    assert_eq!(
        texts(&items(&all, "worlds"), "name"),
        ["Second", "Bob's World", "First", "Ada's World"]
    );
    assert_eq!(texts(&worlds(&bob, "").await, "name"), ["Bob's World"]);
    refused(
        &ada.other(UNKNOWN).get("/worlds").await,
        404,
        "NOT_FOUND",
        "Agent not found",
    );
    ada.get("/worlds?limit=0").await.expect(400);
    ada.client.get("/api/agents/worlds?cursor=x").send().await.expect(400);
}

#[tokio::test]
async fn updating_a_world_merges_metadata_and_settings() {
    let (_app, ada) = start().await;
    let world = make(&ada, json!({ "name": "Guild", "metadata": { "a": 1, "b": 2 } })).await;
    let path = format!("/worlds/{}", text(&world, "id"));
    let mut expected = world;
    for (change, name, metadata) in [
        (json!({ "name": "New" }), "New", json!({ "a": 1, "b": 2 })),
        (
            json!({ "metadata": { "b": 3, "c": 4 } }),
            "New",
            json!({ "a": 1, "b": 3, "c": 4 }),
        ),
        (
            json!({ "settings": { "theme": "dark" } }),
            "New",
            json!({ "a": 1, "b": 3, "c": 4, "settings": { "theme": "dark" } }),
        ),
    ] {
        (expected["name"], expected["metadata"]) = (name.into(), metadata);
        assert_eq!(data(ada.patch(&path, change).await, 200), json!({ "world": expected }));
    }
    assert!(worlds(&ada, "").await.contains(&expected));
    ada.patch(&path, json!({ "name": "" })).await.expect(400);
    let bob = Agent::make(&ada.client, "Bob").await;
    for (agent, path) in [(&bob, path.clone()), (&ada, format!("/worlds/{UNKNOWN}"))] {
        let answer = agent.patch(&path, json!({ "name": "x" })).await;
        refused(&answer, 404, "NOT_FOUND", "World not found");
    }
}

#[tokio::test]
async fn the_metadata_of_a_world_does_not_grow_beyond_its_limit() {
    let (_app, ada) = start().await;
    let world = make(&ada, json!({ "name": "Guild" })).await;
    let path = format!("/worlds/{}", text(&world, "id"));
    let half = "x".repeat(40_000);
    ada.patch(&path, json!({ "metadata": { "one": half } }))
        .await
        .expect(200);
    let grown = ada.patch(&path, json!({ "metadata": { "two": half } })).await;
    refused(
        &grown,
        400,
        "BAD_REQUEST",
        "metadata: should have at most 65536 bytes of JSON",
    );
    let both = json!({ "metadata": { "one": "small" }, "settings": { "two": half, "three": "x".repeat(20_000) } });
    ada.patch(&path, both).await.expect(200);
    let found = worlds(&ada, "")
        .await
        .into_iter()
        .find(|one| one["id"] == world["id"])
        .unwrap();
    assert_eq!(found["metadata"]["one"], "small");
    assert!(found["metadata"].get("two").is_none());
}
