//! How far a client has come with a request and its response, and until when the server waits for it.
//!
//! The stream reports what is read and written, the connection where requests and responses begin and end, so nothing
//! here parses HTTP. A body that the endpoint leaves unread counts as missing until the response begins.

use super::Limits;
use metrics::counter;
use std::{
    future::{Future, poll_fn},
    pin::pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::Poll,
};
use tokio::time::{Instant, sleep_until};

/// The progress of a connection, shared by its parts.
#[derive(Clone)]
pub(super) struct Progress(Arc<Mutex<State>>);

struct State {
    limits: Limits,
    phase: Phase,
    /// When the phase began; while idle, the latest write.
    since: Instant,
    /// Since when the client has taken nothing of what it is sent.
    blocked_since: Option<Instant>,
}

#[derive(Clone, Copy, PartialEq)]
enum Phase {
    /// Waiting for a request.
    Idle,
    /// Waiting for the rest of a request.
    Receiving,
    /// The client waits for the response, or receives it.
    Responding,
}

impl Progress {
    pub(super) fn new(limits: Limits) -> Self {
        Self(Arc::new(Mutex::new(State {
            limits,
            phase: Phase::Idle,
            since: Instant::now(),
            blocked_since: None,
        })))
    }

    /// The client sent these bytes. Line breaks begin no request.
    pub(super) fn read(&self, bytes: &[u8]) {
        if bytes.iter().any(|byte| !matches!(byte, b'\r' | b'\n')) {
            self.receiving();
        }
    }

    /// The client took some of what it is sent.
    pub(super) fn written(&self) {
        let mut state = self.state();
        state.blocked_since = None;
        if state.phase == Phase::Idle {
            state.since = Instant::now();
        }
    }

    /// The client takes nothing at present.
    pub(super) fn write_blocked(&self) {
        self.state().blocked_since.get_or_insert_with(Instant::now);
    }

    /// A request began. Bytes that arrive while another is answered begin none.
    pub(super) fn receiving(&self) {
        let mut state = self.state();
        if state.phase == Phase::Idle {
            state.enter(Phase::Receiving);
        }
    }

    /// The request is complete, or its response began.
    pub(super) fn responding(&self) {
        self.state().enter(Phase::Responding);
    }

    /// The response was handed over to be written.
    pub(super) fn idle(&self) {
        self.state().enter(Phase::Idle);
    }

    /// Completes when the client has kept the server waiting for too long. Must be polled after each change.
    pub(super) async fn deadline_passed(&self) {
        let mut timer = pin!(sleep_until(Instant::now()));
        poll_fn(|cx| {
            let Some(deadline) = self.state().deadline() else {
                return Poll::Pending;
            };
            if timer.deadline() != deadline {
                timer.as_mut().reset(deadline);
            }
            timer.as_mut().poll(cx)
        })
        .await;
        if self.state().is_midway() {
            counter!("interview_rooms_connections_timed_out_total").increment(1);
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn enter(&mut self, phase: Phase) {
        self.phase = phase;
        self.since = Instant::now();
    }

    fn deadline(&self) -> Option<Instant> {
        match (self.blocked_since, self.phase) {
            (Some(since), _) => Some(since + self.limits.write_stall),
            (None, Phase::Idle) => Some(self.since + self.limits.idle),
            (None, Phase::Receiving) => Some(self.since + self.limits.request),
            (None, Phase::Responding) => None,
        }
    }

    /// Whether the client has left a request or a response incomplete.
    fn is_midway(&self) -> bool {
        self.blocked_since.is_some() || self.phase == Phase::Receiving
    }
}
