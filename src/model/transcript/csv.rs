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
        escape_formulas(&utterance.name),
        utterance.start_ms.to_string(),
        utterance.end_ms.to_string(),
        escape_formulas(&utterance.text),
    ]
}

/// What programs take for the border of two cells, if they do not read the file as it is meant.
const SEPARATORS: [char; 7] = [',', ';', '\t', '|', '\n', '\r', '\u{2028}'];

/// Puts an apostrophe before what a spreadsheet could take for a formula: at the start of the text, also after spaces, and
/// after each separator in it.
fn escape_formulas(text: &str) -> String {
    let mut cells = text.split_inclusive(SEPARATORS);
    let first = cells.next().unwrap_or_default();
    let is_first_unsafe = is_formula(first) || first.trim_start_matches(' ').starts_with(['\t', '\r', '\n']);
    let first = if is_first_unsafe {
        format!("'{first}")
    } else {
        first.to_owned()
    };
    cells.fold(first, |escaped, cell| {
        let apostrophe = if is_formula(cell) { "'" } else { "" };
        escaped + apostrophe + cell
    })
}

/// Whether a cell is a formula, without the white space and the quotation marks before it. Full-width signs count.
fn is_formula(cell: &str) -> bool {
    let cell = cell.trim_start_matches(|c: char| c.is_whitespace() || c == '"');
    cell.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}
