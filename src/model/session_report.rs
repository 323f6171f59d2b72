//! Session reports, which a LiveKit Agents worker sends at the end of its job, read as turns.
//!
//! A report is the library's `SessionReport`. Its form differs by language and version (Python since 1.3, Node), so only
//! the fields that all of them have are read, and anything else is ignored. Any JSON value is a report, at worst one
//! without turns. Only messages of the respondent and the interviewer are read, never instructions, system messages or
//! function calls.

mod lenient;
mod origin;
mod text;

pub use lenient::repaired;
pub use origin::ReportOrigin;

use super::turn::{Channel, NewTurn, Speaker, SpeechSpan};
use crate::clock::Timestamp;
use chrono::DateTime;
use serde_json::Value;
use std::collections::HashSet;

/// The largest report that is accepted, in bytes.
pub const MAX_REPORT_BYTES: usize = 16 * 1024 * 1024;

/// The most reports that are kept of a room, one for each job of a worker: far more than an interview has voice sessions.
pub const MAX_REPORTS: u64 = 100;

/// The most bytes of all reports that are kept of a room.
pub const MAX_REPORTS_BYTES: i64 = 64 * 1024 * 1024;

/// The maximum number of turns read from a report, more than an interview of eight hours has.
pub const MAX_TURNS: usize = 20_000;

/// The longest id of a job or an item, in characters. A longer one is ignored.
const MAX_NAME_CHARS: usize = 256;

/// The contents of a report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The id of the worker's job, by which a repeated report is recognized.
    pub job_id: Option<String>,
    /// The turns, ordered by the start of their speech.
    pub turns: Vec<NewTurn>,
}

impl Report {
    /// Reads a report. Never fails: fields that are missing or malformed are left out.
    pub fn read(report: &Value) -> Self {
        Self {
            job_id: name(&report["job_id"]),
            turns: turns(report),
        }
    }
}

/// Moves the times of turns into the interview, which lasted from `start` to `end` at most: a worker's clock may be wrong by
/// any time. Their order stays.
pub fn clamp(turns: &mut [NewTurn], start: Timestamp, end: Timestamp) {
    let end = end.max(start);
    for spoken in turns.iter_mut().filter_map(|turn| turn.spoken.as_mut()) {
        spoken.from = spoken.from.clamp(start, end);
        spoken.to = spoken.to.map(|to| to.clamp(start, end));
    }
}

/// The turns among the items of the chat history or, if the worker left that out, of the events.
fn turns(report: &Value) -> Vec<NewTurn> {
    let chat = array(&report["chat_history"]["items"]);
    if chat.is_empty() {
        sorted_turns(array(&report["events"]).iter().map(|event| &event["item"]))
    } else {
        sorted_turns(chat.iter())
    }
}

/// Turns without repeated items, sorted by the start of speech: reports order items by their creation, which is the start
/// of an agent's speech but the end of a respondent's. An item without a time stays behind the one before it.
fn sorted_turns<'a>(items: impl Iterator<Item = &'a Value>) -> Vec<NewTurn> {
    let mut origins = HashSet::new();
    let mut turns: Vec<_> = items
        .filter_map(turn)
        .filter(|turn| turn.origin.as_ref().is_none_or(|origin| origins.insert(origin.clone())))
        .take(MAX_TURNS)
        .scan(None, |latest_start, turn| {
            *latest_start = turn.spoken.map(|spoken| spoken.from).or(*latest_start);
            Some((*latest_start, turn))
        })
        .collect();
    turns.sort_by_key(|(start, _)| *start);
    turns.into_iter().map(|(_, turn)| turn).collect()
}

fn turn(item: &Value) -> Option<NewTurn> {
    let speaker = match (item["type"].as_str()?, item["role"].as_str()?) {
        ("message", "user") => Speaker::Respondent,
        ("message", "assistant") => Speaker::Interviewer,
        _ => return None,
    };
    Some(NewTurn {
        speaker,
        channel: Channel::Voice,
        text: text::text_of(&item["content"], speaker)?,
        spoken: speech_span(item),
        cue: None,
        origin: name(&item["id"]).map(|id| format!("item:{id}")),
    })
}

fn speech_span(item: &Value) -> Option<SpeechSpan> {
    let metric = |name: &str| timestamp(&item["metrics"][name]);
    let from = metric("started_speaking_at").or_else(|| timestamp(&item["created_at"]))?;
    let to = metric("stopped_speaking_at").filter(|to| *to >= from);
    Some(SpeechSpan { from, to })
}

/// A time of RFC 3339, or a Unix time in seconds, or in milliseconds as Node writes some. 10^11 seconds would be the year
/// 5138, so a larger number is in milliseconds.
fn timestamp(value: &Value) -> Option<Timestamp> {
    const MAX_SECONDS: f64 = 1e11;
    if let Some(text) = value.as_str() {
        return text.parse().ok();
    }
    let number = value.as_f64().filter(|number| *number > 0.0)?;
    let seconds = if number > MAX_SECONDS { number / 1e3 } else { number };
    if seconds > MAX_SECONDS {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "a whole number, at most 1e17")]
    let microseconds = (seconds * 1e6).round() as i64;
    DateTime::from_timestamp_micros(microseconds)
}

fn name(value: &Value) -> Option<String> {
    let name = value.as_str()?;
    let is_usable = !name.is_empty() && name.chars().count() <= MAX_NAME_CHARS && !name.contains('\0');
    is_usable.then(|| name.to_owned())
}

fn array(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests;
