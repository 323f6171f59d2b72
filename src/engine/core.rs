//! What the three engines share: the store, time, randomness, and whom a change is reported to.

use super::DeadlineWatch;
use crate::{
    clock::{SharedClock, Timestamp},
    config::RoomsConfig,
    entropy::{SharedEntropy, random},
    live::Hub,
    livekit::Livekit,
    model::{
        error::{EngineError, Result},
        ids::{ID_ENTROPY, time_ordered},
        life_cycle::WrongStatus,
        secret::Sealer,
    },
    store::Store,
};
use tokio::sync::Notify;
use uuid::Uuid;

/// The parts that every engine works with.
pub(super) struct Core {
    pub(super) store: Store,
    pub(super) clock: SharedClock,
    pub(super) entropy: SharedEntropy,
    pub(super) sealer: Sealer,
    pub(super) config: RoomsConfig,
    pub(super) livekit: Option<Livekit>,
    pub(super) deadline_watch: DeadlineWatch,
    pub(super) hub: Hub,
    pub(super) voice_wakeup: Notify,
}

impl Core {
    pub(super) fn new(
        store: Store,
        clock: SharedClock,
        entropy: SharedEntropy,
        sealer: Sealer,
        livekit: Option<Livekit>,
        config: RoomsConfig,
    ) -> Self {
        Self {
            store,
            clock,
            entropy,
            sealer,
            config,
            livekit,
            deadline_watch: DeadlineWatch::default(),
            hub: Hub::default(),
            voice_wakeup: Notify::new(),
        }
    }

    /// A new time-ordered id, the `position`th of those created together.
    pub(super) fn new_id(&self, now: Timestamp, position: usize) -> Result<Uuid> {
        Ok(time_ordered(now, position, random::<ID_ENTROPY>(&*self.entropy)?))
    }

    /// LiveKit, or the error that voice is not available.
    pub(super) fn require_livekit(&self) -> Result<&Livekit> {
        self.livekit.as_ref().ok_or(EngineError::VoiceUnavailable)
    }

    /// Wakes the reaper if a room now falls due before its next look.
    pub(super) fn watch(&self, deadline: Option<Timestamp>) {
        if let Some(deadline) = deadline {
            self.deadline_watch.set(deadline);
        }
    }

    /// Wakes voice maintenance.
    pub(super) fn wake_voice(&self) {
        self.voice_wakeup.notify_one();
    }
}

impl From<WrongStatus> for EngineError {
    fn from(WrongStatus(status): WrongStatus) -> Self {
        Self::WrongStatus(status)
    }
}
