//! The first request of a process, about an invented interview: tells the operator who asks the questions, and finds out
//! which form of request the endpoint accepts.

use super::{super::TurnContext, LanguageModel};
use crate::{
    clock::Timestamp,
    model::{
        guide::{Cue, Guide},
        language::Language,
        turn::{NewTurn, Speaker, Turn},
    },
};
use chrono::TimeDelta;
use tracing::{info, warn};

impl LanguageModel {
    pub(super) async fn probe(&self) {
        let guide = Guide::parse("How do you plan your week?\nWhat helps you with it?");
        let turns = [
            turn(
                1,
                Speaker::Interviewer,
                "How do you plan your week?",
                Some(Cue::Question(0)),
            ),
            turn(2, Speaker::Respondent, "On paper, every Sunday evening.", None),
        ];
        let context = TurnContext {
            language: Language::English,
            goals: None,
            guide: &guide,
            topics: None,
            turns: &turns,
            remaining: TimeDelta::minutes(10),
        };
        let model = self.endpoint.model();
        match self.ask(&context).await {
            Ok(_) => {
                let form = self.endpoint.form();
                info!(
                    model,
                    structured_output = form.structured,
                    system_role = form.system_role,
                    "interviewer: the language model asks the questions"
                );
            }
            Err(failure) => {
                let outcome: &str = failure.into();
                let status = failure.status();
                warn!(
                    model,
                    outcome,
                    status,
                    "interviewer: the language model gave no usable reply to a trial; the guide asks whenever that happens"
                );
            }
        }
    }
}

fn turn(number: i32, speaker: Speaker, text: &str, cue: Option<Cue>) -> Turn {
    Turn {
        number,
        at: Timestamp::UNIX_EPOCH,
        said: NewTurn {
            cue,
            ..NewTurn::written(speaker, text.to_owned())
        },
    }
}
