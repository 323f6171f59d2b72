//! The plain-text form of a guide, as `docs/guide.md` describes it.
//!
//! A line is a heading, a question, or a follow-up of the question above it. What decides is its mark (`#`, a bullet, a
//! number), its colon and its indentation, never the language. Text between the lines is only read, never changed,
//! but for spaces in a row and control characters, which no turn may hold.

use super::{Guide, Question};

/// An unmarked line that is longer, in characters, is a paragraph of prose.
const PROSE: usize = 300;
/// The longest heading that is made by a colon alone, in characters.
const HEADING: usize = 80;
/// How much deeper than its question a follow-up stands, in columns; one space is a slip.
const INDENT: usize = 2;
const TAB: usize = 4;

const BULLETS: [char; 10] = ['-', '*', '+', '•', '◦', '▪', '‣', '·', '–', '—'];
const LINE_ENDS: [char; 7] = ['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'];
const QUESTION_MARKS: [char; 4] = ['?', '؟', '？', '⸮'];
const FULL_STOPS: [char; 7] = ['.', '!', '…', '。', '！', '．', '۔'];

/// A line that says something.
struct Line {
    indent: usize,
    marked: bool,
    heading: bool,
    text: String,
}

pub(super) fn guide(text: &str) -> Guide {
    let lines: Vec<Line> = text.split(LINE_ENDS).filter_map(Line::read).collect();
    let mut reader = Reader::default();
    for (place, line) in lines.iter().enumerate() {
        let opens = line.opens(lines.get(place + 1));
        reader.take(line, opens);
    }
    reader.guide
}

#[derive(Default)]
struct Reader {
    guide: Guide,
    section: Option<String>,
    /// Where the question stands that follow-ups now belong to; none at the start of a section.
    level: Option<usize>,
}

impl Reader {
    fn take(&mut self, line: &Line, opens_section: bool) {
        if opens_section {
            self.section = Some(line.text.trim_end_matches([':', '：']).trim_end().to_owned());
            self.level = None;
            return;
        }
        let deeper = self.level.is_some_and(|level| line.indent >= level + INDENT);
        match self.guide.questions.last_mut() {
            Some(question) if deeper => question.follow_ups.push(line.text.clone()),
            _ if line.is_prose() => self.take_prose(&line.text),
            _ => {
                self.level = Some(line.indent);
                self.ask(line.text.clone());
            }
        }
    }

    fn take_prose(&mut self, text: &str) {
        self.level = None;
        let questions = questions_of(text);
        if questions.is_empty() {
            self.guide.notes.push(text.to_owned());
        }
        for question in questions {
            self.ask(question.to_owned());
        }
    }

    fn ask(&mut self, text: String) {
        if self.guide.questions.len() < usize::from(u16::MAX) {
            self.guide.questions.push(Question {
                section: self.section.clone(),
                text,
                follow_ups: Vec::new(),
            });
        }
    }
}

impl Line {
    /// None for a line without a letter: it is empty, a rule, or a page number.
    fn read(raw: &str) -> Option<Self> {
        let mut text = trim(raw);
        let hashes = text.trim_start_matches('#');
        let heading = hashes.len() < text.len();
        if heading {
            text = trim(hashes.trim_end_matches('#'));
        }
        let whole = text.len();
        while let Some(rest) = without_mark(text) {
            text = trim(rest);
        }
        let marked = text.len() < whole;
        let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        text.contains(char::is_alphabetic).then(|| Self {
            indent: indent(raw),
            marked,
            // Who writes every question as a heading means the questions.
            heading: heading && !text.ends_with(QUESTION_MARKS),
            text: text.split_whitespace().collect::<Vec<_>>().join(" "),
        })
    }

    /// Whether it is the heading of what follows.
    fn opens(&self, next: Option<&Self>) -> bool {
        let introduces = || {
            self.text.ends_with([':', '：'])
                && self.text.chars().count() <= HEADING
                && next.is_some_and(|next| !next.heading && (!self.marked || next.indent >= self.indent + INDENT))
        };
        self.heading || introduces()
    }

    fn is_prose(&self) -> bool {
        !self.marked && self.text.chars().count() > PROSE
    }
}

/// The text without spaces and without the invisible marks of direction around it.
fn trim(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || is_invisible(c))
}

const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{feff}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn indent(raw: &str) -> usize {
    let spaces = raw
        .chars()
        .filter(|&c| !is_invisible(c))
        .take_while(|c| c.is_whitespace());
    spaces.fold(0, |columns, c| {
        if c == '\t' {
            (columns / TAB + 1) * TAB
        } else {
            columns + 1
        }
    })
}

/// What follows a bullet or a number at the start, if there is one.
fn without_mark(text: &str) -> Option<&str> {
    let first = text.chars().next()?;
    if BULLETS.contains(&first) {
        let rest = &text[first.len_utf8()..];
        let begins = |test: fn(char) -> bool| rest.starts_with(test);
        // `-5 degrees` and `*really*` are no list items; `-How` is one that lost its space.
        return (begins(char::is_whitespace) || (first != '*' && begins(char::is_alphabetic))).then_some(rest);
    }
    without_number(text)
}

/// `1.`, `1)`, `(1)`, `1.2.`, `a)`; in any script's digits. A year, `1.5 hours` and `A. Smith` are no numbers of a list.
fn without_number(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('(').unwrap_or(text);
    let number_end = inner.find(|c: char| !c.is_numeric() && c != '.').unwrap_or(inner.len());
    let (number, rest) = inner.split_at(number_end);
    let parts = || number.trim_end_matches('.').split('.');
    let is_number = !number.is_empty() && parts().all(|part| (1..=3).contains(&part.chars().count()));
    if is_number {
        let closed = rest.strip_prefix([')', '、', '．']);
        return closed.or_else(|| number.ends_with('.').then_some(rest));
    }
    let mut letters = inner.chars();
    let letter = letters.next().filter(char::is_ascii_alphabetic);
    letter.and_then(|_| letters.as_str().strip_prefix(')'))
}

/// The sentences that end with a question mark.
fn questions_of(prose: &str) -> Vec<&str> {
    let ends = |c: char| QUESTION_MARKS.contains(&c) || FULL_STOPS.contains(&c);
    let sentences = prose.split_inclusive(ends).map(trim);
    sentences
        .filter(|sentence| sentence.ends_with(QUESTION_MARKS) && sentence.contains(char::is_alphabetic))
        .collect()
}

#[cfg(test)]
mod tests;
