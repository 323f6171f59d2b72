//! What models say, and what becomes of it.

use super::*;
use crate::{
    interviewer::sample::{situation, turn},
    model::{guide::Guide, turn::Turn},
};
use proptest::prelude::*;
use serde_json::json;

fn turns() -> [Turn; 2] {
    [
        turn(Speaker::Interviewer, "How do you plan?", Some(Cue::Question(0))),
        turn(Speaker::Respondent, "On paper.", None),
    ]
}

fn read(content: &str) -> Result<(Cue, String), Failure> {
    let guide = Guide::parse("How do you plan?\nWith what?\nWhy?");
    said(content, &situation(&guide, &turns())).map(|reply| (reply.cue, reply.text))
}

#[track_caller]
fn assert_read(content: &str, cue: Cue, text: &str) {
    assert_eq!(read(content), Ok((cue, text.to_owned())), "{content}");
}

#[test]
fn the_mark_says_what_the_words_are() {
    assert_read("[question 2]\nWith what?", Cue::Question(1), "With what?");
    assert_read("[follow-up]\nWhich paper?", Cue::Probe, "Which paper?");
    assert_read("[end]\nThank you!\nGoodbye.", Cue::Closing, "Thank you!\nGoodbye.");
}

#[test]
fn a_form_that_is_kept_roughly_is_understood() {
    for content in [
        "[Question 2] With what?",
        "**[question 2]** With what?",
        "`[question #2]`: With what?",
        "### [Вопрос 2]\nWith what?",
        "[2]\n\nWith what?\n",
        "```\n[question 2]\nWith what?\n```",
        "```text\n[question 2]\nWith what?\n```",
        "<think>\n[question 1]?\n</think>\n\n[question 2]\nWith what?",
        "[question 2: the end]\r\nWith what?\u{0}",
        "[question 2]\nWith what?\n[follow-up]\nAnd why?",
    ] {
        assert_read(content, Cue::Question(1), "With what?");
    }
    assert_read("And which paper is it?", Cue::Probe, "And which paper is it?");
    assert_read("[question 9]\nAnything?", Cue::Probe, "Anything?");
    assert_read("[question 0]\nAnything?", Cue::Probe, "Anything?");
    assert_read("[follow-up on the weekend]\nAnything?", Cue::Probe, "Anything?");
}

#[test]
fn a_farewell_without_words_gets_the_usual_ones() {
    let (cue, text) = read("[end]").unwrap();
    assert_eq!(cue, Cue::Closing);
    assert!(text.contains("Thank you"), "{text}");
}

#[test]
fn nobody_is_sent_away_before_the_first_answer() {
    let guide = Guide::parse("How?");
    let turns = &turns()[..1];
    assert_eq!(said("[end]\nBye.", &situation(&guide, turns)), Err(Failure::OffForm));
}

#[test]
fn what_cannot_be_shown_is_refused() {
    for (content, failure) in [
        ("", Failure::Unreadable),
        (" \n", Failure::Unreadable),
        ("<think>What to ask?</think>", Failure::Unreadable),
        ("<think>What to ask? [question 2]", Failure::OffForm),
        ("[question 2]", Failure::OffForm),
        ("[question 2]\n…", Failure::OffForm),
        ("I cannot help with that.", Failure::OffForm),
        ("{\"question\": 2, \"text\": \"With what?\"}", Failure::OffForm),
        ("<p>With what?</p>", Failure::OffForm),
        ("With what? [question 2]", Failure::OffForm),
        ("[question 1]\nHow do you plan?", Failure::OffForm),
    ] {
        assert_eq!(read(content), Err(failure), "{content}");
    }
    let long = format!("[follow-up]\n{}?", "why ".repeat(301));
    assert_eq!(read(&long), Err(Failure::TooLong));
}

#[test]
fn only_what_all_servers_send_is_needed() {
    let guide = Guide::default();
    let turns = turns();
    let situation = situation(&guide, &turns);
    let read = |body: serde_json::Value| reply(body.to_string().as_bytes(), &situation);
    let message = json!({ "content": "[follow-up] Why?", "tool_calls": 7 });
    assert_eq!(
        read(json!({ "choices": [{ "message": message }] })).unwrap().text,
        "Why?"
    );
    let cut = json!({ "choices": [{ "message": message, "finish_reason": "length" }] });
    assert_eq!(read(cut), Err(Failure::TooLong));
    for unreadable in [
        json!([]),
        json!({}),
        json!({ "error": { "message": "overloaded" } }),
        json!({ "choices": [] }),
        json!({ "choices": [{}] }),
        json!({ "choices": [{ "message": { "content": null, "refusal": "no" } }] }),
    ] {
        assert_eq!(read(unreadable), Err(Failure::Unreadable));
    }
    assert_eq!(reply(b"{\"choices\": [{\"mess", &situation), Err(Failure::Unreadable));
}

proptest! {
    #[test]
    fn whatever_a_model_says_is_a_reply_that_can_be_shown_or_a_failure(
        content in "(?s)(\\[(question [0-9]{0,6}|follow-up|end)\\])?\\n?.{0,80}(\\n\\[end\\])?.{0,20}",
    ) {
        if let Ok((_, text)) = read(&content) {
            prop_assert!(text.contains(char::is_alphabetic));
            prop_assert!(text.chars().all(|c| c == '\n' || !c.is_control()));
            prop_assert!(!text.to_lowercase().contains("[end]"));
        }
    }
}
