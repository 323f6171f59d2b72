//! Identifiers. Each kind of thing has its own type, so that one can never stand in for another.

use crate::clock::Timestamp;
use std::{fmt, str::FromStr};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(out)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(out)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )+};
}

ids! {
    /// A tenant.
    TeamId,
    /// A project of a team.
    ProjectId,
    /// A room, and the interview in it.
    RoomId,
    /// An API key (not the key itself).
    KeyId,
    /// An agent, which is a character under another name.
    AgentId,
    /// A world of an agent's.
    WorldId,
    /// Whoever can take part in rooms: an agent, a respondent or anybody else.
    EntityId,
    /// A participant in a room.
    ParticipantId,
    /// A message: a turn, a memory or an entry of a transcript.
    MessageId,
}

/// How many random bytes [`time_ordered`] takes.
pub const ID_ENTROPY: usize = 8;

/// A UUID version 7 (RFC 9562, section 5.7): sorts by `created_at`, then by `position` among ids made together
/// (its low 12 bits), then at random.
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
    fn ids_sort_by_time_then_by_position_whatever_the_random_part() {
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
