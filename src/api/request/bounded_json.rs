//! JSON values within a bound of memory.
//!
//! A parsed value takes much more memory than its text: an object of one field has 8 bytes as text and 700 as a value. So
//! the size of the text bounds nothing, and the values are counted while they are parsed.

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use std::{cell::Cell, fmt};

/// What a value takes at least, in an array that is copied while it grows.
const OF_VALUE: usize = 112;
/// What a node of a map takes, which holds at least five of its entries unless it is the only one.
const OF_MAP_NODE: usize = 640;
const ENTRIES_PER_NODE: usize = 5;
/// The most that a value takes for each byte of its text: an array of objects of one field.
pub(super) const MAX_FACTOR: usize = 128;

/// Why a text is not a value.
#[derive(Debug)]
pub(super) enum BoundedError {
    /// It is not JSON.
    Json(serde_json::Error),
    /// The value takes more memory than it may.
    TooLarge,
}

/// Parses a text into a value of about `max` bytes at most. Returns the value and what it takes.
pub(super) fn parse(text: &[u8], max: usize) -> Result<(Value, usize), BoundedError> {
    let left = Budget(Cell::new(Some(max)));
    let mut deserializer = serde_json::Deserializer::from_slice(text);
    let value = left.deserialize(&mut deserializer);
    let value = value.and_then(|value| deserializer.end().map(|()| value));
    match (value, left.0.get()) {
        (_, None) => Err(BoundedError::TooLarge),
        (Ok(value), Some(left)) => Ok((value, max - left)),
        (Err(error), Some(_)) => Err(BoundedError::Json(error)),
    }
}

/// The memory that is left; `None` once there was too little.
struct Budget(Cell<Option<usize>>);

impl Budget {
    fn take<E: serde::de::Error>(&self, bytes: usize) -> Result<(), E> {
        let left = self.0.get().and_then(|left| left.checked_sub(bytes));
        self.0.set(left);
        left.map(drop).ok_or_else(|| E::custom("too large"))
    }

    fn text<E: serde::de::Error>(&self, text: String) -> Result<Value, E> {
        self.take(OF_VALUE + text.len())?;
        Ok(Value::String(text))
    }

    fn small<E: serde::de::Error>(&self, value: impl Into<Value>) -> Result<Value, E> {
        self.take(OF_VALUE)?;
        Ok(value.into())
    }
}

impl<'de> DeserializeSeed<'de> for &Budget {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for &Budget {
    type Value = Value;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a JSON value")
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<Value, E> {
        self.small(value)
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<Value, E> {
        self.small(value)
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<Value, E> {
        self.small(value)
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        self.small(value)
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<Value, E> {
        self.small(())
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<Value, E> {
        self.text(value.to_owned())
    }

    fn visit_string<E: serde::de::Error>(self, value: String) -> Result<Value, E> {
        self.text(value)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        self.take::<A::Error>(OF_VALUE)?;
        let mut values = Vec::new();
        while let Some(value) = items.next_element_seed(self)? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        self.take::<A::Error>(OF_VALUE)?;
        let mut values = Map::new();
        while let Some(name) = fields.next_key::<String>()? {
            let of_node = if values.len().is_multiple_of(ENTRIES_PER_NODE) {
                OF_MAP_NODE
            } else {
                0
            };
            self.take::<A::Error>(name.len() + of_node)?;
            values.insert(name, fields.next_value_seed(self)?);
        }
        Ok(Value::Object(values))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_value_is_what_serde_json_makes_of_it() {
        for text in [
            "null",
            " [1, -2, 3.5, 1e400, 18446744073709551615, true] ",
            r#"{"a": {"b": ["c", "\u00e9\ud83d\ude00"]}, "a": 1, "": {}}"#,
            "[1,]",
            "{\"a\":1",
            "1 2",
            "",
            "\"\\ud800\"",
        ] {
            let (expected, parsed) = (serde_json::from_str::<Value>(text), parse(text.as_bytes(), 10_000));
            match (expected, parsed) {
                (Ok(expected), Ok((parsed, _))) => assert_eq!(parsed, expected, "{text}"),
                (Err(expected), Err(BoundedError::Json(error))) => assert_eq!(
                    (error.line(), error.column(), error.is_eof()),
                    (expected.line(), expected.column(), expected.is_eof()),
                    "{text}"
                ),
                (expected, parsed) => panic!("{text}: {expected:?}, {parsed:?}"),
            }
        }
    }

    #[test]
    fn a_text_of_many_small_values_is_too_large_before_they_are_all_parsed() {
        for item in [r#"{"a":0}"#, "{}", "[]", "0", "[[]]", r#""""#] {
            let text = format!("[{}]", vec![item; 100_000].join(","));
            let error = parse(text.as_bytes(), 1024 * 1024).unwrap_err();
            assert!(matches!(error, BoundedError::TooLarge), "{item}: {error:?}");
        }
        let words = format!("\"{}\"", "a".repeat(900_000));
        assert!(
            parse(words.as_bytes(), 1024 * 1024).is_ok(),
            "a long text is no more than itself"
        );
    }

    proptest! {
        #[test]
        fn no_value_takes_more_than_the_factor_says(items in prop::collection::vec(
            prop::sample::select(vec!["{}", "[]", "0", r#"{"":0}"#, r#"{"":{}}"#, r#""""#, "[[]]", "[0]"]), 0..200)
        ) {
            let text = format!("[{}]", items.join(","));
            let (_, taken) = parse(text.as_bytes(), usize::MAX).unwrap();
            prop_assert!(taken <= text.len() * MAX_FACTOR + OF_VALUE, "{taken} for {text}");
        }
    }
}
