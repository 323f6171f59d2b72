//! Creating rooms: the shared commit.
//!
//! Batches that wait at the same time go into the database in one transaction. When that fails, each is tried alone, so
//! that one bad batch never fails its neighbours. An answer is given only after the commit.

mod postgres;
mod sqlite;

use super::{
    Result, StoreError,
    batcher::{BatchRules, Batcher, together},
};
use crate::{
    clock::Timestamp,
    model::{
        email::Email,
        idempotency::IdempotentRequest,
        ids::{KeyId, ProjectId, RoomId, TeamId},
        interview::{InterviewOptions, Link, MaxDuration},
    },
};
use futures_util::FutureExt;
use sea_orm::{DatabaseBackend, DatabaseConnection};
use std::collections::HashSet;

/// From this many rooms on, a batch gains nothing from sharing a commit on PostgreSQL.
pub(super) const LARGE: usize = 20;
/// The most rooms in one shared transaction: a few milliseconds of work.
const GROUP: usize = 500;

/// A room to be created.
#[derive(Clone)]
pub struct NewRoom {
    /// Its id.
    pub id: RoomId,
    /// Its link.
    pub link: Link,
    /// Whom the link is made for.
    pub respondent: Option<Email>,
    /// The team's own name for it.
    pub display_name: Option<String>,
    /// The team's own key for the respondent.
    pub external_id: Option<String>,
}

/// Rooms that are created together, all or none.
#[derive(Clone)]
pub struct NewBatch {
    /// The team that owns it.
    pub team: TeamId,
    /// In which project.
    pub project: ProjectId,
    /// By which key.
    pub created_by: KeyId,
    /// When.
    pub created_at: Timestamp,
    /// Until when the links work.
    pub expires_at: Timestamp,
    /// How long an interview may take.
    pub max_duration: MaxDuration,
    /// How the interviews are held.
    pub manner: InterviewOptions,
    /// What the respondents are told.
    pub topics_for_respondent: Option<String>,
    /// The rooms; at least one.
    pub rooms: Vec<NewRoom>,
    /// The call that may be repeated, and the ids of its answer.
    pub remember: Option<(IdempotentRequest, Vec<RoomId>)>,
}

/// What became of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Created {
    /// All rooms exist.
    Done,
    /// The project is not there any more; no room was made.
    ProjectGone,
    /// Another request made one of the respondents' rooms, or used the idempotency key, first; no room was made.
    Conflict,
}

pub(super) fn batcher(write: DatabaseConnection) -> Batcher<NewBatch, Result<Created>> {
    let grouping = BatchRules {
        workers: super::writers(&write),
        limit: GROUP,
        weight: |batch: &NewBatch| batch.rooms.len(),
    };
    Batcher::start(&grouping, move |batches| {
        let write = write.clone();
        async move {
            let created = together(&write, batches, |write, some| insert(write, some).boxed()).await;
            created.into_iter().map(lost_race).collect()
        }
    })
}

/// Creates one batch in a transaction of its own.
pub(super) async fn alone(write: &DatabaseConnection, batch: NewBatch) -> Result<Created> {
    let created = insert(write, std::slice::from_ref(&batch)).await;
    lost_race(created.map(|created| created.into_iter().next().unwrap_or(Created::Conflict)))
}

/// Somebody else's row in the way is an outcome like any other.
pub(super) fn lost_race(created: Result<Created>) -> Result<Created> {
    match created {
        Err(error) if error.is_conflict() => Ok(Created::Conflict),
        created => created,
    }
}

fn outcome(batch: &NewBatch, live: &HashSet<(TeamId, ProjectId)>) -> Created {
    if live.contains(&(batch.team, batch.project)) {
        Created::Done
    } else {
        Created::ProjectGone
    }
}

/// Inserts the batches whose projects are live, in one transaction; answers what became of each.
async fn insert(write: &DatabaseConnection, batches: &[NewBatch]) -> Result<Vec<Created>> {
    let live = match write.get_database_backend() {
        DatabaseBackend::Postgres => postgres::insert(write.get_postgres_connection_pool(), batches).await,
        _ => sqlite::insert(write.get_sqlite_connection_pool(), batches).await,
    };
    let live = live.map_err(of_sqlx)?;
    Ok(batches.iter().map(|batch| outcome(batch, &live)).collect())
}

/// An error of a statement that went past sea-orm.
pub(super) fn of_sqlx(error: sea_orm::sqlx::Error) -> StoreError {
    StoreError::Database(sea_orm::DbErr::Query(sea_orm::RuntimeErr::SqlxError(error.into())))
}
