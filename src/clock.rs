//! Time, injected. The wall clock is read in this module only, so that tests can control the time.

use chrono::{DateTime, SubsecRound, Utc};
use futures_util::future::BoxFuture;
use std::{sync::Arc, time::Duration};

/// A time in UTC, in microseconds: the precision of both databases.
pub type Timestamp = DateTime<Utc>;

/// Truncates a time to the precision of both databases.
pub fn truncated(time: Timestamp) -> Timestamp {
    time.trunc_subsecs(6)
}

/// A source of time.
pub trait Clock: Send + Sync + 'static {
    /// The present time, truncated to microseconds.
    fn now(&self) -> Timestamp;

    /// Completes when [`Clock::now`] has reached `time`; immediately if it already has.
    fn sleep_until(&self, time: Timestamp) -> BoxFuture<'static, ()>;
}

/// A clock that several owners share.
pub type SharedClock = Arc<dyn Clock>;

/// The system clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the only place that reads the wall clock")]
    fn read() -> Timestamp {
        truncated(Utc::now())
    }
}

/// The longest single sleep. The clock is read again afterwards, because it may have been set or the machine suspended.
const MAX_SLEEP: Duration = Duration::from_secs(30);

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Self::read()
    }

    fn sleep_until(&self, time: Timestamp) -> BoxFuture<'static, ()> {
        Box::pin(async move {
            while let Ok(left) = (time - Self::read()).to_std() {
                if left.is_zero() {
                    break;
                }
                tokio::time::sleep(left.min(MAX_SLEEP)).await;
            }
        })
    }
}
