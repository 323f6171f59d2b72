//! What was said, in the forms of the contract and of AssemblyAI.

use crate::model::{transcript::Utterance as Said, turn::Speaker};
use poem_openapi::{Object, types::Example};
use serde::Serialize;

/// An utterance of a record.
#[derive(Clone, Debug, Object, Serialize)]
pub struct Transcript {
    /// Its number within the interview, from 1.
    pub id: i32,
    /// Whether the respondent said it.
    pub is_respondent: bool,
    /// Who said it: `Interviewer` or `Respondent`.
    pub known_name: String,
    /// Who said it: `Speaker_A`, the interviewer, or `Speaker_B`, the respondent.
    pub speaker: String,
    /// Its start, in milliseconds from the start of the interview.
    pub start_in_ms: i64,
    /// Its end, in milliseconds from the start of the interview.
    pub end_in_ms: i64,
    /// What was said.
    pub text: String,
}

impl From<Said> for Transcript {
    fn from(said: Said) -> Self {
        Self {
            id: said.number,
            is_respondent: said.speaker == Speaker::Respondent,
            known_name: said.speaker.label().to_owned(),
            speaker: format!("Speaker_{}", said.speaker.letter()),
            start_in_ms: said.start_ms,
            end_in_ms: said.end_ms,
            text: said.text,
        }
    }
}

/// A transcript as AssemblyAI writes it, as far as it is known. Written by the model itself; here for the document.
#[derive(Clone, Debug, Object)]
#[oai(example)]
pub struct TranscriptFile {
    /// All that was said, an utterance a line.
    pub text: String,
    /// What was said.
    pub utterances: Vec<Utterance>,
}

/// An utterance as AssemblyAI writes it.
#[derive(Clone, Debug, Object)]
pub struct Utterance {
    /// Always null: nobody measured it.
    pub confidence: Option<f64>,
    /// Its start, in milliseconds from the start of the interview.
    pub start: i64,
    /// Its end, in milliseconds from the start of the interview.
    pub end: i64,
    /// What was said.
    pub text: String,
    /// Always empty: single words are not timed.
    pub words: Vec<String>,
    /// `A`, the interviewer, or `B`, the respondent.
    pub speaker: String,
    /// `interviewer` or `respondent`.
    pub role: String,
}

impl Example for TranscriptFile {
    fn example() -> Self {
        let said = |speaker: Speaker, start, end, text: &str| Utterance {
            confidence: None,
            start,
            end,
            text: text.to_owned(),
            words: Vec::new(),
            speaker: speaker.letter().to_owned(),
            role: speaker.to_string(),
        };
        let (question, answer) = ("How did you plan the last week?", "Mostly I did not.");
        Self {
            text: format!("{question}\n{answer}"),
            utterances: vec![
                said(Speaker::Interviewer, 0, 2_400, question),
                said(Speaker::Respondent, 3_100, 4_700, answer),
            ],
        }
    }
}
