//! Finds the reply in what the model wrote.
//!
//! A reply is well-formed in two ways: a JSON object of the schema that [`super::prompt`] asks for, or a mark at the start
//! of a line and the text after it. The last well-formed reply counts, because models put preambles, thoughts and
//! discarded replies before it. Only three marks have an effect, and only in exactly their form. Whether the text may be shown is decided by
//! [`super::check`].

use super::Failure;
use serde::Deserialize;

/// The longest mark, in bytes. Longer text in brackets is no mark.
const MAX_MARK_BYTES: usize = 40;
/// The longest question without a mark, in characters.
const MAX_UNMARKED_CHARS: usize = 300;
/// Question marks of the languages of interviews.
pub(super) const QUESTION_MARKS: [char; 3] = ['?', '؟', '？'];
/// Signs that end a sentence.
pub(super) const SENTENCE_ENDS: [char; 9] = ['.', '!', '?', '…', '؟', '？', '。', '！', '\n'];
/// Some models translate the word of the mark.
pub(super) const QUESTION_WORDS: [&str; 5] = ["question", "frage", "pregunta", "вопрос", "سؤال"];
/// Words with which a model speaks to itself. A question without a mark that contains one of them is a thought.
const WORDS_OF_THOUGHTS: [&str; 9] = [
    "question",
    "follow-up",
    "followup",
    "respondent",
    "user",
    "guide",
    "instruction",
    "reply",
    "i should",
];
/// How the thoughts of models begin and end.
const THOUGHTS: [(&str, &str); 9] = [
    ("<think>", "</think>"),
    ("[think]", "[/think]"),
    ("<thinking>", "</thinking>"),
    ("<thought>", "</thought>"),
    ("<thoughts>", "</thoughts>"),
    ("<reasoning>", "</reasoning>"),
    ("<analysis>", "</analysis>"),
    ("◁think▷", "◁/think▷"),
    ("<|channel|>analysis", "<|channel|>final<|message|>"),
];

/// What a reply does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// Asks the question of the guide with this number, from 1.
    Question(u16),
    /// Asks anything else.
    FollowUp,
    /// Says goodbye.
    End,
}

/// A well-formed reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Draft {
    pub(super) mark: Mark,
    pub(super) text: String,
}

/// The object that structured output returns.
#[derive(Deserialize)]
struct Structured {
    kind: Kind,
    #[serde(default)]
    question: Option<u16>,
    text: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    Question,
    FollowUp,
    End,
}

/// The last well-formed reply in `content`.
pub(super) fn last(content: &str) -> Result<Draft, Failure> {
    let content = strip_code_fence(strip_thoughts(content)?);
    if content.is_empty() {
        return Err(Failure::Empty);
    }
    structured(content)
        .or_else(|| marked(content))
        .or_else(|| unmarked(content))
        .ok_or(Failure::OffForm)
}

/// The text after the last thoughts. Thoughts that do not end are followed by no reply.
fn strip_thoughts(content: &str) -> Result<&str, Failure> {
    // Lower case in ASCII keeps the offsets.
    let lower = content.to_ascii_lowercase();
    let ends = THOUGHTS
        .iter()
        .filter_map(|(_, end)| Some(lower.rfind(end)? + end.len()));
    let start = ends.max().unwrap_or_default();
    let is_unfinished = THOUGHTS.iter().any(|(begin, _)| lower[start..].contains(begin));
    if is_unfinished {
        Err(Failure::OffForm)
    } else {
        Ok(&content[start..])
    }
}

/// Removes a Markdown code fence around the whole reply.
fn strip_code_fence(content: &str) -> &str {
    let content = content.trim();
    let fenced = content.strip_prefix("```").and_then(|rest| rest.strip_suffix("```"));
    // The rest of the first line names a language.
    let inner = fenced.and_then(|fenced| fenced.split_once('\n'));
    inner.map_or(content, |(_, inner)| inner.trim())
}

/// The object that begins on the last line with a brace, if nothing follows it.
fn structured(content: &str) -> Option<Draft> {
    let start = content.rfind("\n{").map_or(0, |line_end| line_end + 1);
    let object = content[start..].trim_end().trim_end_matches("```");
    let reply: Structured = serde_json::from_str(object).ok()?;
    let mark = match reply.kind {
        Kind::Question => Mark::Question(reply.question?),
        Kind::FollowUp => Mark::FollowUp,
        Kind::End => Mark::End,
    };
    Some(Draft { mark, text: reply.text })
}

/// The text after the last mark at the start of a line.
fn marked(content: &str) -> Option<Draft> {
    let lines = content.split_inclusive('\n');
    let offsets = lines.scan(0, |offset, line| {
        let start = *offset;
        *offset += line.len();
        Some(start)
    });
    let marks = offsets.filter_map(|start| {
        let (mark, text) = split_mark(&content[start..])?;
        Some((Mark::parse(mark)?, text))
    });
    let (mark, text) = marks.last()?;
    Some(Draft {
        mark,
        text: text.to_owned(),
    })
}

/// Splits `[mark] text`; the mark may be in Markdown emphasis, code or a heading.
fn split_mark(line: &str) -> Option<(&str, &str)> {
    let start = line.trim_start_matches(['*', '`', '#', ' ', '\t']);
    let markup = line[..line.len() - start.len()].trim();
    let (mark, rest) = start.strip_prefix('[')?.split_once(']')?;
    let rest = rest.strip_prefix(markup).unwrap_or(rest);
    (mark.len() <= MAX_MARK_BYTES).then_some((mark, rest.trim_start_matches([':', ' '])))
}

impl Mark {
    /// Only these marks have an effect: `question` with a number, `follow-up`, and `end`.
    fn parse(mark: &str) -> Option<Self> {
        let mark = mark.trim().to_lowercase();
        match mark.as_str() {
            "follow-up" | "follow up" | "followup" => return Some(Self::FollowUp),
            "end" => return Some(Self::End),
            _ => {}
        }
        let (word, number) = mark.split_once(' ')?;
        let number = number.trim_start_matches([' ', '#']);
        let is_number = QUESTION_WORDS.contains(&word) && number.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| number.parse().ok().map(Self::Question))?
    }
}

/// A single question without a mark.
fn unmarked(content: &str) -> Option<Draft> {
    let sentence = content.strip_suffix(QUESTION_MARKS)?;
    let lower = content.to_lowercase();
    let is_question = !sentence.contains(SENTENCE_ENDS)
        && content.chars().count() <= MAX_UNMARKED_CHARS
        && !WORDS_OF_THOUGHTS.iter().any(|word| lower.contains(word));
    is_question.then(|| Draft {
        mark: Mark::FollowUp,
        text: content.to_owned(),
    })
}

#[cfg(test)]
mod tests;
