//! The interviewer that is a language model, against a server that speaks its protocol.

mod failures;
mod replies;
mod secrecy;

use crate::support::{ModelServer, Says};
use chrono::TimeDelta;
use interview_rooms::{
    config::InterviewerConfig,
    interviewer::{Interviewer, Reply, Scripted, TurnContext, configured},
    model::{
        guide::{Cue, Guide},
        language::Language,
        turn::{Channel, NewTurn, Speaker, Turn},
    },
};
use serde_json::json;
use std::sync::Arc;

const KEY: &str = "sk-hunter2";

/// The interviewer with a language model at this address.
fn interviewer(base_url: &str) -> Arc<dyn Interviewer> {
    let config = section(json!({ "base_url": base_url, "model": "small", "api_key": KEY }));
    configured(&config).unwrap()
}

/// The settings as they are read.
fn section(section: serde_json::Value) -> InterviewerConfig {
    serde_json::from_value(section).unwrap()
}

/// An interview in its middle.
struct Interview {
    guide: Guide,
    turns: Vec<Turn>,
}

impl Default for Interview {
    /// The first question of three is asked and answered, at length.
    fn default() -> Self {
        let answer = "secret-answer: I sat down on Sunday evening and wrote a list of all that had to be done.";
        let mut interview = Self {
            guide: Guide::parse("How do you plan?\nWith what?\nWhy?"),
            turns: Vec::new(),
        };
        interview.hears(Speaker::Interviewer, "How do you plan?", Some(Cue::Question(0)));
        interview.hears(Speaker::Respondent, answer, None);
        interview
    }
}

impl Interview {
    fn hears(&mut self, speaker: Speaker, text: &str, cue: Option<Cue>) {
        self.turns.push(Turn {
            number: i32::try_from(self.turns.len() + 1).unwrap(),
            at: "2026-03-01T12:00:00Z".parse().unwrap(),
            said: NewTurn {
                speaker,
                channel: Channel::Text,
                text: text.to_owned(),
                spoken: None,
                cue,
                origin: None,
            },
        });
    }

    fn situation(&self) -> TurnContext<'_> {
        TurnContext {
            language: Language::German,
            goals: Some("secret-goal"),
            guide: &self.guide,
            topics: Some("Your week"),
            turns: &self.turns,
            remaining: TimeDelta::minutes(10),
        }
    }

    /// What the guide alone would say.
    async fn by_the_guide(&self) -> Reply {
        Scripted.next(&self.situation()).await
    }
}

/// A server, and the interviewer that asks it.
async fn model(says: Says) -> (ModelServer, Arc<dyn Interviewer>) {
    let server = ModelServer::start(says).await;
    let interviewer = interviewer(&server.base_url());
    (server, interviewer)
}
