//! Creating rooms: the shared commit.
//!
//! Batches that wait at the same time go into the database in one transaction. When that fails, each is tried alone, so
//! that one bad batch never fails its neighbours. An answer is given only after the commit.

mod postgres;
mod sqlite;

use super::{
    Result, StoreError,
    gather::{Gather, Grouping},
};
use crate::{
    clock::Timestamp,
    model::{
        email::Email,
        idempotency::Repeatable,
        ids::{KeyId, ProjectId, RoomId, TeamId},
        interview::{Link, Manner, MaxDuration},
    },
};
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
    /// Whose.
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
    pub manner: Manner,
    /// What the respondents are told.
    pub topics_for_respondent: Option<String>,
    /// The rooms; at least one.
    pub rooms: Vec<NewRoom>,
    /// The call that may be repeated, and the ids of its answer.
    pub remember: Option<(Repeatable, Vec<RoomId>)>,
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

pub(super) fn gather(write: DatabaseConnection) -> Gather<NewBatch, Result<Created>> {
    let grouping = Grouping {
        // PostgreSQL commits one group while it takes in the next; SQLite has one writer.
        workers: if write.get_database_backend() == DatabaseBackend::Postgres {
            2
        } else {
            1
        },
        limit: GROUP,
        weight: |batch: &NewBatch| batch.rooms.len(),
    };
    Gather::start(&grouping, move |batches| {
        let write = write.clone();
        async move { together(&write, batches).await }
    })
}

async fn together(write: &DatabaseConnection, batches: Vec<NewBatch>) -> Vec<Result<Created>> {
    if batches.len() > 1
        && let Ok(live) = insert(write, &batches).await
    {
        return batches.iter().map(|batch| Ok(outcome(batch, &live))).collect();
    }
    let mut outcomes = Vec::with_capacity(batches.len());
    for batch in batches {
        outcomes.push(alone(write, batch).await);
    }
    outcomes
}

pub(super) async fn alone(write: &DatabaseConnection, batch: NewBatch) -> Result<Created> {
    match insert(write, std::slice::from_ref(&batch)).await {
        Ok(live) => Ok(outcome(&batch, &live)),
        Err(error) if error.is_conflict() => Ok(Created::Conflict),
        Err(error) => Err(error),
    }
}

fn outcome(batch: &NewBatch, live: &HashSet<(TeamId, ProjectId)>) -> Created {
    if live.contains(&(batch.team, batch.project)) {
        Created::Done
    } else {
        Created::ProjectGone
    }
}

/// Inserts the batches whose projects are live, in one transaction; answers which are, and whose.
async fn insert(write: &DatabaseConnection, batches: &[NewBatch]) -> Result<HashSet<(TeamId, ProjectId)>> {
    let live = match write.get_database_backend() {
        DatabaseBackend::Postgres => postgres::insert(write.get_postgres_connection_pool(), batches).await,
        _ => sqlite::insert(write.get_sqlite_connection_pool(), batches).await,
    };
    live.map_err(|error| StoreError::Database(sea_orm::DbErr::Query(sea_orm::RuntimeErr::SqlxError(error.into()))))
}
