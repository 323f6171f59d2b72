//! Completions and what they are parsed to.

use super::*;
use crate::{
    interviewer::sample::{turn, turn_context},
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

fn parse(content: &str) -> Result<(Cue, String), Failure> {
    let guide = Guide::parse("How do you plan?\nWith what?\nWhy?");
    parse_content(content, &turn_context(&guide, &turns())).map(|reply| (reply.cue, reply.text))
}

#[track_caller]
fn assert_parsed(content: &str, cue: Cue, text: &str) {
    assert_eq!(parse(content), Ok((cue, text.to_owned())), "{content}");
}

#[test]
fn the_tag_tells_the_cue() {
    assert_parsed("[question 2]\nWith what?", Cue::Question(1), "With what?");
    assert_parsed("[follow-up]\nWhich paper?", Cue::Probe, "Which paper?");
    assert_parsed("[end]\nThank you!\nGoodbye.", Cue::Closing, "Thank you!\nGoodbye.");
}

#[test]
fn deviations_from_the_format_are_tolerated() {
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
        assert_parsed(content, Cue::Question(1), "With what?");
    }
    assert_parsed("And which paper is it?", Cue::Probe, "And which paper is it?");
    assert_parsed("[question 9]\nAnything?", Cue::Probe, "Anything?");
    assert_parsed("[question 0]\nAnything?", Cue::Probe, "Anything?");
    assert_parsed("[follow-up on the weekend]\nAnything?", Cue::Probe, "Anything?");
}

#[test]
fn a_closing_without_text_gets_the_standard_text() {
    let (cue, text) = parse("[end]").unwrap();
    assert_eq!(cue, Cue::Closing);
    assert!(text.contains("Thank you"), "{text}");
}

#[test]
fn a_closing_before_the_first_answer_is_rejected() {
    let guide = Guide::parse("How?");
    let turns = &turns()[..1];
    let reply = parse_content("[end]\nBye.", &turn_context(&guide, turns));
    assert_eq!(reply, Err(Failure::OffForm));
}

#[test]
fn a_text_that_cannot_be_shown_is_rejected() {
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
        assert_eq!(parse(content), Err(failure), "{content}");
    }
    let long = format!("[follow-up]\n{}?", "why ".repeat(301));
    assert_eq!(parse(&long), Err(Failure::TooLong));
}

#[test]
fn only_the_fields_that_all_servers_send_are_required() {
    let guide = Guide::default();
    let turns = turns();
    let context = turn_context(&guide, &turns);
    let parse = |body: serde_json::Value| parse_reply(body.to_string().as_bytes(), &context);
    let message = json!({ "content": "[follow-up] Why?", "tool_calls": 7 });
    assert_eq!(
        parse(json!({ "choices": [{ "message": message }] })).unwrap().text,
        "Why?"
    );
    let cut = json!({ "choices": [{ "message": message, "finish_reason": "length" }] });
    assert_eq!(parse(cut), Err(Failure::TooLong));
    for unreadable in [
        json!([]),
        json!({}),
        json!({ "error": { "message": "overloaded" } }),
        json!({ "choices": [] }),
        json!({ "choices": [{}] }),
        json!({ "choices": [{ "message": { "content": null, "refusal": "no" } }] }),
    ] {
        assert_eq!(parse(unreadable), Err(Failure::Unreadable));
    }
    assert_eq!(
        parse_reply(b"{\"choices\": [{\"mess", &context),
        Err(Failure::Unreadable)
    );
}

proptest! {
    #[test]
    fn any_content_is_either_a_presentable_reply_or_a_failure(
        content in "(?s)(\\[(question [0-9]{0,6}|follow-up|end)\\])?\\n?.{0,80}(\\n\\[end\\])?.{0,20}",
    ) {
        if let Ok((_, text)) = parse(&content) {
            prop_assert!(text.contains(char::is_alphabetic));
            prop_assert!(text.chars().all(|c| c == '\n' || !c.is_control()));
            prop_assert!(!text.to_lowercase().contains("[end]"));
        }
    }
}
