//! Reads the response of the endpoint: a chat completion, by the fields that all servers send.

use super::Failure;
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
struct Completion {
    choices: Vec<Choice>,
}

#[derive(Deserialize)]
struct Choice {
    message: Message,
    finish_reason: Option<String>,
}

#[derive(Deserialize)]
struct Message {
    content: Option<Content>,
    #[serde(default, rename = "refusal")]
    declined: Value,
}

/// Some servers send the content in parts, of which some are the model's thoughts.
#[derive(Deserialize)]
#[serde(untagged)]
enum Content {
    Text(String),
    Parts(Vec<Part>),
}

#[derive(Deserialize)]
struct Part {
    #[serde(rename = "type")]
    kind: String,
    text: Option<String>,
}

impl Content {
    fn text(self) -> String {
        match self {
            Self::Text(text) => text,
            Self::Parts(parts) => {
                let texts = parts
                    .into_iter()
                    .filter(|part| matches!(part.kind.as_str(), "text" | "output_text"));
                texts.filter_map(|part| part.text).collect()
            }
        }
    }
}

/// The text that the model wrote to its end.
pub(super) fn content(body: &[u8]) -> Result<String, Failure> {
    let completion: Completion = serde_json::from_slice(body).map_err(|_| Failure::Unreadable)?;
    let choice = completion.choices.into_iter().next().ok_or(Failure::Unreadable)?;
    let reason = choice.finish_reason.unwrap_or_default().to_lowercase();
    match reason.as_str() {
        "" | "stop" | "eos" | "eos_token" | "stop_sequence" | "end_turn" => {}
        "length" | "max_tokens" | "model_length" => return Err(Failure::TooLong),
        _ => return Err(Failure::Unfinished),
    }
    let Message { content, declined } = choice.message;
    let content = content.ok_or(Failure::Unreadable)?;
    if declined.as_str().is_some_and(|reason| !reason.is_empty()) {
        return Err(Failure::OffForm);
    }
    Ok(content.text())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(body: &Value) -> Result<String, Failure> {
        content(body.to_string().as_bytes())
    }

    fn finished(reason: &Value) -> Result<String, Failure> {
        read(&json!({ "choices": [{ "message": { "content": "Why?" }, "finish_reason": reason }] }))
    }

    #[test]
    fn only_the_fields_that_all_servers_send_are_required() {
        let message = json!({ "content": "Why?", "tool_calls": 7 });
        assert_eq!(read(&json!({ "choices": [{ "message": message }] })), Ok("Why?".into()));
        for unreadable in [
            json!([]),
            json!({}),
            json!({ "error": { "message": "overloaded" } }),
            json!({ "choices": [] }),
            json!({ "choices": [{}] }),
            json!({ "choices": [{ "message": { "content": null, "refusal": "no" } }] }),
            json!({ "choices": [{ "message": { "content": 7 } }] }),
        ] {
            assert_eq!(read(&unreadable), Err(Failure::Unreadable));
        }
        assert_eq!(content(b"{\"choices\": [{\"mess"), Err(Failure::Unreadable));
    }

    #[test]
    fn a_reply_that_the_model_did_not_finish_is_not_used() {
        for reason in [json!(null), json!(""), json!("stop"), json!("STOP"), json!("eos_token")] {
            assert_eq!(finished(&reason), Ok("Why?".into()));
        }
        assert_eq!(finished(&json!("length")), Err(Failure::TooLong));
        for reason in ["content_filter", "tool_calls", "function_call", "error", "SAFETY"] {
            assert_eq!(finished(&json!(reason)), Err(Failure::Unfinished), "{reason}");
        }
        let refused = json!({ "content": "Why?", "refusal": "I cannot do that." });
        assert_eq!(
            read(&json!({ "choices": [{ "message": refused }] })),
            Err(Failure::OffForm)
        );
    }

    #[test]
    fn content_in_parts_is_read_without_the_thoughts() {
        let parts = json!([
            { "type": "thinking", "thinking": [{ "type": "text", "text": "What to ask?" }] },
            { "type": "reasoning", "text": "What to ask?" },
            { "type": "text", "text": "[follow-up]\nWhy" },
            { "type": "text", "text": " so?" },
        ]);
        let read = read(&json!({ "choices": [{ "message": { "content": parts } }] }));
        assert_eq!(read, Ok("[follow-up]\nWhy so?".into()));
    }
}
