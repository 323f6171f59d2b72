//! API keys: `ir_`, 32 random characters, and a checksum that tells a mistyped key from an unknown one without a look-up.

use crate::entropy::{Entropy, EntropyError};
use sha2::{Digest, Sha256};
use std::fmt;

const PREFIX: &str = "ir_";
const RANDOM_LENGTH: usize = 32;
const CHECKSUM_LENGTH: usize = 6;
const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// A plain API key. Shown once, when it is made. Its `Debug` form hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiKey(String);

impl ApiKey {
    /// A new key: 32 characters of 62, about 190 bits.
    pub fn generate(entropy: &dyn Entropy) -> Result<Self, EntropyError> {
        let mut body = String::with_capacity(RANDOM_LENGTH);
        while body.len() < RANDOM_LENGTH {
            let mut byte = [0];
            entropy.fill(&mut byte)?;
            // 248 is the largest multiple of 62 in a byte: rejecting the rest keeps every character equally likely.
            if byte[0] < 248 {
                body.push(char::from(ALPHABET[usize::from(byte[0]) % ALPHABET.len()]));
            }
        }
        let checksum = checksum(&body);
        Ok(Self(format!("{PREFIX}{body}{checksum}")))
    }

    /// Reads a key; `None` when its form or checksum shows that it cannot be one of ours.
    pub fn parse(text: &str) -> Option<Self> {
        let (body, sum) = text.strip_prefix(PREFIX)?.split_at_checked(RANDOM_LENGTH)?;
        (sum.len() == CHECKSUM_LENGTH && sum == checksum(body)).then(|| Self(text.to_owned()))
    }

    /// The key as its owner writes it.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What the key is stored and looked up by.
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

fn checksum(body: &str) -> String {
    let mut rest = crc32fast::hash(body.as_bytes()) as usize;
    let digits: Vec<u8> = std::iter::repeat_with(|| {
        let digit = ALPHABET[rest % ALPHABET.len()];
        rest /= ALPHABET.len();
        digit
    })
    .take(CHECKSUM_LENGTH)
    .collect();
    digits.into_iter().map(char::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::SystemEntropy;

    #[test]
    fn a_key_is_read_back_and_one_wrong_character_is_noticed() {
        let key = ApiKey::generate(&SystemEntropy).unwrap();
        assert_eq!(ApiKey::parse(key.expose()), Some(key.clone()));
        assert_eq!(key.expose().len(), 41);
        let swapped = if &key.expose()[10..11] == "a" { "b" } else { "a" };
        let mistyped = format!("{}{swapped}{}", &key.expose()[..10], &key.expose()[11..]);
        assert_eq!(ApiKey::parse(&mistyped), None);
        assert!(!format!("{key:?}").contains(key.expose()));
    }

    #[test]
    fn other_texts_are_no_keys() {
        for text in ["", "ir_", "Bearer", &"é".repeat(40), &format!("ir_{}", "a".repeat(38))] {
            assert_eq!(ApiKey::parse(text), None, "{text}");
        }
    }
}
