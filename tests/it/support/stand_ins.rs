//! Time and randomness that the test decides.

use chrono::TimeDelta;
use futures_util::future::BoxFuture;
use interview_rooms::{
    clock::{Clock, Timestamp},
    entropy::{Entropy, EntropyError},
};
use rand::{Rng, SeedableRng, rngs::StdRng};
use std::{collections::HashSet, sync::Mutex, time::Duration};
use tokio::sync::watch;

/// Only bounds how long a failing test hangs.
const PATIENCE: Duration = Duration::from_secs(30);

/// A clock that stands still until the test moves it.
pub struct ManualClock {
    now: watch::Sender<Timestamp>,
    /// Until when somebody has lain down to sleep.
    alarms: watch::Sender<HashSet<Timestamp>>,
}

impl Default for ManualClock {
    fn default() -> Self {
        Self {
            now: watch::Sender::new("2026-03-01T12:00:00Z".parse().unwrap()),
            alarms: watch::Sender::default(),
        }
    }
}

impl ManualClock {
    /// Lets time pass, and wakes whoever slept until then.
    pub fn advance(&self, time: TimeDelta) {
        self.now.send_modify(|now| *now += time);
    }

    /// Completes when somebody has gone to sleep until this very moment: a job then has done what was due before.
    pub async fn somebody_sleeps_until(&self, moment: Timestamp) {
        let mut alarms = self.alarms.subscribe();
        let gone_to_sleep = alarms.wait_for(|alarms| alarms.contains(&moment));
        let patience = tokio::time::timeout(PATIENCE, gone_to_sleep).await;
        assert!(patience.is_ok(), "nobody sleeps until {moment}");
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        *self.now.borrow()
    }

    fn sleep_until(&self, moment: Timestamp) -> BoxFuture<'static, ()> {
        let mut time = self.now.subscribe();
        self.alarms.send_if_modified(|alarms| alarms.insert(moment));
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
