//! Transcripts for people: time, speaker and text of each turn, followed by an empty line.

use super::{Transcript, timecode};
use std::fmt::Write;

pub(super) fn render(transcript: &Transcript) -> String {
    transcript.utterances.iter().fold(String::new(), |mut out, utterance| {
        let time = timecode(utterance.start_ms);
        let seconds = time.split('.').next().unwrap_or_default();
        // Writing to a string cannot fail.
        let _ = write!(out, "[{seconds}] {}:\n{}\n\n", utterance.name, utterance.text);
        out
    })
}
