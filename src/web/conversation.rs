//! Whose turn it is in an interview.

use crate::model::{
    guide::Cue,
    turn::{Speaker, Turn},
};

/// Whether the respondent is waiting for the interviewer.
pub fn is_waiting(turns: &[Turn]) -> bool {
    let last = turns.iter().rfind(|turn| turn.said.speaker.is_of_interview());
    let unanswered = last.is_none_or(|turn| turn.said.speaker == Speaker::Respondent);
    unanswered && !turns.iter().any(is_closing)
}

/// Whether the turn is the interviewer's last, after which nothing is asked.
pub fn is_closing(turn: &Turn) -> bool {
    turn.said.cue == Some(Cue::Closing)
}
