//! The circuit breaker: after several failures in a row the endpoint is not asked for a while, so that respondents do not
//! wait until its time is over. Then one request tries again.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};
use tokio::time::Instant;

/// So many failures in a row pause the endpoint.
const FAILURES: u32 = 3;
/// The length of a pause.
const PAUSE: Duration = Duration::from_secs(30);

/// Counts failures in a row. Goes by monotonic time.
#[derive(Default)]
pub(super) struct Breaker(Mutex<State>);

#[derive(Default)]
struct State {
    failures: u32,
    paused_until: Option<Instant>,
}

impl Breaker {
    /// Whether a request may be sent now. At the end of a pause one request may, and the pause begins anew for the others.
    pub(super) fn admits(&self, now: Instant) -> bool {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if state.paused_until.is_some_and(|until| now < until) {
            return false;
        }
        if state.paused_until.is_some() {
            state.paused_until = Some(now + PAUSE);
        }
        true
    }

    /// Counts the outcome of a request.
    pub(super) fn record(&self, failed: bool, now: Instant) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !failed {
            *state = State::default();
            return;
        }
        state.failures = state.failures.saturating_add(1);
        if state.failures >= FAILURES {
            state.paused_until = Some(now + PAUSE);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_failures_in_a_row_pause_it_and_a_success_in_between_does_not() {
        let (breaker, now) = (Breaker::default(), Instant::now());
        for failed in [true, true, false, true, true] {
            assert!(breaker.admits(now));
            breaker.record(failed, now);
        }
        assert!(breaker.admits(now));
        breaker.record(true, now);
        assert!(!breaker.admits(now));
    }

    #[test]
    fn after_the_pause_one_request_tries_again_and_decides() {
        let (breaker, start) = (Breaker::default(), Instant::now());
        (0..3).for_each(|_| breaker.record(true, start));
        assert!(!breaker.admits(start + Duration::from_secs(29)));
        let later = start + PAUSE;
        assert!(breaker.admits(later), "one tries");
        assert!(!breaker.admits(later), "the others do not wait for it");
        breaker.record(true, later);
        assert!(!breaker.admits(later + Duration::from_secs(29)));
        let again = later + PAUSE;
        assert!(breaker.admits(again));
        breaker.record(false, again);
        assert!(breaker.admits(again) && breaker.admits(again));
    }
}
