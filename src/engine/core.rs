//! What the three engines share: the store, time, randomness, and whom a change is reported to.

use super::DeadlineWatch;
use crate::{
    clock::{SharedClock, Timestamp},
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
    pub(crate) livekit: Option<Livekit>,
    pub(crate) deadline_watch: DeadlineWatch,
    pub(crate) hub: Hub,
    pub(crate) voice_wakeup: Notify,
}

impl Core {
    pub(crate) fn new(
        store: Store,
        clock: SharedClock,
        entropy: SharedEntropy,
        sealer: Sealer,
        livekit: Option<Livekit>,
        grace: TimeDelta,
    ) -> Self {
        Self {
            store,
            clock,
            entropy,
            sealer,
            grace,
            livekit,
            deadline_watch: DeadlineWatch::default(),
            hub: Hub::default(),
            voice_wakeup: Notify::new(),
        }
    }

    /// A new time-ordered id, the `position`th of those created together.
    pub(crate) fn new_id(&self, now: Timestamp, position: usize) -> Result<Uuid> {
        Ok(time_ordered(now, position, random::<ID_ENTROPY>(&*self.entropy)?))
    }

    /// LiveKit, or the error that voice is not available.
    pub(crate) fn require_livekit(&self) -> Result<&Livekit> {
        self.livekit.as_ref().ok_or(EngineError::VoiceUnavailable)
    }
}

impl From<WrongStatus> for EngineError {
    fn from(WrongStatus(status): WrongStatus) -> Self {
        Self::WrongStatus(status)
    }
}
