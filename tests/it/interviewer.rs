//! The language model as interviewer, against a test server that speaks the chat completions protocol.

mod failures;
mod forms;
mod log;
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
        turn::{NewTurn, Speaker, Turn},
    },
};
use serde_json::json;
use std::sync::Arc;

const KEY: &str = "sk-hunter2";

/// The interviewer, configured for a language model at this address.
fn interviewer(base_url: &str) -> Arc<dyn Interviewer> {
    let config = section(json!({ "base_url": base_url, "model": "small", "api_key": KEY }));
    configured(&config).unwrap()
}

/// Settings, deserialized as from a file.
fn section(section: serde_json::Value) -> InterviewerConfig {
    serde_json::from_value(section).unwrap()
}

/// An interview that is under way.
struct Interview {
    guide: Guide,
    turns: Vec<Turn>,
}

impl Default for Interview {
    /// The first of three questions has been asked and answered at length.
    fn default() -> Self {
        let answer = "secret-answer: I sat down on Sunday evening and wrote a list of all that had to be done.";
        let mut interview = Self {
            guide: Guide::parse("How do you plan?\nWith what?\nWhy?"),
            turns: Vec::new(),
        };
        interview.add(Speaker::Interviewer, "How do you plan?", Some(Cue::Question(0)));
        interview.add(Speaker::Respondent, answer, None);
        interview
    }
}

impl Interview {
    fn add(&mut self, speaker: Speaker, text: &str, cue: Option<Cue>) {
        self.turns.push(Turn {
            number: i32::try_from(self.turns.len() + 1).unwrap(),
            at: "2026-03-01T12:00:00Z".parse().unwrap(),
            said: NewTurn {
                cue,
                ..NewTurn::written(speaker, text.to_owned())
            },
        });
    }

    fn context(&self) -> TurnContext<'_> {
        TurnContext {
            language: Language::German,
            goals: Some("secret-goal: Ich soll herausfinden, wie Menschen ihre Woche wirklich planen."),
            guide: &self.guide,
            topics: Some("Your week"),
            turns: &self.turns,
            remaining: TimeDelta::minutes(10),
        }
    }

    /// The reply of the guide.
    async fn by_the_guide(&self) -> Reply {
        Scripted.next(&self.context()).await
    }
}

/// A model server and the interviewer that uses it.
async fn model(says: Says) -> (ModelServer, Arc<dyn Interviewer>) {
    let server = ModelServer::start(says).await;
    let interviewer = interviewer(&server.base_url());
    (server, interviewer)
}
