//! Transcripts for people: time, speaker and text of each turn, followed by an empty line. No text can be taken for the
//! time and speaker of another turn.

use super::{Transcript, timecode};
use std::fmt::Write;

pub(super) fn render(transcript: &Transcript) -> String {
    transcript.utterances.iter().fold(String::new(), |mut out, utterance| {
        let time = timecode(utterance.start_ms);
        let seconds = time.split('.').next().unwrap_or_default();
        // Writing to a string cannot fail.
        let _ = write!(
            out,
            "[{seconds}] {}:\n{}\n\n",
            utterance.name,
            indented(&utterance.text)
        );
        out
    })
}

/// All that some program shows as a line break.
const LINE_BREAKS: [char; 7] = ['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'];

/// The text with an indentation of lines that are empty, as between turns, or begin with a bracket, as a turn does.
fn indented(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let lines = text.split(LINE_BREAKS).map(|line| {
        // A bracket may hide behind characters that are not shown.
        let shown = line.trim_start_matches(|c: char| !c.is_alphanumeric() && !c.is_ascii_punctuation() && c != '［');
        if shown.is_empty() || shown.starts_with(['[', '［']) {
            format!("  {line}")
        } else {
            line.to_owned()
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}
