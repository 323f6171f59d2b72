//! Transcripts in AssemblyAI's form, without what only speech recognition knows: words with times, and confidence.

use super::Transcript;
use serde_json::{Value, json};

pub(super) fn render(transcript: &Transcript) -> String {
    let utterances = transcript.utterances.iter().map(|utterance| {
        json!({
            "confidence": Value::Null,
            "start": utterance.start_ms,
            "end": utterance.end_ms,
            "text": utterance.text,
            "words": [],
            "speaker": utterance.label.short(),
            "role": utterance.role().to_string(),
        })
    });
    let texts: Vec<_> = transcript
        .utterances
        .iter()
        .map(|utterance| utterance.text.as_str())
        .collect();
    json!({ "text": texts.join("\n"), "utterances": utterances.collect::<Vec<_>>() }).to_string()
}
