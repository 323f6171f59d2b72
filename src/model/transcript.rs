//! Transcripts: what was said in an interview, in the order of speech and counted from its beginning.
//!
//! Zero is the start of the interview, or of the first turn if that came before. A voice turn lasts as long as was
//! measured; where nobody measured its end, as long as its words take at [`SPOKEN_WORD`] each, but not into the next turn.
//! A text turn of anybody else takes no time; one of the respondent takes the time since the turn before it, in which
//! it was read and answered.

mod csv;
mod json;
mod text;
mod vtt;

use super::turn::{Channel, Speaker, Turn};
use crate::clock::Timestamp;
use chrono::TimeDelta;
use strum::{Display, EnumString};

/// How long a spoken word takes, where nobody measured it: 150 words a minute.
const SPOKEN_WORD: TimeDelta = TimeDelta::milliseconds(400);

/// One turn in a transcript.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Utterance {
    /// The number of the turn within its room.
    pub number: i32,
    /// Who said it.
    pub speaker: Speaker,
    /// Its start, in milliseconds from zero.
    pub start_ms: i64,
    /// Its end, in milliseconds from zero; never before the start.
    pub end_ms: i64,
    /// What was said.
    pub text: String,
}

/// What was said, by start and then by number. Overlaps are possible: people interrupt each other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Transcript {
    /// The turns.
    pub utterances: Vec<Utterance>,
}

/// A format of transcripts, written as the extension of its files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Display, EnumString)]
#[strum(serialize_all = "snake_case")]
pub enum Format {
    /// Utterances as AssemblyAI writes them.
    Json,
    /// For people.
    #[strum(serialize = "txt")]
    Text,
    /// Subtitles (WebVTT, W3C).
    Vtt,
    /// For spreadsheets (RFC 4180).
    Csv,
}

impl Format {
    /// The media type of its files.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Text => "text/plain; charset=utf-8",
            Self::Vtt => "text/vtt; charset=utf-8",
            Self::Csv => "text/csv; charset=utf-8; header=present",
        }
    }
}

impl Transcript {
    /// The transcript of the interview that began at `started_at` and consists of `turns`, in any order.
    pub fn of(started_at: Option<Timestamp>, turns: &[Turn]) -> Self {
        let mut turns: Vec<_> = turns.iter().collect();
        turns.sort_by_key(|turn| (moment(turn), turn.number));
        let spans = spans(&turns);
        let zero = spans
            .iter()
            .map(|(start, _)| *start)
            .chain(started_at)
            .min()
            .unwrap_or_default();
        let since = |moment: Timestamp| (moment - zero).num_milliseconds();
        let utterance = |(turn, (start, end)): (&Turn, (Timestamp, Timestamp))| Utterance {
            number: turn.number,
            speaker: turn.said.speaker,
            start_ms: since(start),
            end_ms: since(end),
            text: turn.said.text.clone(),
        };
        let mut utterances: Vec<_> = turns.into_iter().zip(spans).map(utterance).collect();
        utterances.sort_by_key(|utterance| (utterance.start_ms, utterance.number));
        Self { utterances }
    }

    /// The transcript in a form.
    pub fn render(&self, format: Format) -> String {
        match format {
            Format::Json => json::render(self),
            Format::Text => text::render(self),
            Format::Vtt => vtt::render(self),
            Format::Csv => csv::render(self),
        }
    }
}

/// When a turn began, or was finished if it was typed.
fn moment(turn: &Turn) -> Timestamp {
    turn.said.spoken.map_or(turn.at, |spoken| spoken.from)
}

/// Start and end of turns that stand in the order of their moments.
fn spans(turns: &[&Turn]) -> Vec<(Timestamp, Timestamp)> {
    let mut spans: Vec<(Timestamp, Timestamp)> = Vec::with_capacity(turns.len());
    for (index, turn) in turns.iter().enumerate() {
        let moment = moment(turn);
        let before = spans.last().map_or(moment, |(_, end)| *end);
        spans.push(match (turn.said.channel, turn.said.speaker) {
            (Channel::Voice, _) => (moment, end_of_speech(turn, turns.get(index + 1).copied())),
            (Channel::Text, Speaker::Interviewer | Speaker::Agent | Speaker::Member) => (moment, moment),
            (Channel::Text, Speaker::Respondent) => (before.min(moment), moment),
        });
    }
    spans
}

fn end_of_speech(turn: &Turn, next: Option<&Turn>) -> Timestamp {
    let measured = turn.said.spoken.and_then(|spoken| spoken.to);
    measured.unwrap_or_else(|| {
        let words = i32::try_from(turn.said.text.split_whitespace().count()).unwrap_or(i32::MAX);
        let estimate = moment(turn) + SPOKEN_WORD * words;
        next.map_or(estimate, |next| estimate.min(moment(next)))
    })
}

/// Milliseconds as hours, minutes, seconds and thousandths. Hours have two digits or more.
fn clock(milliseconds: i64) -> String {
    let (seconds, thousandths) = (milliseconds / 1000, milliseconds % 1000);
    let (minutes, seconds) = (seconds / 60, seconds % 60);
    let (hours, minutes) = (minutes / 60, minutes % 60);
    format!("{hours:02}:{minutes:02}:{seconds:02}.{thousandths:03}")
}

#[cfg(test)]
mod tests;
