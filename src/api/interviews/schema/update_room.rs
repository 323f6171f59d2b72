//! Updating rooms.

use super::trimmed;
use crate::{clock::Timestamp, engine::interviews::Change, model::email::Email};
use poem_openapi::{Object, types::MaybeUndefined};
use validator::Validate;

/// Request model for updating an interview room.
#[expect(clippy::struct_excessive_bools, reason = "the contract has a flag for each field")]
#[derive(Clone, Debug, Object, Validate)]
pub struct UpdateRoomRequest {
    /// The only address that may join. Null lets the first address to join claim a pending room. Of an active room, the new
    /// address takes the place of the old one, which is locked out; the interview goes on. What an earlier respondent said is
    /// erased if the room is pending.
    pub respondent_email: MaybeUndefined<Email>,
    /// Overrides the project's research goals for this interview. Null clears the override.
    #[oai(validator(max_length = 10000))]
    pub research_goals_override: MaybeUndefined<String>,
    /// Overrides the project's interview guide for this interview. Null clears the override.
    #[oai(validator(max_length = 20000))]
    pub interview_guide_override: MaybeUndefined<String>,
    /// Topics announced to the respondent. Null clears them.
    #[oai(validator(max_length = 2000))]
    pub topics_for_respondent: MaybeUndefined<String>,
    /// Maximum duration of the interview, in minutes. Null keeps the current value.
    #[oai(validator(minimum(value = "1"), maximum(value = "480")))]
    pub max_duration_minutes: Option<i32>,
    /// When the link expires: in the future, at most 3650 days ahead. Null keeps the current value.
    pub expires_at: Option<Timestamp>,
    /// Clears `research_goals_override`, whatever its value.
    #[oai(default)]
    pub clear_research_goals_override: bool,
    /// Clears `interview_guide_override`, whatever its value.
    #[oai(default)]
    pub clear_interview_guide_override: bool,
    /// Clears `topics_for_respondent`, whatever its value.
    #[oai(default)]
    pub clear_topics_for_respondent: bool,
    /// The team's name for the interview. Null clears it.
    #[oai(validator(max_length = 42))]
    pub display_name: MaybeUndefined<String>,
    /// Clears `display_name`, whatever its value.
    #[oai(default)]
    pub clear_display_name: bool,
}

/// The change that a field and its clearing flag ask for.
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
pub struct ReopenRoomRequest {
    /// When the link expires: in the future, at most 3650 days ahead.
    pub expires_at: Timestamp,
}
