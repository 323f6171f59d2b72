//! Identifiers. Each kind of thing has a type of its own, so that one can never stand in for another.

use sea_orm::{DbErr, DeriveValueType, TryFromU64, prelude::Uuid};
use std::{fmt, str::FromStr};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, DeriveValueType)]
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

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl FromStr for $name {
            type Err = <Uuid as FromStr>::Err;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl TryFromU64 for $name {
            /// Always fails: no id is a number that the database assigns. The trait is required of primary keys.
            fn try_from_u64(_: u64) -> Result<Self, DbErr> {
                Err(DbErr::ConvertFromU64(stringify!($name)))
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
    /// The id by which the callers of agents' routes name a room, unique within a team: an id that one of them chose, or
    /// else the room's own. Rooms with an interview have no other than their own.
    RoomHandle,
    /// An API key (not the key itself).
    KeyId,
    /// An agent, or a character, which is the same.
    AgentId,
    /// A world of an agent.
    WorldId,
    /// An entity that can take part in rooms: an agent, a respondent or a member. An agent's is the id of the agent.
    EntityId,
    /// A participant of a room.
    ParticipantId,
    /// A message: a turn, a memory or an entry of a transcript.
    MessageId,
}
