//! What the three engines share: the store, time, randomness, LiveKit, and what a commit notifies.

use super::{DeadlineWatch, storage_quota::StorageQuota};
use crate::{
    clock::{SharedClock, Timestamp},
    entropy::SharedEntropy,
    live::Hub,
    livekit::{Livekit, LivekitError},
    model::{
        error::{EngineError, Result},
        ids::{TeamId, new_id},
        life_cycle::WrongStatus,
        secret::Sealer,
        storage::StorageUse,
    },
    store::Store,
};
use chrono::TimeDelta;
use tokio::sync::Notify;
use uuid::Uuid;

/// The parts that every engine works with.
pub(crate) struct Core {
    pub(crate) store: Store,
    pub(crate) clock: SharedClock,
    pub(crate) entropy: SharedEntropy,
    pub(crate) sealer: Sealer,
    /// How long after the talk time the last turn may finish.
    pub(crate) grace: TimeDelta,
    /// How much a team may store.
    pub(crate) quota: StorageQuota,
    pub(crate) livekit: Option<Livekit>,
    /// Wakes the reaper.
    pub(crate) deadline_watch: DeadlineWatch,
    /// Wakes the live streams.
    pub(crate) hub: Hub,
    /// Wakes voice maintenance.
    pub(crate) voice_wakeup: Notify,
}

impl Core {
    /// A new time-ordered id, the `position`th of those created together.
    pub(crate) fn new_id(&self, now: Timestamp, position: usize) -> Result<Uuid> {
        Ok(new_id(&*self.entropy, now, position)?)
    }

    /// Counts what a team is about to add.
    ///
    /// # Errors
    ///
    /// `TeamFull` if the team would then store more than it may.
    pub(crate) async fn take_storage(&self, team: TeamId, added: StorageUse) -> Result<()> {
        self.quota.take(&self.store, &*self.clock, team, added).await
    }

    /// LiveKit, or the error that voice is not available.
    pub(crate) fn require_livekit(&self) -> Result<&Livekit> {
        self.livekit.as_ref().ok_or(EngineError::VoiceUnavailable)
    }
}

/// Logs that LiveKit failed. Its error is not for the caller, who learns that voice is not available.
#[expect(clippy::needless_pass_by_value, reason = "the signature that map_err takes")]
pub(crate) fn voice_unavailable(error: LivekitError) -> EngineError {
    tracing::warn!(%error, "voice: LiveKit cannot be used");
    EngineError::VoiceUnavailable
}

impl From<WrongStatus> for EngineError {
    fn from(WrongStatus(status): WrongStatus) -> Self {
        Self::WrongStatus(status)
    }
}
