//! API keys.

use super::{
    Result,
    batcher::{BatchRules, Batcher},
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
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseConnection, DbErr, EntityTrait,
    IntoActiveModel, QueryFilter, QueryOrder,
};
use std::collections::{HashMap, HashSet};

/// The most keys in one look-up.
const GROUP: usize = 200;

/// A key to look up.
pub type KeyLookup = KeyHash;

/// A key that exists.
#[derive(Clone, Copy, Debug)]
pub struct FoundKey {
    /// Who it stands for.
    pub caller: Caller,
    /// From when on it no longer works.
    pub expires_at: Option<Timestamp>,
    /// Whether it was revoked.
    pub revoked: bool,
}

/// A key to be stored.
pub struct NewKey {
    /// Who it stands for.
    pub caller: Caller,
    /// What its owner calls it.
    pub name: String,
    /// What it is looked up by.
    pub hash: KeyHash,
    /// When it was made.
    pub created_at: Timestamp,
    /// Until when it works.
    pub expires_at: Option<Timestamp>,
}

/// A key as it is listed: never with the key itself or its hash.
#[derive(Clone, Debug)]
pub struct ListedKey {
    /// Its id.
    pub id: KeyId,
    /// The name of its team.
    pub team: String,
    /// What its owner calls it.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// The only project that it reaches.
    pub project: Option<ProjectId>,
    /// When it was made.
    pub created_at: Timestamp,
    /// Until when it works.
    pub expires_at: Option<Timestamp>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
    /// When it was last used, to the minute or so.
    pub last_used_at: Option<Timestamp>,
}

pub(super) fn batcher(read: DatabaseConnection) -> Batcher<KeyLookup, Result<Option<FoundKey>>> {
    let grouping = BatchRules {
        workers: 1,
        limit: GROUP,
        weight: |_| 1,
    };
    Batcher::start(&grouping, move |hashes| {
        let read = read.clone();
        async move { find_all(&read, hashes).await }
    })
}

async fn find_all(read: &DatabaseConnection, hashes: Vec<KeyHash>) -> Vec<Result<Option<FoundKey>>> {
    let distinct: HashSet<KeyHash> = hashes.iter().copied().collect();
    // One statement of constant text for each, side by side: under load they are few.
    let looked_up = join_all(distinct.into_iter().map(async |hash| (hash, find(read, hash).await)));
    let mut found: HashMap<KeyHash, Result<Option<FoundKey>>> = looked_up.await.into_iter().collect();
    hashes
        .into_iter()
        .map(|hash| found.get_mut(&hash).map_or(Ok(None), share))
        .collect()
}

/// The answer for one more of those who asked for the same key. An error is told to all of them.
fn share(answer: &mut Result<Option<FoundKey>>) -> Result<Option<FoundKey>> {
    match answer {
        Ok(found) => Ok(*found),
        Err(error) => {
            let again = DbErr::Custom(error.to_string()).into();
            std::mem::replace(answer, Err(again))
        }
    }
}

async fn find(read: &DatabaseConnection, hash: KeyHash) -> Result<Option<FoundKey>> {
    let row = api_key::Entity::find()
        .filter(api_key::Column::Hash.eq(hash.0.to_vec()))
        .one(read)
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
    api_key::Entity::insert(row.into_active_model())
        .exec_without_returning(connection)
        .await?;
    Ok(())
}

/// All keys of all teams, the oldest first.
pub async fn list(connection: &impl ConnectionTrait) -> Result<Vec<ListedKey>> {
    let rows = api_key::Entity::find()
        .find_both_related(team::Entity)
        .order_by_asc(api_key::Column::Id)
        .all(connection)
        .await?;
    let listed = rows.into_iter().map(|(row, team)| ListedKey {
        id: row.id,
        team: team.name,
        name: row.name,
        role: row.role,
        project: row.project_id,
        created_at: row.created_at,
        expires_at: row.expires_at,
        revoked_at: row.revoked_at,
        last_used_at: row.last_used_at,
    });
    Ok(listed.collect())
}

/// Revokes a key. A key that was revoked before keeps its first time. Answers whether the key exists.
pub async fn revoke(connection: &impl ConnectionTrait, id: KeyId, now: Timestamp) -> Result<bool> {
    let Some(row) = api_key::Entity::find_by_id(id).one(connection).await? else {
        return Ok(false);
    };
    if row.revoked_at.is_none() {
        let mut row = row.into_active_model();
        row.revoked_at = Set(Some(now));
        row.update(connection).await?;
    }
    Ok(true)
}

/// Notes when keys were last used.
pub async fn note_use(
    connection: &impl ConnectionTrait,
    uses: impl IntoIterator<Item = (KeyId, Timestamp)>,
) -> Result<()> {
    for (key, moment) in uses {
        api_key::Entity::update_many()
            .col_expr(api_key::Column::LastUsedAt, moment.into())
            .filter(api_key::Column::Id.eq(key))
            .exec(connection)
            .await?;
    }
    Ok(())
}
