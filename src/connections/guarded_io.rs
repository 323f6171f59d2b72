//! A TCP stream that ends the exchanges its client leaves half done.
//!
//! Two things are waited for only so long: the rest of a request whose first byte has come, and room to write to a
//! client that does not read. Everything else may take its time, because it is not the client we wait for: silence
//! between requests, a handler at work, an event stream with pauses.
//!
//! hyper asks for more bytes in the same way while a body is missing and while a handler works, so the calls alone
//! do not tell the two apart; [`RequestFraming`] does, from the bytes. It speaks HTTP/1 only, which is why HTTP/2
//! (offered by poem even without TLS) is refused.
//!
//! Invariant: after a deadline has passed every read, write and flush fails, so that hyper drops the connection
//! whichever of them it is waiting in; shutting down is always allowed.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
};

use super::{Admission, ConnectionLimits, deadline::Deadline, request_framing::RequestFraming};

/// A connection given out by [`GuardedAcceptor`](super::GuardedAcceptor).
#[derive(Debug)]
pub struct GuardedIo {
    stream: TcpStream,
    framing: RequestFraming,
    /// A whole request has come and nothing was written since: it is the client who waits for us.
    answer_due: bool,
    request: Deadline,
    stall: Deadline,
    timed_out: bool,
    _admission: Admission,
}

impl GuardedIo {
    pub(super) fn new(stream: TcpStream, admission: Admission, limits: ConnectionLimits) -> Self {
        Self {
            stream,
            framing: RequestFraming::default(),
            answer_due: false,
            request: Deadline::new(limits.request_deadline),
            stall: Deadline::new(limits.write_stall),
            timed_out: false,
            _admission: admission,
        }
    }

    #[cfg(test)]
    pub(super) fn stream(&self) -> &TcpStream {
        &self.stream
    }

    fn on_read(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.answer_due |= self.framing.advance(bytes)?;
        self.watch_request();
        Ok(())
    }

    /// A write is a sign of life: whatever is still missing of a request gets its time afresh.
    fn on_written(&mut self) {
        self.answer_due = false;
        self.stall.clear();
        self.request.clear();
        self.watch_request();
    }

    fn watch_request(&mut self) {
        if self.framing.is_midway() && !self.answer_due {
            self.request.start();
        } else {
            self.request.clear();
        }
    }

    /// Fails once a deadline has passed, and until then has the task woken for it.
    fn check_deadlines(&mut self, cx: &mut Context<'_>) -> io::Result<()> {
        if !self.timed_out && (self.request.has_passed(cx) || self.stall.has_passed(cx)) {
            self.timed_out = true;
            metrics::counter!("interview_rooms_connections_timed_out_total").increment(1);
        }
        if self.timed_out {
            Err(io::ErrorKind::TimedOut.into())
        } else {
            Ok(())
        }
    }
}

impl AsyncRead for GuardedIo {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let known = buf.filled().len();
        let polled = Pin::new(&mut self.stream).poll_read(cx, buf);
        self.on_read(&buf.filled()[known..])?;
        self.check_deadlines(cx)?;
        polled
    }
}

impl AsyncWrite for GuardedIo {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        // Before the write: what is sent after the deadline would start the time afresh.
        self.check_deadlines(cx)?;
        let polled = Pin::new(&mut self.stream).poll_write(cx, buf);
        match &polled {
            Poll::Ready(_) => self.on_written(),
            Poll::Pending => self.stall.start(),
        }
        self.check_deadlines(cx)?;
        polled
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.check_deadlines(cx)?;
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
