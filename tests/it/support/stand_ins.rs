//! Time and randomness that the test decides.

use chrono::TimeDelta;
use futures_util::future::BoxFuture;
use interview_rooms::{
    clock::{Clock, Timestamp},
    entropy::{Entropy, EntropyError},
};
use rand::{Rng, SeedableRng, rngs::StdRng};
use std::sync::Mutex;
use tokio::sync::watch;

/// A clock that stands still until the test moves it.
pub struct ManualClock(watch::Sender<Timestamp>);

impl Default for ManualClock {
    fn default() -> Self {
        Self(watch::Sender::new("2026-03-01T12:00:00Z".parse().unwrap()))
    }
}

impl ManualClock {
    /// Lets time pass, and wakes whoever slept until then.
    pub fn advance(&self, time: TimeDelta) {
        self.0.send_modify(|now| *now += time);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        *self.0.borrow()
    }

    fn sleep_until(&self, moment: Timestamp) -> BoxFuture<'static, ()> {
        let mut time = self.0.subscribe();
        Box::pin(async move {
            // The clock outlives its sleepers; if not, nobody waits for them either.
            let _ = time.wait_for(|now| *now >= moment).await;
        })
    }
}

/// Randomness that is the same in every run.
pub struct SeededEntropy(Mutex<StdRng>);

impl Default for SeededEntropy {
    fn default() -> Self {
        Self(Mutex::new(StdRng::seed_from_u64(42)))
    }
}

impl Entropy for SeededEntropy {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), EntropyError> {
        self.0.lock().unwrap().fill_bytes(bytes);
        Ok(())
    }
}
