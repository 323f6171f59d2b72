//! How much a team may store.

/// What a team stores, or is about to add.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StorageUse {
    /// Projects, rooms, agents and worlds.
    pub rows: u64,
    /// The bytes of messages, memories and session reports.
    pub bytes: u64,
}

impl StorageUse {
    /// Rows without content.
    pub const fn rows(count: usize) -> Self {
        Self {
            rows: count as u64,
            bytes: 0,
        }
    }

    /// Content.
    pub const fn bytes(count: usize) -> Self {
        Self {
            rows: 0,
            bytes: count as u64,
        }
    }

    /// The sum of both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self {
            rows: self.rows.saturating_add(other.rows),
            bytes: self.bytes.saturating_add(other.bytes),
        }
    }
}

/// The most that a team may store.
#[derive(Clone, Copy, Debug)]
pub struct StorageLimits {
    /// Projects, rooms, agents and worlds; 0 for no limit.
    pub rows: u64,
    /// The bytes of messages, memories and session reports; 0 for no limit.
    pub bytes: u64,
}

/// A limit that a team has reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StorageLimit {
    /// [`StorageLimits::rows`].
    #[error("{0} projects, rooms, agents and worlds")]
    Rows(u64),
    /// [`StorageLimits::bytes`].
    #[error("{0} bytes of messages, memories and session reports")]
    Bytes(u64),
}

impl StorageLimits {
    /// Whether there is no limit.
    pub const fn are_off(self) -> bool {
        self.rows == 0 && self.bytes == 0
    }

    /// The limit that a team which stores `used` cannot add `added` to. What adds no rows is not refused because of rows,
    /// and what adds no bytes not because of bytes.
    pub const fn exceeded(self, used: StorageUse, added: StorageUse) -> Option<StorageLimit> {
        let sum = used.and(added);
        if self.rows > 0 && added.rows > 0 && sum.rows > self.rows {
            Some(StorageLimit::Rows(self.rows))
        } else if self.bytes > 0 && added.bytes > 0 && sum.bytes > self.bytes {
            Some(StorageLimit::Bytes(self.bytes))
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_may_be_reached_and_not_exceeded_and_each_counts_for_itself() {
        let limits = StorageLimits { rows: 10, bytes: 100 };
        let used = StorageUse { rows: 9, bytes: 100 };
        assert_eq!(limits.exceeded(used, StorageUse::rows(1)), None);
        assert_eq!(limits.exceeded(used, StorageUse::rows(2)), Some(StorageLimit::Rows(10)));
        assert_eq!(
            limits.exceeded(used, StorageUse::bytes(1)),
            Some(StorageLimit::Bytes(100))
        );
        let off = StorageLimits { rows: 0, bytes: 0 };
        let much = StorageUse::rows(usize::MAX).and(StorageUse::bytes(usize::MAX));
        assert_eq!(off.exceeded(much, much), None);
    }
}
