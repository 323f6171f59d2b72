//! Listing memories.

use super::{Agent, UNKNOWN, data, items, person, refused, start, words};
use crate::support::{TestApp, text};
use chrono::TimeDelta;
use serde_json::{Value, json};

/// Creates five memories, one per second; the fourth is not unique.
async fn talk(app: &TestApp, ada: &Agent) -> (String, i64) {
    let room = ada.make_room().await;
    let first = app.now().timestamp_millis() + 1000;
    for word in ["one", "two", "three", "four", "five"] {
        app.pass(TimeDelta::seconds(1));
        let memory = json!({ "content": { "text": word }, "unique": word != "four" });
        ada.remember(&room, memory).await.expect(201);
    }
    (room, first)
}

#[tokio::test]
async fn memories_are_listed_latest_first_and_by_default_only_unique_ones() {
    let (app, ada) = start().await;
    let (room, _) = talk(&app, &ada).await;
    for (query, expected) in [
        ("", "five three two one"),
        ("?unique=true", "five three two one"),
        ("?unique=false", "five four three two one"),
        ("?unique=false&count=2", "five four"),
        ("?unique=false&limit=2", "five four"),
        ("?unique=false&count=5&limit=1", "five"),
        ("?count=3", "five three two"),
        ("?limit=0", "five three two one"),
        ("?count=0", "five three two one"),
        ("?unique=false&limit=2&offset=1", "four three"),
        ("?unique=false&offset=4", "one"),
        ("?unique=false&offset=5", ""),
        ("?unique=false&count=1000", "five four three two one"),
    ] {
        assert_eq!(ada.words(&room, query).await.join(" "), expected, "{query}");
    }
    for wrong in [
        "count=-1",
        "count=1001",
        "limit=-1",
        "limit=1001",
        "offset=-1",
        "count=x",
        "unique=maybe",
    ] {
        ada.get(&format!("/rooms/{room}/memories?{wrong}")).await.expect(400);
    }
}

#[tokio::test]
async fn time_bounds_are_inclusive() {
    let (app, ada) = start().await;
    let (room, first) = talk(&app, &ada).await;
    let at = |number: i64| first + number * 1000;
    for (query, expected) in [
        (format!("start={}", at(2)), "five four three"),
        (format!("start={}", at(2) + 1), "five four"),
        (format!("end={}", at(2)), "three two one"),
        (format!("end={}", at(2) - 1), "two one"),
        (format!("before={}", at(2)), "three two one"),
        (format!("before={}", at(2) - 1), "two one"),
        (format!("before={}&end={}", at(3), at(1)), "two one"),
        (format!("before={}&end={}", at(1), at(3)), "two one"),
        (format!("start={}&end={}", at(1), at(3)), "four three two"),
        (format!("start={}&end={}", at(3), at(1)), ""),
    ] {
        let found = ada.words(&room, &format!("?unique=false&{query}")).await;
        assert_eq!(found.join(" "), expected, "{query}");
    }
    for bound in ["start", "end", "before"] {
        for wrong in ["x", "9223372036854775807", "-9223372036854775808", "-8334601228800000"] {
            ada.get(&format!("/rooms/{room}/memories?{bound}={wrong}"))
                .await
                .expect(400);
        }
    }
}

#[tokio::test]
async fn memories_of_the_same_time_are_listed_in_order_of_arrival() {
    let (app, ada) = start().await;
    let room = ada.make_room().await;
    for number in 0..6 {
        ada.say(&room, &person(number % 2), &number.to_string()).await;
    }
    assert_eq!(ada.words(&room, "").await, ["5", "4", "3", "2", "1", "0"]);
    let late = json!({ "content": { "text": "earlier" }, "createdAt": app.now().timestamp_millis() - 1 });
    ada.remember(&room, late).await.expect(201);
    assert_eq!(ada.words(&room, "").await, ["5", "4", "3", "2", "1", "0", "earlier"]);
}

#[tokio::test]
async fn memories_of_other_tables_are_not_messages() {
    let (_app, ada) = start().await;
    let room = ada.make_room().await;
    for table in ["messages", "facts", "documents", "memories"] {
        let memory = json!({ "tableName": table, "content": { "text": table } });
        assert_eq!(text(&data(ada.remember(&room, memory).await, 201), "type"), table);
    }
    assert_eq!(ada.words(&room, "").await, ["messages"]);
    for table in ["messages", "facts", "documents", "memories"] {
        let query = format!("?tableName={table}");
        assert_eq!(ada.words(&room, &query).await, [table]);
        assert_eq!(of_agent(&ada, &query).await, [table]);
    }
    assert_eq!(ada.words(&room, "?tableName=odd").await, [] as [&str; 0]);
}

async fn of_agent(ada: &Agent, query: &str) -> Vec<String> {
    words(&items(
        &data(ada.get(&format!("/memories{query}")).await, 200),
        "memories",
    ))
}

#[tokio::test]
async fn the_memories_of_an_agent_are_those_of_all_its_rooms() {
    let (app, ada) = start().await;
    let bob = Agent::make(&ada.client, "Bob").await;
    let mut rooms = Vec::new();
    for number in 0..3 {
        app.pass(TimeDelta::seconds(1));
        let room = ada.make_room().await;
        ada.say(&room, &person(1), &format!("in {number}")).await;
        rooms.push(room);
    }
    app.pass(TimeDelta::seconds(1));
    let theirs = bob.make_room().await;
    bob.say(&theirs, &bob.id, "of Bob").await;
    assert_eq!(of_agent(&ada, "").await, ["in 2", "in 1", "in 0"]);
    bob.add_participants(&theirs, &[&ada.id]).await.expect(201);
    assert_eq!(of_agent(&ada, "").await, ["of Bob", "in 2", "in 1", "in 0"]);
    assert_eq!(of_agent(&ada, "?limit=2&offset=1").await, ["in 2", "in 1"]);
    assert_eq!(of_agent(&ada, &format!("?roomId={}", rooms[1])).await, ["in 1"]);
    assert_eq!(of_agent(&ada, &format!("?channelId={}", rooms[1])).await, ["in 1"]);
    let some = format!("?roomIds={},{}", rooms[0], rooms[2]);
    assert_eq!(of_agent(&ada, &some).await, ["in 2", "in 0"]);
    let unknown = format!("?roomIds={},{UNKNOWN}", rooms[0]);
    assert_eq!(
        of_agent(&ada, &unknown).await,
        ["in 0"],
        "an unknown room has no memories"
    );
    bob.remove_participant(&theirs, &ada.id).await.expect(204);
    assert_eq!(of_agent(&ada, &format!("?roomIds={theirs}")).await, [] as [&str; 0]);
    assert_eq!(of_agent(&ada, "").await, ["in 2", "in 1", "in 0"]);
    let seen = data(bob.get(&format!("/rooms/{theirs}/memories")).await, 200);
    assert_eq!(seen[0]["agentId"], bob.id);
}

#[tokio::test]
async fn an_unknown_room_has_no_memories() {
    let (_app, ada) = start().await;
    assert_eq!(ada.memories(UNKNOWN, "").await, [] as [Value; 0]);
    assert_eq!(of_agent(&ada, &format!("?roomId={UNKNOWN}")).await, [] as [&str; 0]);
    let nobody = ada.other(UNKNOWN);
    for path in [
        format!("/rooms/{UNKNOWN}/memories"),
        "/memories".to_owned(),
        format!("/memories?roomId={UNKNOWN}"),
        format!("/memories?roomIds={UNKNOWN}"),
    ] {
        refused(&nobody.get(&path).await, 404, "NOT_FOUND", "Agent not found");
    }
}
