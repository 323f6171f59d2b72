//! What the dialects stand on.

use crate::{projects::Projects, rooms::Rooms, store::Store};

/// What the dialects stand on; found among a request's data.
#[derive(Clone)]
pub struct Engine {
    /// The room engine.
    pub rooms: Rooms,
    /// Projects.
    pub projects: Projects,
    /// For readiness.
    pub store: Store,
    /// The address at which respondents reach the service, without a slash at the end.
    pub public_url: String,
    /// What 30 minutes of interview cost.
    pub tokens_per_30_min: u32,
}
