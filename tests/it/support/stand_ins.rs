//! A clock and an entropy source under the control of the test.

use super::PATIENCE;
use chrono::TimeDelta;
use futures_util::future::BoxFuture;
use interview_rooms::{
    clock::{Clock, Timestamp},
    entropy::{Entropy, EntropyError},
};
use rand::{Rng, SeedableRng, rngs::StdRng};
use std::{collections::HashSet, sync::Mutex};
use tokio::sync::watch;

/// A clock that advances only when the test says so.
pub struct ManualClock {
    now: watch::Sender<Timestamp>,
    /// The times until which tasks sleep.
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
    /// Advances the clock and wakes the tasks that slept until then.
    pub fn advance(&self, time: TimeDelta) {
        self.now.send_modify(|now| *now += time);
    }

    /// Waits until a task sleeps until exactly this time; a job then has done everything that was due before.
    pub async fn somebody_sleeps_until(&self, moment: Timestamp) {
        let mut alarms = self.alarms.subscribe();
        let sleeps = alarms.wait_for(|alarms| alarms.contains(&moment));
        let sleeps = tokio::time::timeout(PATIENCE, sleeps).await;
        assert!(sleeps.is_ok(), "no task sleeps until {moment}");
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
            // The sender is dropped only if nothing waits for the sleepers any more.
            let _ = time.wait_for(|now| *now >= moment).await;
        })
    }
}

/// Random bytes that are the same in every run.
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
