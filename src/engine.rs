//! The room engine: three engines over one core, a file per operation.
//!
//! [`Interviews`] serves research teams and respondents, [`AgentRooms`] serves agents and characters, and
//! [`VoiceSessions`] holds interviews by voice on LiveKit. An operation is one unit of work: it locks the room, judges it
//! by the clock, applies an action and commits the change together with its events. No operation depends on the reaper.
//!
//! The engine knows no HTTP and no SQL.

#![warn(
    clippy::missing_errors_doc,
    reason = "the errors of an operation are its contract with the dialects"
)]

pub mod agent_rooms;
mod core;
mod deadline_watch;
mod end_due;
mod in_flight;
pub mod interviews;
mod storage_quota;
mod unit_of_work;
pub mod voice;

pub(crate) use self::core::Core;
pub use agent_rooms::AgentRooms;
pub use deadline_watch::DeadlineWatch;
pub use end_due::ReapOutcome;
pub use interviews::Interviews;
pub use voice::VoiceSessions;

use self::{in_flight::InFlight, storage_quota::StorageQuota};
use crate::{
    clock::SharedClock,
    entropy::SharedEntropy,
    interviewer::Interviewer,
    live::Hub,
    livekit::Livekit,
    model::{error::Result, secret::Sealer, storage::StorageLimits},
    store::Store,
};
use chrono::TimeDelta;
use std::sync::Arc;
use tokio::sync::Notify;

/// The three engines, and what concerns rooms of every kind.
#[derive(Clone)]
pub struct Engine {
    /// Interviews: links, respondents, answers, records.
    pub interviews: Interviews,
    /// Rooms as agents and characters see them.
    pub agent_rooms: AgentRooms,
    /// Interviews by voice.
    pub voice: VoiceSessions,
    core: Arc<Core>,
}

/// What the settings decide for the engines.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// How long after the talk time the last turn of an interview may finish.
    pub grace: TimeDelta,
    /// How much a team may store.
    pub storage: StorageLimits,
}

impl Engine {
    /// The engines over one store. `interviewer` asks the questions of written interviews; without `livekit` nothing can
    /// be held by voice.
    pub fn new(
        store: Store,
        clock: SharedClock,
        entropy: SharedEntropy,
        sealer: Sealer,
        interviewer: Arc<dyn Interviewer>,
        livekit: Option<Livekit>,
        rules: Rules,
    ) -> Self {
        let core = Arc::new(Core {
            store,
            clock,
            entropy,
            sealer,
            grace: rules.grace,
            quota: StorageQuota::new(rules.storage),
            livekit,
            deadline_watch: DeadlineWatch::default(),
            hub: Hub::default(),
            voice_wakeup: Notify::new(),
        });
        let interviews = Interviews {
            core: core.clone(),
            interviewer,
            in_flight: InFlight::default(),
            replies: InFlight::default(),
        };
        Self {
            agent_rooms: AgentRooms { core: core.clone() },
            voice: VoiceSessions {
                core: core.clone(),
                interviews: interviews.clone(),
            },
            interviews,
            core,
        }
    }

    /// Whether the database can be reached and has all migrations.
    ///
    /// # Errors
    ///
    /// `Unavailable` if the database cannot be reached.
    pub async fn is_ready(&self) -> Result<bool> {
        Ok(self.core.store.is_ready().await?)
    }

    /// What the engines share, for operations on projects.
    pub(crate) fn core(&self) -> Arc<Core> {
        self.core.clone()
    }

    /// Wakes the reaper when an earlier deadline than the one that it waits for is set.
    pub fn deadline_watch(&self) -> &DeadlineWatch {
        &self.core.deadline_watch
    }

    /// Wakes the live streams of rooms.
    pub fn hub(&self) -> &Hub {
        &self.core.hub
    }

    /// LiveKit, if it is configured.
    pub fn livekit(&self) -> Option<&Livekit> {
        self.core.livekit.as_ref()
    }
}
