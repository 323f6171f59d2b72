//! Transcripts for spreadsheets (RFC 4180), which run no formula that somebody said (OWASP, CSV injection).

use super::{Transcript, Utterance};
use ::csv::{QuoteStyle, Terminator, WriterBuilder};

const HEADER: [&str; 5] = ["number", "speaker", "start_ms", "end_ms", "text"];

pub(super) fn render(transcript: &Transcript) -> String {
    let mut csv = WriterBuilder::new()
        .quote_style(QuoteStyle::NonNumeric)
        .terminator(Terminator::CRLF)
        .from_writer(Vec::new());
    // Rows of five texts, written to memory: nothing can fail.
    let _ = csv.write_record(HEADER);
    for said in &transcript.utterances {
        let _ = csv.write_record(row(said));
    }
    String::from_utf8(csv.into_inner().unwrap_or_default()).unwrap_or_default()
}

fn row(said: &Utterance) -> [String; 5] {
    [
        said.number.to_string(),
        said.speaker.label().to_owned(),
        said.start_ms.to_string(),
        said.end_ms.to_string(),
        harmless(&said.text),
    ]
}

/// An apostrophe in front of what a spreadsheet could take for a formula; blanks do not hide it, nor full width.
fn harmless(text: &str) -> String {
    let first = text.trim_start_matches(' ').chars().next();
    match first {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠') => format!("'{text}"),
        _ => text.to_owned(),
    }
}
