//! Repairs what is almost JSON. A worker sends its report once, at the end of its job, so a report that can be understood
//! must not be lost for its form. Python's `json` writes all that is repaired here without a warning.

/// Values that are nested deeper become `null`, so that the parser's limit is never reached.
const MAX_DEPTH: usize = 100;

/// The body, which could not be parsed, with these repairs: no byte order mark; `null` for `NaN`, `Infinity`, `-Infinity`,
/// numbers that no 64-bit float can hold, and values nested deeper than [`MAX_DEPTH`]; U+FFFD for half a surrogate pair and
/// for bytes that are not UTF-8.
pub fn repaired(body: &[u8]) -> Vec<u8> {
    let body = body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(body);
    let mut repair = Repair {
        text: String::with_capacity(body.len() + 16),
        in_string: false,
        depth: 0,
    };
    for chunk in body.utf8_chunks() {
        repair.read(chunk.valid());
        if !chunk.invalid().is_empty() {
            repair.write("\u{fffd}");
        }
    }
    repair.text.into_bytes()
}

/// A text that is repaired piece by piece.
struct Repair {
    text: String,
    in_string: bool,
    /// How many arrays and objects are open.
    depth: usize,
}

impl Repair {
    fn read(&mut self, text: &str) {
        let mut rest = text;
        while let Some(start) = rest.find(|c: char| self.is_special(c)) {
            let (before, from) = rest.split_at(start);
            self.write(before);
            let (replacement, length) = if self.in_string {
                self.in_string = !from.starts_with('"');
                in_string_at(from)
            } else {
                self.in_string = from.starts_with('"');
                between_strings_at(from)
            };
            self.nest(replacement);
            rest = &from[length..];
        }
        self.write(rest);
    }

    /// Whether something that begins with this character may have to be repaired or counted.
    fn is_special(&self, c: char) -> bool {
        matches!(c, '"' | '\\') || !self.in_string && matches!(c, 'N' | 'I' | '-' | '0'..='9' | '[' | ']' | '{' | '}')
    }

    /// Writes a piece, and counts the bracket that it may be.
    fn nest(&mut self, piece: &str) {
        match piece {
            "[" | "{" if !self.in_string => {
                self.depth += 1;
                // Within what is left out, nothing else is written.
                if self.depth == MAX_DEPTH + 1 {
                    self.text.push_str("null");
                }
                self.write(piece);
            }
            "]" | "}" if !self.in_string => {
                self.write(piece);
                self.depth = self.depth.saturating_sub(1);
            }
            piece => self.write(piece),
        }
    }

    fn write(&mut self, piece: &str) {
        if self.depth <= MAX_DEPTH {
            self.text.push_str(piece);
        }
    }
}

/// The repaired start of the text, which is not within a string, and the length of what it replaces.
fn between_strings_at(text: &str) -> (&str, usize) {
    let missing = ["NaN", "Infinity", "-Infinity"]
        .iter()
        .find(|number| text.starts_with(**number));
    if let Some(missing) = missing {
        return ("null", missing.len());
    }
    let is_of_number = |c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.' | 'e' | 'E');
    let end = text.find(|c| !is_of_number(c)).unwrap_or(text.len()).max(1);
    let (start, is_infinite) = (&text[..end], text[..end].parse().is_ok_and(f64::is_infinite));
    (if is_infinite { "null" } else { start }, end)
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
    fn numbers_that_no_float_can_hold_become_null() {
        let digits = "9".repeat(400);
        for number in [
            "1e400",
            "-1e400",
            "1E+400",
            "0.1e401",
            &digits,
            &format!("-{digits}"),
            &format!("{digits}.5"),
        ] {
            assert_read(
                format!(r#"{{"a": [{number},1], "b": {number}, "{number}": "{number}"}}"#),
                &json!({"a": [null, 1], "b": null, number: number}),
            );
        }
        let (large, small) = (format!("1{}", "0".repeat(300)), "1e-400");
        assert_read(
            format!("[{large}, {small}, -0.5e3, 7]"),
            &json!([1e300, 0.0, -500.0, 7]),
        );
    }

    #[test]
    fn values_that_are_nested_too_deeply_become_null() {
        let nested = |levels: usize, value: &str| format!("{}{value}{}", "[".repeat(levels), "]".repeat(levels));
        assert_read(
            nested(MAX_DEPTH, "1"),
            &serde_json::from_str(&nested(MAX_DEPTH, "1")).unwrap(),
        );
        for deep in [nested(200, ""), nested(100_000, r#"{"a": "]}\"]", "b": NaN}, 1e400"#)] {
            let text = format!(r#"{{"deep": {deep}, "more": [{{"a": 1}}, "[{{"]}}"#);
            let read: Value = serde_json::from_slice(&repaired(text.as_bytes())).unwrap();
            assert_eq!(read["more"], json!([{"a": 1}, "[{"]), "the rest is kept");
            let cut = serde_json::to_string(&read["deep"]).unwrap();
            assert_eq!(cut, nested(MAX_DEPTH - 1, "null"));
        }
        assert!(serde_json::from_slice::<Value>(&repaired("[".repeat(100_000).as_bytes())).is_err());
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
