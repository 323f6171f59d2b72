//! The access token of a room: the secret in a respondent's link.
//!
//! The plain token can be shown but not stored; the stored forms, a hash to look it up by and a sealed copy for the
//! team, can be stored but not shown.

use super::{
    ids::RoomId,
    secret::{Purpose, SealError, Sealer},
};
use crate::entropy::{Entropy, EntropyError, random};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use std::fmt;

/// Random bytes in a token: 192 bits.
pub const TOKEN_BYTES: usize = 24;
/// Length of a token as text.
pub const TOKEN_LENGTH: usize = 32;

/// A plain access token. Its `Debug` form hides it; there is no `Display`.
#[derive(Clone, PartialEq, Eq)]
pub struct AccessToken([u8; TOKEN_BYTES]);

impl AccessToken {
    /// A new token from the operating system's generator.
    pub fn generate(entropy: &dyn Entropy) -> Result<Self, EntropyError> {
        random(entropy).map(Self)
    }

    /// Reads a token from a link; `None` when it cannot be one of ours.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).ok()?;
        bytes.try_into().ok().map(Self)
    }

    /// The token as it stands in the link. Only for the link's owner.
    pub fn expose(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(self.0)
    }

    /// What the token is looked up by.
    pub fn hash(&self) -> TokenHash {
        TokenHash(Sha256::digest(self.0).into())
    }

    /// The copy that is kept for the team, bound to its room.
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
    /// The plain token of `room`.
    pub fn open(&self, sealer: &Sealer, room: RoomId) -> Result<AccessToken, SealError> {
        let plain = sealer.open(Purpose::AccessToken, room.0.as_bytes(), &self.0)?;
        plain.try_into().map(AccessToken).map_err(|_| SealError::DoesNotOpen)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::SystemEntropy;

    #[test]
    fn a_token_survives_its_text_and_its_seal_and_never_prints_itself() {
        let token = AccessToken::generate(&SystemEntropy).unwrap();
        let text = token.expose();
        assert_eq!(text.len(), TOKEN_LENGTH);
        assert_eq!(AccessToken::parse(&text), Some(token.clone()));
        let (sealer, room) = (Sealer::new(&[7; 32]), RoomId(uuid::Uuid::nil()));
        let sealed = token.seal(&sealer, &SystemEntropy, room).unwrap();
        assert_eq!(sealed.open(&sealer, room).unwrap(), token);
        assert!(!format!("{token:?}").contains(&text));
    }

    #[test]
    fn what_is_not_thirty_two_characters_of_base64url_is_no_token() {
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
