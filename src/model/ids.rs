//! Identifiers, and the time-ordered UUIDs that they are made of.

pub use ::entity::ids::*;

use crate::{
    clock::Timestamp,
    entropy::{Entropy, EntropyError, random},
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// How many random bytes [`new_id`] takes.
pub const ID_ENTROPY: usize = 8;

/// A new UUID version 7 (RFC 9562, section 5.7). Sorts by `created_at`, then by `position` among ids made together (its
/// low 12 bits), then by its random bytes.
///
/// # Errors
/// When the random source fails.
pub fn new_id(entropy: &dyn Entropy, created_at: Timestamp, position: usize) -> Result<Uuid, EntropyError> {
    let millis = u64::try_from(created_at.timestamp_millis()).unwrap_or_default();
    let position = (position & 0xfff).to_be_bytes();
    let mut low = [0; 10];
    low[..2].copy_from_slice(&position[position.len() - 2..]);
    low[2..].copy_from_slice(&random::<ID_ENTROPY>(entropy)?);
    Ok(uuid::Builder::from_unix_timestamp_millis(millis, &low).into_uuid())
}

/// The id that a digest stands for: a UUID of version 8, whose bits the application defines (RFC 9562, section 5.8).
pub fn from_digest(digest: Sha256) -> Uuid {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest.finalize()[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::Constant;

    #[test]
    fn ids_sort_by_time_and_then_by_position() {
        let early: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        let late = early + chrono::Duration::milliseconds(1);
        let ids = [
            new_id(&Constant(255), early, 0).unwrap(),
            new_id(&Constant(0), early, 1).unwrap(),
            new_id(&Constant(0), early, 300).unwrap(),
            new_id(&Constant(0), late, 0).unwrap(),
        ];
        assert!(ids.is_sorted());
        assert_eq!(ids[0].get_version_num(), 7);
    }
}
