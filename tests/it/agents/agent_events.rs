//! One call polls all rooms of an agent for what is new.

use super::{Agent, data, items, person, refused, start, texts};
use crate::support::text;
use interview_rooms::model::access::Role;
use serde_json::{Value, json};

async fn agent_events(agent: &Agent, query: &str) -> (Vec<Value>, i64) {
    let found = data(agent.get(&format!("/events{query}")).await, 200);
    (
        items(&found, "events"),
        found["next"].as_i64().expect("next is a number"),
    )
}

#[tokio::test]
async fn an_agent_polls_all_its_rooms_and_gets_each_event_once_with_its_memory() {
    let (_app, ada) = start().await;
    let rooms = [
        ada.make_room().await,
        text(&ada.room(json!({ "roomId": person(9) })).await, "id").to_owned(),
    ];
    let bob = Agent::make(&ada.client, "Bob").await;
    let hidden = bob.make_room().await;
    let (_, start) = agent_events(&ada, "").await;
    for (number, room) in rooms.iter().chain([&hidden]).enumerate() {
        let speaker = if *room == hidden { &bob } else { &ada };
        speaker.say(room, &speaker.id, &format!("Word {number}")).await;
    }
    let (found, next) = agent_events(&ada, &format!("?after={start}")).await;
    assert_eq!(texts(&found, "type"), ["MESSAGE_SENT", "MESSAGE_SENT"]);
    assert_eq!(texts(&found, "roomId"), rooms);
    let said: Vec<&str> = found
        .iter()
        .map(|event| text(&event["memory"]["content"], "text"))
        .collect();
    assert_eq!(said, ["Word 0", "Word 1"]);
    assert_eq!(found[1]["memory"]["roomId"], person(9));
    assert_eq!(agent_events(&ada, &format!("?after={next}")).await, (Vec::new(), next));
    ada.say(&rooms[0], &person(1), "Later").await;
    let (later, _) = agent_events(&ada, &format!("?after={next}")).await;
    assert_eq!(texts(&later, "type"), ["ROOM_JOINED", "MESSAGE_RECEIVED"]);
}

#[tokio::test]
async fn pages_of_events_have_every_event_once() {
    let (_app, ada) = start().await;
    let room = ada.make_room().await;
    for number in 0..5 {
        ada.say(&room, &ada.id, &number.to_string()).await;
    }
    let (all, end) = agent_events(&ada, "?limit=1000").await;
    let (mut found, mut after) = (Vec::new(), 0);
    loop {
        let (page, next) = agent_events(&ada, &format!("?after={after}&limit=2")).await;
        found.extend(page);
        if next == after {
            break;
        }
        after = next;
    }
    assert_eq!((found, after), (all, end));
}

#[tokio::test]
async fn an_answer_has_at_most_two_megabytes_of_memories_and_the_next_one_continues() {
    let (_app, ada) = start().await;
    let room = ada.make_room().await;
    let (_, mut after) = agent_events(&ada, "").await;
    let long = "é".repeat(99_000);
    for number in 0..15 {
        ada.say(&room, &ada.id, &format!("{number} {long}")).await;
    }
    let mut said = Vec::new();
    let mut pages = 0;
    while said.len() < 15 {
        let (events, next) = agent_events(&ada, &format!("?after={after}")).await;
        assert!((1..=10).contains(&events.len()), "{}", events.len());
        said.extend(
            events
                .iter()
                .map(|event| text(&event["memory"]["content"], "text").to_owned()),
        );
        (after, pages) = (next, pages + 1);
    }
    assert_eq!(pages, 2);
    assert!(
        said.iter()
            .enumerate()
            .all(|(number, text)| text.starts_with(&format!("{number} ")))
    );
}

#[tokio::test]
async fn the_events_are_those_of_rooms_that_the_agent_and_the_key_see() {
    let (app, ada) = start().await;
    let (own, interview) = (ada.make_room().await, app.create_room().await);
    let interview = text(&interview, "id");
    ada.is_added_to(interview).await;
    let bob = Agent::make(&ada.client, "Bob").await;
    let shared = bob.make_room().await;
    ada.is_added_to(&shared).await;
    let (_, start) = agent_events(&ada, "").await;
    bob.say(&shared, &bob.id, "Before").await;
    ada.remove_participant(&shared, &ada.id).await.expect(204);
    bob.say(&shared, &bob.id, "After").await;
    ada.say(&own, &ada.id, "Hello").await;
    let (found, _) = agent_events(&ada, &format!("?after={start}")).await;
    assert_eq!(texts(&found, "roomId"), [&*own], "it left the shared room");
    let (all, _) = agent_events(&ada, "").await;
    assert!(texts(&all, "roomId").contains(&interview.to_owned()));
    let bound = app.holder(&app.make_key(Role::Agent, Some(&app.project)).await);
    let (seen, _) = agent_events(&ada.by(bound), "").await;
    assert!(
        seen.iter().all(|event| event["roomId"] == interview),
        "rooms of the whole team are not the project's"
    );
    assert!(!seen.is_empty());
}

#[tokio::test]
async fn a_deleted_memory_is_null_and_an_unknown_agent_has_no_events() {
    let (app, ada) = start().await;
    let room = ada.make_room().await;
    let said = ada.say(&room, &ada.id, "Hello").await;
    ada.delete(&format!("/memories/{}", text(&said, "id")))
        .await
        .expect(200);
    let (found, _) = agent_events(&ada, "").await;
    let sent = found
        .iter()
        .find(|event| event["type"] == "MESSAGE_SENT")
        .expect("it was sent");
    assert_eq!(sent["memory"], Value::Null);
    refused(
        &ada.other(&person(8)).get("/events").await,
        404,
        "NOT_FOUND",
        "Agent not found",
    );
    let eve = ada.by(app.other_team().await);
    refused(&eve.get("/events").await, 404, "NOT_FOUND", "Agent not found");
    ada.get("/events?after=-1").await.expect(400);
    ada.get("/events?limit=1001").await.expect(400);
}
