//! Ids as the voice rooms dialect writes them: a prefix that names the kind of object, and the UUID in base 62. The same
//! object has the same id in every dialect, and an id is read without a query.

use std::fmt;
use uuid::Uuid;

/// Digits of an id: 62^22 is the first power of 62 beyond 2^128.
const LENGTH: usize = 22;

/// A UUID with a prefix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShortId(pub &'static str, pub Uuid);

impl fmt::Display for ShortId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}_{:0>LENGTH$}", self.0, base62::encode(self.1.as_u128()))
    }
}

/// Reads an id with this prefix, or a plain UUID as the other dialects write it.
pub fn parse(prefix: &str, text: &str) -> Option<Uuid> {
    if let (36, Ok(id)) = (text.len(), text.parse()) {
        return Some(id);
    }
    let digits = text.strip_prefix(prefix)?.strip_prefix('_')?;
    if digits.len() != LENGTH {
        return None;
    }
    base62::decode(digits).ok().map(Uuid::from_u128)
}

/// Whether a text is formed like an id with this prefix, of any length: the originals of these ids are shorter.
pub fn has_form(prefix: &str, text: &str) -> bool {
    let digits = text.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('_'));
    digits.is_some_and(|digits| !digits.is_empty() && digits.chars().all(|digit| digit.is_ascii_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_read_back() {
        for id in [0, 1, 61, 62, u128::MAX / 3, u128::MAX] {
            let id = Uuid::from_u128(id);
            let text = ShortId("room", id).to_string();
            assert_eq!(text.len(), "room_".len() + LENGTH);
            assert_eq!(parse("room", &text), Some(id));
            assert_eq!(parse("room", &id.to_string()), Some(id));
        }
        let id = Uuid::from_u128(61 * 62 + 10);
        assert_eq!(ShortId("room", id).to_string(), "room_00000000000000000000zA");
    }

    #[test]
    fn a_wrong_prefix_a_wrong_length_and_a_too_large_number_are_refused() {
        let text = ShortId("room", Uuid::from_u128(7)).to_string();
        assert_eq!(parse("character", &text), None);
        for text in [
            "",
            "room_",
            "room",
            &text[..20],
            &format!("{text}0"),
            &format!("room_{}", "z".repeat(22)),
        ] {
            assert_eq!(parse("room", text), None, "{text}");
        }
        assert_eq!(parse("room", "room_000000000000000000000é"), None);
    }
}
