//! The interviewer that follows the guide: its questions in order, its follow-ups after short answers.
//!
//! A reply depends only on the turns and the remaining time. A question counts as asked if a turn says so by its cue or
//! contains the question's text, so the guide can continue where a language model or a voice agent left off.

use super::{Interviewer, Reply, TurnContext, count_reply};
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

/// With less time left than this, the interviewer says goodbye instead of asking.
const MIN_QUESTION_TIME: TimeDelta = TimeDelta::seconds(30);
/// Answers with less [`weight`] than this are short: fewer than about ten words.
const SHORT_ANSWER_WEIGHT: usize = 50;
/// Longer topics, in characters, are not quoted in a question.
const MAX_TOPICS_CHARS: usize = 200;

/// Asks the questions of the guide, word for word.
#[derive(Clone, Copy, Debug, Default)]
pub struct Scripted;

#[async_trait]
impl Interviewer for Scripted {
    async fn next(&self, context: &TurnContext<'_>) -> Reply {
        scripted_reply(context)
    }

    fn immediate_reply(&self, context: &TurnContext<'_>) -> Option<Reply> {
        Some(scripted_reply(context))
    }

    async fn introduce(&self) {
        tracing::info!("interviewer: the guide asks the questions");
    }
}

/// The guide's next reply, counted as the intended one.
pub(super) fn scripted_reply(context: &TurnContext<'_>) -> Reply {
    count_reply("guide", "scripted");
    reply(context)
}

/// The guide's next reply, not counted.
pub(super) fn reply(context: &TurnContext<'_>) -> Reply {
    if context.remaining < MIN_QUESTION_TIME {
        return closing_with(context, "interviewer-time-is-up");
    }
    if !has_started(context) {
        return opening(context);
    }
    follow_up(context)
        .or_else(|| next_question(context))
        .unwrap_or_else(|| closing(context))
}

/// Whether the next reply is the guide's even if a language model asks the questions: the greeting is the same for
/// everyone, and the closing must not be late.
pub(super) fn is_fixed(context: &TurnContext<'_>) -> bool {
    context.remaining < MIN_QUESTION_TIME || !has_started(context) || is_closed(context)
}

/// The reply after the last question.
pub(super) fn closing(context: &TurnContext<'_>) -> Reply {
    closing_with(context, "interviewer-closing")
}

/// The numbers of the questions that have been asked.
pub(super) fn asked_questions(context: &TurnContext<'_>) -> HashSet<u16> {
    let mut asked = HashSet::new();
    let mut texts_without_number = Vec::new();
    for turn in interviewer_turns(context) {
        match turn.said.cue {
            Some(Cue::Question(number) | Cue::FollowUp(number, _)) => {
                asked.insert(number);
            }
            Some(Cue::Opening | Cue::Closing) => {}
            Some(Cue::Probe) | None => texts_without_number.push(turn.said.text.as_str()),
        }
    }
    asked.extend(context.guide.questions_in(&texts_without_number.join("\n")));
    asked
}

fn interviewer_turns<'a>(context: &TurnContext<'a>) -> impl DoubleEndedIterator<Item = &'a Turn> {
    let turns = context.turns.iter();
    turns.filter(|turn| turn.said.speaker == Speaker::Interviewer)
}

fn has_started(context: &TurnContext<'_>) -> bool {
    interviewer_turns(context).next().is_some()
}

fn is_closed(context: &TurnContext<'_>) -> bool {
    interviewer_turns(context).any(|turn| turn.said.cue == Some(Cue::Closing))
}

fn opening(context: &TurnContext<'_>) -> Reply {
    let first = next_question(context).unwrap_or_else(|| Reply {
        text: general_question(context),
        cue: Cue::Opening,
    });
    let greeting = message(context.language, "interviewer-opening");
    Reply {
        text: format!("{greeting}\n\n{}", first.text),
        ..first
    }
}

/// The question of an interview without a guide.
fn general_question(context: &TurnContext<'_>) -> String {
    let topics = context.topics.unwrap_or_default();
    let topics = topics.split_whitespace().collect::<Vec<_>>().join(" ");
    if topics.is_empty() || topics.chars().count() > MAX_TOPICS_CHARS {
        return message(context.language, "interviewer-open-question");
    }
    let values = [("topics", topics.into())];
    message_with(context.language, "interviewer-question-about", values)
}

fn closing_with(context: &TurnContext<'_>, message_id: &str) -> Reply {
    Reply {
        text: message(context.language, message_id),
        cue: Cue::Closing,
    }
}

/// The next follow-up of the last question, if the answer was short.
fn follow_up(context: &TurnContext<'_>) -> Option<Reply> {
    let (number, index) = match interviewer_turns(context).next_back()?.said.cue? {
        Cue::Question(number) => (number, 0),
        Cue::FollowUp(number, index) => (number, index.checked_add(1)?),
        Cue::Opening | Cue::Probe | Cue::Closing => return None,
    };
    let text = context.guide.question(number)?.follow_ups.get(usize::from(index))?;
    is_last_answer_short(context).then(|| Reply {
        text: text.clone(),
        cue: Cue::FollowUp(number, index),
    })
}

fn next_question(context: &TurnContext<'_>) -> Option<Reply> {
    if is_closed(context) {
        return None;
    }
    let asked = asked_questions(context);
    let (number, question) = context.guide.numbered().find(|(number, _)| !asked.contains(number))?;
    Some(Reply {
        text: question.text.clone(),
        cue: Cue::Question(number),
    })
}

/// Whether all that the respondent has said since the interviewer's last turn is short.
fn is_last_answer_short(context: &TurnContext<'_>) -> bool {
    let answer = context.turns.iter().rev();
    let answer = answer.take_while(|turn| turn.said.speaker != Speaker::Interviewer);
    let answer = answer.filter(|turn| turn.said.speaker == Speaker::Respondent);
    answer.map(|turn| weight(&turn.said.text)).sum::<usize>() < SHORT_ANSWER_WEIGHT
}

/// The number of letters and digits in a text; a Chinese, Japanese or Korean character counts three times. Words cannot
/// be counted instead, because not every script separates them.
fn weight(text: &str) -> usize {
    let letters = text.chars().filter(|c| c.is_alphanumeric());
    let weight = |c| if is_dense(c) { 3 } else { 1 };
    letters.map(weight).sum()
}

/// Hangul; kana, CJK ideographs and the blocks between; ideographs of the supplementary planes.
const fn is_dense(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests;
