//! The interview side of a room: its link, its terms and its options.

use super::{
    email::Email,
    project::Project,
    token::{SealedToken, TokenHash},
};
use crate::clock::Timestamp;
use chrono::TimeDelta;

/// The longest interview, in minutes.
pub const MAX_INTERVIEW_MINUTES: u16 = 480;

/// The talk time of an interview: 1 to [`MAX_INTERVIEW_MINUTES`] minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MaxDuration(u16);

/// The duration is not 1 to [`MAX_INTERVIEW_MINUTES`] minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an interview takes 1 to 480 minutes")]
pub struct DurationOutOfRange;

impl MaxDuration {
    /// The duration in minutes.
    pub const fn minutes(self) -> u16 {
        self.0
    }

    /// The duration as a span of time.
    pub fn span(self) -> TimeDelta {
        TimeDelta::minutes(self.0.into())
    }
}

impl TryFrom<i32> for MaxDuration {
    type Error = DurationOutOfRange;

    fn try_from(minutes: i32) -> Result<Self, DurationOutOfRange> {
        match u16::try_from(minutes) {
            Ok(minutes @ 1..=MAX_INTERVIEW_MINUTES) => Ok(Self(minutes)),
            _ => Err(DurationOutOfRange),
        }
    }
}

/// The settings of an interview that the team can change until the respondent starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// When the link expires. Nobody can start from then on; an interview that is running continues.
    pub expires_at: Timestamp,
    /// The talk time, counted from the first join.
    pub max_duration: MaxDuration,
    /// Research goals that replace the project's.
    pub research_goals_override: Option<String>,
    /// An interview guide that replaces the project's.
    pub interview_guide_override: Option<String>,
    /// The topics as announced to the respondent.
    pub topics_for_respondent: Option<String>,
    /// The team's name for the interview, never shown to the respondent.
    pub display_name: Option<String>,
}

impl Terms {
    /// The research goals and the interview guide: each the interview's own, or else the project's.
    pub fn goals_and_guide(&self, project: Option<Project>) -> (Option<String>, Option<String>) {
        let (goals, guide) = project
            .map(|project| (project.details.research_goals, project.details.interview_guide))
            .unwrap_or_default();
        (
            self.research_goals_override.clone().or(goals),
            self.interview_guide_override.clone().or(guide),
        )
    }
}

/// How the interview is conducted, fixed at creation. The values are passed on to the voice worker as they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InterviewOptions {
    /// The voice of the interviewer.
    pub voice: Option<String>,
    /// The provider of the worker's realtime model.
    pub realtime_provider: Option<String>,
    /// The language of the interview: a BCP 47 tag, an English name, or `auto`; see [`Language::of`].
    ///
    /// [`Language::of`]: super::language::Language::of
    pub language: Option<String>,
}

/// The access token in a link, in the forms in which it is stored.
#[derive(Clone, PartialEq, Eq)]
pub struct Link {
    /// The hash by which the link is looked up.
    pub hash: TokenHash,
    /// The sealed copy from which the team can read the link again.
    pub sealed: SealedToken,
}

/// The interview side of a room, as stored.
#[derive(Clone)]
pub struct Interview {
    /// Its link.
    pub link: Link,
    /// Its terms.
    pub terms: Terms,
    /// Its options.
    pub options: InterviewOptions,
    /// The only person who may join: the one that the link was created for, or else the first who started.
    pub respondent: Option<Email>,
    /// The team's own id of the respondent. Within a project, one room with it is not superseded.
    pub external_id: Option<String>,
    /// When its content was last erased. Reopening the room does not change it, so that what belongs to the content that
    /// was erased is still recognized.
    pub last_erased_at: Option<Timestamp>,
    /// Whether the respondent with its `external_id` has got a newer room, because this one had ended.
    pub is_superseded: bool,
}

/// What became of a row of a request for rooms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::Display, strum::EnumString, strum::VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Outcome {
    /// A room was created for it.
    Created,
    /// It is that of a respondent who had a room already, which is as it was.
    Existing,
}
