//! The interviewer: says what is asked next.

use crate::model::{
    guide::{Cue, Guide},
    language::Language,
    turn::Turn,
};
use async_trait::async_trait;
use chrono::TimeDelta;

/// What an interviewer knows when it is its turn.
#[derive(Clone, Copy, Debug)]
pub struct Situation<'a> {
    /// The language of the interview.
    pub language: Language,
    /// What the team wants to learn.
    pub goals: Option<&'a str>,
    /// What is asked.
    pub guide: &'a Guide,
    /// What the respondent was told that it is about.
    pub topics: Option<&'a str>,
    /// All that was said so far, in order.
    pub turns: &'a [Turn],
    /// How much of the talk time is left.
    pub remaining: TimeDelta,
}

/// What an interviewer says next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The words.
    pub text: String,
    /// Which part of the guide they are.
    pub cue: Cue,
}

/// Somebody who asks.
#[async_trait]
pub trait Interviewer: Send + Sync {
    /// What is said next. Never fails: who asks has something to say.
    async fn next(&self, situation: &Situation<'_>) -> Reply;

    /// What is said next, where that takes no waiting.
    fn at_once(&self, _situation: &Situation<'_>) -> Option<Reply> {
        None
    }
}
