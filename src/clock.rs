//! Time, injected. The product reads the wall clock here and nowhere else, so that a test can move it.

use chrono::{DateTime, SubsecRound, Utc};
use futures_util::future::BoxFuture;
use std::{sync::Arc, time::Duration};

/// A moment in UTC, to the microsecond: the finest step that both databases keep.
pub type Timestamp = DateTime<Utc>;

/// Where the time comes from.
pub trait Clock: Send + Sync + 'static {
    /// The present moment, truncated to microseconds.
    fn now(&self) -> Timestamp;

    /// Completes when [`Clock::now`] has reached `moment`; at once if it already has.
    fn sleep_until(&self, moment: Timestamp) -> BoxFuture<'static, ()>;
}

/// A clock that can be handed about.
pub type SharedClock = Arc<dyn Clock>;

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the wall clock")]
    fn read() -> Timestamp {
        Utc::now().trunc_subsecs(6)
    }
}

/// The longest single wait, so that a machine that was suspended, or whose clock was set, is noticed.
const MAX_NAP: Duration = Duration::from_secs(30);

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Self::read()
    }

    fn sleep_until(&self, moment: Timestamp) -> BoxFuture<'static, ()> {
        Box::pin(async move {
            while let Ok(left) = (moment - Self::read()).to_std() {
                if left.is_zero() {
                    break;
                }
                tokio::time::sleep(left.min(MAX_NAP)).await;
            }
        })
    }
}
