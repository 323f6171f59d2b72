//! Texts, and the questions that are read from them.

use super::super::Guide;
use proptest::prelude::*;

/// The questions as `section / question / follow-up / …`.
fn outline(text: &str) -> Vec<String> {
    let guide = Guide::parse(text);
    let line = |question: &super::Question| {
        let mut parts = vec![question.section.clone().unwrap_or_default(), question.text.clone()];
        parts.extend(question.follow_ups.iter().cloned());
        parts.join(" / ")
    };
    guide.questions().iter().map(line).collect()
}

#[test]
fn the_example_of_the_manual_is_read_as_described() {
    let manual = include_str!("../../../../docs/guide.md");
    let example = manual.split("```text\n").nth(1).unwrap();
    let example = example.split("```").next().unwrap();
    assert_eq!(
        outline(example),
        [
            "Planning / How did you plan the last week? / What did you write down? / Who else took part?",
            "Planning / What came in between?",
            "Tools / Which tools do you use, and what for?",
            "Tools / What would you miss most if it were gone? / Why that?",
        ]
    );
}

#[test]
fn lines_are_questions_with_any_list_marker() {
    let markers = [
        "",
        "- ",
        "* ",
        "+ ",
        "• ",
        "•",
        "-",
        "– ",
        "1. ",
        "1) ",
        "(1) ",
        "12.",
        "1.2. ",
        "1.2) ",
        "a) ",
        "١. ",
        "- 3) ",
        "\u{200f}- ",
        "\u{feff}",
    ];
    for marker in markers {
        assert_eq!(
            outline(&format!("{marker}How are you?")),
            [" / How are you?"],
            "{marker:?}"
        );
    }
}

#[test]
fn text_that_only_looks_like_a_list_marker_stays() {
    for line in [
        "1.5 hours: too long?",
        "2026. What a year?",
        "-5 degrees, and you go out?",
        "*Really*?",
        "A. Smith, do you know him?",
        "3 things you like?",
    ] {
        assert_eq!(outline(line), [format!(" / {line}")]);
    }
}

#[test]
fn a_heading_has_a_hash_or_a_colon_before_what_it_introduces() {
    assert_eq!(outline("# One\n- a?\n## Two ##\nb?"), ["One / a?", "Two / b?"]);
    assert_eq!(outline("One:\na?\nTwo：\n\n- b?"), ["One / a?", "Two / b?"]);
    assert_eq!(
        outline("1. One:\n   - a?\n   - b?\n2. Two:\n   - c?"),
        ["One / a?", "One / b?", "Two / c?"]
    );
    assert_eq!(
        outline("# How are you?\n# And now?"),
        [" / How are you?", " / And now?"]
    );
    // With nothing below it, or as an item among others, a line with a colon is a question.
    assert_eq!(outline("a?\nAnything else:"), [" / a?", " / Anything else:"]);
    assert_eq!(outline("- Finish this:\n- b?"), [" / Finish this:", " / b?"]);
}

#[test]
fn a_line_indented_below_a_question_is_its_follow_up() {
    assert_eq!(
        outline("a?\n  - why?\n\tsince when?\nb?"),
        [" / a? / why? / since when?", " / b?"]
    );
    assert_eq!(outline("   a?\n      why?\n   b?"), [" / a? / why?", " / b?"]);
    assert_eq!(outline("# S\n  a?\n  b?"), ["S / a?", "S / b?"]);
    assert_eq!(outline("a?\n b?"), [" / a?", " / b?"], "one space is a slip");
}

#[test]
fn lines_without_letters_are_ignored() {
    assert_eq!(
        outline("\u{feff}a?\r\n\r\n---\r\n***\r\n#\r\n-\r\n1.\r\n 7 \r\nb?\r\n"),
        [" / a?", " / b?"]
    );
    for empty in ["", "\u{feff}", " \t\r\n", "---\n1.\n#"] {
        assert_eq!(Guide::parse(empty), Guide::default(), "{empty:?}");
    }
    assert_eq!(
        outline("a\0b\t c?"),
        [" / a b c?"],
        "a turn contains no control characters"
    );
}

#[test]
fn the_questions_in_a_paragraph_are_asked_and_a_paragraph_without_one_is_a_note() {
    let background = "We want to learn how people plan, and what helps them. ".repeat(6);
    let asked = format!("{background}How do you plan? We know little. هل تخطط؟ 你呢？Thanks.");
    let guide = Guide::parse(&asked);
    let texts: Vec<_> = guide
        .questions()
        .iter()
        .map(|question| question.text.as_str())
        .collect();
    assert_eq!(texts, ["How do you plan?", "هل تخطط؟", "你呢？"]);
    let guide = Guide::parse(&background);
    assert_eq!((guide.questions().len(), guide.notes().len()), (0, 1));
    // A list item is one question of any length.
    assert_eq!(outline(&format!("- {asked}")).len(), 1);
}

#[test]
fn the_number_of_questions_is_bounded() {
    assert_eq!(Guide::parse(&"a\n".repeat(70_000)).questions().len(), 65_535);
}

/// The words of a question, without a list marker and without a colon.
fn words() -> impl Strategy<Value = String> {
    "[A-Zа-яأ-ي一-龥][a-zа-яأ-ي一-龥]{2,8}( [a-zа-яأ-ي0-9]{1,9}){0,9}[?؟？.]?"
}

fn marker() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["", "- ", "* ", "• ", "1. ", "2) ", "(3) ", "-\t"])
}

/// A guide: sections of questions with their follow-ups.
type Plan = Vec<(Option<String>, Vec<(String, Vec<String>)>)>;

fn plan() -> impl Strategy<Value = Plan> {
    let question = (words(), prop::collection::vec(words(), 0..3));
    let section = (
        prop::option::of("[A-Z][a-z]{2,9}"),
        prop::collection::vec(question, 1..5),
    );
    prop::collection::vec(section, 1..5)
}

proptest! {
    #[test]
    fn every_question_line_is_asked_once_and_in_order(
        plan in plan(),
        marker in marker(),
        end in prop::sample::select(vec!["\n", "\r\n", "\n\n", " \r\n\t\r\n"]),
        indent in prop::sample::select(vec!["  ", "\t", "      "]),
    ) {
        let (mut lines, mut expected, mut current) = (Vec::new(), Vec::new(), String::new());
        for (section, questions) in plan {
            if let Some(section) = section {
                lines.push(format!("# {section}"));
                current = section;
            }
            for (question, follow_ups) in questions {
                lines.push(format!("{marker}{question}"));
                let mut parts = vec![current.clone(), question];
                for follow_up in follow_ups {
                    lines.push(format!("{indent}{marker}{follow_up}"));
                    parts.push(follow_up);
                }
                expected.push(parts.join(" / "));
            }
        }
        prop_assert_eq!(outline(&lines.join(end)), expected);
    }

    #[test]
    fn any_text_is_a_guide_and_no_line_is_asked_twice(text in "(?s).{0,400}") {
        let guide = Guide::parse(&text);
        let count = |question: &super::Question| 1 + question.follow_ups.len();
        let asked: usize = guide.questions().iter().map(count).sum();
        // Only prose has several questions on a line, each with its own question mark.
        let maximum = text.split(super::LINE_ENDS).count() + text.matches(super::QUESTION_MARKS).count();
        prop_assert!(asked <= maximum);
        for question in guide.questions() {
            prop_assert!(question.text.contains(char::is_alphabetic));
            prop_assert!(!question.text.contains(char::is_control));
        }
    }
}
