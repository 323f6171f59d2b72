//! Texts of models, and whether a respondent sees them.

use super::*;
use crate::{
    interviewer::{
        language_model::draft,
        sample::{turn, turn_context},
    },
    model::{guide::Guide, turn::Turn},
};
use proptest::prelude::*;

const GUIDE: &str = "How do you plan?\nWith what?\n  Which tool do you use for it most of the time?\nWhy?";

fn turns() -> [Turn; 2] {
    [
        turn(Speaker::Interviewer, "How do you plan?", Some(Cue::Question(0))),
        turn(Speaker::Respondent, "On paper.", None),
    ]
}

/// The interview after these turns and this last answer, when all questions were asked.
fn through(answer: &str) -> Vec<Turn> {
    let mut turns = Vec::from(turns());
    for number in [1, 2] {
        turns.push(turn(Speaker::Interviewer, "And?", Some(Cue::Question(number))));
        turns.push(turn(Speaker::Respondent, answer, None));
    }
    turns
}

fn reply(content: &str, context: &TurnContext<'_>) -> Result<(Cue, String), Failure> {
    admit(&draft::last(content)?, context).map(|reply| (reply.cue, reply.text))
}

/// The reply after the first answer of three, with ten minutes left.
fn early(content: &str) -> Result<(Cue, String), Failure> {
    reply(content, &turn_context(&Guide::parse(GUIDE), &turns()))
}

#[test]
fn plain_prose_is_shown() {
    for text in [
        "With what?",
        "Thank you. One question: with what do you plan, and with whom?",
        "You said \"on paper\": which paper (roughly) is it?",
        "Is it less than 5 minutes, or 5 < 10?",
        "Wie planen Sie mit Ihren Mitarbeiter(innen), z.B. am Montag?",
        "To sum up: you plan alone. Is that right?\nOr did I get it wrong?",
        "كيف تخطط لأسبوعك؟",
        "What did you mean by \"the model year\"?",
    ] {
        assert_eq!(
            early(&format!("[question 2]\n{text}")),
            Ok((Cue::Question(1), text.to_owned()))
        );
        let object = serde_json::json!({ "kind": "follow-up", "question": null, "text": text });
        assert_eq!(early(&object.to_string()), Ok((Cue::Probe, text.to_owned())));
    }
    for content in ["[question 9]\nAnything?", "[question 0]\nAnything?"] {
        assert_eq!(
            early(content),
            Ok((Cue::Probe, "Anything?".to_owned())),
            "no such question"
        );
    }
}

#[test]
fn the_workings_of_a_model_are_never_shown() {
    for text in [
        "",
        "…",
        "<p>With what?</p>",
        "With what? [question 2]",
        "With what? (follow-up)",
        "With what?\n[/INST]",
        "With what?</s>",
        "With what?<|im_end|>",
        "With what?<end_of_turn>",
        "With what?<｜end▁of▁sentence｜>",
        "With what?<|eot_id|><|start_header_id|>user",
        "<<SYS>> With what?",
        "### Response\nWith what?",
        "With what?\nRespondent: On paper, always.\nInterviewer: Why?",
        "With what? User: on paper.",
        "**Respondent**\nOn paper.",
        "Human: on paper",
        "Befragter: Auf Papier.",
        "Ответ: на бумаге.",
        "المستجيب: على الورق.",
        "Thinking Process: the answer was short.\nWith what?",
        "**Reasoning:** short answer. With what?",
        "The respondent was brief, so I go on. With what?",
        "Question 2: With what?",
        "{\"text\": \"With what?\"}",
        "\"text\": \"With what?\"",
        "<tool_call>{\"name\": \"ask\"}</tool_call>",
        "ask_question(2)",
        "functions.ask(text=\"With what?\")",
        "```\nWith what?\n```",
        "With what?【4:0†source】",
    ] {
        assert_eq!(early(&format!("[question 2]\n{text}")), Err(Failure::OffForm), "{text}");
        let object = serde_json::json!({ "kind": "question", "question": 2, "text": text });
        assert_eq!(early(&object.to_string()), Err(Failure::OffForm), "{text}");
    }
    for content in [
        "[TOOL_CALLS] [{\"name\": \"ask\", \"arguments\": {\"text\": \"With what?\"}}]",
        "<tool_call>\n{\"name\": \"ask\", \"arguments\": {\"kind\": \"end\"}}\n</tool_call>",
        "[question 1]\nHow do you plan?",
    ] {
        assert_eq!(early(content), Err(Failure::OffForm), "{content}");
    }
    for content in [
        "[question 2 follow-up]\nWith what?",
        "[question 3: follow-up to it]\nWith what?",
        "[question 2 is skipped]\nWith what?",
    ] {
        assert_eq!(early(content), Err(Failure::OffForm), "{content}");
    }
    let long = format!("[follow-up]\n{}?", "why ".repeat(301));
    assert_eq!(early(&long), Err(Failure::TooLong));
}

#[test]
fn goals_and_notes_are_not_shown() {
    let note = "The team believes that most people plan far too little, although they say the opposite. ".repeat(4);
    let guide = Guide::parse(&format!("{note}\n{GUIDE}"));
    assert!(!guide.notes().is_empty());
    let turns = turns();
    let mut context = turn_context(&guide, &turns);
    context.goals = Some(
        "Find out whether people lie about planning. We want to know which tool do you use for it most of the time. \
         Узнать, кто врёт.",
    );
    let is_leak = |text: &str| reply(&format!("[follow-up]\n{text}"), &context).is_err_and(|f| f == Failure::Leak);
    assert!(is_leak(
        "My goal is to find out whether people lie about planning. Do you?"
    ));
    assert!(is_leak("We find out, whether People lie about things. Do you?"));
    assert!(is_leak("It is said that most people plan far too little. Do you?"));
    assert!(is_leak("Узнать, кто врёт?"));
    assert!(!is_leak("Do you lie about planning?"));
    assert!(
        !is_leak("Which tool do you use for it most of the time?"),
        "the guide's own questions may be asked"
    );
}

#[test]
fn it_ends_when_the_guide_is_through_the_time_is_short_or_the_respondent_asks() {
    let guide = Guide::parse(GUIDE);
    let goodbye = "[end]\nThank you!\nGoodbye.";
    let closed = Ok((Cue::Closing, "Thank you!\nGoodbye.".to_owned()));
    assert_eq!(early(goodbye), Err(Failure::EarlyEnd));
    assert_eq!(early("[end]"), Err(Failure::EarlyEnd));
    assert_eq!(
        early(r#"{"kind": "end", "question": null, "text": "Goodbye."}"#),
        Err(Failure::EarlyEnd)
    );
    assert_eq!(reply(goodbye, &turn_context(&guide, &through("So."))), closed);
    let turns = turns();
    let mut late = turn_context(&guide, &turns);
    late.remaining = TimeDelta::seconds(59);
    assert_eq!(reply(goodbye, &late), closed);
    let asked_to = [
        turns[0].clone(),
        turn(Speaker::Respondent, "I want to stop now, please.", None),
    ];
    assert_eq!(reply(goodbye, &turn_context(&guide, &asked_to)), closed);
    let no_answer = &turns[..1];
    assert_eq!(
        reply(goodbye, &turn_context(&Guide::parse("How do you plan?"), no_answer)),
        Err(Failure::OffForm),
        "nobody has answered"
    );
}

#[test]
fn an_end_without_text_gets_the_standard_text() {
    let guide = Guide::parse(GUIDE);
    let (cue, text) = reply("[end]", &turn_context(&guide, &through("So."))).unwrap();
    assert_eq!(cue, Cue::Closing);
    assert!(text.contains("Thank you"), "{text}");
}

proptest! {
    #[test]
    fn any_content_is_either_a_presentable_reply_or_a_failure(
        content in "(?s)(\\[(question [0-9]{0,6}|follow-up|end)\\])?\\n?.{0,80}(\\n\\[end\\])?.{0,20}",
    ) {
        if let Ok((cue, text)) = early(&content) {
            prop_assert!(cue != Cue::Closing, "two questions are open");
            prop_assert!(text.contains(char::is_alphabetic));
            prop_assert!(text.chars().all(|c| c == '\n' || !c.is_control()));
            prop_assert!(!text.to_lowercase().contains("[end]"));
        }
    }

    #[test]
    fn any_object_is_either_a_presentable_reply_or_a_failure(text in "(?s).{0,80}", kind in "question|follow-up|end") {
        let object = serde_json::json!({ "kind": kind, "question": 2, "text": text });
        if let Ok((_, text)) = early(&object.to_string()) {
            prop_assert!(text.contains(char::is_alphabetic));
            prop_assert!(!text.contains(['[', ']', '{', '}']), "no control signs");
        }
    }
}
