//! Bytes are bounded, not only counts: what a request may take while it is parsed, and how long an answer may be.

use super::agents::Team;
use crate::{
    conversation::{say, start, turns},
    support::{TestApp, text},
};
use chrono::TimeDelta;
use serde_json::{Value, json};

const REPORT: &str = "/api/interviews/session-report";
/// More than an answer has, whatever else is in it.
const LONG: usize = 4 * 1024 * 1024;

/// A room in which the agent has said 60 things of 200 KB each, and its path.
async fn long_room(team: &Team) -> (String, String, String) {
    let ada = team.agent("Ada").await;
    let room = team.room(&ada).await;
    let words = "я".repeat(99_000);
    for number in 0..60 {
        team.remember(&ada, &room, &format!("{number} {words}")).await;
    }
    let path = format!("/api/agents/{ada}/rooms/{room}/memories?count=1000");
    (ada, room, path)
}

/// The number with which each text begins.
fn numbers(texts: impl Iterator<Item = String>) -> Vec<usize> {
    let number = |text: String| text.split(' ').next().unwrap().parse().unwrap();
    texts.map(number).collect()
}

#[tokio::test]
async fn a_list_of_long_memories_is_cut_and_says_at_which_offset_it_goes_on() {
    let team = Team::start().await;
    let (_, _, path) = long_room(&team).await;
    let (mut offset, mut seen) = (Some(0), Vec::new());
    while let Some(from) = offset {
        let page = team
            .client
            .get(&format!("{path}&offset={from}"))
            .send()
            .await
            .expect(200);
        assert!(page.text.len() < LONG, "{}", page.text.len());
        let memories = page.body["data"].as_array().unwrap();
        seen.extend(numbers(
            memories
                .iter()
                .map(|memory| text(&memory["content"], "text").to_owned()),
        ));
        offset = page.body["nextOffset"].as_i64();
    }
    assert_eq!(seen, (0..60).rev().collect::<Vec<_>>());
}

#[tokio::test]
async fn a_long_transcript_is_cut_and_its_link_leads_to_the_rest() {
    let team = Team::start().await;
    let (_, room, _) = long_room(&team).await;
    let (mut next, mut seen) = (Some(format!("/v1/rooms/{room}/transcript")), Vec::new());
    while let Some(path) = next {
        let page = team.app.owner().get(&path).send().await.expect(200);
        assert!(page.text.len() < LONG, "{}", page.text.len());
        let entries = page.body.as_array().unwrap();
        seen.extend(numbers(entries.iter().map(|entry| text(entry, "content").to_owned())));
        next = page.header("link").map(|link| {
            let url = link.split(['<', '>']).nth(1).unwrap();
            url[url.find("/v1/").unwrap()..].to_owned()
        });
    }
    assert_eq!(seen, (0..60).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_channel_of_long_messages_is_cut_and_says_before_when_it_goes_on() {
    let team = Team::start().await;
    let ada = team.agent("Ada").await;
    let room = team.room(&ada).await;
    let words = "я".repeat(99_000);
    for number in 0..30 {
        team.remember(&ada, &room, &format!("{number} {words}")).await;
        team.app.pass(TimeDelta::milliseconds(5));
    }
    let path = format!("/api/messaging/channels/{room}/messages?limit=1000");
    let first = team.client.get(&path).send().await.expect(200);
    assert!(first.text.len() < LONG);
    let count = first.body["data"]["messages"].as_array().unwrap().len();
    let before = first.body["nextBefore"].as_i64().unwrap();
    let rest = team
        .client
        .get(&format!("{path}&before={before}"))
        .send()
        .await
        .expect(200);
    let rest = rest.body["data"]["messages"].as_array().unwrap().clone();
    let texts = rest.iter().map(|message| text(message, "content").to_owned());
    assert_eq!(numbers(texts)[0], 30 - count, "the last one is repeated");
}

#[tokio::test]
async fn a_short_list_says_nothing_about_going_on() {
    let team = Team::start().await;
    let ada = team.agent("Ada").await;
    let room = team.room(&ada).await;
    team.remember(&ada, &room, "Hello").await;
    let path = format!("/api/agents/{ada}/rooms/{room}/memories?count=1000");
    let list = team.client.get(&path).send().await.expect(200);
    assert_eq!(list.body["nextOffset"], Value::Null, "{}", list.text);
}

#[tokio::test]
async fn a_report_of_millions_of_small_values_is_refused_before_they_are_all_parsed() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    app.join(&room, "anna@example.org").await.expect(200);
    let items = vec![json!({ "a": 0 }); 100_000];
    let report = json!({ "interview_room_id": room["id"], "report": { "x": items } });
    let refused = app.agent().post(REPORT).json(&report).send().await.expect(413);
    assert_eq!(refused.detail(), "The request body has too many values");
    // As many bytes in one text are no problem.
    let words = json!({ "interview_room_id": room["id"], "report": { "x": "a".repeat(800_000) } });
    app.agent().post(REPORT).json(&words).send().await.expect(200);
}

#[tokio::test]
async fn a_room_keeps_a_hundred_reports() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    app.join(&room, "anna@example.org").await.expect(200);
    let report = |job: usize| {
        let report = json!({ "interview_room_id": room["id"], "report": { "job_id": format!("AJ_{job}") } });
        let client = app.agent();
        async move { client.post(REPORT).json(&report).send().await }
    };
    for job in 0..100 {
        report(job).await.expect(200);
    }
    let refused = report(100).await.expect(409);
    assert_eq!(
        refused.detail(),
        "A room keeps at most 100 session reports of 64 MiB together"
    );
    report(7).await.expect(200);
}

#[tokio::test]
async fn a_long_interview_is_looked_back_at_in_part_and_kept_whole() {
    let app = TestApp::with(|config| config.limits.turns_per_minute = 0).await;
    let room = app.create_room().await;
    let session = start(&app, &room).await;
    let words = "я".repeat(9_000);
    for number in 0..90 {
        say(&app, &session, &number.to_string(), &format!("{number} {words}")).await;
    }
    let interviews = &app.app.engine.interviews;
    // A session knows the room as it was when the session was checked.
    let session = start(&app, &room).await;
    let (all, recent) = (
        turns(&app, &session).await,
        interviews.recent_turns(&session).await.unwrap(),
    );
    assert!(
        all.len() > recent.len() && recent.len() >= 50,
        "{} of {}",
        recent.len(),
        all.len()
    );
    assert_eq!(all.last(), recent.last());
    let repeated = say(&app, &session, "0", "whatever").await;
    assert_eq!(
        repeated.number, all[1].number,
        "an early answer that is sent again is still known"
    );
    let some = interviews.some_turns_after(&session, 3, 2).await.unwrap();
    assert_eq!(some, all[3..5]);
}
