//! What the dialects work with.

use crate::{
    engine::{AgentRooms, Interviews, VoiceSessions},
    projects::Projects,
    store::Store,
};

/// What the dialects work with; handlers get it as the request's data.
#[derive(Clone)]
pub struct Engine {
    /// The engine of interviews.
    pub interviews: Interviews,
    /// The engine of agent rooms.
    pub agent_rooms: AgentRooms,
    /// The engine of voice sessions.
    pub voice: VoiceSessions,
    /// Projects.
    pub projects: Projects,
    /// For readiness.
    pub store: Store,
    /// The address at which respondents reach the service, without a slash at the end.
    pub public_url: String,
    /// What 30 minutes of interview cost.
    pub tokens_per_30_min: u32,
}
