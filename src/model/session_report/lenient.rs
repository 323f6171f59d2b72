//! Repairs what is almost JSON. A worker sends its report once, at the end of its job, so a report that can be understood
//! must not be lost for its form. Python's `json` writes all that is repaired here without a warning.

use std::borrow::Cow;

/// The body with these repairs, and otherwise unchanged: no byte order mark; `null` for `NaN`, `Infinity` and `-Infinity`;
/// U+FFFD for half a surrogate pair and for bytes that are not UTF-8.
pub fn repaired(body: &[u8]) -> Cow<'_, [u8]> {
    let text = String::from_utf8_lossy(body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(body));
    if !needs_repair(&text) {
        return match text {
            Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
            Cow::Owned(text) => Cow::Owned(text.into_bytes()),
        };
    }
    Cow::Owned(repair(&text).into_bytes())
}

/// Whether there may be something to repair. Escapes of surrogates begin with `\ud`.
fn needs_repair(text: &str) -> bool {
    ["NaN", "Infinity", "\\ud", "\\uD"]
        .iter()
        .any(|sign| text.contains(sign))
}

fn repair(text: &str) -> String {
    let mut repaired = String::with_capacity(text.len() + 16);
    let (mut rest, mut in_string) = (text, false);
    while let Some(start) = rest.find(['"', '\\', 'N', 'I', '-']) {
        let (before, from) = rest.split_at(start);
        repaired.push_str(before);
        let (replacement, length) = if in_string {
            in_string = !from.starts_with('"');
            in_string_at(from)
        } else {
            in_string = from.starts_with('"');
            between_strings_at(from)
        };
        repaired.push_str(replacement);
        rest = &from[length..];
    }
    repaired.push_str(rest);
    repaired
}

/// The repaired start of the text, which is not within a string, and the length of what it replaces.
fn between_strings_at(text: &str) -> (&str, usize) {
    let number = ["NaN", "Infinity", "-Infinity"]
        .iter()
        .find(|number| text.starts_with(**number));
    number.map_or((&text[..1], 1), |number| ("null", number.len()))
}

/// The repaired start of the text, which is within a string, and the length of what it replaces.
fn in_string_at(text: &str) -> (&str, usize) {
    match (code_unit(text), text.get(6..).and_then(code_unit)) {
        (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => (&text[..12], 12),
        (Some(0xd800..=0xdfff), _) => ("\\ufffd", 6),
        // An escape as a whole, so that an escaped quote or backslash is not taken for a bare one.
        _ => {
            let escaped = text.strip_prefix('\\').and_then(|after| after.chars().next());
            let length = 1 + escaped.map_or(0, char::len_utf8);
            (&text[..length], length)
        }
    }
}

/// The code unit of the escape `\uXXXX` at the start of the text.
fn code_unit(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    let is_hexadecimal = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    is_hexadecimal.then(|| u16::from_str_radix(digits, 16).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    #[track_caller]
    fn assert_read(body: impl AsRef<[u8]>, expected: &Value) {
        let repaired = repaired(body.as_ref());
        let read: Value = serde_json::from_slice(&repaired).unwrap();
        assert_eq!(&read, expected, "{}", String::from_utf8_lossy(&repaired));
    }

    #[test]
    fn numbers_that_json_lacks_become_null() {
        assert_read(
            r#"{"a": NaN, "b": [-Infinity,Infinity], "c": -1.5, "NaN": "NaN Infinity \"NaN\" -"}"#,
            &json!({"a": null, "b": [null, null], "c": -1.5, "NaN": "NaN Infinity \"NaN\" -"}),
        );
    }

    #[test]
    fn half_an_emoji_becomes_a_replacement_character_and_a_whole_one_stays() {
        for (text, expected) in [
            (r#""\ud83d""#, "\u{fffd}"),
            (r#""a\uD83Db""#, "a\u{fffd}b"),
            (r#""\ude00\ud83d""#, "\u{fffd}\u{fffd}"),
            (r#""\ud83d\ude00""#, "\u{1f600}"),
            (r#""\ud83d\ud83d\ude00""#, "\u{fffd}\u{1f600}"),
            (r#""\ud83d\u0041""#, "\u{fffd}A"),
            (r#""\\ud83d \" \ud83d""#, "\\ud83d \" \u{fffd}"),
            (r#""C:\\""#, "C:\\"),
        ] {
            assert_read(text, &json!(expected));
        }
        assert_read(b"\"a\xed\xa0\xbd\"", &json!("a\u{fffd}\u{fffd}\u{fffd}"));
        assert_read(b"\"a\xf0\x9f\x98\"", &json!("a\u{fffd}"));
    }

    #[test]
    fn a_byte_order_mark_is_passed_over() {
        assert_read("\u{feff}{\"a\": \"\u{feff}\"}", &json!({"a": "\u{feff}"}));
    }

    #[test]
    fn what_is_no_json_stays_none() {
        for text in [
            "", "{", "[NaN", "\"\\u12", "\"\\ud8", "\"\\ud83", "-", "nan", "\"\\", "N",
        ] {
            assert!(
                serde_json::from_slice::<Value>(&repaired(text.as_bytes())).is_err(),
                "{text}"
            );
        }
    }

    proptest! {
        #[test]
        fn json_stays_as_it_is(text in "(?s).{0,40}", number in any::<f64>(), more in "[NaInfity\\\\u\"dD83-]{0,12}") {
            let body = json!({ "text": text, "number": number, "more": [more.clone()], more: [null, true] });
            let body = body.to_string();
            assert_read(&body, &serde_json::from_str(&body).unwrap());
        }

        #[test]
        fn any_bytes_can_be_repaired(body in prop::collection::vec(any::<u8>(), 0..60), text in "[NaInfity\\\\u\"dDcC83-]{0,30}") {
            repaired(&body);
            repaired(text.as_bytes());
        }
    }
}
