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
    #[serde(default)]
    content: Value,
    #[serde(default, rename = "refusal")]
    declined: Value,
}

/// The text of a content. Some servers send it in parts, of which some are the model's thoughts.
fn text_of(content: &Value) -> Option<String> {
    match content {
        Value::Null => Some(String::new()),
        Value::String(text) => Some(text.clone()),
        Value::Array(parts) => Some(parts.iter().filter_map(text_of_part).collect()),
        _ => None,
    }
}

fn text_of_part(part: &Value) -> Option<&str> {
    let is_text = matches!(part["type"].as_str(), None | Some("text" | "output_text"));
    part.as_str().or_else(|| part["text"].as_str().filter(|_| is_text))
}

/// The text that the model wrote to its end; empty if it wrote none.
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
    if declined.as_str().is_some_and(|reason| !reason.is_empty()) {
        return Err(Failure::OffForm);
    }
    text_of(&content).ok_or(Failure::Unreadable)
}

#[cfg(test)]
mod tests {
    use super::{super::draft, *};
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
        for content in [json!("Why?"), json!(null)] {
            let refused = json!({ "content": content, "refusal": "I cannot do that." });
            let read = read(&json!({ "choices": [{ "message": refused }] }));
            assert_eq!(read, Err(Failure::OffForm), "{content}");
        }
    }

    #[test]
    fn a_completion_in_which_the_model_declines_or_writes_nothing_is_no_failure_of_the_endpoint() {
        for message in [
            json!({ "content": null, "refusal": "I cannot do that." }),
            json!({ "content": null }),
            json!({}),
            json!({ "content": [{ "type": "refusal", "refusal": "I cannot do that." }] }),
        ] {
            let read = read(&json!({ "choices": [{ "message": message }] }));
            let failure = read.and_then(|text| draft::last(&text)).unwrap_err();
            assert!(!failure.is_of_endpoint(), "{message}: {failure:?}");
        }
    }

    #[test]
    fn content_in_parts_is_read_without_the_thoughts() {
        let parts = json!([
            { "type": "thinking", "thinking": [{ "type": "text", "text": "What to ask?" }] },
            { "type": "reasoning", "text": "What to ask?" },
            { "type": "text", "text": "[follow-up]\nWhy" },
            " so",
            { "text": "?" },
        ]);
        let read = read(&json!({ "choices": [{ "message": { "content": parts } }] }));
        assert_eq!(read, Ok("[follow-up]\nWhy so?".into()));
    }
}
