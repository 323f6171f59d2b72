//! Transcripts as subtitles: WebVTT (W3C Candidate Recommendation, 4 April 2019), a cue for each utterance.

use super::{Transcript, Utterance, clock};
use std::fmt::Write;

pub(super) fn render(transcript: &Transcript) -> String {
    let start = "WEBVTT\n".to_owned();
    transcript.utterances.iter().fold(start, |mut out, said| {
        // Writing to a string cannot fail.
        let _ = write!(out, "\n{}\n", cue(said));
        out
    })
}

/// A cue: its identifier, which is the turn's number, its times, and its text with the speaker as the voice.
fn cue(said: &Utterance) -> String {
    // A cue must end after it starts (section 4.1), if only for a moment.
    let end = said.end_ms.max(said.start_ms + 1);
    let (start, end) = (clock(said.start_ms), clock(end));
    let voice = said.speaker.label();
    format!(
        "{}\n{start} --> {end}\n<v {voice}>{}</v>",
        said.number,
        payload(&said.text)
    )
}

/// Text as a cue may hold it: escaped, so that it opens no tag and cannot look like a line of times, and without the
/// empty lines that would end the cue.
fn payload(text: &str) -> String {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let lines = escaped.split(['\r', '\n']).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}
