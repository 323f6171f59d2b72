//! Who sent a message, how, and what it is.

use sea_orm::DeriveValueType;
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

/// What a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Display, EnumString, IntoStaticStr, DeriveValueType)]
#[strum(serialize_all = "snake_case")]
#[sea_orm(value_type = "String", column_type = "Text")]
pub enum MemoryKind {
    /// A turn of the room's conversation.
    Messages,
    /// What an agent knows.
    Facts,
    /// What an agent has read.
    Documents,
    /// Anything else that an agent keeps.
    Memories,
}
