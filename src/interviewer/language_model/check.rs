//! Decides whether a reply of the model is shown to the respondent, and as what.
//!
//! Lets through only plain prose (see [`prose`]) without a run of words from what the respondent must not see, and an end
//! only if something calls for it. Otherwise the guide replies instead: to refuse too much costs one follow-up.

use super::{
    super::{Reply, TurnContext, guide},
    Failure,
    draft::{Draft, Mark, SENTENCE_ENDS},
    prose, stop_wish,
};
use crate::model::{
    guide::{Cue, normalized_words},
    turn::Speaker,
};
use chrono::TimeDelta;

/// The longest reply, in characters.
const MAX_REPLY_CHARS: usize = 1_200;
/// With less time left than this, the model may end the interview.
const SHORT_TIME: TimeDelta = TimeDelta::seconds(60);
/// So many words in a row from the goals or the notes betray them.
const LEAKING_WORDS: usize = 6;
/// A whole sentence betrays them if it has at least this many words,
const LEAKING_SENTENCE_WORDS: usize = 3;
/// or characters, for scripts without spaces.
const LEAKING_SENTENCE_CHARS: usize = 20;

/// Returns the reply if it may be shown.
pub(super) fn admit(draft: &Draft, context: &TurnContext<'_>) -> Result<Reply, Failure> {
    let cue = cue_of(draft.mark, context);
    let text = clean(&draft.text);
    if text.chars().count() > MAX_REPLY_CHARS {
        return Err(Failure::TooLong);
    }
    if cue == Cue::Closing {
        check_end(context)?;
        if text.is_empty() {
            return Ok(guide::closing(context));
        }
    }
    let is_shown = |words: &str| shown_texts(context).any(|shown| normalized_words(shown).contains(words));
    if !prose::is_plain(&text, is_shown) || repeats_last_turn(&text, context) {
        return Err(Failure::OffForm);
    }
    if leaks(&text, context) {
        return Err(Failure::Leak);
    }
    Ok(Reply { text, cue })
}

fn cue_of(mark: Mark, context: &TurnContext<'_>) -> Cue {
    match mark {
        Mark::Question(number) => number
            .checked_sub(1)
            .filter(|&number| context.guide.question(number).is_some())
            .map_or(Cue::Probe, Cue::Question),
        Mark::FollowUp => Cue::Probe,
        Mark::End => Cue::Closing,
    }
}

/// The text without control characters.
fn clean(text: &str) -> String {
    let is_printable = |c: &char| *c == '\n' || !c.is_control();
    text.chars().filter(is_printable).collect::<String>().trim().to_owned()
}

/// An interview ends when its questions are asked, its time is short, or the respondent wants to stop.
fn check_end(context: &TurnContext<'_>) -> Result<(), Failure> {
    if !answers(context).any(|_| true) {
        return Err(Failure::OffForm);
    }
    let is_through = guide::asked_questions(context).len() >= context.guide.questions().len();
    if is_through || context.remaining < SHORT_TIME || stop_wish::is_in(&last_answer(context)) {
        Ok(())
    } else {
        Err(Failure::EarlyEnd)
    }
}

fn answers<'a>(context: &TurnContext<'a>) -> impl DoubleEndedIterator<Item = &'a str> {
    let of_respondent = context
        .turns
        .iter()
        .filter(|turn| turn.said.speaker == Speaker::Respondent);
    of_respondent.map(|turn| turn.said.text.as_str())
}

/// What the respondent has said since the interviewer's last turn.
fn last_answer(context: &TurnContext<'_>) -> String {
    let turns = context.turns.iter().rev();
    let since = turns.take_while(|turn| turn.said.speaker != Speaker::Interviewer);
    let answers = since.filter(|turn| turn.said.speaker == Speaker::Respondent);
    let texts: Vec<&str> = answers.map(|turn| turn.said.text.as_str()).collect();
    texts.join("\n")
}

fn repeats_last_turn(text: &str, context: &TurnContext<'_>) -> bool {
    let mut turns = context.turns.iter().rev();
    let last = turns.find(|turn| turn.said.speaker == Speaker::Interviewer);
    last.is_some_and(|turn| turn.said.text == text)
}

/// What the respondent may see anyway: questions and follow-ups, topics, and their own words.
fn shown_texts<'a>(context: &TurnContext<'a>) -> impl Iterator<Item = &'a str> {
    let questions = context.guide.questions().iter();
    let questions = questions.flat_map(|question| std::iter::once(&question.text).chain(&question.follow_ups));
    let own = answers(context).rev().take(RECENT_ANSWERS);
    questions.map(String::as_str).chain(context.topics).chain(own)
}

/// The number of answers that are searched for words that the respondent said first.
const RECENT_ANSWERS: usize = 10;

/// Whether the text contains a run of words, or a whole sentence, of the goals or the notes.
fn leaks(text: &str, context: &TurnContext<'_>) -> bool {
    let hidden: Vec<&str> = context
        .goals
        .into_iter()
        .chain(context.guide.notes().iter().map(String::as_str))
        .collect();
    if hidden.is_empty() {
        return false;
    }
    let reply = normalized_words(text);
    let shown: Vec<String> = shown_texts(context).map(normalized_words).collect();
    let is_new = |run: &str| !shown.iter().any(|shown| shown.contains(run));
    let has_run = || {
        let hidden: Vec<String> = hidden.iter().map(|hidden| normalized_words(hidden)).collect();
        let words: Vec<&str> = reply.split_whitespace().collect();
        let mut runs = words.windows(LEAKING_WORDS).map(|run| format!(" {} ", run.join(" ")));
        runs.any(|run| hidden.iter().any(|hidden| hidden.contains(&run)) && is_new(&run))
    };
    let mut sentences = hidden.iter().flat_map(|hidden| hidden.split(SENTENCE_ENDS));
    sentences.any(|sentence| {
        let sentence = normalized_words(sentence);
        let is_telling = sentence.split_whitespace().count() >= LEAKING_SENTENCE_WORDS
            || sentence.chars().count() >= LEAKING_SENTENCE_CHARS;
        is_telling && reply.contains(&sentence) && is_new(&sentence)
    }) || has_run()
}

#[cfg(test)]
mod tests;
