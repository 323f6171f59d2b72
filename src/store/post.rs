//! Posting memories: the group commit.
//!
//! Concurrent posts are applied one after the other to the state of their rooms, by the rules of [`RoomState`], and written
//! in one transaction.

use super::{
    Pool, Result, Store, Transaction, agent_rooms, agents, batcher::Batcher, bulk::BulkWrite, changes, events,
    memories, participants,
};
use crate::model::{
    access::RoomReader,
    agent::Agent,
    error::{EngineError, Resource},
    ids::{EntityId, MessageId, RoomHandle, RoomId, TeamId},
    memory::Memory,
    participant::Participant,
    posting::{PostBatch, PostContext, RoomState},
};
use ::entity::room;
use futures_util::FutureExt;
use sea_orm::{ActiveValue::Set, IntoActiveModel};
use std::collections::{BTreeMap, HashMap, HashSet};

/// The greatest weight of a group: so many short memories, or 4 MB of text. A group takes a few milliseconds.
const GROUP: usize = 500;
/// As many bytes of text weigh as much as a memory.
const BYTES_PER_MEMORY: usize = 8 * 1024;

/// The stored memories of a post, or why it was refused.
pub type Posted = Result<Vec<Memory>, EngineError>;

/// Posts memories, sharing the commit with concurrent posts.
pub async fn apply(store: &Store, post: PostBatch) -> Posted {
    store.posts.submit(post).await??
}

pub(super) fn batcher(writer: Pool) -> Batcher<PostBatch, Result<Posted>> {
    let weight = |post: &PostBatch| {
        let bytes: usize = post.memories.iter().map(|memory| memory.text.len()).sum();
        post.memories.len() + bytes / BYTES_PER_MEMORY
    };
    Batcher::group_commit(writer, GROUP, weight, |writer, posts| {
        write_or_retry(writer, posts).boxed()
    })
}

/// Writes the posts. After a conflict with another replica, which wrote the same memory or participant, tries once more
/// and finds what that replica wrote.
async fn write_or_retry(writer: &Pool, posts: &[PostBatch]) -> Result<Vec<Posted>> {
    match write(writer, posts).await {
        Err(error) if error.is_conflict() => write(writer, posts).await,
        answers => answers,
    }
}

async fn write(writer: &Pool, posts: &[PostBatch]) -> Result<Vec<Posted>> {
    let transaction = super::begin(writer).await?;
    let mut states = lock_rooms(&transaction, posts).await?;
    let rows = TeamRows::of_teams(&transaction, &states, posts).await?;
    let answers = posts.iter().map(|post| {
        let state = states.get_mut(&key(post));
        let context = rows
            .get(&post.reader.scope.team)
            .map(TeamRows::context)
            .unwrap_or_default();
        state.ok_or(EngineError::NotFound(Resource::Room))?.apply(post, context)
    });
    let answers = answers.collect();
    let mut changed: Vec<RoomState> = states.into_values().collect();
    changed.retain(|state| !state.memories.is_empty());
    write_states(&transaction, &mut changed).await?;
    transaction.commit().await?;
    Ok(answers)
}

/// A room of a team. Callers with different rights share its state; [`RoomState::apply`] checks which of them see it.
type PostKey = (TeamId, RoomHandle);

fn key(post: &PostBatch) -> PostKey {
    (post.reader.scope.team, post.room)
}

/// Locks the rooms of the posts and loads the participants that matter to the posts.
async fn lock_rooms(transaction: &Transaction, posts: &[PostBatch]) -> Result<HashMap<PostKey, RoomState>> {
    // Sorted, so that all transactions lock in the same order: that avoids deadlocks.
    let mut readers: BTreeMap<RoomReader, Vec<RoomHandle>> = BTreeMap::new();
    for post in posts {
        readers.entry(post.reader.without_agent()).or_default().push(post.room);
    }
    let mut states = HashMap::new();
    let now = posts.iter().map(|post| post.now).max().unwrap_or_default();
    for (reader, mut rooms) in readers {
        let team = reader.scope.team;
        rooms.retain(|room| !states.contains_key(&(team, *room)));
        let stored = agent_rooms::lock_all(transaction, reader, &rooms).await?;
        let rooms: Vec<_> = stored.into_iter().map(|room| room.at(now)).collect();
        let ids: Vec<RoomId> = rooms.iter().map(|room| room.base.id).collect();
        let mut participants = participants_by_room(transaction, &ids, posts).await?;
        for room in rooms {
            let participants = participants.remove(&room.base.id).unwrap_or_default();
            let handle = room.base.handle();
            let takes_part = |author| participants.iter().any(|known: &Participant| known.entity == author);
            // The count matters only if a post adds a participant.
            let count = if authors(posts, (team, handle)).all(takes_part) {
                0
            } else {
                participants::count(transaction, room.base.id).await?
            };
            states.insert((team, handle), RoomState::new(room, participants, count));
        }
    }
    Ok(states)
}

fn authors(posts: &[PostBatch], room: PostKey) -> impl Iterator<Item = EntityId> {
    let of_room = posts.iter().filter(move |post| key(post) == room);
    of_room.flat_map(|post| post.memories.iter().map(|new| new.author))
}

async fn participants_by_room(
    transaction: &Transaction,
    rooms: &[RoomId],
    posts: &[PostBatch],
) -> Result<HashMap<RoomId, Vec<Participant>>> {
    let acting = posts.iter().filter_map(|post| post.reader.acting_agent);
    let authors = posts.iter().flat_map(|post| &post.memories).map(|new| new.author);
    let entities: HashSet<EntityId> = authors.chain(acting.map(|agent| EntityId(agent.0))).collect();
    let entities: Vec<EntityId> = entities.into_iter().collect();
    let mut by_room: HashMap<RoomId, Vec<Participant>> = HashMap::new();
    for participant in participants::agents_and_entities(transaction, rooms, &entities).await? {
        by_room.entry(participant.room).or_default().push(participant);
    }
    Ok(by_room)
}

/// What a team has outside the rooms of its posts. Ids that callers choose are unique within a team only.
struct TeamRows {
    memories: Vec<Memory>,
    agents: Vec<Agent>,
}

impl TeamRows {
    async fn of_teams(
        transaction: &Transaction,
        states: &HashMap<PostKey, RoomState>,
        posts: &[PostBatch],
    ) -> Result<HashMap<TeamId, Self>> {
        let teams: HashSet<TeamId> = posts.iter().map(|post| post.reader.scope.team).collect();
        let mut known = HashMap::new();
        for team in teams {
            let posts = || posts.iter().filter(|post| post.reader.scope.team == team);
            let new = posts().flat_map(|post| &post.memories);
            let chosen_ids: Vec<MessageId> = new.filter(|new| new.is_chosen).map(|new| new.id).collect();
            let of_team = Self {
                memories: memories::by_ids(transaction, team, &chosen_ids).await?,
                agents: agents::of_entities(transaction, team, &absent_authors(states, posts())).await?,
            };
            known.insert(team, of_team);
        }
        Ok(known)
    }

    fn context(&self) -> PostContext<'_> {
        PostContext {
            existing_memories: &self.memories,
            agents: &self.agents,
        }
    }
}

/// The authors who are not present in the room that they post to.
fn absent_authors<'a>(
    states: &HashMap<PostKey, RoomState>,
    posts: impl Iterator<Item = &'a PostBatch>,
) -> Vec<EntityId> {
    let mut absent = HashSet::new();
    for post in posts {
        let Some(state) = states.get(&key(post)) else {
            continue;
        };
        let is_present = |author| {
            let mut participants = state.participants.iter();
            participants.any(|participant| participant.entity == author && participant.is_present())
        };
        let authors = post.memories.iter().map(|new| new.author);
        absent.extend(authors.filter(|author| !is_present(*author)));
    }
    absent.into_iter().collect()
}

/// Writes new memories, participants, events and counts, and notifies other replicas.
async fn write_states(transaction: &Transaction, states: &mut [RoomState]) -> Result<()> {
    if states.is_empty() {
        return Ok(());
    }
    for participant in states.iter().flat_map(|state| &state.changed_participants) {
        participants::update(transaction, participant).await?;
    }
    let mut new_events = Vec::new();
    for state in &mut *states {
        let events = std::mem::take(&mut state.events);
        new_events.extend(events::numbered(&mut state.room.base, events));
    }
    let new_participants = states.iter().flat_map(|state| &state.new_participants);
    let new_memories = states.iter().flat_map(|state| {
        let team = state.room.base.team;
        state.memories.iter().map(move |memory| memories::row(team, memory))
    });
    let counts = states.iter().map(|state| room::ActiveModel {
        id: Set(state.room.base.id),
        message_count: Set(state.room.base.message_count),
        event_count: Set(state.room.base.event_count),
        ..Default::default()
    });
    BulkWrite::default()
        .insert(new_participants.map(|new| participants::row(new).into_active_model()))
        .insert(new_memories.map(IntoActiveModel::into_active_model))
        .insert(new_events)
        .update(counts)
        .execute(transaction)
        .await?;
    // Only the streams of interviews depend on the notifications of other replicas.
    let interviews = states.iter().filter(|state| state.room.interview.is_some());
    let interviews: Vec<RoomId> = interviews.map(|state| state.room.base.id).collect();
    changes::announce(transaction, &interviews).await
}
