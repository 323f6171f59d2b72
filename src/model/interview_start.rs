//! What is fixed when a respondent starts, so that later changes to the project do not reach into a running interview.

use super::{language::Language, turn::Channel};
use crate::clock::Timestamp;

/// What a respondent agreed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// Which version of the text.
    pub version: String,
    /// In which language it was read.
    pub language: Language,
    /// When.
    pub at: Timestamp,
}

/// The session of an interview: one per room, from the first start on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InterviewStart {
    /// The language of the interview.
    pub language: Language,
    /// How it is held at present.
    pub channel: Channel,
    /// The goals as they stood at the start: the room's own, else the project's.
    pub research_goals: Option<String>,
    /// The guide as it stood at the start: the room's own, else the project's.
    pub interview_guide: Option<String>,
    /// What the respondent agreed to; none where another page than ours asked for it.
    pub consent: Option<Consent>,
}
