//! A clock and an entropy source under the control of the test.

use super::PATIENCE;
use chrono::TimeDelta;
use futures_util::future::BoxFuture;
use interview_rooms::{
    clock::{Clock, Timestamp},
    entropy::{Entropy, EntropyError},
};
use rand::{Rng, SeedableRng, rngs::StdRng};
use std::{collections::HashSet, sync::Mutex, time::Duration};
use tokio::sync::watch;

/// A wall clock and a monotonic clock that advance only when the test says so.
pub struct ManualClock {
    now: watch::Sender<Reading>,
    /// The times until which tasks sleep.
    alarms: watch::Sender<HashSet<Timestamp>>,
}

/// What the clocks show.
#[derive(Clone, Copy)]
struct Reading {
    wall: Timestamp,
    uptime: Duration,
}

impl Default for ManualClock {
    fn default() -> Self {
        Self {
            now: watch::Sender::new(Reading {
                wall: "2026-03-01T12:00:00Z".parse().unwrap(),
                uptime: Duration::ZERO,
            }),
            alarms: watch::Sender::default(),
        }
    }
}

impl ManualClock {
    /// Advances both clocks and wakes the tasks that slept until then. A negative time sets the wall clock back, as an
    /// operator or a time server may do; the monotonic clock stays.
    pub fn advance(&self, time: TimeDelta) {
        self.now.send_modify(|now| {
            now.wall += time;
            now.uptime += time.to_std().unwrap_or_default();
        });
    }

    /// Waits until a task sleeps until exactly this time; a job then has done everything that was due before.
    pub async fn somebody_sleeps_until(&self, moment: Timestamp) {
        let mut alarms = self.alarms.subscribe();
        let sleeps = alarms.wait_for(|alarms| alarms.contains(&moment));
        let sleeps = tokio::time::timeout(PATIENCE, sleeps).await;
        assert!(sleeps.is_ok(), "no task sleeps until {moment}");
    }

    /// Completes when the clocks show what the sleeper waits for.
    fn sleep_while(&self, asleep: impl Fn(&Reading) -> bool + Send + Sync + 'static) -> BoxFuture<'static, ()> {
        let mut time = self.now.subscribe();
        Box::pin(async move {
            // The sender is dropped only if nothing waits for the sleepers any more.
            let _ = time.wait_for(|now| !asleep(now)).await;
        })
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        self.now.borrow().wall
    }

    fn uptime(&self) -> Duration {
        self.now.borrow().uptime
    }

    fn sleep(&self, time: Duration) -> BoxFuture<'static, ()> {
        let Reading { wall, uptime } = *self.now.borrow();
        self.alarms.send_if_modified(|alarms| alarms.insert(wall + time));
        self.sleep_while(move |now| now.uptime < uptime + time)
    }

    fn sleep_until(&self, moment: Timestamp) -> BoxFuture<'static, ()> {
        self.alarms.send_if_modified(|alarms| alarms.insert(moment));
        self.sleep_while(move |now| now.wall < moment)
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
