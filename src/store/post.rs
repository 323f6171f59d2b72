//! Speaking in rooms: the shared commit.
//!
//! Posts that wait at the same time are judged one after the other, by the model's rule, and written in one transaction.
//! An answer is given only after the commit.

mod postgres;

use super::{
    Result, Store, StoreError, Transaction, agent_rooms, agents,
    batcher::{BatchRules, Batcher, together},
    changes, events, memories, participants,
};
use crate::model::{
    access::Scope,
    error::{EngineError, Resource},
    ids::{EntityId, MessageId, RoomId},
    memory::Memory,
    participant::Participant,
    posting::{PostBatch, PostContext, RoomState},
};
use ::entity::{message, room};
use futures_util::FutureExt;
use sea_orm::{ActiveValue::Set, ConnectionTrait, DatabaseBackend, DatabaseConnection, EntityTrait, IntoActiveModel};
use std::collections::{HashMap, HashSet};

/// The most memories in one shared transaction: a few milliseconds of work.
const GROUP: usize = 500;
/// The most memories written by one statement: the databases take only so many values at a time.
const AT_ONCE: usize = 500;

/// What became of a post.
pub type Posted = Result<Vec<Memory>, EngineError>;

pub(super) fn batcher(write: DatabaseConnection) -> Batcher<PostBatch, Posted> {
    let grouping = BatchRules {
        workers: super::writers(&write),
        limit: GROUP,
        weight: |post: &PostBatch| post.memories.len(),
    };
    Batcher::start(&grouping, move |posts| {
        let write = write.clone();
        async move {
            let answers = together(&write, posts, |write, some| post_twice(write, some).boxed()).await;
            answers
                .into_iter()
                .map(|answer| answer.unwrap_or_else(|error| Err(error.into())))
                .collect()
        }
    })
}

impl Store {
    /// Keeps what was said, sharing its commit with others that wait.
    pub async fn post(&self, post: PostBatch) -> Posted {
        self.posts.submit(post).await.ok_or(StoreError::Closed)?
    }
}

/// What another replica wrote at the same moment, by the same id or into the same participant, is there the second time.
async fn post_twice(write: &DatabaseConnection, posts: &[PostBatch]) -> Result<Vec<Posted>> {
    match post(write, posts).await {
        Err(error) if error.is_conflict() => post(write, posts).await,
        answers => answers,
    }
}

async fn post(write: &DatabaseConnection, posts: &[PostBatch]) -> Result<Vec<Posted>> {
    let transaction = super::begin(write).await?;
    let mut boards = boards(&transaction, posts).await?;
    let new = posts.iter().flat_map(|post| &post.memories);
    let ids: Vec<MessageId> = new.filter(|new| new.is_chosen).map(|new| new.id).collect();
    let known = memories::by_ids(&transaction, &ids).await?;
    let unseated = unseated(&boards, posts);
    let agents = agents::among(&transaction, &unseated).await?;
    let known = PostContext {
        memories: &known,
        agents: &agents,
    };
    let answers = posts.iter().map(|post| {
        let board = boards.get_mut(&place(post));
        board.ok_or(EngineError::NotFound(Resource::Room))?.take(post, known)
    });
    let answers = answers.collect();
    let mut boards: Vec<RoomState> = boards.into_values().collect();
    boards.retain(|board| !board.memories.is_empty());
    keep(&transaction, &mut boards).await?;
    transaction.commit().await?;
    Ok(answers)
}

/// A room as somebody may see it: callers of other scopes do not share what they find.
type PostKey = (RoomId, uuid::Uuid, Option<uuid::Uuid>);

fn place(post: &PostBatch) -> PostKey {
    (post.room, post.scope.team.0, post.scope.project.map(|id| id.0))
}

/// The rooms that are spoken in, locked, with the participants that matter.
async fn boards(transaction: &Transaction, posts: &[PostBatch]) -> Result<HashMap<PostKey, RoomState>> {
    let mut scopes: Vec<(Scope, Vec<RoomId>)> = Vec::new();
    for post in posts {
        match scopes.iter_mut().find(|(scope, _)| *scope == post.scope) {
            Some((_, rooms)) => rooms.push(post.room),
            None => scopes.push((post.scope, vec![post.room])),
        }
    }
    // In one order for all, so that nobody waits in a circle.
    scopes.sort_by_key(|(scope, _)| (scope.team, scope.project));
    let mut boards = HashMap::new();
    for (scope, rooms) in scopes {
        let rooms = agent_rooms::lock_all(transaction, scope, &rooms).await?;
        let ids: Vec<RoomId> = rooms.iter().map(|room| room.id).collect();
        let mut participants = participants(transaction, &ids, posts).await?;
        for room in rooms {
            let participants = participants.remove(&room.id).unwrap_or_default();
            let sits = |author| {
                participants
                    .iter()
                    .any(|participant: &Participant| participant.entity == author)
            };
            // Only for those who come is it asked whether there is a participant left.
            let count = if authors_in(posts, room.id).all(sits) {
                0
            } else {
                participants::count(transaction, room.id).await?
            };
            let place = (room.id, scope.team.0, scope.project.map(|id| id.0));
            boards.insert(place, RoomState::new(room, participants, count));
        }
    }
    Ok(boards)
}

fn authors_in(posts: &[PostBatch], room: RoomId) -> impl Iterator<Item = EntityId> {
    let there = posts.iter().filter(move |post| post.room == room);
    there.flat_map(|post| post.memories.iter().map(|new| new.author))
}

async fn participants(
    transaction: &Transaction,
    rooms: &[RoomId],
    posts: &[PostBatch],
) -> Result<HashMap<RoomId, Vec<Participant>>> {
    let through = posts
        .iter()
        .filter_map(|post| post.through.map(|agent| EntityId(agent.0)));
    let speakers: HashSet<EntityId> = posts
        .iter()
        .flat_map(|post| &post.memories)
        .map(|new| new.author)
        .chain(through)
        .collect();
    let speakers: Vec<EntityId> = speakers.into_iter().collect();
    let found = participants::agents_and_entities(transaction, rooms, &speakers).await?;
    let mut participants: HashMap<RoomId, Vec<Participant>> = HashMap::new();
    for participant in found {
        participants.entry(participant.room).or_default().push(participant);
    }
    Ok(participants)
}

fn unseated(boards: &HashMap<PostKey, RoomState>, posts: &[PostBatch]) -> Vec<EntityId> {
    let mut unseated = HashSet::new();
    for post in posts {
        let Some(board) = boards.get(&place(post)) else {
            continue;
        };
        let authors = post.memories.iter().map(|new| new.author);
        let sits = |author| {
            let mut participants = board.participants.iter();
            participants.any(|participant| participant.entity == author && participant.is_present())
        };
        unseated.extend(authors.filter(|author| !sits(*author)));
    }
    unseated.into_iter().collect()
}

/// Writes what was said, and what is told of it.
async fn keep(transaction: &Transaction, boards: &mut [RoomState]) -> Result<()> {
    if boards.is_empty() {
        return Ok(());
    }
    let participants: Vec<Participant> = boards.iter().flat_map(|board| board.new_participants.clone()).collect();
    participants::insert(transaction, &participants).await?;
    for participant in boards.iter().flat_map(|board| &board.changed_participants) {
        participants::update(transaction, participant).await?;
    }
    if transaction.get_database_backend() == DatabaseBackend::Postgres {
        postgres::keep(transaction, boards).await?;
    } else {
        one_by_one(transaction, boards).await?;
    }
    // Pages follow interviews; other replicas are told of nothing else.
    let followed = boards.iter().filter(|board| board.room.interview.is_some());
    let followed: Vec<RoomId> = followed.map(|board| board.room.id).collect();
    changes::announce_each(transaction, &followed).await
}

/// Writes new messages, what is told of them, and how many there are, table by table.
async fn one_by_one(transaction: &Transaction, boards: &mut [RoomState]) -> Result<()> {
    let said: Vec<_> = boards
        .iter()
        .flat_map(|board| &board.memories)
        .map(memories::row)
        .collect();
    for some in said.chunks(AT_ONCE) {
        message::Entity::insert_many(some.iter().cloned().map(IntoActiveModel::into_active_model))
            .exec_without_returning(transaction)
            .await?;
    }
    let mut told = Vec::new();
    for board in &mut *boards {
        let rows = events::numbered(&board.room, std::mem::take(&mut board.events));
        board.room.event_count += i32::try_from(rows.len()).unwrap_or(i32::MAX);
        told.extend(rows);
    }
    if !told.is_empty() {
        events::insert(transaction, told).await?;
    }
    for board in boards {
        let counted = room::ActiveModel {
            id: Set(board.room.id),
            message_count: Set(board.room.message_count),
            event_count: Set(board.room.event_count),
            ..Default::default()
        };
        room::Entity::update(counted).validate()?.exec(transaction).await?;
    }
    Ok(())
}
