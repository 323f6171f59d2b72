//! Authenticated encryption under the instance key.
//!
//! XChaCha20-Poly1305 with a random 24-byte nonce in front of the ciphertext. Purpose and owner are associated data, so a
//! value that was sealed for one purpose or owner cannot be opened for another.

use crate::entropy::{Entropy, EntropyError, random};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};

/// The length of the instance key, in bytes.
pub const KEY_LENGTH: usize = 32;
/// The number of random bytes that sealing draws.
pub const NONCE_LENGTH: usize = 24;

/// A value cannot be sealed or opened.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// The random source failed.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
    /// The value was sealed under another key, for another purpose or owner, or it is damaged.
    #[error("a sealed value cannot be opened with the key of this instance")]
    DoesNotOpen,
}

/// The purpose of a sealed value.
#[derive(Clone, Copy, Debug)]
pub enum Purpose {
    /// The access token of a room, so that its team can read the link again.
    AccessToken,
    /// The token of a respondent session.
    Respondent,
    /// The constant that proves that a database belongs to this instance key.
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

/// Seals and opens values with the instance key. Has no `Debug`, so the key cannot be printed.
#[derive(Clone)]
pub struct Sealer(XChaCha20Poly1305);

impl Sealer {
    /// A sealer with this key.
    pub fn new(key: &[u8; KEY_LENGTH]) -> Self {
        Self(XChaCha20Poly1305::new(key.into()))
    }

    /// Seals `plain` for `purpose` and `owner`; the owner is empty for a value that belongs to no object.
    ///
    /// # Errors
    /// [`SealError::Entropy`] if the random source fails.
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

    /// Opens a value that [`Sealer::seal`] sealed for the same purpose and owner.
    ///
    /// # Errors
    /// [`SealError::DoesNotOpen`] for any other value.
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
    fn sealing_twice_gives_two_different_values() {
        let sealer = Sealer::new(&[1; KEY_LENGTH]);
        let seal = || {
            sealer
                .seal(&SystemEntropy, Purpose::AccessToken, b"room", b"secret")
                .unwrap()
        };
        assert_ne!(seal(), seal());
    }
}
