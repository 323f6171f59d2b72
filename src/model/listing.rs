//! What to list: filters and pages, as dialects ask for them and the store answers them.

use super::{
    cursor::Cursor,
    ids::{AgentId, EntityId, ProjectId, RoomHandle, WorldId},
    memory::MemoryKind,
    status::Status,
};
use crate::clock::Timestamp;
use uuid::Uuid;

/// The most bytes of texts and other content in one answer. A list of a thousand messages may be far longer; it is then cut,
/// and says where to go on.
pub const MAX_LISTED_BYTES: i64 = 2 * 1024 * 1024;

/// How many of the first items of a list, of these sizes, fit into [`MAX_LISTED_BYTES`]; at least one.
pub fn count_within_budget(sizes: impl IntoIterator<Item = i64>) -> usize {
    count_fitting(sizes, MAX_LISTED_BYTES).max(1)
}

/// How many of the first items, of these sizes, have at most `bytes` together.
pub fn count_fitting(sizes: impl IntoIterator<Item = i64>, bytes: i64) -> usize {
    let mut left = bytes;
    let fits = sizes.into_iter().take_while(|size| {
        left = left.saturating_sub(*size);
        left >= 0
    });
    fits.count()
}

/// What a list shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed<T> {
    /// The items; at least one if there are any.
    pub items: Vec<T>,
    /// Whether more was asked for than fits into [`MAX_LISTED_BYTES`].
    pub is_cut: bool,
}

impl<T> Default for Listed<T> {
    fn default() -> Self {
        Self {
            items: Vec::new(),
            is_cut: false,
        }
    }
}

/// A page of a list in the order of ids, the highest first.
#[derive(Clone, Copy, Debug)]
pub struct Rows {
    /// Only what comes after this place.
    pub after: Option<Cursor>,
    /// At most this many.
    pub limit: u16,
}

/// Which interviews to list, newest first.
#[derive(Clone, Copy, Debug)]
pub struct ListRooms {
    /// Only those of this project.
    pub project: Option<ProjectId>,
    /// Only those in this status, by the clock.
    pub status: Option<Status>,
    /// Only those after this place.
    pub after: Option<Cursor>,
    /// At most this many.
    pub limit: u16,
}

/// Which records to list.
#[derive(Clone, Debug)]
pub struct ListRecords {
    /// Only those of this project.
    pub project: Option<ProjectId>,
    /// Only those whose name, or whose respondent's e-mail address if the caller may read it, contains this text.
    pub search: Option<String>,
    /// Only those that are archived, or that are not.
    pub archived: Option<bool>,
    /// Which page, from 0.
    pub page: u32,
    /// At most this many on a page.
    pub limit: u16,
}

/// Which agent rooms to list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RoomSet {
    /// Those that are open to agents and have not ended, without agents' own rooms.
    Active,
    /// Those that an agent takes part in and that the filter selects; of rooms that the filter names, those that the agent
    /// sees.
    Of(AgentId, RoomFilter),
    /// Those of a message server, without agents' own rooms.
    Server(String),
}

impl RoomSet {
    /// The agent whose rooms they are.
    pub fn agent(&self) -> Option<AgentId> {
        match self {
            Self::Of(agent, _) => Some(*agent),
            Self::Active | Self::Server(_) => None,
        }
    }
}

/// A selection among the rooms of an agent; each condition that is given must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RoomFilter {
    /// Those of a world.
    pub world: Option<WorldId>,
    /// Those that any of these entities takes part in, too.
    pub with: Option<Vec<EntityId>>,
    /// Those with these ids.
    pub ids: Option<Vec<RoomHandle>>,
}

impl RoomFilter {
    /// Whether it says which rooms are meant, by id or by world. It then also selects rooms that were created for the agent
    /// and in which it does not take part.
    pub fn names_rooms(&self) -> bool {
        self.ids.is_some() || self.world.is_some()
    }
}

/// The owner of rooms that are deleted, or emptied, together; none of them has an interview.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoomOwner {
    /// Those that were made for an agent.
    Agent(AgentId),
    /// Those that were made for an agent and belong to a world, without its own room.
    AgentInWorld(AgentId, WorldId),
    /// Those of the world, or of the message server, with this id, for any agent; without agents' own rooms.
    Group(Uuid),
}

/// Which memories to list, the latest first.
#[derive(Clone, Debug)]
pub struct MemoryFilter {
    /// Of which kind.
    pub kind: MemoryKind,
    /// Only those that are no near-duplicates, as their agents claimed.
    pub unique: bool,
    /// Only those of this moment or later.
    pub from: Option<Timestamp>,
    /// Only those of this moment or earlier.
    pub until: Option<Timestamp>,
    /// How many of the latest are skipped.
    pub offset: u64,
    /// At most this many.
    pub limit: u64,
}
