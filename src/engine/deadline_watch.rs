//! The alarm clock of the reaper: it sleeps until a moment, and is woken when something falls due before that.

use crate::clock::{Clock, Timestamp};
use std::sync::{Mutex, PoisonError};
use tokio::sync::Notify;

/// Wakes one sleeper early.
#[derive(Debug, Default)]
pub struct DeadlineWatch {
    /// Until when the sleeper means to sleep; none while it is awake.
    planned: Mutex<Option<Timestamp>>,
    earlier: Notify,
}

impl DeadlineWatch {
    /// Tells that something falls due at `deadline`.
    pub fn set(&self, deadline: Timestamp) {
        let planned = *self.planned.lock().unwrap_or_else(PoisonError::into_inner);
        // While the sleeper is awake it may already have looked: a stored wake-up costs it one more look.
        if planned.is_none_or(|planned| deadline < planned) {
            self.earlier.notify_one();
        }
    }

    /// Sleeps until `moment` by `clock`, or until something falls due before it.
    pub async fn sleep_until(&self, moment: Timestamp, clock: &dyn Clock) {
        self.plan(Some(moment));
        tokio::select! {
            () = clock.sleep_until(moment) => {}
            () = self.earlier.notified() => {}
        }
        self.plan(None);
    }

    fn plan(&self, moment: Option<Timestamp>) {
        *self.planned.lock().unwrap_or_else(PoisonError::into_inner) = moment;
    }
}
