//! Transcripts: the turns of an interview in the order of speech, with times relative to its start.
//!
//! Time zero is the start of the interview, or of the first turn if that is earlier. A voice turn ends when its worker
//! measured the end; without a measurement it lasts [`WORD_DURATION`] per word, but not into the next turn. A text turn of
//! the respondent spans the time since the turn before it, during which it was written; other text turns take no time.

mod csv;
mod json;
mod text;
mod vtt;

use super::{
    speaker_label::SpeakerLabel,
    turn::{Channel, Speaker, Turn},
};
use crate::clock::Timestamp;
use chrono::TimeDelta;
use strum::{Display, EnumString, VariantArray};

/// The estimated duration of a spoken word: 150 words a minute.
const WORD_DURATION: TimeDelta = TimeDelta::milliseconds(400);

/// One turn in a transcript.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Utterance {
    /// The number of the turn within its room.
    pub number: i32,
    /// The label of the speaker.
    pub label: SpeakerLabel,
    /// The speaker's name.
    pub name: String,
    /// Whether the speaker is the respondent.
    pub is_respondent: bool,
    /// Its start, in milliseconds from time zero.
    pub start_ms: i64,
    /// Its end, in milliseconds from time zero; never before the start.
    pub end_ms: i64,
    /// Its text.
    pub text: String,
    /// The text that was recorded, if the team has corrected it.
    pub recorded_text: Option<String>,
    /// The label of the speaker that was recorded, if the team has corrected it.
    pub recorded_label: Option<SpeakerLabel>,
}

impl Utterance {
    /// The role of the speaker: the respondent's, or that of a host, which a label of the team's own means, too.
    pub fn role(&self) -> Speaker {
        if self.is_respondent {
            return Speaker::Respondent;
        }
        let role = self.label.role().filter(|role| *role != Speaker::Respondent);
        role.unwrap_or(Speaker::Interviewer)
    }
}

/// The turns of an interview.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Transcript {
    /// The turns, ordered by start and then by number. They may overlap, since people interrupt each other.
    pub utterances: Vec<Utterance>,
}

/// A file format of transcripts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Display, EnumString, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Format {
    /// Utterances in AssemblyAI's form.
    Json,
    /// Plain text for people.
    #[strum(serialize = "txt")]
    Text,
    /// Subtitles (WebVTT, W3C).
    Vtt,
    /// Rows for spreadsheets (RFC 4180).
    Csv,
}

impl Format {
    /// The media type.
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
    /// The transcript of an interview that began at `started_at`, from its turns in any order.
    pub fn of(started_at: Option<Timestamp>, turns: &[Turn]) -> Self {
        let mut turns: Vec<_> = turns.iter().collect();
        turns.sort_by_key(|turn| (started_or_sent_at(turn), turn.number));
        let spans = spans(&turns);
        let starts = spans.iter().map(|(start, _)| *start);
        let zero = starts.chain(started_at).min().unwrap_or_default();
        let since_zero = |moment: Timestamp| (moment - zero).num_milliseconds();
        let utterance = |(turn, (start, end)): (&Turn, (Timestamp, Timestamp))| Utterance {
            number: turn.number,
            label: SpeakerLabel::of(turn.said.speaker),
            name: turn.said.speaker.label().to_owned(),
            is_respondent: turn.said.speaker == Speaker::Respondent,
            start_ms: since_zero(start),
            end_ms: since_zero(end),
            text: turn.said.text.clone(),
            recorded_text: None,
            recorded_label: None,
        };
        let mut utterances: Vec<_> = turns.into_iter().zip(spans).map(utterance).collect();
        utterances.sort_by_key(|utterance| (utterance.start_ms, utterance.number));
        Self { utterances }
    }

    /// The contents of a file in this format.
    pub fn render(&self, format: Format) -> String {
        match format {
            Format::Json => json::render(self),
            Format::Text => text::render(self),
            Format::Vtt => vtt::render(self),
            Format::Csv => csv::render(self),
        }
    }
}

/// When a voice turn began, or a text turn was sent.
fn started_or_sent_at(turn: &Turn) -> Timestamp {
    turn.said.spoken.map_or(turn.at, |spoken| spoken.from)
}

/// The start and end of each turn, for turns ordered by [`started_or_sent_at`].
fn spans(turns: &[&Turn]) -> Vec<(Timestamp, Timestamp)> {
    let mut spans: Vec<(Timestamp, Timestamp)> = Vec::with_capacity(turns.len());
    for (index, turn) in turns.iter().enumerate() {
        let moment = started_or_sent_at(turn);
        let previous_end = spans.last().map_or(moment, |(_, end)| *end);
        spans.push(match (turn.said.channel, turn.said.speaker) {
            (Channel::Voice, _) => (moment, end_of_speech(turn, turns.get(index + 1).copied())),
            (Channel::Text, Speaker::Interviewer | Speaker::Agent | Speaker::Member) => (moment, moment),
            (Channel::Text, Speaker::Respondent) => (previous_end.min(moment), moment),
        });
    }
    spans
}

fn end_of_speech(turn: &Turn, next: Option<&Turn>) -> Timestamp {
    let measured = turn.said.spoken.and_then(|spoken| spoken.to);
    measured.unwrap_or_else(|| {
        let words = i32::try_from(turn.said.text.split_whitespace().count()).unwrap_or(i32::MAX);
        let estimate = started_or_sent_at(turn) + WORD_DURATION * words;
        next.map_or(estimate, |next| estimate.min(started_or_sent_at(next)))
    })
}

/// A time as `hh:mm:ss.ttt`, with more digits for the hours if needed.
fn timecode(milliseconds: i64) -> String {
    let (seconds, thousandths) = (milliseconds / 1000, milliseconds % 1000);
    let (minutes, seconds) = (seconds / 60, seconds % 60);
    let (hours, minutes) = (minutes / 60, minutes % 60);
    format!("{hours:02}:{minutes:02}:{seconds:02}.{thousandths:03}")
}

#[cfg(test)]
mod tests;
