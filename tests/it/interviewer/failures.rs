//! If the model endpoint fails, the respondent gets the next question of the guide.

use super::{Interview, interviewer, model, section};
use crate::support::{ModelServer, Says};
use interview_rooms::{
    interviewer::{Interviewer, Reply, configured},
    model::guide::Cue,
};
use metrics_exporter_prometheus::PrometheusBuilder;
use serde_json::json;
use std::{net::TcpListener, time::Duration};

/// Requests one reply and returns it with the counted outcome.
async fn next(interviewer: &dyn Interviewer, interview: &Interview) -> (Reply, String) {
    let recorder = PrometheusBuilder::new().build_recorder();
    let handle = recorder.handle();
    let _counting = metrics::set_default_local_recorder(&recorder);
    let reply = interviewer.next(&interview.context()).await;
    let counted = handle.render();
    let mut lines = counted
        .lines()
        .filter(|line| line.starts_with("interview_rooms_interviewer_replies_total"));
    let line = lines.next().expect("a counted reply").to_owned();
    assert_eq!(lines.next(), None, "one reply is counted once");
    (reply, line)
}

#[track_caller]
fn assert_by_the_guide((reply, counted): &(Reply, String), outcome: &str) {
    assert_eq!(
        (reply.text.as_str(), reply.cue),
        ("With what?", Cue::Question(1)),
        "{outcome}"
    );
    let labels = format!("{{source=\"guide\",outcome=\"{outcome}\"}} 1");
    assert!(counted.ends_with(&labels), "{labels} is not {counted}");
}

#[tokio::test]
async fn a_useless_reply_falls_back_to_the_guide() {
    let interview = Interview::default();
    for (says, outcome) in [
        (Says::Status(500), "refused"),
        (Says::Status(401), "refused"),
        (Says::Status(429), "refused"),
        (Says::Status(307), "refused"),
        (Says::Body("{\"choices\": [{\"mess"), "unreadable"),
        (Says::Body("{\"choices\": []}"), "unreadable"),
        (Says::Body("<html>Welcome</html>"), "unreadable"),
        (Says::Body(""), "unreadable"),
        (Says::Text(""), "unreadable"),
        (Says::Text("{\"question\": 2, \"text\": \"Womit?\"}"), "off_form"),
        (Says::Text("Das kann ich leider nicht."), "off_form"),
        (Says::Text("[THINK]Was nun?[/THINK]"), "unreadable"),
        (Says::Text("Thinking Process: kurz. Soll ich fragen?"), "off_form"),
        (Says::Text("[question 2]\nWomit?\nRespondent: Auf Papier."), "off_form"),
        (Says::Text("[question 2]\nWomit?</s>"), "off_form"),
        (
            Says::Text("[follow-up]\nIch soll herausfinden, wie Menschen ihre Woche wirklich planen. Und?"),
            "leak",
        ),
        (Says::Text("[end]\nAuf Wiedersehen!"), "early_end"),
        (
            Says::Body(
                "{\"choices\": [{\"message\": {\"content\": \"[follow-up] Und\"}, \"finish_reason\": \"content_filter\"}]}",
            ),
            "unfinished",
        ),
        (Says::Long(5_000), "too_long"),
        (Says::Endless, "too_long"),
    ] {
        let (mut server, interviewer) = model(says).await;
        assert_by_the_guide(&next(&*interviewer, &interview).await, outcome);
        server.asked().await;
        assert!(!server.was_asked_more(), "{outcome}: nothing is repeated or sent on");
    }
}

#[tokio::test]
async fn after_a_failure_the_model_is_asked_again_next_time() {
    let (server, interviewer) = model(Says::Status(500)).await;
    let interview = Interview::default();
    assert_by_the_guide(&next(&*interviewer, &interview).await, "refused");
    server.says(Says::Text("[follow-up]\nUnd dann?"));
    let (reply, counted) = next(&*interviewer, &interview).await;
    assert_eq!(reply.cue, Cue::Probe);
    assert!(counted.ends_with("{source=\"model\",outcome=\"asked\"} 1"), "{counted}");
}

#[tokio::test]
async fn after_three_failures_in_a_row_the_guide_replies_without_asking_the_model() {
    let (mut server, interviewer) = model(Says::Status(500)).await;
    let interview = Interview::default();
    for _ in 0..3 {
        assert_by_the_guide(&next(&*interviewer, &interview).await, "refused");
        server.asked().await;
    }
    server.says(Says::Nothing);
    assert_by_the_guide(&next(&*interviewer, &interview).await, "paused");
    assert!(!server.was_asked_more());
}

#[tokio::test]
async fn what_the_model_writes_does_not_stop_it_for_other_interviews() {
    let (server, interviewer) = model(Says::Text("Das kann ich leider nicht.")).await;
    let interview = Interview::default();
    for _ in 0..4 {
        assert_by_the_guide(&next(&*interviewer, &interview).await, "off_form");
    }
    server.says(Says::Text("[follow-up]\nUnd dann?"));
    assert_eq!(next(&*interviewer, &interview).await.0.cue, Cue::Probe);
}

#[tokio::test]
async fn a_model_that_declines_is_asked_again_in_other_interviews() {
    let declined =
        "{\"choices\": [{\"message\": {\"content\": null, \"refusal\": \"No.\"}, \"finish_reason\": \"stop\"}]}";
    let (server, interviewer) = model(Says::Body(declined)).await;
    let interview = Interview::default();
    for _ in 0..4 {
        assert_by_the_guide(&next(&*interviewer, &interview).await, "off_form");
    }
    server.says(Says::Text("[follow-up]\nUnd dann?"));
    assert_eq!(next(&*interviewer, &interview).await.0.cue, Cue::Probe);
}

#[tokio::test]
async fn an_overloaded_endpoint_is_tried_once_more_if_it_asks_for_that_soon() {
    let interview = Interview::default();
    for status in [503, 429] {
        let (mut server, interviewer) = model(Says::Overloaded(status, "0", "[follow-up]\nUnd dann?")).await;
        assert_eq!(next(&*interviewer, &interview).await.0.cue, Cue::Probe);
        let (first, second) = (server.asked().await, server.asked().await);
        assert_eq!(first.body, second.body);
    }
    for (status, retry_after) in [(503, "600"), (429, "6"), (503, "soon"), (500, "0")] {
        let (mut server, interviewer) = model(Says::Overloaded(status, retry_after, "[follow-up]\nUnd dann?")).await;
        assert_by_the_guide(&next(&*interviewer, &interview).await, "refused");
        server.asked().await;
        assert!(!server.was_asked_more(), "{status} {retry_after}");
    }
}

#[tokio::test]
async fn an_unreachable_model_falls_back_to_the_guide() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    drop(taken);
    let interviewer = interviewer(&format!("http://{address}/v1"));
    assert_by_the_guide(&next(&*interviewer, &Interview::default()).await, "unreachable");
}

#[tokio::test]
async fn a_late_reply_falls_back_to_the_guide_and_is_not_requested_again() {
    for says in [Says::Nothing, Says::Half] {
        let mut server = ModelServer::start(says).await;
        let mut config = section(json!({ "base_url": server.base_url(), "model": "small" }));
        config.language_model.as_mut().unwrap().timeout = Duration::from_millis(200);
        let interviewer = configured(&config).unwrap();
        assert_by_the_guide(&next(&*interviewer, &Interview::default()).await, "timeout");
        server.asked().await;
        assert!(!server.was_asked_more(), "nothing is repeated");
    }
}
