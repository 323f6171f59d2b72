//! The errors of calls to LiveKit.

/// A call to LiveKit failed. Each call may fail with any of these.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LivekitError {
    /// There was no reply, or none in time.
    #[error("LiveKit did not reply to {call}")]
    Unreachable {
        /// The name of the call.
        call: &'static str,
    },
    /// The reply was an error.
    #[error("LiveKit refused {call} with {status} ({code})")]
    Refused {
        /// The name of the call.
        call: &'static str,
        /// The HTTP status.
        status: u16,
        /// Twirp's error code, such as `not_found`, or `none` when the reply has none, as for a wrong key.
        code: String,
    },
    /// The reply did not follow the protocol.
    #[error("LiveKit's reply to {call} is invalid")]
    InvalidReply {
        /// The name of the call.
        call: &'static str,
    },
    /// A token could not be signed.
    #[error("a token for LiveKit could not be signed")]
    Signing,
}
