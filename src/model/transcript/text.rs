//! Transcripts for people: who, when, what; an empty line after each.

use super::{Transcript, clock};
use std::fmt::Write;

pub(super) fn render(transcript: &Transcript) -> String {
    transcript.utterances.iter().fold(String::new(), |mut out, said| {
        let time = clock(said.start_ms);
        let to_the_second = time.split('.').next().unwrap_or_default();
        // Writing to a string cannot fail.
        let _ = write!(out, "[{to_the_second}] {}:\n{}\n\n", said.speaker.label(), said.text);
        out
    })
}
