//! What the language model said, read leniently: small models keep to a form only roughly.
//!
//! What cannot be shown to a respondent as it stands is refused, and the guide replies.

use super::{
    super::{Reply, TurnContext, guide},
    Failure,
};
use crate::model::{guide::Cue, turn::Speaker};
use serde::Deserialize;

/// The longest reply, in characters. A question that takes longer to read is none.
const MAX_REPLY_CHARS: usize = 1_200;
/// The longest mark, in bytes; other brackets are part of the text.
const MAX_MARK_CHARS: usize = 40;
const QUESTION_MARKS: [char; 3] = ['?', '؟', '？'];

/// What every server's answer has in common.
#[derive(Deserialize)]
struct Completion {
    choices: Vec<Choice>,
}

#[derive(Deserialize)]
struct Choice {
    message: Message,
    finish_reason: Option<String>,
}

#[derive(Deserialize)]
struct Message {
    content: Option<String>,
}

/// The reply in the body of an answer.
pub(super) fn reply(body: &[u8], situation: &TurnContext<'_>) -> Result<Reply, Failure> {
    let completion: Completion = serde_json::from_slice(body).map_err(|_| Failure::Unreadable)?;
    let choice = completion.choices.into_iter().next().ok_or(Failure::Unreadable)?;
    if choice.finish_reason.as_deref() == Some("length") {
        return Err(Failure::TooLong);
    }
    said(&choice.message.content.ok_or(Failure::Unreadable)?, situation)
}

fn said(content: &str, situation: &TurnContext<'_>) -> Result<Reply, Failure> {
    let content = without_thoughts(content);
    let (cue, text) = match marked(content) {
        Some((mark, text)) => (cue(mark, situation), spoken(text)),
        // A question that lost its mark is a question all the same.
        None if content.contains(QUESTION_MARKS) => (Cue::Probe, spoken(content)),
        None => {
            return Err(if content.is_empty() {
                Failure::Unreadable
            } else {
                Failure::OffForm
            });
        }
    };
    if text.chars().count() > MAX_REPLY_CHARS {
        return Err(Failure::TooLong);
    }
    if cue == Cue::Closing && !begun(situation) {
        return Err(Failure::OffForm);
    }
    if cue == Cue::Closing && text.is_empty() {
        return Ok(guide::farewell(situation));
    }
    if can_be_said(&text, situation) {
        Ok(Reply { text, cue })
    } else {
        Err(Failure::OffForm)
    }
}

/// Models that think aloud put their thoughts first; some wrap the reply as code.
fn without_thoughts(content: &str) -> &str {
    let said = content.rsplit_once("</think>").map_or(content, |(_, said)| said).trim();
    let unfenced = said.strip_prefix("```").and_then(|said| said.strip_suffix("```"));
    unfenced
        .and_then(|said| said.split_once('\n'))
        .map_or(said, |(_, said)| said.trim())
}

/// The mark at the start, and what follows it.
fn marked(content: &str) -> Option<(&str, &str)> {
    let start = content.trim_start_matches(['*', '`', '#', ' ']);
    let wrap = content[..content.len() - start.len()].trim();
    let (mark, rest) = start.strip_prefix('[')?.split_once(']')?;
    let rest = rest.strip_prefix(wrap).unwrap_or(rest);
    (mark.len() <= MAX_MARK_CHARS).then_some((mark, rest.trim_start_matches([':', ' '])))
}

/// A number names a question, in whatever words.
fn cue(mark: &str, situation: &TurnContext<'_>) -> Cue {
    let mark = mark.to_lowercase();
    let mut words = mark.split(|c: char| !c.is_ascii_alphanumeric());
    let numbers = || mark.split(|c: char| !c.is_ascii_digit());
    let number = numbers().find_map(|digits| digits.parse::<u16>().ok()?.checked_sub(1));
    match number {
        Some(number) if situation.guide.question(number).is_some() => Cue::Question(number),
        None if words.any(|word| matches!(word, "end" | "closing")) => Cue::Closing,
        _ => Cue::Probe,
    }
}

/// The text up to the next mark, without control characters: a model may go on and play both sides.
fn spoken(text: &str) -> String {
    let is_mark = |line: &str| marked(line).is_some_and(|(mark, _)| is_ours(mark));
    let lines: Vec<&str> = text.trim().lines().take_while(|line| !is_mark(line)).collect();
    let shown = |c: &char| *c == '\n' || !c.is_control();
    lines.join("\n").trim().chars().filter(shown).collect()
}

fn is_ours(mark: &str) -> bool {
    let mark = mark.to_lowercase();
    ["question", "follow", "end"].iter().any(|word| mark.starts_with(word))
}

/// Whether it is words, neither data nor markup nor marks, and not what was said just before.
fn can_be_said(text: &str, situation: &TurnContext<'_>) -> bool {
    let before = situation
        .turns
        .iter()
        .rev()
        .find(|turn| turn.said.speaker == Speaker::Interviewer);
    text.contains(char::is_alphabetic)
        && !text.starts_with(['{', '<'])
        && !text.split('[').skip(1).any(is_ours)
        && before.is_none_or(|turn| turn.said.text != text)
}

fn begun(situation: &TurnContext<'_>) -> bool {
    situation
        .turns
        .iter()
        .any(|turn| turn.said.speaker == Speaker::Respondent)
}

#[cfg(test)]
mod tests;
