//! API keys: making, listing and revoking them, and telling whose one is.

use super::RecentUse;
use crate::{
    clock::{SharedClock, Timestamp},
    entropy::{EntropyError, SharedEntropy, random},
    model::{
        access::{Caller, Role, Scope},
        api_key::ApiKey,
        error::EngineError,
        ids::{ID_ENTROPY, KeyId, ProjectId, TeamId, time_ordered},
    },
    store::{
        Store, StoreError, Transaction,
        keys::{self, ListedKey, NewKey},
        projects, teams,
    },
};

/// The team that keys are made for when none is named and none exists.
pub(super) const DEFAULT_TEAM: &str = "default";

/// Operations on API keys.
#[derive(Clone)]
pub struct Keys {
    store: Store,
    clock: SharedClock,
    entropy: SharedEntropy,
    recent: RecentUse,
}

/// A key to make.
#[derive(Clone, Debug)]
pub struct CreateKey {
    /// What its owner calls it.
    pub name: String,
    /// The team, made when it does not exist; the first team when not named.
    pub team: Option<String>,
    /// What it may do.
    pub role: Role,
    /// The only project that it is to reach.
    pub project: Option<ProjectId>,
    /// Until when it is to work.
    pub expires_at: Option<Timestamp>,
}

/// A key was not made.
#[derive(Debug, thiserror::Error)]
pub enum CreateKeyError {
    /// The project does not exist, or is another team's.
    #[error("the team has no project {0}")]
    NoSuchProject(ProjectId),
    /// The expiry has passed already.
    #[error("the expiry must be in the future")]
    Expired,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No randomness.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
}

impl Keys {
    /// The operations over a store.
    pub fn new(store: Store, clock: SharedClock, entropy: SharedEntropy) -> Self {
        Self {
            store,
            clock,
            entropy,
            recent: RecentUse::default(),
        }
    }

    /// Who a key stands for; `None` when it does not exist, has expired or was revoked.
    pub async fn caller(&self, key: &ApiKey) -> Result<Option<Caller>, EngineError> {
        let now = self.clock.now();
        let found = self.store.find_key(key.hash()).await?;
        let valid = found.filter(|found| !found.revoked && found.expires_at.is_none_or(|end| now < end));
        Ok(valid.map(|found| {
            self.recent.note(found.caller.key, now);
            found.caller
        }))
    }

    /// Makes a key. It is shown here and never again.
    pub async fn create(&self, wanted: CreateKey) -> Result<ApiKey, CreateKeyError> {
        let now = self.clock.now();
        if wanted.expires_at.is_some_and(|end| end <= now) {
            return Err(CreateKeyError::Expired);
        }
        let transaction = self.store.begin().await?;
        let team = self.team(&transaction, wanted.team.as_deref(), now).await?;
        if let Some(project) = wanted.project {
            let whole = Scope { team, project: None };
            projects::find(&transaction, whole, project)
                .await?
                .ok_or(CreateKeyError::NoSuchProject(project))?;
        }
        let key = self.insert(&transaction, team, wanted, now).await?;
        self.store.commit(transaction).await?;
        Ok(key)
    }

    pub(super) async fn insert(
        &self,
        transaction: &Transaction,
        team: TeamId,
        wanted: CreateKey,
        now: Timestamp,
    ) -> Result<ApiKey, CreateKeyError> {
        let key = ApiKey::generate(&*self.entropy)?;
        let id = KeyId(time_ordered(now, 0, random::<ID_ENTROPY>(&*self.entropy)?));
        let CreateKey {
            name,
            role,
            project,
            expires_at,
            ..
        } = wanted;
        let caller = Caller {
            key: id,
            scope: Scope { team, project },
            role,
        };
        let row = NewKey {
            caller,
            name,
            hash: key.hash(),
            created_at: now,
            expires_at,
        };
        keys::insert(transaction, row).await?;
        Ok(key)
    }

    async fn team(
        &self,
        transaction: &Transaction,
        name: Option<&str>,
        now: Timestamp,
    ) -> Result<TeamId, CreateKeyError> {
        let known = match name {
            Some(name) => teams::find_by_name(transaction, name).await?,
            None => teams::first(transaction).await?,
        };
        match known {
            Some(team) => Ok(team),
            None => self.make_team(transaction, name.unwrap_or(DEFAULT_TEAM), now).await,
        }
    }

    pub(super) async fn make_team(
        &self,
        transaction: &Transaction,
        name: &str,
        now: Timestamp,
    ) -> Result<TeamId, CreateKeyError> {
        let id = TeamId(time_ordered(now, 0, random::<ID_ENTROPY>(&*self.entropy)?));
        if teams::insert(transaction, id, name, now).await? {
            return Ok(id);
        }
        // Another process made it in the meantime.
        let missing = StoreError::Inconsistent {
            table: "team",
            rule: "a name that is taken is somebody's",
        };
        Ok(teams::find_by_name(transaction, name).await?.ok_or(missing)?)
    }

    /// All keys, the oldest first.
    pub async fn list(&self) -> Result<Vec<ListedKey>, StoreError> {
        keys::list(self.store.reader()).await
    }

    /// Revokes a key, at once and for all replicas. Answers whether it exists.
    pub async fn revoke(&self, id: KeyId) -> Result<bool, StoreError> {
        keys::revoke(self.store.writer(), id, self.clock.now()).await
    }

    /// Writes when keys were last used.
    pub async fn flush_use(&self) -> Result<(), StoreError> {
        self.recent.flush(&self.store).await
    }
}
