//! Randomness, injected. All secrets and random ids come from a source of this module, so that tests can seed it.

use rand::{TryRng, rngs::SysRng};
use std::sync::{Arc, Mutex, PoisonError};

/// The operating system returned no random bytes.
#[derive(Debug, thiserror::Error)]
#[error("the operating system's random source failed")]
pub struct EntropyError;

/// A source of random bytes.
pub trait Entropy: Send + Sync + 'static {
    /// Fills `bytes` from a cryptographically secure source.
    ///
    /// # Errors
    /// When the source fails.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), EntropyError>;
}

/// A source that several owners share.
pub type SharedEntropy = Arc<dyn Entropy>;

/// An array of `N` random bytes.
///
/// # Errors
/// When the source fails.
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

/// Random bytes that are read from a source at once and handed out one after the other, each once.
pub struct Prefetched(Mutex<Vec<u8>>);

impl Prefetched {
    /// Reads `length` bytes from `source`.
    ///
    /// # Errors
    /// When the source fails.
    pub fn new(source: &dyn Entropy, length: usize) -> Result<Self, EntropyError> {
        let mut bytes = vec![0; length];
        source.fill(&mut bytes)?;
        Ok(Self(Mutex::new(bytes)))
    }
}

impl Entropy for Prefetched {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), EntropyError> {
        let mut unused = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let left = unused.len().checked_sub(bytes.len()).ok_or(EntropyError)?;
        bytes.copy_from_slice(&unused[left..]);
        unused.truncate(left);
        Ok(())
    }
}

/// A source for tests, whose bytes are all the same.
#[cfg(test)]
pub(crate) struct Constant(pub u8);

#[cfg(test)]
impl Entropy for Constant {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), EntropyError> {
        bytes.fill(self.0);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_prefetched_byte_is_handed_out_once() {
        let prefetched = Prefetched::new(&SystemEntropy, 48).unwrap();
        let (first, second): ([u8; 24], [u8; 24]) = (random(&prefetched).unwrap(), random(&prefetched).unwrap());
        assert_ne!(first, second);
        assert!(random::<1>(&prefetched).is_err());
    }
}
