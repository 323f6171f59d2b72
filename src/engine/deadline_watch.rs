//! The timer of the reaper: sleeps until a deadline, and wakes early when an earlier one is set.

use crate::clock::{Clock, Timestamp};
use std::{
    future::pending,
    sync::{Mutex, PoisonError},
    time::Duration,
};
use tokio::sync::Notify;

/// A timer that can be set to an earlier moment while somebody sleeps on it.
#[derive(Debug, Default)]
pub struct DeadlineWatch {
    /// Until when the sleeper sleeps; none while it is awake.
    planned: Mutex<Option<Timestamp>>,
    earlier: Notify,
}

impl DeadlineWatch {
    /// Wakes the sleeper if `deadline` is earlier than the end of its sleep.
    pub fn set(&self, deadline: Timestamp) {
        let planned = *self.planned.lock().unwrap_or_else(PoisonError::into_inner);
        // An awake sleeper may have read the deadlines already; the stored permit makes it read them once more.
        if planned.is_none_or(|planned| deadline < planned) {
            self.earlier.notify_one();
        }
    }

    /// Sleeps until `deadline` by the wall clock, until an earlier one is set, and for no longer than `at_most` by the
    /// monotonic clock.
    pub async fn sleep(&self, deadline: Option<Timestamp>, at_most: Duration, clock: &dyn Clock) {
        let latest = clock.now() + at_most;
        self.plan(Some(deadline.map_or(latest, |deadline| deadline.min(latest))));
        let due = async {
            match deadline {
                Some(deadline) => clock.sleep_until(deadline).await,
                None => pending().await,
            }
        };
        tokio::select! {
            () = due => {}
            () = clock.sleep(at_most) => {}
            () = self.earlier.notified() => {}
        }
        self.plan(None);
    }

    fn plan(&self, moment: Option<Timestamp>) {
        *self.planned.lock().unwrap_or_else(PoisonError::into_inner) = moment;
    }
}
