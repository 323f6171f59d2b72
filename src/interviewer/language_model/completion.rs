//! Parses the completion of the language model. Lenient, because small models follow the reply format only roughly.
//!
//! A text that cannot be shown to a respondent is rejected, so that the guide replies instead.

use super::{
    super::{Reply, TurnContext, guide},
    Failure,
};
use crate::model::{guide::Cue, turn::Speaker};
use serde::Deserialize;

/// The longest reply, in characters.
const MAX_REPLY_CHARS: usize = 1_200;
/// The longest tag, in bytes. Longer text in brackets is part of the reply.
const MAX_TAG_BYTES: usize = 40;
const QUESTION_MARKS: [char; 3] = ['?', '؟', '？'];

/// The fields that all servers send.
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

/// Parses the body of a response.
pub(super) fn parse_reply(body: &[u8], context: &TurnContext<'_>) -> Result<Reply, Failure> {
    let completion: Completion = serde_json::from_slice(body).map_err(|_| Failure::Unreadable)?;
    let choice = completion.choices.into_iter().next().ok_or(Failure::Unreadable)?;
    if choice.finish_reason.as_deref() == Some("length") {
        return Err(Failure::TooLong);
    }
    parse_content(&choice.message.content.ok_or(Failure::Unreadable)?, context)
}

fn parse_content(content: &str, context: &TurnContext<'_>) -> Result<Reply, Failure> {
    let content = strip_code_fence(strip_reasoning(content));
    if content.is_empty() {
        return Err(Failure::Unreadable);
    }
    let (cue, text) = match split_tag(content) {
        Some((tag, text)) => (cue_of(tag, context), clean(text)),
        // The tag is missing, but it is a question.
        None if content.contains(QUESTION_MARKS) => (Cue::Probe, clean(content)),
        None => return Err(Failure::OffForm),
    };
    if text.chars().count() > MAX_REPLY_CHARS {
        return Err(Failure::TooLong);
    }
    if cue == Cue::Closing && !has_answer(context) {
        return Err(Failure::OffForm);
    }
    if cue == Cue::Closing && text.is_empty() {
        return Ok(guide::closing(context));
    }
    if is_presentable(&text, context) {
        Ok(Reply { text, cue })
    } else {
        Err(Failure::OffForm)
    }
}

/// Removes the reasoning that some models put first.
fn strip_reasoning(content: &str) -> &str {
    content.rsplit_once("</think>").map_or(content, |(_, reply)| reply)
}

/// Removes a Markdown code fence around the whole reply.
fn strip_code_fence(content: &str) -> &str {
    let content = content.trim();
    let fenced = content.strip_prefix("```").and_then(|rest| rest.strip_suffix("```"));
    // The rest of the first line names a language.
    let inner = fenced.and_then(|fenced| fenced.split_once('\n'));
    inner.map_or(content, |(_, inner)| inner.trim())
}

/// Splits `[tag] text`; the tag may be in Markdown emphasis, code or a heading.
fn split_tag(content: &str) -> Option<(&str, &str)> {
    let start = content.trim_start_matches(['*', '`', '#', ' ']);
    let markup = content[..content.len() - start.len()].trim();
    let (tag, rest) = start.strip_prefix('[')?.split_once(']')?;
    let rest = rest.strip_prefix(markup).unwrap_or(rest);
    (tag.len() <= MAX_TAG_BYTES).then_some((tag, rest.trim_start_matches([':', ' '])))
}

/// The cue of a tag. Any tag with the number of a question is that question, because some models translate the words.
fn cue_of(tag: &str, context: &TurnContext<'_>) -> Cue {
    let tag = tag.to_lowercase();
    let mut words = tag.split(|c: char| !c.is_ascii_alphanumeric());
    let mut numbers = tag.split(|c: char| !c.is_ascii_digit());
    let number = numbers.find_map(|digits| digits.parse::<u16>().ok()?.checked_sub(1));
    match number {
        Some(number) if context.guide.question(number).is_some() => Cue::Question(number),
        None if words.any(|word| matches!(word, "end" | "closing")) => Cue::Closing,
        _ => Cue::Probe,
    }
}

/// The text up to the next tag, without control characters. Some models continue with turns of both sides.
fn clean(text: &str) -> String {
    let is_tagged = |line: &str| split_tag(line).is_some_and(|(tag, _)| is_known_tag(tag));
    let lines: Vec<&str> = text.trim().lines().take_while(|line| !is_tagged(line)).collect();
    let is_printable = |c: &char| *c == '\n' || !c.is_control();
    lines.join("\n").trim().chars().filter(is_printable).collect()
}

fn is_known_tag(tag: &str) -> bool {
    let tag = tag.to_lowercase();
    ["question", "follow", "end"].iter().any(|word| tag.starts_with(word))
}

/// Whether the text is prose without data, markup and tags, and differs from the interviewer's last turn.
fn is_presentable(text: &str, context: &TurnContext<'_>) -> bool {
    let mut turns = context.turns.iter().rev();
    let last = turns.find(|turn| turn.said.speaker == Speaker::Interviewer);
    text.contains(char::is_alphabetic)
        && !text.starts_with(['{', '<'])
        && !text.split('[').skip(1).any(is_known_tag)
        && last.is_none_or(|turn| turn.said.text != text)
}

fn has_answer(context: &TurnContext<'_>) -> bool {
    let mut turns = context.turns.iter();
    turns.any(|turn| turn.said.speaker == Speaker::Respondent)
}

#[cfg(test)]
mod tests;
