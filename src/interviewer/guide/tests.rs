//! Whole interviews by the guide.

use super::*;
use crate::{
    interviewer::sample::{turn, turn_context},
    messages::message,
    model::{guide::Guide, language::Language},
};
use proptest::prelude::*;
use strum::VariantArray;

/// An answer that needs no follow-up.
const FULL: &str = "I sat down on Sunday evening, looked through my calendar and wrote a list of what had to be done.";

/// Runs an interview until the closing, repeating these answers, and returns the replies.
fn interview(guide: &Guide, answers: &[&str]) -> Vec<Reply> {
    let (mut turns, mut replies) = (Vec::new(), Vec::new());
    for answer in answers.iter().cycle() {
        let reply = reply(&turn_context(guide, &turns));
        turns.push(turn(Speaker::Interviewer, &reply.text, Some(reply.cue)));
        replies.push(reply);
        if replies.last().unwrap().cue == Cue::Closing {
            break;
        }
        turns.push(turn(Speaker::Respondent, answer, None));
    }
    replies
}

fn cues(replies: &[Reply]) -> Vec<Cue> {
    replies.iter().map(|reply| reply.cue).collect()
}

#[test]
fn the_greeting_comes_with_the_first_question_and_the_closing_after_the_last() {
    let replies = interview(&Guide::parse("How?\nWhy?"), &[FULL]);
    assert_eq!(cues(&replies), [Cue::Question(0), Cue::Question(1), Cue::Closing]);
    let opening = message(Language::English, "interviewer-opening");
    assert_eq!(replies[0].text, format!("{opening}\n\nHow?"));
    assert_eq!(replies[1].text, "Why?");
    assert_eq!(replies[2].text, message(Language::English, "interviewer-closing"));
}

#[test]
fn follow_ups_are_asked_as_long_as_the_answers_are_short() {
    let guide = Guide::parse("How?\n  Where?\n  When?\nWhy?");
    let (first, second) = (Cue::FollowUp(0, 0), Cue::FollowUp(0, 1));
    let asked = |answers: &[&str]| cues(&interview(&guide, answers));
    assert_eq!(asked(&[FULL]), [Cue::Question(0), Cue::Question(1), Cue::Closing]);
    assert_eq!(
        asked(&["No."]),
        [Cue::Question(0), first, second, Cue::Question(1), Cue::Closing]
    );
    assert_eq!(
        asked(&["No.", FULL]),
        [Cue::Question(0), first, Cue::Question(1), Cue::Closing]
    );
}

#[test]
fn short_answers_are_recognized_in_every_script() {
    for (short, full) in [
        ("Yes, on Sundays, with my calendar.", FULL),
        (
            "Да, обычно по воскресеньям.",
            "Обычно я планирую неделю в воскресенье вечером, с календарём и списком дел.",
        ),
        (
            "نعم، كل أسبوع تقريبًا.",
            "عادةً أخطط لأسبوعي مساء يوم الأحد، فأراجع التقويم وأكتب قائمة بكل ما يجب إنجازه.",
        ),
        (
            "我用日历。",
            "我一般在星期天晚上看一下日历，然后把下个星期要做的事情都写下来。",
        ),
        (
            "はい、毎週です。",
            "日曜日の夜にカレンダーを見て、来週やることを全部書き出します。",
        ),
        ("", "1234567890 1234567890 1234567890 1234567890 1234567890"),
    ] {
        assert!(weight(short) < SHORT_ANSWER_WEIGHT, "{short}: {}", weight(short));
        assert!(weight(full) >= SHORT_ANSWER_WEIGHT, "{full}: {}", weight(full));
    }
}

#[test]
fn consecutive_turns_of_the_respondent_are_one_answer() {
    let guide = Guide::parse("How?\n  Where?\nWhy?");
    let half = "I wrote it down on paper, at home.";
    let mut turns = vec![
        turn(Speaker::Interviewer, "How?", Some(Cue::Question(0))),
        turn(Speaker::Respondent, half, None),
    ];
    assert_eq!(reply(&turn_context(&guide, &turns)).cue, Cue::FollowUp(0, 0));
    turns.push(turn(Speaker::Respondent, half, None));
    assert_eq!(reply(&turn_context(&guide, &turns)).cue, Cue::Question(1));
}

#[test]
fn with_less_than_30_seconds_left_it_only_says_goodbye() {
    let guide = Guide::parse("How?\nWhy?");
    let started = [turn(Speaker::Interviewer, "How?", Some(Cue::Question(0)))];
    for turns in [&[][..], &started] {
        let mut context = turn_context(&guide, turns);
        context.remaining = TimeDelta::seconds(30);
        assert_ne!(reply(&context).cue, Cue::Closing);
        for seconds in [29, 0, -60] {
            context.remaining = TimeDelta::seconds(seconds);
            assert_eq!(reply(&context), closing_with(&context, "interviewer-time-is-up"));
        }
    }
}

#[test]
fn without_a_guide_it_asks_one_question_about_the_topics() {
    let guide = Guide::default();
    assert_eq!(cues(&interview(&guide, &["No."])), [Cue::Opening, Cue::Closing]);
    let mut context = turn_context(&guide, &[]);
    let open = message(Language::English, "interviewer-open-question");
    let long = "a topic ".repeat(30);
    for topics in [None, Some(" \n"), Some(long.as_str())] {
        context.topics = topics;
        assert!(reply(&context).text.ends_with(&open));
    }
    context.topics = Some("planning,\n{ $tools }");
    assert!(reply(&context).text.contains("planning, { $tools }"));
    context.goals = Some("the hidden goal");
    assert!(
        !reply(&context).text.contains("hidden"),
        "the respondent never sees the goals"
    );
}

#[test]
fn it_continues_with_the_first_question_that_was_not_asked() {
    let guide = Guide::parse("How do you plan?\nWith what?\nWith whom?\nWhy?");
    let turns = [
        turn(Speaker::Interviewer, "Good morning. How do you plan, then?", None),
        turn(Speaker::Respondent, FULL, None),
        turn(Speaker::Interviewer, "So with whom?", Some(Cue::Question(2))),
        turn(Speaker::Respondent, "Alone.", None),
        turn(Speaker::Interviewer, "Always?", Some(Cue::Probe)),
        turn(Speaker::Respondent, "Yes.", None),
    ];
    let reply = reply(&turn_context(&guide, &turns));
    assert_eq!((reply.text.as_str(), reply.cue), ("With what?", Cue::Question(1)));
}

#[test]
fn after_the_closing_it_asks_nothing() {
    let guide = Guide::parse("How?\nWhy?");
    let turns = [
        turn(Speaker::Interviewer, "How?", Some(Cue::Question(0))),
        turn(Speaker::Interviewer, "Goodbye.", Some(Cue::Closing)),
        turn(Speaker::Respondent, "Wait!", None),
    ];
    assert_eq!(reply(&turn_context(&guide, &turns)).cue, Cue::Closing);
}

#[test]
fn every_language_has_its_own_texts() {
    let guide = Guide::default();
    let mut seen = HashSet::new();
    for &language in Language::VARIANTS {
        let mut context = turn_context(&guide, &[]);
        context.language = language;
        let ids = [
            "interviewer-opening",
            "interviewer-open-question",
            "interviewer-closing",
            "interviewer-time-is-up",
        ];
        for id in ids {
            assert!(seen.insert(message(language, id)), "{language} {id}");
        }
        context.topics = Some("XYZ");
        let about = reply(&context).text;
        assert!(about.contains("XYZ") && !about.contains('{'), "{about}");
        assert!(seen.insert(about));
    }
}

proptest! {
    #[test]
    fn every_question_is_asked_once_and_in_order_for_any_answers(
        lines in prop::collection::vec(("[a-z]{3,20}\\?", any::<bool>()), 1..20),
        short in prop::collection::vec(any::<bool>(), 1..30),
    ) {
        let lines = lines.iter().map(|(line, deeper)| format!("{}{line}", if *deeper { "  " } else { "" }));
        let guide = Guide::parse(&lines.collect::<Vec<_>>().join("\n"));
        let answers: Vec<&str> = short.iter().map(|short| if *short { "No." } else { FULL }).collect();
        let asked = cues(&interview(&guide, &answers));
        let questions = asked.iter().filter_map(|cue| match cue {
            Cue::Question(number) => Some(usize::from(*number)),
            _ => None,
        });
        prop_assert!(questions.eq(0..guide.questions().len()));
        prop_assert_eq!(asked.last(), Some(&Cue::Closing));
        let distinct: HashSet<String> = asked.iter().map(ToString::to_string).collect();
        prop_assert_eq!(distinct.len(), asked.len());
    }
}
