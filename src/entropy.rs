//! Randomness, injected. Everything secret or unguessable is drawn here, from the operating system.

use rand::{TryRng, rngs::SysRng};
use std::sync::{Arc, Mutex, PoisonError};

/// The operating system gave no random bytes.
#[derive(Debug, thiserror::Error)]
#[error("the operating system's random source failed")]
pub struct EntropyError;

/// Where randomness comes from.
pub trait Entropy: Send + Sync + 'static {
    /// Fills `bytes` from a cryptographically secure source.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), EntropyError>;
}

/// A source that can be handed about.
pub type SharedEntropy = Arc<dyn Entropy>;

/// An array of `N` random bytes.
pub fn random<const N: usize>(source: &dyn Entropy) -> Result<[u8; N], EntropyError> {
    let mut bytes = [0; N];
    source.fill(&mut bytes)?;
    Ok(bytes)
}

/// The operating system's generator.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), EntropyError> {
        SysRng.try_fill_bytes(bytes).map_err(|_| EntropyError)
    }
}

/// Randomness drawn from a source in one go, and given out piece by piece, each byte once.
pub struct Drawn(Mutex<Vec<u8>>);

impl Drawn {
    /// Draws `bytes` from `source`.
    pub fn ahead(source: &dyn Entropy, bytes: usize) -> Result<Self, EntropyError> {
        let mut drawn = vec![0; bytes];
        source.fill(&mut drawn)?;
        Ok(Self(Mutex::new(drawn)))
    }
}

impl Entropy for Drawn {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), EntropyError> {
        let mut drawn = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let left = drawn.len().checked_sub(bytes.len()).ok_or(EntropyError)?;
        bytes.copy_from_slice(&drawn[left..]);
        drawn.truncate(left);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_drawn_ahead_is_given_out_once_and_then_refused() {
        let drawn = Drawn::ahead(&SystemEntropy, 48).unwrap();
        let (first, second): ([u8; 24], [u8; 24]) = (random(&drawn).unwrap(), random(&drawn).unwrap());
        assert_ne!(first, second);
        assert!(random::<1>(&drawn).is_err());
    }
}
