//! The words of a message, without what is written into them for the voice.

use super::super::turn::Speaker;
use serde_json::Value;

/// The text of a message's content: its strings, a line each. Pictures, sound and whatever else stands between them are
/// passed over. Nothing if no word is left.
pub(super) fn of(content: &Value, speaker: Speaker) -> Option<String> {
    let parts = match content {
        Value::Array(parts) => parts.as_slice(),
        part => std::slice::from_ref(part),
    };
    let strings: Vec<_> = parts.iter().filter_map(Value::as_str).collect();
    // PostgreSQL keeps no NUL in a text.
    let text = strings.join("\n").replace('\0', "");
    let text = match speaker {
        Speaker::Interviewer => without_expressions(&text),
        Speaker::Respondent | Speaker::Agent | Speaker::Member => text,
    };
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// Drops the marks by which LiveKit Agents directs the voice, `<expr …/>` and `<expr …>…</expr>`; what such a pair
/// encloses was spoken and stays. Of the blanks on both sides of a mark one stays.
fn without_expressions(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        let (before, from_mark) = rest.split_at(start);
        plain.push_str(before);
        let length = mark(from_mark);
        let (kept, after) = match length {
            Some(length) => ("", &from_mark[length..]),
            None => from_mark.split_at(1),
        };
        plain.push_str(kept);
        let doubled = length.is_some() && plain.chars().next_back().is_none_or(char::is_whitespace);
        rest = if doubled { after.trim_start_matches(' ') } else { after };
    }
    plain.push_str(rest);
    plain
}

/// The length of the mark that `text` begins with.
fn mark(text: &str) -> Option<usize> {
    let name = text.strip_prefix("</expr").or_else(|| text.strip_prefix("<expr"))?;
    let ends_there = name.starts_with(|next: char| next.is_whitespace() || next == '/' || next == '>');
    let end = text.find('>').filter(|_| ends_there)?;
    Some(end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn strings_are_lines_and_objects_are_passed_over() {
        let content = json!(["One.", {"type": "image_content"}, 3, "Two."]);
        assert_eq!(of(&content, Speaker::Respondent).as_deref(), Some("One.\nTwo."));
        assert_eq!(of(&json!("alone"), Speaker::Respondent).as_deref(), Some("alone"));
        for nothing in [json!([]), json!(null), json!({"text": "x"}), json!([" \n\u{0}"])] {
            assert_eq!(of(&nothing, Speaker::Respondent), None, "{nothing}");
        }
    }

    #[test]
    fn marks_for_the_voice_are_dropped_and_what_they_enclose_stays() {
        for (marked, plain) in [
            (r#"<expr type="expression" label="warm"/> Hello!"#, "Hello!"),
            (r#"Well, <expr type="break" label="1s"/> yes."#, "Well, yes."),
            (r#"It is <expr type="spell">A7</expr>."#, "It is A7."),
            ("1 < 2 <expression> <exprx/>", "1 < 2 <expression> <exprx/>"),
            ("cut off <expr type=", "cut off <expr type="),
        ] {
            assert_eq!(of(&json!(marked), Speaker::Interviewer).as_deref(), Some(plain));
        }
    }

    #[test]
    fn a_respondent_may_say_what_looks_like_a_mark() {
        let said = "<expr/> is a tag";
        assert_eq!(of(&json!(said), Speaker::Respondent).as_deref(), Some(said));
    }

    proptest! {
        #[test]
        fn whatever_was_said_is_read_without_its_marks(text in "(<expr( a=\"b\")?/?>|</expr>|[<> a-cß\n]){0,20}") {
            if let Some(plain) = of(&json!(text), Speaker::Interviewer) {
                prop_assert!(plain.len() <= text.len());
            }
        }
    }
}
