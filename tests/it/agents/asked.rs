//! Which agents are asked to answer a message.

use super::{Agent, person, start};
use crate::support::TestApp;
use chrono::TimeDelta;
use serde_json::{Value, json};

/// A room of Ada with Bob and a person in it.
async fn room(app: &TestApp, ada: &Agent) -> (Agent, String) {
    let bob = Agent::make(&ada.client, "Bob").await;
    let room = ada.make_room().await;
    app.pass(TimeDelta::seconds(1));
    ada.add_participants(&room, &[&bob.id, &person(1)]).await.expect(201);
    (bob, room)
}

/// The agents that are asked to answer a message of `author`.
async fn asked(ada: &Agent, room: &str, author: &str, words: &str) -> Vec<String> {
    ada.say(room, author, words).await;
    let last = ada.events(room).await.pop().expect("something happened");
    let asked = last["payload"]["asked"]
        .as_array()
        .expect("a message names the agents that are asked")
        .clone();
    asked.iter().map(|id| id.as_str().unwrap().to_owned()).collect()
}

const NOBODY: [&str; 0] = [];

#[tokio::test]
async fn an_agent_that_follows_is_asked_to_answer_every_message() {
    let (app, ada) = start().await;
    let (bob, room) = room(&app, &ada).await;
    assert_eq!(asked(&ada, &room, &person(1), "Hello").await, [&*ada.id]);
    ada.set_state(&room, &bob.id, json!("FOLLOWED")).await.expect(200);
    assert_eq!(asked(&ada, &room, &person(1), "Hello").await, [&*ada.id, &*bob.id]);
}

#[tokio::test]
async fn a_muted_agent_is_never_asked_even_if_named() {
    let (app, ada) = start().await;
    let (bob, room) = room(&app, &ada).await;
    for agent in [&ada, &bob] {
        ada.set_state(&room, &agent.id, json!("MUTED")).await.expect(200);
    }
    assert_eq!(asked(&ada, &room, &person(1), "Ada? Bob!").await, NOBODY);
}

#[tokio::test]
async fn an_agent_without_a_state_is_asked_if_its_name_is_a_word_of_the_message() {
    let (app, ada) = start().await;
    let (bob, room) = room(&app, &ada).await;
    ada.set_state(&room, &ada.id, Value::Null).await.expect(200);
    for words in ["Bob", "what now, BOB?", "@bob: hi", "(bob)", "Bobby and Bob"] {
        assert_eq!(asked(&ada, &room, &person(1), words).await, [&*bob.id], "{words}");
    }
    for words in ["", "Bobby", "kabob", "bobs", "b o b", "Hello"] {
        let memory = json!({ "entityId": person(1), "content": { "text": words, "source": "x" } });
        ada.remember(&room, memory).await.expect(201);
        let last = ada.events(&room).await.pop().unwrap();
        assert_eq!(last["payload"]["asked"], json!([]), "{words}");
    }
    assert_eq!(
        asked(&ada, &room, &person(1), "Ada and Bob").await,
        [&*ada.id, &*bob.id]
    );
}

#[tokio::test]
async fn the_author_of_a_message_is_not_asked_to_answer_it() {
    let (app, ada) = start().await;
    let (bob, room) = room(&app, &ada).await;
    ada.set_state(&room, &bob.id, json!("FOLLOWED")).await.expect(200);
    assert_eq!(asked(&ada, &room, &ada.id, "Ada says").await, [&*bob.id]);
    assert_eq!(asked(&ada, &room, &bob.id, "Bob says").await, [&*ada.id]);
}

#[tokio::test]
async fn neither_agents_that_left_nor_people_are_asked() {
    let (app, ada) = start().await;
    let (bob, room) = room(&app, &ada).await;
    ada.set_state(&room, &bob.id, json!("FOLLOWED")).await.expect(200);
    ada.set_state(&room, &person(1), json!("FOLLOWED")).await.expect(200);
    ada.remove_participant(&room, &bob.id).await.expect(204);
    assert_eq!(asked(&ada, &room, &person(2), "Bob?").await, [&*ada.id]);
    ada.add_participants(&room, &[&bob.id]).await.expect(201);
    assert_eq!(
        asked(&ada, &room, &person(2), "Hello").await,
        [&*ada.id, &*bob.id],
        "it follows as before"
    );
}
