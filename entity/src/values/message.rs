//! Who sent a message, how, and what it is.

use sea_orm::DeriveValueType;
use std::{borrow::Cow, error::Error, fmt, str::FromStr};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

/// Who sent a message.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Display,
    EnumString,
    IntoStaticStr,
    VariantArray,
    DeriveValueType,
)]
#[strum(serialize_all = "snake_case")]
#[sea_orm(value_type = "String", column_type = "Text")]
pub enum Speaker {
    /// The person who is interviewed.
    Respondent,
    /// The interviewer, built in or a worker.
    Interviewer,
    /// An agent or a character.
    Agent,
    /// Any other participant.
    Member,
}

impl Speaker {
    /// Whether it is one of the two parties of an interview.
    pub const fn is_of_interview(self) -> bool {
        matches!(self, Self::Respondent | Self::Interviewer)
    }

    /// Whether it is a machine that speaks for the team, not a person.
    pub const fn is_machine(self) -> bool {
        matches!(self, Self::Interviewer | Self::Agent)
    }

    /// The name for people.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Interviewer => "Interviewer",
            Self::Respondent => "Respondent",
            Self::Agent => "Agent",
            Self::Member => "Participant",
        }
    }

    /// The name in transcripts of speech recognizers. The interviewer speaks first.
    pub const fn letter(self) -> &'static str {
        match self {
            Self::Interviewer => "A",
            Self::Respondent => "B",
            Self::Agent => "C",
            Self::Member => "D",
        }
    }
}

/// How a turn was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Display, EnumString, IntoStaticStr, DeriveValueType)]
#[strum(serialize_all = "snake_case")]
#[sea_orm(value_type = "String", column_type = "Text")]
pub enum Channel {
    /// Typed, or written by the built-in interviewer.
    Text,
    /// Spoken, and transcribed by a worker.
    Voice,
}

/// What a message is among the memories of agents: a turn of the conversation ([`MemoryKind::MESSAGES`]), or whatever else
/// an agent's runtime keeps under a name of its choice, such as `facts`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, DeriveValueType)]
#[sea_orm(value_type = "String", column_type = "Text")]
pub struct MemoryKind(Cow<'static, str>);

impl MemoryKind {
    /// A turn of the room's conversation.
    pub const MESSAGES: Self = Self(Cow::Borrowed("messages"));
    /// The longest name, in characters.
    pub const MAX_CHARS: usize = 100;
}

impl fmt::Display for MemoryKind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// The text is no name of a kind of memory: it is blank or too long, or has control characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoMemoryKind;

impl fmt::Display for NoMemoryKind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("no name of a kind of memory")
    }
}

impl Error for NoMemoryKind {}

impl FromStr for MemoryKind {
    type Err = NoMemoryKind;

    fn from_str(name: &str) -> Result<Self, NoMemoryKind> {
        let is_name =
            !name.trim().is_empty() && name.chars().count() <= Self::MAX_CHARS && !name.chars().any(char::is_control);
        is_name.then(|| Self(Cow::Owned(name.to_owned()))).ok_or(NoMemoryKind)
    }
}
