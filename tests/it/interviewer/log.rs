//! The log of a test.

use std::{
    io,
    sync::{Arc, Mutex},
};
use tracing::{
    Dispatch,
    subscriber::{self, DefaultGuard, NoSubscriber},
};

/// What this thread logs at any level, as long as the value lives.
pub struct Log {
    lines: Lines,
    _listening: DefaultGuard,
    // With a single subscriber, tracing caches the interest of the thread that reaches a callsite first, which may belong
    // to another test. With two subscribers it asks each of them.
    _second: Dispatch,
}

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Log {
    pub fn listen() -> Self {
        let lines = Lines::default();
        let writer = lines.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_ansi(false)
            .with_max_level(tracing::Level::TRACE)
            .with_writer(move || writer.clone())
            .finish();
        Self {
            lines,
            _listening: subscriber::set_default(subscriber),
            _second: Dispatch::new(NoSubscriber::new()),
        }
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.lines.0.lock().unwrap().clone()).unwrap()
    }
}

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
