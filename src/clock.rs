//! Time, injected. The system's clocks are read in this module only, so that tests can control the time.
//!
//! There are two. The wall clock says which moment it is; somebody may set it, back and forth. How long something takes is
//! measured by the monotonic clock, which nobody can set. What is stored, and what other processes have to agree on, is a
//! moment; every duration within this process is measured by the monotonic clock.

use chrono::{DateTime, SubsecRound, Utc};
use futures_util::future::BoxFuture;
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

/// A time in UTC, in microseconds: the precision of both databases.
pub type Timestamp = DateTime<Utc>;

/// Truncates a time to the precision of both databases. A leap second, `23:59:60`, becomes the second after it: databases
/// and browsers know no other.
pub fn truncated(time: Timestamp) -> Timestamp {
    // Counts the leap second as a second of its own, which the next minute begins with.
    Timestamp::from_timestamp_micros(time.timestamp_micros()).unwrap_or_else(|| time.trunc_subsecs(6))
}

/// A source of time.
pub trait Clock: Send + Sync + 'static {
    /// The present time, truncated to microseconds. It may be earlier than at the call before.
    fn now(&self) -> Timestamp;

    /// The time since the clock was made. Never less than at the call before.
    fn uptime(&self) -> Duration;

    /// Completes after `time`, whatever happens to the wall clock.
    fn sleep(&self, time: Duration) -> BoxFuture<'static, ()>;

    /// Completes when [`Clock::now`] has reached `time`; immediately if it already has.
    fn sleep_until(&self, time: Timestamp) -> BoxFuture<'static, ()>;
}

/// A clock that several owners share.
pub type SharedClock = Arc<dyn Clock>;

/// The clocks of the system.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock {
    started: Instant,
}

impl Default for SystemClock {
    fn default() -> Self {
        #[expect(clippy::disallowed_methods, reason = "the only place that reads the monotonic clock")]
        let started = Instant::now();
        Self { started }
    }
}

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

    fn uptime(&self) -> Duration {
        self.started.elapsed()
    }

    fn sleep(&self, time: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(time))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_truncated_to_microseconds_and_a_leap_second_becomes_the_second_after_it() {
        for (time, stored) in [
            ("2026-11-22T00:43:24.353532486Z", "2026-11-22T00:43:24.353532Z"),
            ("2026-12-31T23:59:60Z", "2027-01-01T00:00:00Z"),
            ("2026-12-31T23:59:60.25Z", "2027-01-01T00:00:00.250Z"),
            ("1969-12-31T23:59:59.9999999Z", "1969-12-31T23:59:59.999999Z"),
        ] {
            let time: Timestamp = time.parse().unwrap();
            assert_eq!(truncated(time), stored.parse::<Timestamp>().unwrap(), "{time}");
        }
    }
}
