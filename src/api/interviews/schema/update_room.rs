//! The bodies of changing rooms.

use super::{InterviewRoomResponse, trimmed};
use crate::{clock::Timestamp, engine::interviews::Change};
use poem_openapi::{
    Object,
    types::{Example, MaybeUndefined},
};
use validator::Validate;

/// Request model for updating an interview room.
#[expect(
    clippy::struct_excessive_bools,
    reason = "the outside contract has a flag for each field"
)]
#[derive(Clone, Debug, Object, Validate)]
#[oai(example)]
pub struct UpdateRoomRequest {
    /// Goals of this interview instead of the project's; null clears.
    #[oai(validator(max_length = 10000))]
    pub research_goals_override: MaybeUndefined<String>,
    /// Guide of this interview instead of the project's; null clears.
    #[oai(validator(max_length = 20000))]
    pub interview_guide_override: MaybeUndefined<String>,
    /// What the respondent is told; null clears.
    #[oai(validator(max_length = 2000))]
    pub topics_for_respondent: MaybeUndefined<String>,
    /// How long the interview may take, in minutes. A room always has one, so null keeps it.
    #[oai(validator(minimum(value = "1"), maximum(value = "480")))]
    pub max_duration_minutes: Option<i32>,
    /// Until when somebody may start; in the future, at most 3650 days ahead. A link always ends, so null keeps it.
    pub expires_at: Option<Timestamp>,
    /// Clears the goals, whatever the field says.
    #[oai(default)]
    pub clear_research_goals_override: bool,
    /// Clears the guide, whatever the field says.
    #[oai(default)]
    pub clear_interview_guide_override: bool,
    /// Clears the topics, whatever the field says.
    #[oai(default)]
    pub clear_topics_for_respondent: bool,
    /// The team's own name for the interview; null clears.
    #[oai(validator(max_length = 42))]
    pub display_name: MaybeUndefined<String>,
    /// Clears the name, whatever the field says.
    #[oai(default)]
    pub clear_display_name: bool,
}

impl Example for UpdateRoomRequest {
    fn example() -> Self {
        Self {
            research_goals_override: MaybeUndefined::Undefined,
            interview_guide_override: MaybeUndefined::Undefined,
            topics_for_respondent: MaybeUndefined::Value("How you plan your week".to_owned()),
            max_duration_minutes: Some(45),
            expires_at: InterviewRoomResponse::example().expires_at,
            clear_research_goals_override: false,
            clear_interview_guide_override: false,
            clear_topics_for_respondent: false,
            display_name: MaybeUndefined::Undefined,
            clear_display_name: false,
        }
    }
}

/// What a value and its clearing flag ask for together.
pub fn change(value: MaybeUndefined<String>, clear: bool) -> Change<String> {
    match value {
        _ if clear => Change::Clear,
        MaybeUndefined::Undefined => Change::Keep,
        MaybeUndefined::Null => Change::Clear,
        MaybeUndefined::Value(text) => trimmed(Some(text)).map_or(Change::Clear, Change::Set),
    }
}

/// Request model for reopening an interview room.
#[derive(Clone, Debug, Object, Validate)]
#[oai(example)]
pub struct ReopenRoomRequest {
    /// Until when somebody may start; in the future, at most 3650 days ahead.
    pub expires_at: Timestamp,
}

impl Example for ReopenRoomRequest {
    fn example() -> Self {
        Self {
            expires_at: InterviewRoomResponse::example().expires_at.unwrap_or_default(),
        }
    }
}
