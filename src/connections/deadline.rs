//! A deadline that can be started and cleared while a connection is polled.
//!
//! It knows nothing of what it bounds. Invariant: while it runs, the task that last asked is woken when it passes.

use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use tokio::time::{Sleep, sleep};

/// A span of time that is either at rest or running out.
#[derive(Debug)]
pub(super) struct Deadline {
    span: Duration,
    running: Option<Pin<Box<Sleep>>>,
}

impl Deadline {
    /// A deadline at rest.
    pub(super) fn new(span: Duration) -> Self {
        Self { span, running: None }
    }

    /// Starts the time; does nothing while it is running.
    pub(super) fn start(&mut self) {
        let span = self.span;
        self.running.get_or_insert_with(|| Box::pin(sleep(span)));
    }

    /// Puts it to rest.
    pub(super) fn clear(&mut self) {
        self.running = None;
    }

    /// Whether the time has run out; if it is still running, the task is woken when it does.
    pub(super) fn has_passed(&mut self, cx: &mut Context<'_>) -> bool {
        self.running
            .as_mut()
            .is_some_and(|sleep| sleep.as_mut().poll(cx) == Poll::Ready(()))
    }
}
