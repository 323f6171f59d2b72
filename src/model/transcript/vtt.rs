//! Transcripts as subtitles: WebVTT (W3C Candidate Recommendation, 4 April 2019), a cue for each utterance.

use super::{Transcript, Utterance, timecode};
use std::fmt::Write;

pub(super) fn render(transcript: &Transcript) -> String {
    let header = "WEBVTT\n".to_owned();
    transcript.utterances.iter().fold(header, |mut out, utterance| {
        // Writing to a string cannot fail.
        let _ = write!(out, "\n{}\n", cue(utterance));
        out
    })
}

/// A cue: the turn's number as its identifier, its times, and its text with the speaker as the voice.
fn cue(utterance: &Utterance) -> String {
    let Utterance { number, start_ms, .. } = *utterance;
    let start = timecode(start_ms);
    // A cue must end after it starts (section 4.1).
    let end = timecode(utterance.end_ms.max(start_ms + 1));
    let (voice, text) = (escape(&utterance.name), escape(&utterance.text));
    format!("{number}\n{start} --> {end}\n<v {voice}>{text}</v>")
}

/// Escapes the text of a cue, so that it contains neither a tag nor a line of times, and removes empty lines, which would
/// end the cue.
fn escape(text: &str) -> String {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let lines = escaped.split(['\r', '\n']).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}
