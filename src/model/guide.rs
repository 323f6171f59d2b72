//! The interview guide: the questions of an interview in order, and which part of the guide a turn is.
//!
//! `docs/guide.md` explains to researchers how to write a guide; [`Guide::parse`] implements that page.

mod parse;

use std::{fmt, str::FromStr};

/// The questions and notes of a guide. Any text is a guide; see [`Guide::parse`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Guide {
    questions: Vec<Question>,
    notes: Vec<String>,
}

/// A question of the guide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The heading above it, if any.
    pub section: Option<String>,
    /// The question, on one line.
    pub text: String,
    /// Questions to ask after it, one by one, as long as the answers are short.
    pub follow_ups: Vec<String>,
}

impl Guide {
    /// Reads the plain-text form. Never fails: a line that is nothing else is a question.
    pub fn parse(text: &str) -> Self {
        parse::guide(text)
    }

    /// The questions in the order in which they are asked, at most [`u16::MAX`], so that a [`Cue`] can name each.
    pub fn questions(&self) -> &[Question] {
        &self.questions
    }

    /// Paragraphs without a question: background for an interviewer that is a language model, never asked.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// The questions with their numbers, from 0.
    pub fn numbered(&self) -> impl Iterator<Item = (u16, &Question)> {
        (0..u16::MAX).zip(&self.questions)
    }

    /// The question with this number.
    pub fn question(&self, number: u16) -> Option<&Question> {
        self.questions.get(usize::from(number))
    }

    /// The numbers of the questions that `text` contains word for word. Case and punctuation are ignored.
    pub fn questions_in(&self, text: &str) -> impl Iterator<Item = u16> {
        let text = normalized_words(text);
        self.numbered()
            .filter(move |(_, question)| text.contains(&normalized_words(&question.text)))
            .map(|(number, _)| number)
    }
}

/// The words of a text in lower case, with a space before the first and after each, so that only whole words match.
pub fn normalized_words(text: &str) -> String {
    let words = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    words.fold(String::from(" "), |all, word| all + &word.to_lowercase() + " ")
}

/// Which part of the guide an interviewer's turn is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cue {
    /// The welcome.
    Opening,
    /// The question with this number, from 0.
    Question(u16),
    /// A follow-up, by the number of its question and its own number within that question, each from 0.
    FollowUp(u16, u16),
    /// A question that the interviewer asks of its own accord.
    Probe,
    /// The farewell, the last turn of the interviewer.
    Closing,
}

impl fmt::Display for Cue {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Opening => out.write_str("opening"),
            Self::Question(question) => write!(out, "question {question}"),
            Self::FollowUp(question, follow_up) => write!(out, "follow-up {question} {follow_up}"),
            Self::Probe => out.write_str("probe"),
            Self::Closing => out.write_str("closing"),
        }
    }
}

impl FromStr for Cue {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let number = |text: &str| text.parse().map_err(|_| ());
        match text.split(' ').collect::<Vec<_>>().as_slice() {
            ["opening"] => Ok(Self::Opening),
            ["question", question] => Ok(Self::Question(number(question)?)),
            ["follow-up", question, follow_up] => Ok(Self::FollowUp(number(question)?, number(follow_up)?)),
            ["probe"] => Ok(Self::Probe),
            ["closing"] => Ok(Self::Closing),
            _ => Err(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_found_in_a_text_regardless_of_case_and_punctuation() {
        let guide = Guide::parse("Why?\nHow do you plan your week?");
        let found = |text| guide.questions_in(text).collect::<Vec<_>>();
        assert_eq!(found("Thank you! So, how do you plan  your week, then?"), [1]);
        assert_eq!(found("Oh. Why?"), [0]);
        assert!(found("How do you plan your weekend?").is_empty());
        assert_eq!(found("Why? How do you plan your week?"), [0, 1]);
    }

    #[test]
    fn a_cue_can_be_read_back() {
        for cue in [
            Cue::Opening,
            Cue::Question(0),
            Cue::FollowUp(12, 3),
            Cue::Probe,
            Cue::Closing,
        ] {
            assert_eq!(cue.to_string().parse(), Ok(cue));
        }
        for text in ["", "question", "question -1", "question 1 2", "closing 1"] {
            assert_eq!(text.parse::<Cue>(), Err(()), "{text}");
        }
    }
}
