//! Parser of the plain-text form of a guide, which `docs/guide.md` describes.
//!
//! A line is a heading, a question, or a follow-up of the question above it. Its marker (`#`, a bullet, a number), its
//! colon and its indentation decide which, never the language. The text of a line is taken over unchanged, except that
//! runs of spaces are collapsed and control characters, which a turn may not contain, become spaces.

use super::{Guide, Question};

/// The longest question without a marker, in characters. A longer line is a paragraph of prose.
const MAX_UNMARKED_CHARS: usize = 300;
/// The longest heading that has no `#` but ends with a colon, in characters.
const MAX_COLON_HEADING_CHARS: usize = 80;
/// By how many columns a follow-up is at least indented from its question. One space is taken for a slip.
const FOLLOW_UP_INDENT: usize = 2;
/// Columns between tab stops.
const TAB_WIDTH: usize = 4;

const BULLETS: [char; 10] = ['-', '*', '+', '•', '◦', '▪', '‣', '·', '–', '—'];
const LINE_ENDS: [char; 7] = ['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'];
const QUESTION_MARKS: [char; 4] = ['?', '؟', '？', '⸮'];
const FULL_STOPS: [char; 7] = ['.', '!', '…', '。', '！', '．', '۔'];

/// A line that contains at least one letter.
struct Line {
    /// Columns of white space before the text.
    indent: usize,
    /// Whether it starts with a bullet or a number.
    is_list_item: bool,
    /// Whether it starts with `#` and is not a question.
    is_heading: bool,
    /// The text without markers.
    text: String,
}

pub(super) fn guide(text: &str) -> Guide {
    let lines: Vec<Line> = text.split(LINE_ENDS).filter_map(Line::read).collect();
    let mut parser = Parser::default();
    for (index, line) in lines.iter().enumerate() {
        if line.opens_section(lines.get(index + 1)) {
            parser.open_section(line);
        } else {
            parser.add_line(line);
        }
    }
    parser.guide
}

#[derive(Default)]
struct Parser {
    guide: Guide,
    section: Option<String>,
    /// The indentation of the question to which follow-ups belong; `None` if no follow-up can come next.
    question_indent: Option<usize>,
}

impl Parser {
    fn open_section(&mut self, heading: &Line) {
        self.section = Some(heading.text.trim_end_matches([':', '：']).trim_end().to_owned());
        self.question_indent = None;
    }

    fn add_line(&mut self, line: &Line) {
        let is_follow_up = self
            .question_indent
            .is_some_and(|indent| line.indent >= indent + FOLLOW_UP_INDENT);
        match self.guide.questions.last_mut() {
            Some(question) if is_follow_up => question.follow_ups.push(line.text.clone()),
            _ if line.is_prose() => self.add_prose(&line.text),
            _ => {
                self.question_indent = Some(line.indent);
                self.add_question(line.text.clone());
            }
        }
    }

    fn add_prose(&mut self, text: &str) {
        self.question_indent = None;
        let questions = questions_in(text);
        if questions.is_empty() {
            self.guide.notes.push(text.to_owned());
        }
        for question in questions {
            self.add_question(question.to_owned());
        }
    }

    fn add_question(&mut self, text: String) {
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
    /// `None` for a line without a letter: an empty line, a rule, a page number.
    fn read(raw: &str) -> Option<Self> {
        let mut text = trim(raw);
        let after_hashes = text.trim_start_matches('#');
        let has_hash = after_hashes.len() < text.len();
        if has_hash {
            text = trim(after_hashes.trim_end_matches('#'));
        }
        let length_with_marker = text.len();
        while let Some(rest) = strip_list_marker(text) {
            text = trim(rest);
        }
        let is_list_item = text.len() < length_with_marker;
        let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        text.contains(char::is_alphabetic).then(|| Self {
            indent: indent(raw),
            is_list_item,
            // Some guides write each question as a heading.
            is_heading: has_hash && !text.ends_with(QUESTION_MARKS),
            text: text.split_whitespace().collect::<Vec<_>>().join(" "),
        })
    }

    /// Whether it is the heading of the lines after it.
    fn opens_section(&self, next: Option<&Self>) -> bool {
        let is_colon_heading = || {
            self.text.ends_with([':', '：'])
                && self.text.chars().count() <= MAX_COLON_HEADING_CHARS
                && next.is_some_and(|next| {
                    !next.is_heading && (!self.is_list_item || next.indent >= self.indent + FOLLOW_UP_INDENT)
                })
        };
        self.is_heading || is_colon_heading()
    }

    fn is_prose(&self) -> bool {
        !self.is_list_item && self.text.chars().count() > MAX_UNMARKED_CHARS
    }
}

/// The text without white space and invisible characters around it.
fn trim(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || is_invisible(c))
}

/// Byte order mark, zero-width spaces, and the marks that set the direction of the text.
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
            (columns / TAB_WIDTH + 1) * TAB_WIDTH
        } else {
            columns + 1
        }
    })
}

/// The text after a bullet or a number at its start, if there is one.
fn strip_list_marker(text: &str) -> Option<&str> {
    let first = text.chars().next()?;
    if BULLETS.contains(&first) {
        let rest = &text[first.len_utf8()..];
        let has_space = rest.starts_with(char::is_whitespace);
        // `-How` is a list item without its space; `-5 degrees` and `*really*` are not list items.
        let is_item = has_space || (first != '*' && rest.starts_with(char::is_alphabetic));
        return is_item.then_some(rest);
    }
    strip_list_number(text)
}

/// The text after `1.`, `1)`, `(1)`, `1.2.` or `a)`, in the digits of any script. A year, `1.5 hours` and `A. Smith` do not
/// start with a list number.
fn strip_list_number(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('(').unwrap_or(text);
    let number_end = inner.find(|c: char| !c.is_numeric() && c != '.').unwrap_or(inner.len());
    let (number, rest) = inner.split_at(number_end);
    let mut parts = number.trim_end_matches('.').split('.');
    if !number.is_empty() && parts.all(|part| (1..=3).contains(&part.chars().count())) {
        let after_closing = rest.strip_prefix([')', '、', '．']);
        return after_closing.or_else(|| number.ends_with('.').then_some(rest));
    }
    let mut letters = inner.chars();
    let letter = letters.next().filter(char::is_ascii_alphabetic);
    letter.and_then(|_| letters.as_str().strip_prefix(')'))
}

/// The sentences of `prose` that end with a question mark.
fn questions_in(prose: &str) -> Vec<&str> {
    let ends_sentence = |c: char| QUESTION_MARKS.contains(&c) || FULL_STOPS.contains(&c);
    let sentences = prose.split_inclusive(ends_sentence).map(trim);
    sentences
        .filter(|sentence| sentence.ends_with(QUESTION_MARKS) && sentence.contains(char::is_alphabetic))
        .collect()
}

#[cfg(test)]
mod tests;
