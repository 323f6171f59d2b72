//! What the handlers of the pages share.

use super::view::Site;
use crate::{clock::SharedClock, engine::Engine, entropy::SharedEntropy, limits::Limits};
use std::sync::Arc;

/// The routes expect it as request data, in an [`Arc`].
pub struct WebState {
    pub engine: Engine,
    pub clock: SharedClock,
    pub entropy: SharedEntropy,
    pub limits: Arc<Limits>,
    pub site: Site,
}
