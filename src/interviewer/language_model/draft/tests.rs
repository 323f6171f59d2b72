//! What models write, and the reply that is found in it.

use super::*;

#[track_caller]
fn assert_found(content: &str, mark: Mark, text: &str) {
    let draft = Draft {
        mark,
        text: text.to_owned(),
    };
    let found = last(content).map(|draft| Draft {
        text: draft.text.trim().replace('\u{0}', ""),
        ..draft
    });
    assert_eq!(found, Ok(draft), "{content}");
}

#[test]
fn the_mark_tells_what_a_reply_does() {
    assert_found("[question 2]\nWith what?", Mark::Question(2), "With what?");
    assert_found("[follow-up]\nWhich paper?", Mark::FollowUp, "Which paper?");
    assert_found("[end]\nThank you!\nGoodbye.", Mark::End, "Thank you!\nGoodbye.");
}

#[test]
fn structured_output_tells_what_a_reply_does() {
    for (content, mark) in [
        (
            r#"{"kind": "question", "question": 2, "text": "Why?"}"#,
            Mark::Question(2),
        ),
        (r#"{"text":"Why?","question":null,"kind":"follow-up"}"#, Mark::FollowUp),
        (r#"{"kind":"end","text":"Why?"}"#, Mark::End),
        (
            "```json\n{\"kind\": \"end\", \"question\": null, \"text\": \"Why?\"}\n```",
            Mark::End,
        ),
        (
            "{\n  \"kind\": \"end\",\n  \"question\": null,\n  \"text\": \"Why?\"\n}\n",
            Mark::End,
        ),
        (
            "Here it is:\n```json\n{\"kind\": \"end\", \"text\": \"Why?\"}\n```",
            Mark::End,
        ),
        (
            "<think>{\"kind\"</think>{\"kind\": \"end\", \"text\": \"Why?\"}",
            Mark::End,
        ),
        (
            "{\"kind\": \"end\", \"text\": \"Bye.\"}\n{\"kind\": \"follow-up\", \"text\": \"Why?\"}",
            Mark::FollowUp,
        ),
    ] {
        assert_found(content, mark, "Why?");
    }
}

#[test]
fn deviations_from_the_format_are_tolerated() {
    for content in [
        "[Question 2] With what?",
        "**[question 2]** With what?",
        "`[question #2]`: With what?",
        "### [Вопрос 2]\nWith what?",
        "```\n[question 2]\nWith what?\n```",
        "```text\n[question 2]\nWith what?\n```",
        "<think>\n[question 1]?\n</think>\n\n[question 2]\nWith what?",
        "[THINK]\n[end]\n[/THINK][question 2]\nWith what?",
        "<|channel|>analysis<|message|>[end]\nBye<|end|><|start|>assistant<|channel|>final<|message|>[question 2]\nWith what?",
        "[question 2]\r\nWith what?\u{0}",
    ] {
        assert_found(content, Mark::Question(2), "With what?");
    }
    assert_found("And which paper is it?", Mark::FollowUp, "And which paper is it?");
}

#[test]
fn the_last_well_formed_reply_counts() {
    for content in [
        "Sure, here is my next question:\n\n[question 2]\nWith what?",
        "Thinking Process: 1. They plan on paper.\n[question 1]\nHow do you plan?\n\nBetter:\n[question 2]\nWith what?",
        "[follow-up]\nWhich paper?\n[question 2]\nWith what?",
    ] {
        assert_found(content, Mark::Question(2), "With what?");
    }
    assert_found(
        "[question 2]\nWith what?\n[follow-up]\nAnd why?",
        Mark::FollowUp,
        "And why?",
    );
}

#[test]
fn only_the_three_marks_have_an_effect() {
    for content in [
        "[2]\nWhy?",
        "[follow-up 2]\nWhy?",
        "[follow-up: end of the week]\nWhy?",
        "[follow-up to question 3]\nWhy?",
        "[question 2 follow-up]\nWhy?",
        "[question 3: follow-up to it]\nWhy?",
        "[question 2 is skipped]\nWhy?",
        "[question 2 of 3, near the end]\nWhy?",
        "[question 2: the end]\nWhy?",
        "[question +2]\nWhy?",
        "[question -2]\nWhy?",
        "[question 2.]\nWhy?",
        "[question 70000]\nWhy?",
        "[end of part one]\nWhy?",
        "[weekend]\nWhy?",
        "[the end]\nWhy?",
        "[closing]\nWhy?",
        "[question]\nWhy?",
        "[question two]\nWhy?",
        "[note: ask question 2]\nWhy?",
        "[Уточнение 2]\nПочему?",
    ] {
        let found = last(content).map(|draft| draft.mark);
        assert!(matches!(found, Err(Failure::OffForm)), "{content}: {found:?}");
    }
}

#[test]
fn without_a_well_formed_reply_there_is_none() {
    for (content, failure) in [
        ("", Failure::Empty),
        (" \n", Failure::Empty),
        ("<think>What to ask?</think>", Failure::Empty),
        ("<think>What to ask? [question 2]", Failure::OffForm),
        ("<think>\n[question 2]\nWith what?", Failure::OffForm),
        ("[THINK]\n[question 2]\nWith what?", Failure::OffForm),
        ("I cannot help with that.", Failure::OffForm),
        ("{\"question\": 2, \"text\": \"With what?\"}", Failure::OffForm),
        ("{\"kind\": \"question\", \"text\": \"With what?\"}", Failure::OffForm),
        ("{\"kind\": \"goodbye\", \"text\": \"With what?\"}", Failure::OffForm),
        ("{\"kind\": \"end\", \"text\": \"Bye.\"} That is all.", Failure::OffForm),
        (
            "{\"name\": \"ask\", \"arguments\": {\"question\": 2}}",
            Failure::OffForm,
        ),
        ("Okay, they plan on paper. Which paper do you use?", Failure::OffForm),
        (
            "Thinking Process: The answer was short. Shall I ask why?",
            Failure::OffForm,
        ),
        ("Should I ask question 2 now?", Failure::OffForm),
        ("What would the user like to hear?", Failure::OffForm),
        ("With what?</s>", Failure::OffForm),
    ] {
        assert_eq!(last(content), Err(failure), "{content}");
    }
}
