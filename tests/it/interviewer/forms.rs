//! Endpoints that understand different requests, and what the start tells about them.

use super::{Interview, interviewer, log::Log, model};
use crate::support::{ModelServer, Says};
use interview_rooms::{
    interviewer::{Interviewer, Scripted},
    model::guide::Cue,
};
use serde_json::Value;

fn has_system_message(request: &Value) -> bool {
    request["messages"][0]["role"] == "system"
}

fn no_structured_output(request: &Value) -> Option<&'static str> {
    let is_structured = request.get("response_format").is_some();
    is_structured.then_some("Unrecognized request argument supplied: response_format")
}

fn no_system_role(request: &Value) -> Option<&'static str> {
    has_system_message(request).then_some("System role not supported")
}

/// Says no more than that the request is bad.
fn neither(request: &Value) -> Option<&'static str> {
    (no_structured_output(request).or(no_system_role(request))).map(|_| "Bad request")
}

#[tokio::test]
async fn structured_output_is_read() {
    let (_server, interviewer) = model(Says::Text(r#"{"kind": "question", "question": 2, "text": "Womit?"}"#)).await;
    let reply = interviewer.next(&Interview::default().context()).await;
    assert_eq!((reply.text.as_str(), reply.cue), ("Womit?", Cue::Question(1)));
}

#[tokio::test]
async fn a_content_in_parts_is_read() {
    let parts = Says::Body(
        r#"{"choices": [{"message": {"content": [
            {"type": "thinking", "thinking": [{"type": "text", "text": "Was nun?"}]},
            {"type": "text", "text": "[question 2]\nWomit?"}
        ]}}]}"#,
    );
    let (_server, interviewer) = model(parts).await;
    let reply = interviewer.next(&Interview::default().context()).await;
    assert_eq!((reply.text.as_str(), reply.cue), ("Womit?", Cue::Question(1)));
}

#[tokio::test]
async fn what_an_endpoint_does_not_understand_is_left_out_from_then_on() {
    type Refuses = fn(&Value) -> Option<&'static str>;
    for (refuses, requests) in [(no_structured_output as Refuses, 2), (no_system_role, 2), (neither, 3)] {
        let (mut server, interviewer) = model(Says::Unless(refuses, "[follow-up]\nUnd dann?")).await;
        for requests in [requests, 1] {
            let reply = interviewer.next(&Interview::default().context()).await;
            assert_eq!(reply.cue, Cue::Probe);
            for _ in 0..requests {
                let asked = server.asked().await.body;
                assert!(asked.to_string().contains("secret-goal"), "the rules are always sent");
            }
            assert!(!server.was_asked_more());
        }
    }
}

#[tokio::test]
async fn a_request_that_is_always_refused_is_not_tried_for_ever() {
    let (mut server, interviewer) = model(Says::Status(400)).await;
    let interview = Interview::default();
    assert_eq!(
        interviewer.next(&interview.context()).await,
        interview.by_the_guide().await
    );
    for _ in 0..3 {
        server.asked().await;
    }
    assert!(!server.was_asked_more());
}

async fn introduced(interviewer: &dyn Interviewer) -> String {
    let log = Log::listen();
    interviewer.introduce().await;
    log.text()
}

#[tokio::test]
async fn the_start_tells_who_asks_the_questions() {
    assert!(introduced(&Scripted).await.contains("the guide asks the questions"));
    let (mut server, interviewer) = model(Says::Unless(
        no_structured_output,
        "[follow-up]\nWhich paper do you use?",
    ))
    .await;
    let log = introduced(&*interviewer).await;
    assert!(log.contains("the language model asks the questions"), "{log}");
    assert!(
        log.contains("model=\"small\"") && log.contains("structured_output=false"),
        "{log}"
    );
    server.asked().await;
    server.asked().await;
    interviewer.next(&Interview::default().context()).await;
    let asked = server.asked().await.body;
    assert!(asked.get("response_format").is_none(), "the trial found the form");
}

#[tokio::test]
async fn the_start_warns_of_a_model_that_gives_no_usable_reply() {
    for (says, outcome) in [
        (Says::Status(401), "status=401"),
        (Says::Text("secret-reply"), "outcome=\"off_form\""),
    ] {
        let server = ModelServer::start(says).await;
        let log = introduced(&*interviewer(&server.base_url())).await;
        assert!(log.contains("WARN") && log.contains(outcome), "{log}");
        assert!(!log.contains("secret-reply") && !log.contains("hunter2"), "{log}");
    }
}
