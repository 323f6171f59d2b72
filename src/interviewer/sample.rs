//! Sample turns and contexts for tests.

use super::TurnContext;
use crate::model::{
    guide::{Cue, Guide},
    language::Language,
    turn::{NewTurn, Speaker, Turn},
};
use chrono::TimeDelta;

pub fn turn(speaker: Speaker, text: &str, cue: Option<Cue>) -> Turn {
    Turn {
        number: 1,
        at: "2026-03-01T12:00:00Z".parse().unwrap(),
        said: NewTurn {
            cue,
            ..NewTurn::written(speaker, text.to_owned())
        },
    }
}

/// An English interview without goals and topics, with ten minutes left.
pub fn turn_context<'a>(guide: &'a Guide, turns: &'a [Turn]) -> TurnContext<'a> {
    TurnContext {
        language: Language::English,
        goals: None,
        guide,
        topics: None,
        turns,
        remaining: TimeDelta::minutes(10),
    }
}
