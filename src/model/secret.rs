//! Authenticated encryption under the instance key.
//!
//! XChaCha20-Poly1305 with a random 24-byte nonce in front of the ciphertext. What is sealed for one purpose or one
//! owner cannot be opened for another: both are bound in as associated data.

use crate::entropy::{Entropy, EntropyError, random};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};

/// Length of the instance key in bytes.
pub const KEY_LENGTH: usize = 32;
/// How many random bytes sealing takes.
pub const NONCE_LENGTH: usize = 24;

/// Sealing or opening failed.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// No nonce could be drawn.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
    /// Sealed under another key, for another purpose or owner, or damaged.
    #[error("a sealed value does not open under this instance's key")]
    DoesNotOpen,
}

/// What a sealed value is for.
#[derive(Clone, Copy, Debug)]
pub enum Purpose {
    /// The access token of a room, so that the team can read its links again.
    AccessToken,
    /// The token that a respondent holds after joining.
    Respondent,
    /// The proof that a database belongs to this instance key.
    InstanceCheck,
}

impl Purpose {
    const fn label(self) -> &'static [u8] {
        match self {
            Self::AccessToken => b"access-token:",
            Self::Respondent => b"respondent:",
            Self::InstanceCheck => b"instance-check:",
        }
    }
}

/// Seals and opens under the instance key. Holds the key; never prints it.
#[derive(Clone)]
pub struct Sealer(XChaCha20Poly1305);

impl Sealer {
    /// A sealer for `key`.
    pub fn new(key: &[u8; KEY_LENGTH]) -> Self {
        Self(XChaCha20Poly1305::new(key.into()))
    }

    /// Seals `plain` for `purpose` and `owner`.
    pub fn seal(
        &self,
        entropy: &dyn Entropy,
        purpose: Purpose,
        owner: &[u8],
        plain: &[u8],
    ) -> Result<Vec<u8>, SealError> {
        let nonce: [u8; NONCE_LENGTH] = random(entropy)?;
        let aad = [purpose.label(), owner].concat();
        let body = self
            .0
            .encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: &aad })
            .map_err(|_| SealError::DoesNotOpen)?;
        Ok([nonce.as_slice(), &body].concat())
    }

    /// Opens what [`Sealer::seal`] made for the same purpose and owner.
    pub fn open(&self, purpose: Purpose, owner: &[u8], sealed: &[u8]) -> Result<Vec<u8>, SealError> {
        let (nonce, body) = sealed
            .split_first_chunk::<NONCE_LENGTH>()
            .ok_or(SealError::DoesNotOpen)?;
        let aad = [purpose.label(), owner].concat();
        self.0
            .decrypt(&XNonce::from(*nonce), Payload { msg: body, aad: &aad })
            .map_err(|_| SealError::DoesNotOpen)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::SystemEntropy;

    #[test]
    fn a_sealed_value_opens_only_for_its_own_purpose_owner_and_key() {
        let sealer = Sealer::new(&[1; KEY_LENGTH]);
        let sealed = sealer
            .seal(&SystemEntropy, Purpose::AccessToken, b"room", b"secret")
            .unwrap();
        assert_eq!(sealer.open(Purpose::AccessToken, b"room", &sealed).unwrap(), b"secret");
        assert!(sealer.open(Purpose::AccessToken, b"other", &sealed).is_err());
        assert!(sealer.open(Purpose::Respondent, b"room", &sealed).is_err());
        assert!(
            Sealer::new(&[2; KEY_LENGTH])
                .open(Purpose::AccessToken, b"room", &sealed)
                .is_err()
        );
        assert!(sealer.open(Purpose::AccessToken, b"room", b"short").is_err());
    }

    #[test]
    fn sealing_twice_gives_two_different_texts() {
        let sealer = Sealer::new(&[1; KEY_LENGTH]);
        let seal = || {
            sealer
                .seal(&SystemEntropy, Purpose::AccessToken, b"room", b"secret")
                .unwrap()
        };
        assert_ne!(seal(), seal());
    }
}
