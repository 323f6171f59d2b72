//! API keys: creating, listing and revoking them, and finding the caller to whom one belongs.

use crate::{
    clock::{SharedClock, Timestamp},
    entropy::{EntropyError, SharedEntropy},
    model::{
        access::{Caller, Role, Scope},
        api_key::ApiKey,
        error::EngineError,
        ids::{KeyId, ProjectId, TeamId, new_id},
    },
    store::{
        Store, StoreError, Transaction,
        keys::{self, ListedKey, NewKey},
        projects, teams,
    },
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// The name of the team that is created if none is named and none exists.
pub(super) const DEFAULT_TEAM: &str = "default";

/// Operations on API keys.
#[derive(Clone)]
pub struct Keys {
    store: Store,
    clock: SharedClock,
    entropy: SharedEntropy,
    /// When keys were used since the last [`Keys::flush_last_used`]. In memory, so that no request writes to the database
    /// for it; a crash loses it.
    recent_use: Arc<Mutex<HashMap<KeyId, Timestamp>>>,
}

/// The key to create.
#[derive(Clone, Debug)]
pub struct CreateKey {
    /// A name by which people recognize the key.
    pub name: String,
    /// The name of the team, which is created if it does not exist. `None` is the team that was created first.
    pub team: Option<String>,
    /// The role.
    pub role: Role,
    /// The project to which the key is bound; `None` for a key to the whole team.
    pub project: Option<ProjectId>,
    /// When the key stops working.
    pub expires_at: Option<Timestamp>,
}

/// Why a key was not created.
#[derive(Debug, thiserror::Error)]
pub enum CreateKeyError {
    /// The project does not exist, or belongs to another team.
    #[error("the team has no project {0}")]
    NoSuchProject(ProjectId),
    /// The expiry is not in the future.
    #[error("the expiry must be in the future")]
    Expired,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The random source failed.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
}

impl Keys {
    /// The operations on the keys in a store.
    pub fn new(store: Store, clock: SharedClock, entropy: SharedEntropy) -> Self {
        Self {
            store,
            clock,
            entropy,
            recent_use: Arc::default(),
        }
    }

    /// The caller to whom a key belongs; `None` if the key does not exist, has expired or was revoked.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn authenticate(&self, key: &ApiKey) -> Result<Option<Caller>, EngineError> {
        let now = self.clock.now();
        let found = keys::find(&self.store, key.hash()).await?;
        let valid = found.filter(|found| !found.revoked && found.expires_at.is_none_or(|end| now < end));
        Ok(valid.map(|found| {
            self.recent_use().insert(found.caller.key, now);
            found.caller
        }))
    }

    /// Creates a key and returns it in plain text; only its hash is stored, so it cannot be shown again.
    ///
    /// # Errors
    /// See [`CreateKeyError`].
    pub async fn create(&self, new: CreateKey) -> Result<ApiKey, CreateKeyError> {
        let now = self.clock.now();
        if new.expires_at.is_some_and(|expires_at| expires_at <= now) {
            return Err(CreateKeyError::Expired);
        }
        let transaction = self.store.begin().await?;
        let team = self.find_or_create_team(&transaction, new.team.as_deref(), now).await?;
        if let Some(project) = new.project {
            let scope = Scope { team, project: None };
            projects::find(&transaction, scope, project)
                .await?
                .ok_or(CreateKeyError::NoSuchProject(project))?;
        }
        let key = self.insert(&transaction, team, new, now).await?;
        self.store.commit(transaction).await?;
        Ok(key)
    }

    /// Inserts a key of `team`; the name of the team in `new` is ignored.
    pub(super) async fn insert(
        &self,
        transaction: &Transaction,
        team: TeamId,
        new: CreateKey,
        now: Timestamp,
    ) -> Result<ApiKey, CreateKeyError> {
        let key = ApiKey::generate(&*self.entropy)?;
        let caller = Caller {
            key: KeyId(new_id(&*self.entropy, now, 0)?),
            scope: Scope {
                team,
                project: new.project,
            },
            role: new.role,
        };
        let row = NewKey {
            caller,
            name: new.name,
            hash: key.hash(),
            created_at: now,
            expires_at: new.expires_at,
        };
        keys::insert(transaction, row).await?;
        Ok(key)
    }

    async fn find_or_create_team(
        &self,
        transaction: &Transaction,
        name: Option<&str>,
        now: Timestamp,
    ) -> Result<TeamId, CreateKeyError> {
        let existing = match name {
            Some(name) => teams::find_by_name(transaction, name).await?,
            None => teams::first(transaction).await?,
        };
        if let Some(team) = existing {
            return Ok(team);
        }
        let name = name.unwrap_or(DEFAULT_TEAM);
        let id = TeamId(new_id(&*self.entropy, now, 0)?);
        if teams::insert(transaction, id, name, now).await? {
            return Ok(id);
        }
        // Another process created the team in the meantime.
        let missing = StoreError::Inconsistent {
            table: "team",
            rule: "a team exists whose name is taken",
        };
        Ok(teams::find_by_name(transaction, name).await?.ok_or(missing)?)
    }

    /// All keys of all teams, the oldest first.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn list(&self) -> Result<Vec<ListedKey>, StoreError> {
        keys::list(self.store.reader()).await
    }

    /// Revokes a key; from then on all replicas refuse it. Returns whether the key exists.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn revoke(&self, id: KeyId) -> Result<bool, StoreError> {
        keys::revoke(self.store.writer(), id, self.clock.now()).await
    }

    /// Stores when keys were last used.
    ///
    /// # Errors
    ///
    /// If the database fails. The uses since the last call are lost then.
    pub async fn flush_last_used(&self) -> Result<(), StoreError> {
        let uses = std::mem::take(&mut *self.recent_use());
        if uses.is_empty() {
            return Ok(());
        }
        let transaction = self.store.begin().await?;
        keys::set_last_used(&transaction, uses).await?;
        self.store.commit(transaction).await
    }

    fn recent_use(&self) -> MutexGuard<'_, HashMap<KeyId, Timestamp>> {
        self.recent_use.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
