//! API keys: `ir_`, 32 random letters and digits, and a checksum by which a mistyped key is refused without a query.

use crate::entropy::{Entropy, EntropyError};
use sha2::{Digest, Sha256};
use std::fmt;

const PREFIX: &str = "ir_";
const RANDOM_LENGTH: usize = 32;
const CHECKSUM_LENGTH: usize = 6;

/// A plain API key. It is shown once, when it is created; `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiKey(String);

impl ApiKey {
    /// Generates a key with about 190 bits of randomness.
    ///
    /// # Errors
    /// When the random source fails.
    pub fn generate(entropy: &dyn Entropy) -> Result<Self, EntropyError> {
        let mut body = String::with_capacity(RANDOM_LENGTH);
        while body.len() < RANDOM_LENGTH {
            let mut byte = [0];
            entropy.fill(&mut byte)?;
            // 248 is the largest multiple of 62 in a byte: rejecting the rest keeps every digit equally likely.
            if byte[0] < 248 {
                base62::encode_buf(byte[0] % 62, &mut body);
            }
        }
        let checksum = checksum(&body);
        Ok(Self(format!("{PREFIX}{body}{checksum}")))
    }

    /// Reads a key; `None` if its form or its checksum is wrong.
    pub fn parse(text: &str) -> Option<Self> {
        let (body, sum) = text.strip_prefix(PREFIX)?.split_at_checked(RANDOM_LENGTH)?;
        (sum.len() == CHECKSUM_LENGTH && sum == checksum(body)).then(|| Self(text.to_owned()))
    }

    /// The plain text of the key.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The hash under which the key is stored and looked up.
    pub fn hash(&self) -> KeyHash {
        KeyHash(Sha256::digest(&self.0).into())
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("ApiKey(hidden)")
    }
}

/// SHA-256 of an API key.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct KeyHash(pub [u8; 32]);

/// The CRC-32 in base 62, its lowest digit first.
fn checksum(body: &str) -> String {
    let digits = format!(
        "{:0>CHECKSUM_LENGTH$}",
        base62::encode(crc32fast::hash(body.as_bytes()))
    );
    digits.chars().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::SystemEntropy;

    #[test]
    fn a_key_is_read_back_unless_a_character_is_wrong() {
        let key = ApiKey::generate(&SystemEntropy).unwrap();
        assert_eq!(ApiKey::parse(key.expose()), Some(key.clone()));
        assert_eq!(key.expose().len(), 41);
        let swapped = if &key.expose()[10..11] == "a" { "b" } else { "a" };
        let mistyped = format!("{}{swapped}{}", &key.expose()[..10], &key.expose()[11..]);
        assert_eq!(ApiKey::parse(&mistyped), None);
        assert!(!format!("{key:?}").contains(key.expose()));
    }

    #[test]
    fn other_texts_are_refused() {
        for text in ["", "ir_", "Bearer", &"é".repeat(40), &format!("ir_{}", "a".repeat(38))] {
            assert_eq!(ApiKey::parse(text), None, "{text}");
        }
    }
}
