//! What the handlers share.

use super::view::Site;
use crate::{clock::SharedClock, engine::Engine, entropy::SharedEntropy, limits::Limits};
use std::sync::Arc;

/// What the handlers share. The routes expect it as request data, in an [`Arc`].
pub struct WebState {
    /// The engine.
    pub engine: Engine,
    /// The time.
    pub clock: SharedClock,
    /// Randomness.
    pub entropy: SharedEntropy,
    /// The rate limits.
    pub limits: Arc<Limits>,
    /// The addresses of the pages and their assets.
    pub site: Site,
}
