//! Idempotency keys: a client that did not see the response to a creating request sends it again with the same
//! `Idempotency-Key` header and gets the response to the first one.

use super::ids::KeyId;
use chrono::TimeDelta;
use sha2::{Digest, Sha256};
use std::str::FromStr;

/// How long after the first request a repeated one gets the same response.
pub const REPLAY_WINDOW: TimeDelta = TimeDelta::hours(24);
/// The longest idempotency key, in characters.
pub const KEY_MAX_LENGTH: usize = 255;

/// The value of an `Idempotency-Key` header: 1 to 255 visible ASCII characters.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct IdempotencyKey(String);

/// The value of the header is not one valid idempotency key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there may be one Idempotency-Key, of 1 to 255 visible ASCII characters")]
pub struct NotAnIdempotencyKey;

impl IdempotencyKey {
    /// The text of the key.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for IdempotencyKey {
    type Err = NotAnIdempotencyKey;

    fn from_str(text: &str) -> Result<Self, NotAnIdempotencyKey> {
        let is_visible = text.bytes().all(|byte| byte.is_ascii_graphic());
        if !is_visible || !(1..=KEY_MAX_LENGTH).contains(&text.len()) {
            return Err(NotAnIdempotencyKey);
        }
        Ok(Self(text.to_owned()))
    }
}

/// SHA-256 of a request, which tells whether its key was used for another request before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fingerprint(pub [u8; 32]);

impl Fingerprint {
    /// The fingerprint of a request, given in a canonical form.
    pub fn of(canonical: &[u8]) -> Self {
        Self(Sha256::digest(canonical).into())
    }
}

/// A creating request with an idempotency key.
#[derive(Clone, Debug)]
pub struct IdempotentRequest {
    /// The API key of the caller. Callers never see each other's responses, even if they use the same idempotency key.
    pub caller: KeyId,
    /// The idempotency key.
    pub key: IdempotencyKey,
    /// The fingerprint of the request.
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
