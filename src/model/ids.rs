//! Identifiers, and the time-ordered UUIDs that they are made of.

pub use ::entity::ids::*;

use crate::clock::Timestamp;
use uuid::Uuid;

/// How many random bytes [`time_ordered`] takes.
pub const ID_ENTROPY: usize = 8;

/// A UUID version 7 (RFC 9562, section 5.7). Sorts by `created_at`, then by `position` among ids made together (its low
/// 12 bits), then by `random`.
pub fn time_ordered(created_at: Timestamp, position: usize, random: [u8; ID_ENTROPY]) -> Uuid {
    let millis = u64::try_from(created_at.timestamp_millis()).unwrap_or_default();
    let position = (position & 0xfff).to_be_bytes();
    let mut low = [0; 10];
    low[..2].copy_from_slice(&position[position.len() - 2..]);
    low[2..].copy_from_slice(&random);
    uuid::Builder::from_unix_timestamp_millis(millis, &low).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_sort_by_time_and_then_by_position() {
        let early: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        let late = early + chrono::Duration::milliseconds(1);
        let ids = [
            time_ordered(early, 0, [255; 8]),
            time_ordered(early, 1, [0; 8]),
            time_ordered(early, 300, [0; 8]),
            time_ordered(late, 0, [0; 8]),
        ];
        assert!(ids.is_sorted());
        assert_eq!(ids[0].get_version_num(), 7);
    }
}
