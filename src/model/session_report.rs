//! Session reports: what a worker of LiveKit Agents tells at the end of its job, read as turns.
//!
//! The report is the library's `SessionReport`, whose form differs by language and version (Python since 1.3, Node): read
//! is what all of them have, and anything else is passed over, so that any object is a report, if perhaps an empty one.
//! Only what was said comes out: instructions, system messages and calls of functions never do.

mod text;

use super::turn::{Channel, NewTurn, Speaker, SpeechSpan};
use crate::clock::Timestamp;
use chrono::DateTime;
use serde_json::Value;
use std::collections::HashSet;

/// The largest report that is taken, in bytes.
pub const MAX_REPORT_BYTES: usize = 16 * 1024 * 1024;

/// The most turns that are read from a report; an interview of eight hours has fewer.
pub const MAX_TURNS: usize = 20_000;

/// The longest name of a job, a room or an item, in characters; a longer one is none.
const MAX_NAME_CHARS: usize = 256;

/// What a report tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The worker's job, the same in a repetition of the report.
    pub job_id: Option<String>,
    /// The name of the room on the media server.
    pub room: Option<String>,
    /// The media server's own id of that room.
    pub room_sid: Option<String>,
    /// What was said, by the start of speech.
    pub turns: Vec<NewTurn>,
}

impl Report {
    /// Reads a report, whatever its form.
    pub fn read(report: &Value) -> Self {
        Self {
            job_id: name(&report["job_id"]),
            room: name(&report["room"]),
            room_sid: name(&report["room_id"]),
            turns: turns(report),
        }
    }
}

/// The turns among the items of the chat; where a worker left the chat out, among those that its events tell of.
fn turns(report: &Value) -> Vec<NewTurn> {
    let from_chat = || list(&report["chat_history"]["items"]).iter();
    let from_events = || list(&report["events"]).iter().map(|event| &event["item"]);
    if from_chat().next().is_some() {
        in_order(from_chat())
    } else {
        in_order(from_events())
    }
}

/// Items are kept in the order of their creation, which for a respondent is the end of the speech and for an agent its
/// start. An item without a moment stays behind the one before it.
fn in_order<'a>(items: impl Iterator<Item = &'a Value>) -> Vec<NewTurn> {
    let mut seen = HashSet::new();
    let mut turns: Vec<_> = items
        .filter_map(turn)
        .filter(|turn| turn.origin.as_ref().is_none_or(|origin| seen.insert(origin.clone())))
        .take(MAX_TURNS)
        .scan(None, |last, turn| {
            *last = turn.spoken.map(|spoken| spoken.from).or(*last);
            Some((*last, turn))
        })
        .collect();
    turns.sort_by_key(|(moment, _)| *moment);
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
        text: text::of(&item["content"], speaker)?,
        spoken: spoken(item),
        cue: None,
        origin: name(&item["id"]).map(|id| format!("item:{id}")),
    })
}

fn spoken(item: &Value) -> Option<SpeechSpan> {
    let measured = |what: &str| moment(&item["metrics"][what]);
    let from = measured("started_speaking_at").or_else(|| moment(&item["created_at"]))?;
    let to = measured("stopped_speaking_at").filter(|to| *to >= from);
    Some(SpeechSpan { from, to })
}

/// A moment in seconds since 1970, or in milliseconds, as Node writes some: 10^11 seconds are the year 5138.
fn moment(value: &Value) -> Option<Timestamp> {
    const MILLISECONDS_ABOVE: f64 = 1e11;
    let given = value.as_f64().filter(|given| *given > 0.0)?;
    let seconds = if given > MILLISECONDS_ABOVE { given / 1e3 } else { given };
    let plausible = seconds <= MILLISECONDS_ABOVE;
    #[expect(clippy::cast_possible_truncation, reason = "a whole number, at most 1e17")]
    let microseconds = plausible.then_some((seconds * 1e6).round() as i64)?;
    DateTime::from_timestamp_micros(microseconds)
}

fn name(value: &Value) -> Option<String> {
    let name = value.as_str()?;
    let usable = !name.is_empty() && name.chars().count() <= MAX_NAME_CHARS && !name.contains('\0');
    usable.then(|| name.to_owned())
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests;
