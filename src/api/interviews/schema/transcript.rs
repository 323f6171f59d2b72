//! Transcripts, in the formats of the contract and of AssemblyAI.

use crate::model::{transcript, turn::Speaker};
use poem_openapi::Object;
use serde::Serialize;

/// An utterance of a record.
#[derive(Clone, Debug, Object, Serialize)]
pub struct Transcript {
    /// Number within the interview, from 1.
    pub id: i32,
    /// Whether the respondent is the speaker.
    pub is_respondent: bool,
    /// Speaker's role: `Interviewer` or `Respondent`.
    pub known_name: String,
    /// Speaker's label: `Speaker_A` (interviewer) or `Speaker_B` (respondent).
    pub speaker: String,
    /// Start, in milliseconds since the start of the interview.
    pub start_in_ms: i64,
    /// End, in milliseconds since the start of the interview.
    pub end_in_ms: i64,
    /// Text of the utterance.
    pub text: String,
}

impl From<transcript::Utterance> for Transcript {
    fn from(utterance: transcript::Utterance) -> Self {
        Self {
            id: utterance.number,
            is_respondent: utterance.speaker == Speaker::Respondent,
            known_name: utterance.speaker.label().to_owned(),
            speaker: format!("Speaker_{}", utterance.speaker.letter()),
            start_in_ms: utterance.start_ms,
            end_in_ms: utterance.end_ms,
            text: utterance.text,
        }
    }
}

/// A transcript in AssemblyAI's format.
// Only documented: the model writes the file.
#[derive(Clone, Debug, Object)]
pub struct TranscriptFile {
    /// Full text, one utterance per line.
    pub text: String,
    /// Utterances, by start.
    pub utterances: Vec<Utterance>,
}

/// An utterance in AssemblyAI's format.
#[derive(Clone, Debug, Object)]
pub struct Utterance {
    /// Always null.
    pub confidence: Option<f64>,
    /// Start, in milliseconds since the start of the interview.
    pub start: i64,
    /// End, in milliseconds since the start of the interview.
    pub end: i64,
    /// Text of the utterance.
    pub text: String,
    /// Always empty, because words are not timed individually.
    pub words: Vec<String>,
    /// `A` (interviewer) or `B` (respondent).
    pub speaker: String,
    /// `interviewer` or `respondent`.
    pub role: String,
}
