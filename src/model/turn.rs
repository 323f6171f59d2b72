//! Turns: what is said in a room, in order.

pub use ::entity::values::message::{Channel, Speaker};

use super::guide::Cue;
use crate::clock::Timestamp;

/// The longest turn that a respondent may send, in characters.
pub const MAX_TURN_CHARS: usize = 10_000;

/// When a turn was spoken. The end is missing if no worker measured it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpeechSpan {
    /// The start of the speech.
    pub from: Timestamp,
    /// Its end; never before the start.
    pub to: Option<Timestamp>,
}

/// A turn that has not been appended to a room yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTurn {
    /// The speaker.
    pub speaker: Speaker,
    /// How it was made.
    pub channel: Channel,
    /// The text.
    pub text: String,
    /// When it was spoken; only for turns by voice.
    pub spoken: Option<SpeechSpan>,
    /// The part of the interview guide that it is; only for turns of the built-in interviewer.
    pub cue: Option<Cue>,
    /// Its client's turn id or its worker's item id, unique within the room. A second turn of the same origin is a
    /// repetition.
    pub origin: Option<String>,
}

impl NewTurn {
    /// A turn that was written, is no part of the guide and has no origin.
    pub const fn written(speaker: Speaker, text: String) -> Self {
        Self {
            speaker,
            channel: Channel::Text,
            text,
            spoken: None,
            cue: None,
            origin: None,
        }
    }
}

/// A turn of a room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// Its number within the room: gapless from 1, in the order of arrival.
    pub number: i32,
    /// When it was stored.
    pub at: Timestamp,
    /// What was said.
    pub said: NewTurn,
}

/// The longest id that a client may give a turn, in characters.
const MAX_ID_CHARS: usize = 64;

/// A respondent's turn that obeys the rules for turns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    id: String,
    text: String,
}

/// Why a respondent's turn is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnfitAnswer {
    /// There is nothing in it.
    #[error("the answer is empty")]
    Empty,
    /// It has more than [`MAX_TURN_CHARS`] characters.
    #[error("the answer is too long")]
    TooLong,
    /// Its id is not 1 to 64 visible ASCII characters.
    #[error("the turn's id is not 1 to 64 visible ASCII characters")]
    Id,
}

impl Answer {
    /// A turn with its client's id for it. Removes surrounding white space and control characters.
    pub fn new(id: &str, text: &str) -> Result<Self, UnfitAnswer> {
        if id.is_empty() || id.len() > MAX_ID_CHARS || !id.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(UnfitAnswer::Id);
        }
        let text: String = text
            .replace("\r\n", "\n")
            .chars()
            .filter(|character| !character.is_control() || ['\n', '\t'].contains(character))
            .collect();
        let text = text.trim();
        if text.is_empty() {
            return Err(UnfitAnswer::Empty);
        }
        if text.chars().nth(MAX_TURN_CHARS).is_some() {
            return Err(UnfitAnswer::TooLong);
        }
        Ok(Self {
            id: id.to_owned(),
            text: text.to_owned(),
        })
    }

    /// The origin by which the turn is recognized when it is sent again.
    pub fn origin(&self) -> String {
        format!("client:{}", self.id)
    }
}

impl From<Answer> for NewTurn {
    fn from(answer: Answer) -> Self {
        Self {
            origin: Some(answer.origin()),
            ..Self::written(Speaker::Respondent, answer.text)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_may_have_the_maximum_length_and_no_character_more() {
        assert!(Answer::new("1", &"é".repeat(MAX_TURN_CHARS)).is_ok());
        assert_eq!(
            Answer::new("1", &"é".repeat(MAX_TURN_CHARS + 1)),
            Err(UnfitAnswer::TooLong)
        );
    }

    #[test]
    fn surrounding_white_space_and_control_characters_are_removed() {
        let turn = NewTurn::from(Answer::new("1", " \r\nOne\0\u{7}\r\ntwo\t3 \n").unwrap());
        assert_eq!(turn.text, "One\ntwo\t3");
        for nothing in ["", "  \n", "\0"] {
            assert_eq!(Answer::new("1", nothing), Err(UnfitAnswer::Empty), "{nothing:?}");
        }
    }

    #[test]
    fn a_turn_id_is_short_and_visible() {
        assert!(Answer::new(&"x".repeat(MAX_ID_CHARS), "Yes").is_ok());
        for id in ["", " ", "a b", "é", &"x".repeat(MAX_ID_CHARS + 1)] {
            assert_eq!(Answer::new(id, "Yes"), Err(UnfitAnswer::Id), "{id:?}");
        }
    }
}
