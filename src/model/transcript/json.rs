//! Transcripts as AssemblyAI writes them, as far as they are known: no words by themselves, and no confidence.

use super::Transcript;
use serde_json::{Value, json};

pub(super) fn render(transcript: &Transcript) -> String {
    let utterances = transcript.utterances.iter().map(|said| {
        json!({
            "confidence": Value::Null,
            "start": said.start_ms,
            "end": said.end_ms,
            "text": said.text,
            "words": [],
            "speaker": said.speaker.letter(),
            "role": said.speaker.to_string(),
        })
    });
    let texts: Vec<_> = transcript.utterances.iter().map(|said| said.text.as_str()).collect();
    json!({ "text": texts.join("\n"), "utterances": utterances.collect::<Vec<_>>() }).to_string()
}
