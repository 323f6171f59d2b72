//! The limits of what a team may store.
//!
//! What a team stores is measured when it first adds something, before it is refused anything, and every hour in between;
//! from a measurement on, this process counts what the team adds here. So a team may exceed its limits by what it adds at
//! other replicas within the hour, and what it deletes counts until the next measurement. Respondents are never refused:
//! an interview has bounds of its own.

use crate::{
    clock::Clock,
    model::{
        error::{EngineError, Result},
        ids::TeamId,
        storage::{StorageLimits, StorageUse},
    },
    store::{Store, storage_use},
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

/// How long a measurement is relied on.
const MEASURED_FOR: Duration = Duration::from_hours(1);
/// How old a measurement may be that an error relies on.
const MEASURED_BEFORE_ERROR: Duration = Duration::from_secs(10);

/// The limits, and what each team stores as far as this process knows.
pub(crate) struct StorageQuota {
    limits: StorageLimits,
    teams: Mutex<HashMap<TeamId, Arc<tokio::sync::Mutex<KnownUse>>>>,
}

/// What a team stores.
#[derive(Default)]
struct KnownUse {
    used: StorageUse,
    /// The uptime at which it was last measured.
    measured_at: Option<Duration>,
}

impl StorageQuota {
    pub(super) fn new(limits: StorageLimits) -> Self {
        Self {
            limits,
            teams: Mutex::default(),
        }
    }

    /// Counts what a team is about to add.
    ///
    /// # Errors
    ///
    /// `TeamFull` if the team would then store more than it may.
    pub(super) async fn take(&self, store: &Store, clock: &dyn Clock, team: TeamId, added: StorageUse) -> Result<()> {
        if self.limits.are_off() {
            return Ok(());
        }
        let known = self.known_use(team);
        let mut known = known.lock().await;
        known.measure(store, clock, team, MEASURED_FOR).await;
        if self.limits.exceeded(known.used, added).is_some() {
            known.measure(store, clock, team, MEASURED_BEFORE_ERROR).await;
        }
        if let Some(limit) = self.limits.exceeded(known.used, added) {
            return Err(EngineError::TeamFull(limit));
        }
        known.used = known.used.and(added);
        Ok(())
    }

    fn known_use(&self, team: TeamId) -> Arc<tokio::sync::Mutex<KnownUse>> {
        let mut teams = self.teams.lock().unwrap_or_else(PoisonError::into_inner);
        teams.entry(team).or_default().clone()
    }
}

impl KnownUse {
    /// Measures what a team stores, unless that is known from a measurement not older than `max_age`. A measurement that
    /// fails refuses nobody; it is due again as if it had succeeded, so that it cannot slow down every request.
    async fn measure(&mut self, store: &Store, clock: &dyn Clock, team: TeamId, max_age: Duration) {
        let now = clock.uptime();
        if self.measured_at.is_some_and(|then| now.saturating_sub(then) < max_age) {
            return;
        }
        self.measured_at = Some(now);
        match storage_use::of_team(store, team).await {
            Ok(used) => self.used = used,
            Err(error) => tracing::warn!(%error, team.id = %team, "could not measure what the team stores"),
        }
    }
}
