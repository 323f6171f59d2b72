//! The interview in a room: the invitation, its link and its terms.

use super::{
    email::Email,
    project::Project,
    token::{SealedToken, TokenHash},
};
use crate::clock::Timestamp;
use chrono::TimeDelta;

/// The longest interview, in minutes.
pub const MAX_INTERVIEW_MINUTES: u16 = 480;

/// How long an interview may take: 1 to 480 minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MaxDuration(u16);

/// A duration outside 1 to 480 minutes.
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

/// What the team may change about an interview while its link is unused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Until when somebody may start.
    pub expires_at: Timestamp,
    /// How long the interview may take.
    pub max_duration: MaxDuration,
    /// Goals of this interview instead of the project's.
    pub research_goals_override: Option<String>,
    /// Guide of this interview instead of the project's.
    pub interview_guide_override: Option<String>,
    /// What the respondent is told that it will be about.
    pub topics_for_respondent: Option<String>,
    /// The team's own name for the interview; never shown to the respondent.
    pub display_name: Option<String>,
}

impl Terms {
    /// What the team wants to learn, and what is asked: the interview's own words, else those of its project.
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

/// How the interview is held. Fixed at creation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InterviewOptions {
    /// Voice of the interviewer.
    pub voice: Option<String>,
    /// Provider of the realtime model.
    pub realtime_provider: Option<String>,
    /// Language of the interview.
    pub language: Option<String>,
}

/// The link of an interview, in its stored forms.
#[derive(Clone, PartialEq, Eq)]
pub struct Link {
    /// What the link is looked up by.
    pub hash: TokenHash,
    /// The copy for the team.
    pub sealed: SealedToken,
}

/// An interview as stored.
#[derive(Clone)]
pub struct Interview {
    /// Its link.
    pub link: Link,
    /// Its terms.
    pub terms: Terms,
    /// How it is held.
    pub manner: InterviewOptions,
    /// The only person who may join: the one whom the link was made for, else the first who started.
    pub respondent: Option<Email>,
    /// The team's own key for the respondent; unique within the project.
    pub external_id: Option<String>,
}
