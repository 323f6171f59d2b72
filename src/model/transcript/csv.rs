//! Transcripts for spreadsheets (RFC 4180). No cell can become a formula (OWASP, CSV Injection).

use super::{Transcript, Utterance};
use ::csv::{QuoteStyle, Terminator, WriterBuilder};

const HEADER: [&str; 5] = ["number", "speaker", "start_ms", "end_ms", "text"];

pub(super) fn render(transcript: &Transcript) -> String {
    let mut csv = WriterBuilder::new()
        .quote_style(QuoteStyle::NonNumeric)
        .terminator(Terminator::CRLF)
        .from_writer(Vec::new());
    // Writing rows of equal length to memory cannot fail.
    let _ = csv.write_record(HEADER);
    for utterance in &transcript.utterances {
        let _ = csv.write_record(row(utterance));
    }
    String::from_utf8(csv.into_inner().unwrap_or_default()).unwrap_or_default()
}

fn row(utterance: &Utterance) -> [String; 5] {
    [
        utterance.number.to_string(),
        escape_formula(&utterance.name),
        utterance.start_ms.to_string(),
        utterance.end_ms.to_string(),
        escape_formula(&utterance.text),
    ]
}

/// Puts an apostrophe before a text that a spreadsheet could take for a formula, also one that starts with spaces or with
/// a full-width sign.
fn escape_formula(text: &str) -> String {
    let first = text.trim_start_matches(' ').chars().next();
    match first {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠') => format!("'{text}"),
        _ => text.to_owned(),
    }
}
