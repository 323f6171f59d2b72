//! Idempotency keys: a client that repeats a creating call, because it never saw the answer, gets what the first made.

use super::ids::KeyId;
use chrono::TimeDelta;
use sha2::{Digest, Sha256};
use std::str::FromStr;

/// How long an answer can be had again.
pub const KEPT_FOR: TimeDelta = TimeDelta::hours(24);
/// The longest idempotency key, in characters.
pub const KEY_MAX_LENGTH: usize = 255;

/// The value of an `Idempotency-Key` header: 1 to 255 visible ASCII characters.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct IdempotencyKey(String);

/// The value cannot be an idempotency key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there may be one Idempotency-Key, of 1 to 255 visible ASCII characters")]
pub struct NotAnIdempotencyKey;

impl IdempotencyKey {
    /// The key's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for IdempotencyKey {
    type Err = NotAnIdempotencyKey;

    fn from_str(text: &str) -> Result<Self, NotAnIdempotencyKey> {
        let visible = text.bytes().all(|byte| byte.is_ascii_graphic());
        if !visible || !(1..=KEY_MAX_LENGTH).contains(&text.len()) {
            return Err(NotAnIdempotencyKey);
        }
        Ok(Self(text.to_owned()))
    }
}

/// SHA-256 over what was asked for, so that a key reused for something else is noticed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fingerprint(pub [u8; 32]);

impl Fingerprint {
    /// The fingerprint of a request in a canonical form.
    pub fn of(canonical: &[u8]) -> Self {
        Self(Sha256::digest(canonical).into())
    }
}

/// A creating call that may be repeated.
#[derive(Clone, Debug)]
pub struct Repeatable {
    /// The API key that calls: two keys never see each other's answers.
    pub caller: KeyId,
    /// The client's name for this call.
    pub key: IdempotencyKey,
    /// What it asked for.
    pub fingerprint: Fingerprint,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_one_to_255_visible_characters() {
        assert!("a".parse::<IdempotencyKey>().is_ok());
        assert!("k".repeat(255).parse::<IdempotencyKey>().is_ok());
        for text in ["", " ", "a b", "é", &"k".repeat(256)] {
            assert!(text.parse::<IdempotencyKey>().is_err(), "{text}");
        }
    }
}
