//! API keys. Concurrent look-ups of the same key share a query.
//!
//! Nothing is cached, so a revoked key is refused at once by every replica.

use super::{
    Pool, Result, Store,
    batcher::{BatchRules, Batcher},
    insert_row,
    read::Row,
    update_row,
};
use crate::{
    clock::Timestamp,
    model::{
        access::{Caller, Role, Scope},
        api_key::KeyHash,
        ids::{KeyId, ProjectId},
    },
};
use ::entity::{api_key, team};
use futures_util::future::join_all;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use std::{
    collections::{HashMap, HashSet},
    time::Duration,
};

/// The most look-ups in one group.
const GROUP: usize = 200;
/// How long a look-up may take. All requests with a key wait for it, and it reads one row by an index.
const LIMIT: Duration = Duration::from_secs(2);

/// An existing key.
#[derive(Clone, Copy, Debug)]
pub struct FoundKey {
    /// The caller that it authenticates.
    pub caller: Caller,
    /// When it expires.
    pub expires_at: Option<Timestamp>,
    /// Whether it has been revoked.
    pub revoked: bool,
}

/// A key to store.
pub struct NewKey {
    /// The caller that it authenticates.
    pub caller: Caller,
    /// The owner's name for it.
    pub name: String,
    /// The hash by which it is looked up.
    pub hash: KeyHash,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it expires.
    pub expires_at: Option<Timestamp>,
}

/// A key in a list: without the key itself and without its hash.
#[derive(Clone, Debug)]
pub struct ListedKey {
    /// Its id.
    pub id: KeyId,
    /// The name of its team.
    pub team: String,
    /// The owner's name for it.
    pub name: String,
    /// Its role.
    pub role: Role,
    /// The project that it is bound to.
    pub project: Option<ProjectId>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it expires.
    pub expires_at: Option<Timestamp>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
    /// When it was last used, to about a minute.
    pub last_used_at: Option<Timestamp>,
}

/// Finds the key with this hash.
pub async fn find(store: &Store, hash: KeyHash) -> Result<Option<FoundKey>> {
    store.key_lookups.submit(hash).await?
}

pub(super) fn batcher(reader: Pool) -> Batcher<KeyHash, Result<Option<FoundKey>>> {
    let rules = BatchRules {
        workers: 1,
        limit: GROUP,
        weight: |_| 1,
    };
    Batcher::start(&rules, move |hashes| {
        let reader = reader.clone();
        async move { select_all(&reader, hashes).await }
    })
}

async fn select_all(reader: &Pool, hashes: Vec<KeyHash>) -> Vec<Result<Option<FoundKey>>> {
    let distinct: HashSet<KeyHash> = hashes.iter().copied().collect();
    // A query for each key, all at the same time. Its text is constant, and few keys are in use at once.
    let selected = join_all(
        distinct
            .into_iter()
            .map(async |hash| (hash, reader.limited_to(LIMIT, select(reader, hash)).await)),
    );
    let found: HashMap<KeyHash, Result<Option<FoundKey>>> = selected.await.into_iter().collect();
    hashes
        .into_iter()
        .map(|hash| found.get(&hash).cloned().unwrap_or(Ok(None)))
        .collect()
}

async fn select(reader: &Pool, hash: KeyHash) -> Result<Option<FoundKey>> {
    let row = api_key::Entity::find()
        .filter(api_key::Column::Hash.eq(hash.0.to_vec()))
        .one(reader)
        .await?;
    Ok(row.map(FoundKey::from))
}

impl From<api_key::Model> for FoundKey {
    fn from(row: api_key::Model) -> Self {
        let scope = Scope {
            team: row.team_id,
            project: row.project_id,
        };
        Self {
            caller: Caller {
                key: row.id,
                scope,
                role: row.role,
            },
            expires_at: row.expires_at,
            revoked: row.revoked_at.is_some(),
        }
    }
}

/// Stores a key.
pub async fn insert(connection: &impl ConnectionTrait, key: NewKey) -> Result<()> {
    let row = api_key::Model {
        id: key.caller.key,
        team_id: key.caller.scope.team,
        project_id: key.caller.scope.project,
        name: key.name,
        role: key.caller.role,
        hash: key.hash.0.to_vec(),
        created_at: key.created_at,
        expires_at: key.expires_at,
        revoked_at: None,
        last_used_at: None,
    };
    insert_row(connection, row).await
}

/// Lists the keys of all teams, oldest first.
pub async fn list(connection: &impl ConnectionTrait) -> Result<Vec<ListedKey>> {
    let rows = api_key::Entity::find()
        .find_both_related(team::Entity)
        .order_by_asc(api_key::Column::Id)
        .into_model::<Row<api_key::Model>, Row<team::Model>>()
        .all(connection)
        .await?;
    let listed = |row: api_key::Model, team: team::Model| ListedKey {
        id: row.id,
        team: team.name,
        name: row.name,
        role: row.role,
        project: row.project_id,
        created_at: row.created_at,
        expires_at: row.expires_at,
        revoked_at: row.revoked_at,
        last_used_at: row.last_used_at,
    };
    let consistent = rows.into_iter().filter_map(|(row, team)| {
        let team = team.readable(Ok)?;
        row.readable(|row| Ok(listed(row, team)))
    });
    Ok(consistent.collect())
}

/// Revokes a key and returns whether it exists. A key that is revoked again keeps its first time.
pub async fn revoke(connection: &impl ConnectionTrait, id: KeyId, now: Timestamp) -> Result<bool> {
    let Some(row) = api_key::Entity::find_by_id(id).one(connection).await? else {
        return Ok(false);
    };
    if row.revoked_at.is_none() {
        let revoked = api_key::ActiveModel {
            id: Set(id),
            revoked_at: Set(Some(now)),
            ..Default::default()
        };
        update_row(connection, revoked).await?;
    }
    Ok(true)
}

/// Stores when keys were last used.
pub async fn set_last_used(
    connection: &impl ConnectionTrait,
    uses: impl IntoIterator<Item = (KeyId, Timestamp)>,
) -> Result<()> {
    for (key, used_at) in uses {
        api_key::Entity::update_many()
            .col_expr(api_key::Column::LastUsedAt, used_at.into())
            .filter(api_key::Column::Id.eq(key))
            .exec(connection)
            .await?;
    }
    Ok(())
}
