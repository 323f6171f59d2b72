//! The settings of an interview that are fixed when the respondent starts, so that later changes to the project do not
//! affect a running interview.

use super::{language::Language, turn::Channel};
use crate::clock::Timestamp;

/// The respondent's consent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// The version of the text that was agreed to.
    pub version: String,
    /// The language in which the text was shown.
    pub language: Language,
    /// When the respondent agreed.
    pub at: Timestamp,
}

/// The settings of a started interview; one per room, written at the first start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InterviewStart {
    /// The language of the page and of the built-in interviewer.
    pub language: Language,
    /// The present channel, text or voice. The only setting that changes later.
    pub channel: Channel,
    /// The research goals at the start: the interview's own, or else the project's.
    pub research_goals: Option<String>,
    /// The interview guide at the start: the interview's own, or else the project's.
    pub interview_guide: Option<String>,
    /// The consent; `None` if the respondent joined through the API and not on the built-in page, which asks for it.
    pub consent: Option<Consent>,
}
