//! Who asks the questions in a text interview.
//!
//! An interviewer is told where the interview stands and answers with what it says next; storing that, and the order of
//! things, are the engine's. It keeps nothing between two replies: what it needs to know stands in the turns, so an
//! interview goes on after a crash, on another replica, or with another interviewer.

mod guide;
mod language_model;
#[cfg(test)]
mod sample;

pub use guide::Scripted;
pub use language_model::LanguageModel;

use crate::{
    config::InterviewerConfig,
    model::{
        guide::{Cue, Guide},
        language::Language,
        turn::Turn,
    },
};
use async_trait::async_trait;
use chrono::TimeDelta;
use std::sync::Arc;

/// Asks the questions.
#[async_trait]
pub trait Interviewer: Send + Sync {
    /// What the interviewer says next. It never fails; to be called when the last turn is the respondent's, and at the
    /// start. The first reply welcomes and asks the first question; after one with [`Cue::Closing`] nothing is asked.
    async fn next(&self, situation: &TurnContext<'_>) -> Reply;

    /// The same, where it takes no waiting: it can then be kept together with what it answers.
    fn immediate_reply(&self, _situation: &TurnContext<'_>) -> Option<Reply> {
        None
    }
}

/// Where an interview stands.
#[derive(Clone, Copy, Debug)]
pub struct TurnContext<'a> {
    /// The language in which the respondent is spoken to.
    pub language: Language,
    /// What the team wants to learn; never told to the respondent.
    pub goals: Option<&'a str>,
    /// What to ask.
    pub guide: &'a Guide,
    /// What the respondent was told that it is about.
    pub topics: Option<&'a str>,
    /// All that was said, in order.
    pub turns: &'a [Turn],
    /// The talk time that is left.
    pub remaining: TimeDelta,
}

/// What the interviewer says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The words.
    pub text: String,
    /// Which part of the guide they are.
    pub cue: Cue,
}

/// The interviewer that the settings ask for: a language model if there is one, else the guide alone.
pub fn configured(config: &InterviewerConfig) -> Result<Arc<dyn Interviewer>, reqwest::Error> {
    Ok(match &config.language_model {
        Some(endpoint) => Arc::new(LanguageModel::new(endpoint)?),
        None => Arc::new(Scripted),
    })
}

/// Counts a reply by who made it and how it came about.
fn count(source: &'static str, outcome: &'static str) {
    metrics::counter!("interview_rooms_interviewer_replies_total", "source" => source, "outcome" => outcome)
        .increment(1);
}
