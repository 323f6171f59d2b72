//! Posting memories: the group commit.
//!
//! Concurrent posts are applied one after the other to the state of their rooms, by the rules of [`RoomState`], and written
//! in one transaction.

use super::{
    Result, Store, Transaction, agent_rooms, agents, batcher::Batcher, bulk::BulkWrite, changes, events, memories,
    participants,
};
use crate::model::{
    access::Scope,
    error::{EngineError, Resource},
    ids::{EntityId, MessageId, RoomId},
    memory::Memory,
    participant::Participant,
    posting::{PostBatch, PostContext, RoomState},
};
use ::entity::room;
use futures_util::FutureExt;
use sea_orm::{ActiveValue::Set, DatabaseConnection, IntoActiveModel};
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

pub(super) fn batcher(writer: DatabaseConnection) -> Batcher<PostBatch, Result<Posted>> {
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
async fn write_or_retry(writer: &DatabaseConnection, posts: &[PostBatch]) -> Result<Vec<Posted>> {
    match write(writer, posts).await {
        Err(error) if error.is_conflict() => write(writer, posts).await,
        answers => answers,
    }
}

async fn write(writer: &DatabaseConnection, posts: &[PostBatch]) -> Result<Vec<Posted>> {
    let transaction = super::begin(writer).await?;
    let mut states = lock_rooms(&transaction, posts).await?;
    let new = posts.iter().flat_map(|post| &post.memories);
    let chosen_ids: Vec<MessageId> = new.filter(|new| new.is_chosen).map(|new| new.id).collect();
    let existing = memories::by_ids(&transaction, &chosen_ids).await?;
    let agents = agents::of_entities(&transaction, &absent_authors(&states, posts)).await?;
    let context = PostContext {
        existing_memories: &existing,
        agents: &agents,
    };
    let answers = posts.iter().map(|post| {
        let state = states.get_mut(&(post.scope, post.room));
        state.ok_or(EngineError::NotFound(Resource::Room))?.apply(post, context)
    });
    let answers = answers.collect();
    let mut changed: Vec<RoomState> = states.into_values().collect();
    changed.retain(|state| !state.memories.is_empty());
    write_states(&transaction, &mut changed).await?;
    transaction.commit().await?;
    Ok(answers)
}

/// A room within a scope: callers of different scopes do not share what they may see.
type PostKey = (Scope, RoomId);

/// Locks the rooms of the posts and loads the participants that matter to the posts.
async fn lock_rooms(transaction: &Transaction, posts: &[PostBatch]) -> Result<HashMap<PostKey, RoomState>> {
    // Sorted, so that all transactions lock in the same order: that avoids deadlocks.
    let mut scopes: BTreeMap<Scope, Vec<RoomId>> = BTreeMap::new();
    for post in posts {
        scopes.entry(post.scope).or_default().push(post.room);
    }
    let mut states = HashMap::new();
    let now = posts.iter().map(|post| post.now).max().unwrap_or_default();
    for (scope, rooms) in scopes {
        let stored = agent_rooms::lock_all(transaction, scope, &rooms).await?;
        let rooms: Vec<_> = stored.into_iter().map(|room| room.at(now)).collect();
        let ids: Vec<RoomId> = rooms.iter().map(|room| room.base.id).collect();
        let mut participants = participants_by_room(transaction, &ids, posts).await?;
        for room in rooms {
            let participants = participants.remove(&room.base.id).unwrap_or_default();
            let takes_part = |author| participants.iter().any(|known: &Participant| known.entity == author);
            // The count matters only if a post adds a participant.
            let count = if authors(posts, room.base.id).all(takes_part) {
                0
            } else {
                participants::count(transaction, room.base.id).await?
            };
            states.insert((scope, room.base.id), RoomState::new(room, participants, count));
        }
    }
    Ok(states)
}

fn authors(posts: &[PostBatch], room: RoomId) -> impl Iterator<Item = EntityId> {
    let of_room = posts.iter().filter(move |post| post.room == room);
    of_room.flat_map(|post| post.memories.iter().map(|new| new.author))
}

async fn participants_by_room(
    transaction: &Transaction,
    rooms: &[RoomId],
    posts: &[PostBatch],
) -> Result<HashMap<RoomId, Vec<Participant>>> {
    let acting = posts.iter().filter_map(|post| post.acting_agent);
    let authors = posts.iter().flat_map(|post| &post.memories).map(|new| new.author);
    let entities: HashSet<EntityId> = authors.chain(acting.map(|agent| EntityId(agent.0))).collect();
    let entities: Vec<EntityId> = entities.into_iter().collect();
    let mut by_room: HashMap<RoomId, Vec<Participant>> = HashMap::new();
    for participant in participants::agents_and_entities(transaction, rooms, &entities).await? {
        by_room.entry(participant.room).or_default().push(participant);
    }
    Ok(by_room)
}

/// The authors who are not present in the room that they post to.
fn absent_authors(states: &HashMap<PostKey, RoomState>, posts: &[PostBatch]) -> Vec<EntityId> {
    let mut absent = HashSet::new();
    for post in posts {
        let Some(state) = states.get(&(post.scope, post.room)) else {
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
    let new_memories = states.iter().flat_map(|state| &state.memories);
    let counts = states.iter().map(|state| room::ActiveModel {
        id: Set(state.room.base.id),
        message_count: Set(state.room.base.message_count),
        event_count: Set(state.room.base.event_count),
        ..Default::default()
    });
    BulkWrite::default()
        .insert(new_participants.map(|new| participants::row(new).into_active_model()))
        .insert(new_memories.map(|memory| memories::row(memory).into_active_model()))
        .insert(new_events)
        .update(counts)
        .execute(transaction)
        .await?;
    // Only the streams of interviews depend on the notifications of other replicas.
    let interviews = states.iter().filter(|state| state.room.interview.is_some());
    let interviews: Vec<RoomId> = interviews.map(|state| state.room.base.id).collect();
    changes::announce(transaction, &interviews).await
}
