//! Requests to a working model and the handling of its replies.

use super::{Interview, KEY, model, section};
use crate::support::{ModelServer, Says};
use chrono::TimeDelta;
use interview_rooms::{
    interviewer::{Reply, configured},
    model::{guide::Cue, turn::Speaker},
};
use serde_json::json;
use std::collections::HashSet;

#[tokio::test]
async fn a_request_contains_only_key_model_and_transcript() {
    let (mut server, interviewer) = model(Says::Text("[follow-up]\nWas stand auf der Liste?")).await;
    let reply = interviewer.next(&Interview::default().context()).await;
    let expected = Reply {
        text: "Was stand auf der Liste?".to_owned(),
        cue: Cue::Probe,
    };
    assert_eq!(reply, expected);
    let asked = server.asked().await;
    assert_eq!(
        (asked.method.as_str(), asked.path.as_str()),
        ("POST", "/v1/chat/completions")
    );
    assert_eq!(asked.headers["authorization"], format!("Bearer {KEY}"));
    assert_eq!(asked.headers["content-type"], "application/json");
    assert_eq!(
        asked.body.as_object().unwrap().keys().collect::<Vec<_>>(),
        ["messages", "model", "response_format"]
    );
    assert_eq!(asked.body["model"], "small");
    let messages = asked.body["messages"].as_array().unwrap();
    let roles: Vec<_> = messages
        .iter()
        .map(|message| message["role"].as_str().unwrap())
        .collect();
    assert_eq!(roles, ["system", "user", "assistant", "user"]);
    let texts: Vec<_> = messages
        .iter()
        .map(|message| message["content"].as_str().unwrap())
        .collect();
    assert!(texts[0].contains("german (de)") && texts[0].contains("secret-goal"));
    assert!(!texts[0].contains("secret-answer") && texts[3].starts_with("secret-answer"));
    assert!(!server.was_asked_more(), "it asks once");
}

#[tokio::test]
async fn without_a_configured_key_none_is_sent() {
    let mut server = ModelServer::start(Says::Text("[question 2]\nWomit?")).await;
    // A trailing slash of the address is accepted.
    let config = section(json!({ "base_url": format!("{}/", server.base_url()), "model": "small" }));
    let interviewer = configured(&config).unwrap();
    let reply = interviewer.next(&Interview::default().context()).await;
    assert_eq!((reply.text.as_str(), reply.cue), ("Womit?", Cue::Question(1)));
    let asked = server.asked().await;
    assert_eq!(asked.path, "/v1/chat/completions");
    assert!(!asked.headers.contains_key("authorization"));
}

#[tokio::test]
async fn the_interview_closes_when_the_model_says_so_and_the_guide_is_through() {
    let (_server, interviewer) = model(Says::Text("[end]\nVielen Dank, auf Wiedersehen!")).await;
    let mut interview = Interview::default();
    for number in [1, 2] {
        interview.add(Speaker::Interviewer, "Und?", Some(Cue::Question(number)));
        interview.add(Speaker::Respondent, "Ja.", None);
    }
    let reply = interviewer.next(&interview.context()).await;
    assert_eq!(
        (reply.text.as_str(), reply.cue),
        ("Vielen Dank, auf Wiedersehen!", Cue::Closing)
    );
}

#[tokio::test]
async fn the_first_and_last_turns_come_from_the_guide() {
    let (mut server, interviewer) = model(Says::Text("[question 1]\nWie?")).await;
    let mut interview = Interview::default();
    assert_eq!(
        interviewer.immediate_reply(&interview.context()),
        None,
        "the model is not asked within a transaction"
    );
    let mut late = interview.context();
    late.remaining = TimeDelta::seconds(29);
    assert_eq!(interviewer.next(&late).await.cue, Cue::Closing);
    interview.turns.clear();
    assert_eq!(
        interviewer.immediate_reply(&interview.context()),
        Some(interview.by_the_guide().await)
    );
    assert_eq!(
        interviewer.next(&interview.context()).await,
        interview.by_the_guide().await
    );
    assert!(!server.was_asked_more());
}

#[tokio::test]
async fn after_turns_of_the_model_the_guide_continues_with_the_first_open_question() {
    let (server, interviewer) = model(Says::Text("[question 2]\nWomit planen Sie?")).await;
    let mut interview = Interview::default();
    for says in [
        Says::Text("[question 2]\nWomit planen Sie?"),
        Says::Text("[follow-up]\nImmer?"),
        Says::Status(503),
    ] {
        server.says(says);
        let reply = interviewer.next(&interview.context()).await;
        interview.add(Speaker::Interviewer, &reply.text, Some(reply.cue));
        interview.add(Speaker::Respondent, "Ja.", None);
    }
    let cues: Vec<_> = interview.turns.iter().filter_map(|turn| turn.said.cue).collect();
    assert_eq!(cues, [Cue::Question(0), Cue::Question(1), Cue::Probe, Cue::Question(2)]);
    assert_eq!(interview.turns[6].said.text, "Why?");
}

#[tokio::test]
async fn one_connection_serves_many_replies() {
    let (mut server, interviewer) = model(Says::Text("[follow-up]\nUnd dann?")).await;
    let mut peers = HashSet::new();
    for _ in 0..5 {
        assert_eq!(interviewer.next(&Interview::default().context()).await.cue, Cue::Probe);
        peers.insert(server.asked().await.peer);
    }
    assert_eq!(peers.len(), 1, "{peers:?}");
}
