//! The interviewer that keeps to the guide: its questions in order, its follow-ups after short answers.
//!
//! Its reply depends on the turns and the time left alone. A question counts as asked when a turn says so by its cue, or
//! by asking it in the guide's own words: so it goes on where a language model or a voice agent stopped.

use super::{Interviewer, Reply, TurnContext, count};
use crate::{
    messages::{message, message_with},
    model::{
        guide::Cue,
        turn::{Speaker, Turn},
    },
};
use async_trait::async_trait;
use chrono::TimeDelta;
use std::collections::HashSet;

/// With less time than this, nothing is asked any more.
const LAST_WORDS: TimeDelta = TimeDelta::seconds(30);
/// An answer of fewer letters and digits is short: about ten words.
const SHORT_ANSWER: usize = 50;
/// Longer topics are no part of a sentence, in characters.
const MAX_TOPICS_CHARS: usize = 200;

/// Asks what the guide says, in its words.
#[derive(Clone, Copy, Debug, Default)]
pub struct Scripted;

#[async_trait]
impl Interviewer for Scripted {
    async fn next(&self, situation: &TurnContext<'_>) -> Reply {
        count("guide", "scripted");
        reply(situation)
    }

    fn immediate_reply(&self, situation: &TurnContext<'_>) -> Option<Reply> {
        count("guide", "scripted");
        Some(reply(situation))
    }
}

/// What the guide says next.
pub(super) fn reply(situation: &TurnContext<'_>) -> Reply {
    if situation.remaining < LAST_WORDS {
        return closing(situation, "interviewer-time-is-up");
    }
    if !begun(situation) {
        return opening(situation);
    }
    follow_up(situation)
        .or_else(|| next_question(situation))
        .unwrap_or_else(|| closing(situation, "interviewer-farewell"))
}

/// Whether the next words are the guide's even where a language model asks: the welcome is the same for everyone, and
/// the farewell must not come late.
pub(super) fn is_fixed(situation: &TurnContext<'_>) -> bool {
    situation.remaining < LAST_WORDS
        || !begun(situation)
        || said(situation).any(|turn| turn.said.cue == Some(Cue::Closing))
}

/// The words of farewell after the last question.
pub(super) fn farewell(situation: &TurnContext<'_>) -> Reply {
    closing(situation, "interviewer-farewell")
}

/// The questions that were asked, by their numbers.
pub(super) fn asked(situation: &TurnContext<'_>) -> HashSet<u16> {
    let mut asked = HashSet::new();
    let mut unnamed = Vec::new();
    for turn in said(situation) {
        match turn.said.cue {
            Some(Cue::Question(number) | Cue::FollowUp(number, _)) => {
                asked.insert(number);
            }
            Some(Cue::Opening | Cue::Closing) => {}
            Some(Cue::Probe) | None => unnamed.push(turn.said.text.as_str()),
        }
    }
    asked.extend(situation.guide.questions_in(&unnamed.join("\n")));
    asked
}

/// The interviewer's turns.
fn said<'a>(situation: &TurnContext<'a>) -> impl DoubleEndedIterator<Item = &'a Turn> {
    let turns = situation.turns.iter();
    turns.filter(|turn| turn.said.speaker == Speaker::Interviewer)
}

fn begun(situation: &TurnContext<'_>) -> bool {
    said(situation).next().is_some()
}

fn opening(situation: &TurnContext<'_>) -> Reply {
    let first = next_question(situation).unwrap_or_else(|| Reply {
        text: general_question(situation),
        cue: Cue::Opening,
    });
    Reply {
        text: format!(
            "{}\n\n{}",
            message(situation.language, "interviewer-opening"),
            first.text
        ),
        ..first
    }
}

/// The question of an interview without a guide.
fn general_question(situation: &TurnContext<'_>) -> String {
    let topics = situation.topics.unwrap_or_default();
    let topics = topics.split_whitespace().collect::<Vec<_>>().join(" ");
    if topics.is_empty() || topics.chars().count() > MAX_TOPICS_CHARS {
        return message(situation.language, "interviewer-open-question");
    }
    message_with(
        situation.language,
        "interviewer-question-about",
        [("topics", topics.into())],
    )
}

fn closing(situation: &TurnContext<'_>, words_of: &str) -> Reply {
    Reply {
        text: message(situation.language, words_of),
        cue: Cue::Closing,
    }
}

/// The follow-up of the question before, if the answer was short and there is another.
fn follow_up(situation: &TurnContext<'_>) -> Option<Reply> {
    let (number, place) = match said(situation).next_back()?.said.cue? {
        Cue::Question(number) => (number, 0),
        Cue::FollowUp(number, place) => (number, place.checked_add(1)?),
        Cue::Opening | Cue::Probe | Cue::Closing => return None,
    };
    let text = situation.guide.question(number)?.follow_ups.get(usize::from(place))?;
    is_short(situation).then(|| Reply {
        text: text.clone(),
        cue: Cue::FollowUp(number, place),
    })
}

fn next_question(situation: &TurnContext<'_>) -> Option<Reply> {
    if said(situation).any(|turn| turn.said.cue == Some(Cue::Closing)) {
        return None;
    }
    let asked = asked(situation);
    let (number, question) = situation.guide.numbered().find(|(number, _)| !asked.contains(number))?;
    Some(Reply {
        text: question.text.clone(),
        cue: Cue::Question(number),
    })
}

/// Whether what the respondent said since the last question is short.
fn is_short(situation: &TurnContext<'_>) -> bool {
    let answer = situation.turns.iter().rev();
    let answer = answer.take_while(|turn| turn.said.speaker != Speaker::Interviewer);
    let answer = answer.filter(|turn| turn.said.speaker == Speaker::Respondent);
    answer.map(|turn| weight(&turn.said.text)).sum::<usize>() < SHORT_ANSWER
}

/// How much a text says, in letters. Words cannot be counted in scripts that do not part them; a Chinese, Japanese or
/// Korean character says about as much as three letters.
fn weight(text: &str) -> usize {
    let letters = text.chars().filter(|c| c.is_alphanumeric());
    let weight = |c| if is_dense(c) { 3 } else { 1 };
    letters.map(weight).sum()
}

/// Hangul; kana, ideographs and their neighbours; ideographs of the later planes.
const fn is_dense(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests;
