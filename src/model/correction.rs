//! Corrections of a transcript: what the team says of its speakers and utterances beside what was recorded.

use super::{speaker_label::SpeakerLabel, transcript::Transcript, turn::Speaker};
use crate::clock::Timestamp;
use std::collections::HashMap;

/// The longest name of a speaker, in characters.
pub const MAX_SPEAKER_NAME: usize = 255;
/// The longest corrected text of an utterance, in characters.
pub const MAX_TEXT: usize = 100_000;

/// What the team calls a record, and whether it has put it aside.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Labelling {
    /// The team's name for the record.
    pub name: Option<String>,
    /// When the team archived it.
    pub archived_at: Option<Timestamp>,
}

/// What is known better of a speaker.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SpeakerCorrection {
    /// The name.
    pub name: Option<String>,
    /// Whether the speaker is the respondent.
    pub is_respondent: Option<bool>,
}

/// What is known better of an utterance.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UtteranceCorrection {
    /// What was said.
    pub text: Option<String>,
    /// Who said it.
    pub speaker: Option<SpeakerLabel>,
}

/// The corrections of a transcript.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Corrections {
    /// Of its speakers.
    pub speakers: HashMap<SpeakerLabel, SpeakerCorrection>,
    /// Of its utterances, by number.
    pub utterances: HashMap<i32, UtteranceCorrection>,
}

impl Corrections {
    /// Corrects a transcript. What was recorded stays beside what is corrected.
    pub fn apply(&self, transcript: &mut Transcript) {
        for utterance in &mut transcript.utterances {
            if let Some(correction) = self.utterances.get(&utterance.number) {
                if let Some(text) = &correction.text {
                    let recorded = std::mem::replace(&mut utterance.text, text.clone());
                    utterance.recorded_text = (recorded != *text).then_some(recorded);
                }
                if let Some(speaker) = &correction.speaker {
                    let recorded = std::mem::replace(&mut utterance.label, speaker.clone());
                    utterance.recorded_label = (recorded != *speaker).then_some(recorded);
                    speaker.name().clone_into(&mut utterance.name);
                    utterance.is_respondent = speaker.role() == Some(Speaker::Respondent);
                }
            }
            if let Some(speaker) = self.speakers.get(&utterance.label) {
                if let Some(name) = &speaker.name {
                    utterance.name.clone_from(name);
                }
                utterance.is_respondent = speaker.is_respondent.unwrap_or(utterance.is_respondent);
            }
        }
    }
}

/// Whether a name of a speaker has visible characters and is a single line.
pub fn is_name(text: &str) -> bool {
    !text.trim().is_empty()
        && !text
            .chars()
            .any(|character| character.is_control() || "\u{2028}\u{2029}".contains(character))
}
