//! Ids as the voice rooms dialect writes them: a prefix that tells the kind of thing, and the UUID in 22 letters and
//! digits. The same thing has the same id in every dialect, and nothing need be looked up to read one.

use std::fmt;
use uuid::Uuid;

const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// 62^22 is the first power beyond 2^128.
const LENGTH: usize = 22;

/// An id with its prefix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShortId(pub &'static str, pub Uuid);

impl fmt::Display for ShortId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.1.as_u128();
        let mut digits = [ALPHABET[0]; LENGTH];
        for digit in digits.iter_mut().rev() {
            // The remainder is below 62.
            *digit = ALPHABET[usize::try_from(rest % 62).unwrap_or_default()];
            rest /= 62;
        }
        write!(out, "{}_{}", self.0, String::from_utf8_lossy(&digits))
    }
}

/// The UUID of an id with this prefix, or of one that is written as a UUID, as other dialects do.
pub fn parse(prefix: &str, text: &str) -> Option<Uuid> {
    if let (36, Ok(id)) = (text.len(), text.parse()) {
        return Some(id);
    }
    let digits = text.strip_prefix(prefix)?.strip_prefix('_')?;
    if digits.len() != LENGTH {
        return None;
    }
    let value = digits.bytes().try_fold(0_u128, |value, digit| {
        let digit = ALPHABET.iter().position(|one| *one == digit)?;
        value.checked_mul(62)?.checked_add(digit as u128)
    });
    value.map(Uuid::from_u128)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_id_is_read_back_and_the_largest_too() {
        for id in [0, 1, 61, 62, u128::MAX / 3, u128::MAX] {
            let id = Uuid::from_u128(id);
            let text = ShortId("room", id).to_string();
            assert_eq!(text.len(), "room_".len() + LENGTH);
            assert_eq!(parse("room", &text), Some(id));
            assert_eq!(parse("room", &id.to_string()), Some(id));
        }
    }

    #[test]
    fn another_prefix_another_length_and_what_is_too_large_are_refused() {
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
