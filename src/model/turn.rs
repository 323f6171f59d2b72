//! Turns: what was said in a room, one after the other.

use super::guide::Cue;
use crate::clock::Timestamp;
use std::str::FromStr;

/// The longest turn that a respondent may send, in characters.
pub const LONGEST_TURN: usize = 10_000;

/// Who said it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speaker {
    /// The person who is interviewed.
    Respondent,
    /// Whoever asks.
    Interviewer,
}

impl Speaker {
    /// The speaker as the database writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Respondent => "respondent",
            Self::Interviewer => "interviewer",
        }
    }
}

impl FromStr for Speaker {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let all = [Self::Respondent, Self::Interviewer];
        all.into_iter().find(|speaker| speaker.as_str() == text).ok_or(())
    }
}

/// How it was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// Typed, or written by the built-in interviewer.
    Text,
    /// Spoken, and written down by a worker.
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
pub struct Spoken {
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
    pub spoken: Option<Spoken>,
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
