//! The interviewer: asks the questions of a text interview.
//!
//! An interviewer turns the state of an interview into its next reply. Storing the reply and deciding when one is due is
//! the engine's job. An interviewer keeps no state between replies: everything it needs is in the turns, so an interview
//! continues after a crash, on another replica, or with another interviewer.

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
    /// Returns the interviewer's next reply; never fails. To be called at the start and after each turn of the
    /// respondent. The first reply greets the respondent and asks the first question; a reply with [`Cue::Closing`] is
    /// the last.
    async fn next(&self, context: &TurnContext<'_>) -> Reply;

    /// Returns the same reply if it is available without I/O, so that it can be stored in the transaction of the answer
    /// that it follows.
    fn immediate_reply(&self, _context: &TurnContext<'_>) -> Option<Reply> {
        None
    }

    /// Logs who asks the questions. To be called once, after the start; never fails, but may take as long as a reply.
    async fn introduce(&self);
}

/// The state of an interview when a reply is due.
#[derive(Clone, Copy, Debug)]
pub struct TurnContext<'a> {
    /// The language of the interview.
    pub language: Language,
    /// The research goals; never shown to the respondent.
    pub goals: Option<&'a str>,
    /// The interview guide.
    pub guide: &'a Guide,
    /// The topics that were announced to the respondent.
    pub topics: Option<&'a str>,
    /// The turns so far, in order.
    pub turns: &'a [Turn],
    /// The remaining talk time; negative when it is over.
    pub remaining: TimeDelta,
}

/// A reply of the interviewer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The text.
    pub text: String,
    /// The part of the guide that it is.
    pub cue: Cue,
}

/// The configured interviewer: a language model if there is one, else the guide alone. Fails if the HTTP client of the
/// language model cannot be created.
pub fn configured(config: &InterviewerConfig) -> Result<Arc<dyn Interviewer>, reqwest::Error> {
    Ok(match &config.language_model {
        Some(endpoint) => Arc::new(LanguageModel::new(endpoint)?),
        None => Arc::new(Scripted),
    })
}

/// Counts a reply by its author and its outcome.
fn count_reply(source: &'static str, outcome: &'static str) {
    metrics::counter!("interview_rooms_interviewer_replies_total", "source" => source, "outcome" => outcome)
        .increment(1);
}
