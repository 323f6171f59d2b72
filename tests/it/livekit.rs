//! The LiveKit client without interviews: calls, tokens and webhooks, against the double and the official library.

mod calls;
mod official;
mod tokens;
mod webhooks;

use crate::support::{LivekitDouble, ManualClock};
use interview_rooms::livekit::Livekit;
use std::sync::Arc;

/// A double and our client for it, with one clock.
async fn pair() -> (LivekitDouble, Livekit, Arc<ManualClock>) {
    let clock = Arc::new(ManualClock::default());
    let double = LivekitDouble::start(clock.clone()).await;
    let server = double.settings().server.unwrap();
    let livekit = Livekit::new(server, clock.clone()).unwrap();
    (double, livekit, clock)
}
