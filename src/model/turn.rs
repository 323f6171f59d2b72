//! Turns: what was said in a room, one after the other.

use super::guide::Cue;
use crate::clock::Timestamp;
use std::str::FromStr;

/// The longest turn that a respondent may send, in characters.
pub const MAX_TURN_CHARS: usize = 10_000;

/// Who said it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Speaker {
    /// The person who is interviewed.
    Respondent,
    /// Whoever asks.
    Interviewer,
    /// An agent or a character that was let in.
    Agent,
    /// Anybody else who was let in.
    Member,
}

impl Speaker {
    /// Whether it is one of the two between whom an interview is held.
    pub const fn is_of_interview(self) -> bool {
        matches!(self, Self::Respondent | Self::Interviewer)
    }

    /// Whether it answers for the team: a machine, not a person.
    pub const fn is_machine(self) -> bool {
        matches!(self, Self::Interviewer | Self::Agent)
    }

    /// The speaker as the database writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Respondent => "respondent",
            Self::Interviewer => "interviewer",
            Self::Agent => "agent",
            Self::Member => "member",
        }
    }
}

impl FromStr for Speaker {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let all = [Self::Respondent, Self::Interviewer, Self::Agent, Self::Member];
        all.into_iter().find(|speaker| speaker.as_str() == text).ok_or(())
    }
}

/// How it was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// Typed, or written by the built-in interviewer.
    Text,
    /// SpeechSpan, and written down by a worker.
    Voice,
}

impl Channel {
    /// The channel as the database writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Voice => "voice",
        }
    }
}

impl FromStr for Channel {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let all = [Self::Text, Self::Voice];
        all.into_iter().find(|channel| channel.as_str() == text).ok_or(())
    }
}

/// When something was spoken. The end is missing where no worker measured it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpeechSpan {
    /// The start of the speech.
    pub from: Timestamp,
    /// Its end; never before the start.
    pub to: Option<Timestamp>,
}

/// A turn that has no place in a room yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTurn {
    /// Who said it.
    pub speaker: Speaker,
    /// How.
    pub channel: Channel,
    /// What was said.
    pub text: String,
    /// When it was spoken, for a voice turn.
    pub spoken: Option<SpeechSpan>,
    /// Which part of the guide it is, for a turn of the built-in interviewer.
    pub cue: Option<Cue>,
    /// What whoever made it calls it, unique in its room: the client's turn id, or a worker's item id. A second turn of
    /// the same origin is a repetition.
    pub origin: Option<String>,
}

/// A turn as it is kept.
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

/// What a respondent sends: a turn that is known to be fit to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    id: String,
    text: String,
}

/// Why a turn of a respondent's cannot be kept.
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
    /// A turn with the id that its client gave it. White space around it and control characters in it are left out.
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

    /// What the turn is known by when it comes again.
    pub fn origin(&self) -> String {
        format!("client:{}", self.id)
    }
}

impl From<Answer> for NewTurn {
    fn from(answer: Answer) -> Self {
        Self {
            speaker: Speaker::Respondent,
            channel: Channel::Text,
            origin: Some(answer.origin()),
            text: answer.text,
            spoken: None,
            cue: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_kept_up_to_its_longest_and_not_a_character_longer() {
        assert!(Answer::new("1", &"é".repeat(MAX_TURN_CHARS)).is_ok());
        assert_eq!(
            Answer::new("1", &"é".repeat(MAX_TURN_CHARS + 1)),
            Err(UnfitAnswer::TooLong)
        );
    }

    #[test]
    fn white_space_around_an_answer_and_control_characters_in_it_are_left_out() {
        let turn = NewTurn::from(Answer::new("1", " \r\nOne\0\u{7}\r\ntwo\t3 \n").unwrap());
        assert_eq!(turn.text, "One\ntwo\t3");
        for nothing in ["", "  \n", "\0"] {
            assert_eq!(Answer::new("1", nothing), Err(UnfitAnswer::Empty), "{nothing:?}");
        }
    }

    #[test]
    fn a_turn_s_id_is_short_and_visible() {
        assert!(Answer::new(&"x".repeat(MAX_ID_CHARS), "Yes").is_ok());
        for id in ["", " ", "a b", "é", &"x".repeat(MAX_ID_CHARS + 1)] {
            assert_eq!(Answer::new(id, "Yes"), Err(UnfitAnswer::Id), "{id:?}");
        }
    }
}
