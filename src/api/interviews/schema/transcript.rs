//! Transcripts, in the formats of the contract and of AssemblyAI.

use crate::model::transcript;
use poem_openapi::Object;
use serde::Serialize;

/// An utterance of a record.
#[derive(Clone, Debug, Object, Serialize)]
pub struct Transcript {
    /// Number within the interview, from 1.
    pub id: i32,
    /// Whether the respondent is the speaker.
    pub is_respondent: bool,
    /// Speaker's name, as the team corrected it, otherwise the role, such as `Respondent`.
    pub known_name: String,
    /// Speaker's label, such as `Speaker_A` for the interviewer and `Speaker_B` for the respondent.
    pub speaker: String,
    /// Start, in milliseconds since the start of the interview.
    pub start_in_ms: i64,
    /// End, in milliseconds since the start of the interview.
    pub end_in_ms: i64,
    /// Text of the utterance.
    pub text: String,
    /// Text that was recorded, if the team corrected it.
    pub recorded_text: Option<String>,
    /// Label of the speaker that was recorded, if the team corrected it.
    pub recorded_speaker: Option<String>,
}

impl From<transcript::Utterance> for Transcript {
    fn from(utterance: transcript::Utterance) -> Self {
        Self {
            id: utterance.number,
            is_respondent: utterance.is_respondent,
            known_name: utterance.name,
            speaker: utterance.label.as_str().to_owned(),
            start_in_ms: utterance.start_ms,
            end_in_ms: utterance.end_ms,
            text: utterance.text,
            recorded_text: utterance.recorded_text,
            recorded_speaker: utterance.recorded_label.map(|label| label.as_str().to_owned()),
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
    /// Speaker's label, such as `A` for the interviewer and `B` for the respondent.
    pub speaker: String,
    /// Speaker's role, such as `interviewer` and `respondent`.
    pub role: String,
}
