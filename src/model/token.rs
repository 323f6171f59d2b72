//! Access tokens, the secrets in the links of respondents.
//!
//! The plain token can be shown but not stored. Its stored forms, a hash for looking it up and a sealed copy for the team,
//! cannot be shown.

use super::{
    ids::RoomId,
    secret::{Purpose, SealError, Sealer},
};
use crate::entropy::{Entropy, EntropyError, random};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use std::fmt;

/// The length of a token in bytes; 192 bits of randomness.
pub const TOKEN_BYTES: usize = 24;

/// The length of a token as text.
const TOKEN_CHARS: usize = TOKEN_BYTES / 3 * 4;

/// A plain access token. `Debug` hides it, and there is no `Display`.
#[derive(Clone, PartialEq, Eq)]
pub struct AccessToken([u8; TOKEN_BYTES]);

impl AccessToken {
    /// Generates a token. As text it begins and ends with a letter or a digit, because programs that recognize links in a
    /// text leave out other characters at the end.
    ///
    /// # Errors
    /// When the random source fails.
    pub fn generate(entropy: &dyn Entropy) -> Result<Self, EntropyError> {
        let mut bytes: [u8; TOKEN_BYTES] = random(entropy)?;
        // `-` and `_` are 62 and 63 of six bits. Without the highest of them they are letters; 191 bits of randomness and
        // more remain.
        if bytes[0] >> 2 >= 62 {
            bytes[0] &= 0x7f;
        }
        if bytes[TOKEN_BYTES - 1] & 0x3f >= 62 {
            bytes[TOKEN_BYTES - 1] &= !0x20;
        }
        Ok(Self(bytes))
    }

    /// Reads a token from a link; `None` if the text does not begin with 24 bytes in base64url. Mail programs and people
    /// add to links: anything before and after the characters of the token is ignored.
    pub fn parse(text: &str) -> Option<Self> {
        let is_of_token = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        let text = text.trim_start_matches(|c| !is_of_token(c));
        let end = text.find(|c| !is_of_token(c)).unwrap_or(text.len());
        let (token, more) = text[..end].split_at_checked(TOKEN_CHARS)?;
        // Marks of emphasis.
        if !more.chars().all(|c| matches!(c, '-' | '_')) {
            return None;
        }
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(token).ok()?;
        bytes.try_into().ok().map(Self)
    }

    /// The token as text, as it is in the link.
    pub fn expose(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(self.0)
    }

    /// The hash by which the token is looked up.
    pub fn hash(&self) -> TokenHash {
        TokenHash(Sha256::digest(self.0).into())
    }

    /// Seals a copy for the team, bound to the room.
    ///
    /// # Errors
    /// When the random source fails.
    pub fn seal(&self, sealer: &Sealer, entropy: &dyn Entropy, room: RoomId) -> Result<SealedToken, SealError> {
        sealer
            .seal(entropy, Purpose::AccessToken, room.0.as_bytes(), &self.0)
            .map(SealedToken)
    }
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("AccessToken(hidden)")
    }
}

/// SHA-256 of an access token.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct TokenHash(pub [u8; 32]);

/// An access token sealed under the instance key.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedToken(pub Vec<u8>);

impl SealedToken {
    /// Opens the token of `room`.
    ///
    /// # Errors
    /// If the token was sealed for another room or under another instance key.
    pub fn open(&self, sealer: &Sealer, room: RoomId) -> Result<AccessToken, SealError> {
        let plain = sealer.open(Purpose::AccessToken, room.0.as_bytes(), &self.0)?;
        plain.try_into().map(AccessToken).map_err(|_| SealError::DoesNotOpen)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::{Constant, SystemEntropy};

    #[test]
    fn a_token_can_be_read_back_and_unsealed_and_is_hidden_from_debug() {
        let token = AccessToken::generate(&SystemEntropy).unwrap();
        let text = token.expose();
        assert_eq!(text.len(), 32);
        assert_eq!(AccessToken::parse(&text), Some(token.clone()));
        let (sealer, room) = (Sealer::new(&[7; 32]), RoomId(uuid::Uuid::nil()));
        let sealed = token.seal(&sealer, &SystemEntropy, room).unwrap();
        assert_eq!(sealed.open(&sealer, room).unwrap(), token);
        assert!(!format!("{token:?}").contains(&text));
    }

    #[test]
    fn a_token_begins_and_ends_with_a_letter_or_a_digit() {
        for byte in 0..=u8::MAX {
            let text = AccessToken::generate(&Constant(byte)).unwrap().expose();
            let ends = [text.as_bytes()[0], text.as_bytes()[text.len() - 1]];
            assert!(ends.iter().all(u8::is_ascii_alphanumeric), "{text}");
        }
    }

    #[test]
    fn what_programs_and_people_add_to_a_link_is_passed_over() {
        for token in [AccessToken([7; TOKEN_BYTES]), AccessToken([0xff; TOKEN_BYTES])] {
            let text = token.expose();
            for (before, after) in [
                ("", "."),
                ("", ","),
                ("", ")"),
                ("", "'"),
                ("<", ">"),
                ("", " "),
                ("", "\u{200b}"),
                ("\u{feff}", "\u{ad}\u{a0}"),
                ("", "…\""),
                ("", "/"),
                ("", "_"),
                ("", "--"),
                ("", ").Best"),
            ] {
                let link = format!("{before}{text}{after}");
                assert_eq!(AccessToken::parse(&link), Some(token.clone()), "{link}");
            }
        }
    }

    #[test]
    fn other_texts_than_32_characters_of_base64url_are_refused() {
        for text in [
            "",
            "abc",
            "????????????????????????????????",
            &"A".repeat(31),
            &"A".repeat(33),
            &"é".repeat(16),
        ] {
            assert_eq!(AccessToken::parse(text), None, "{text}");
        }
    }
}
