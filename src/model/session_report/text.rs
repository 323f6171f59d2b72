//! The text of a message, without the markup that directs the voice.

use super::super::turn::Speaker;
use serde_json::Value;

/// The text of a message's content, one line per part: its texts, and the transcripts of audio unless a text says the
/// same. Images and other parts are ignored. `None` if no text is left.
pub(super) fn text_of(content: &Value, speaker: Speaker) -> Option<String> {
    let parts = match content {
        Value::Array(parts) => parts.as_slice(),
        part => std::slice::from_ref(part),
    };
    let is_said = |words: &str| {
        let mut texts = parts.iter().filter_map(written);
        texts.any(|text| text.trim() == words.trim())
    };
    let spoken = |part| transcript(part).filter(|words| !is_said(words));
    let lines = parts.iter().filter_map(|part| written(part).or_else(|| spoken(part)));
    // PostgreSQL cannot store NUL in a text.
    let text = lines.collect::<Vec<_>>().join("\n").replace('\0', "");
    let text = match speaker {
        Speaker::Interviewer => without_voice_tags(&text),
        Speaker::Respondent | Speaker::Agent | Speaker::Member => text,
    };
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// The text of a part that is a text: a string, or an object as in the APIs of models.
fn written(part: &Value) -> Option<&str> {
    let is_text = matches!(part["type"].as_str(), Some("text" | "input_text" | "output_text"));
    part.as_str().or_else(|| part["text"].as_str().filter(|_| is_text))
}

/// The transcript of a part that is audio.
fn transcript(part: &Value) -> Option<&str> {
    let kind = part["type"].as_str()?;
    let is_audio = matches!(kind, "audio_content" | "audio" | "input_audio" | "output_audio");
    part["transcript"].as_str().filter(|_| is_audio)
}

/// Removes the tags with which LiveKit Agents directs the voice, `<expr …/>` and `<expr …>…</expr>`, but not the text
/// between a pair of them, which is spoken. If a tag has spaces on both sides, those before it stay.
fn without_voice_tags(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        let (before, from_bracket) = rest.split_at(start);
        plain.push_str(before);
        if let Some(after) = after_voice_tag(from_bracket) {
            let has_space_before = plain.chars().next_back().is_none_or(char::is_whitespace);
            rest = if has_space_before {
                after.trim_start_matches(' ')
            } else {
                after
            };
        } else {
            let (bracket, after) = from_bracket.split_at(1);
            plain.push_str(bracket);
            rest = after;
        }
    }
    plain.push_str(rest);
    plain
}

/// What follows the tag at the start of `text`, if it starts with one.
fn after_voice_tag(text: &str) -> Option<&str> {
    let from_attributes = text.strip_prefix("</expr").or_else(|| text.strip_prefix("<expr"))?;
    let (attributes, after) = from_attributes.split_once('>')?;
    let name_ends = attributes.is_empty() || attributes.starts_with(|next: char| next.is_whitespace() || next == '/');
    name_ends.then_some(after)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn strings_become_lines_and_objects_are_ignored() {
        let content = json!(["One.", {"type": "image_content"}, 3, "Two."]);
        assert_eq!(text_of(&content, Speaker::Respondent).as_deref(), Some("One.\nTwo."));
        assert_eq!(text_of(&json!("alone"), Speaker::Respondent).as_deref(), Some("alone"));
        for empty in [json!([]), json!(null), json!({"text": "x"}), json!([" \n\u{0}"])] {
            assert_eq!(text_of(&empty, Speaker::Respondent), None, "{empty}");
        }
    }

    #[test]
    fn parts_that_are_objects_with_a_text_are_read() {
        for kind in ["text", "input_text", "output_text"] {
            let part = json!({"type": kind, "text": "By bike."});
            let audio = json!({"type": "input_audio", "transcript": "By bike."});
            for content in [json!(part), json!([part]), json!([part, audio]), json!([audio])] {
                assert_eq!(
                    text_of(&content, Speaker::Respondent).as_deref(),
                    Some("By bike."),
                    "{content}"
                );
            }
        }
        let other = json!([{"type": "image_url", "text": "x"}, {"type": "text", "text": 7}]);
        assert_eq!(text_of(&other, Speaker::Respondent), None);
    }

    #[test]
    fn the_transcript_of_audio_is_read_once() {
        let audio = json!({"type": "audio_content", "frame": [], "transcript": "By bike."});
        for (content, text) in [
            (json!([audio]), Some("By bike.")),
            (json!(audio), Some("By bike.")),
            (json!(["By bike. ", audio]), Some("By bike.")),
            (json!(["Well.", audio]), Some("Well.\nBy bike.")),
            (json!([{"type": "audio_content", "transcript": null}]), None),
            (json!([{"type": "instructions", "transcript": "Be kind."}]), None),
        ] {
            assert_eq!(text_of(&content, Speaker::Respondent).as_deref(), text, "{content}");
        }
    }

    #[test]
    fn voice_tags_are_removed_and_the_text_between_them_stays() {
        for (tagged, plain) in [
            (r#"<expr type="expression" label="warm"/> Hello!"#, "Hello!"),
            (r#"Well, <expr type="break" label="1s"/> yes."#, "Well, yes."),
            (r#"It is <expr type="spell">A7</expr>."#, "It is A7."),
            ("1 < 2 <expression> <exprx/>", "1 < 2 <expression> <exprx/>"),
            ("cut off <expr type=", "cut off <expr type="),
        ] {
            assert_eq!(text_of(&json!(tagged), Speaker::Interviewer).as_deref(), Some(plain));
        }
    }

    #[test]
    fn tags_in_the_words_of_a_respondent_stay() {
        let words = "<expr/> is a tag";
        assert_eq!(text_of(&json!(words), Speaker::Respondent).as_deref(), Some(words));
    }

    proptest! {
        #[test]
        fn removing_tags_never_adds_text(text in "(<expr( a=\"b\")?/?>|</expr>|[<> a-cß\n]){0,20}") {
            if let Some(plain) = text_of(&json!(text), Speaker::Interviewer) {
                prop_assert!(plain.len() <= text.len());
            }
        }
    }
}
