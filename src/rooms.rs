//! The engine: a file per operation, each one transaction with the events that it causes.
//!
//! Knows no HTTP and no SQL. Every operation judges the room by the clock first, so none depends on the reaper.

mod alarm;
mod brief;
mod cancel;
mod create_batch;
mod end_due;
mod erase;
mod get;
mod in_flight;
mod leave;
mod list;
mod list_records;
mod media;
mod read_record;
mod reopen;
mod reply;
mod report;
mod retain;
mod rotate;
mod say;
mod seat;
mod stage;
mod start;
mod update;

pub use alarm::Alarm;
pub use brief::Brief;
pub use create_batch::{CreateBatch, LONGEST_EXPIRY_DAYS, MOST_ROOMS, Respondent};
pub use end_due::Pass;
pub use list::ListRooms;
pub use list_records::{ListRecords, RecordPage, RecordView};
pub use media::{MediaFailed, Tended, Voice};
pub use read_record::Record;
pub use report::Reported;
pub use retain::Outlived;
pub use seat::Seated;
pub use stage::{
    Among, Connection, CreateStage, MemoriesOf, MemoryChange, MemoryFilter, NewWorld, OwnRooms, RoomPage, Rows,
    StageVoice, Staged, UpdateStage, Whose,
};
pub use start::{Invitation, Joined, Start, WITHDRAWAL};
pub use update::{Change, UpdateRoom};

use crate::{
    clock::{SharedClock, Timestamp},
    config::RoomsConfig,
    entropy::SharedEntropy,
    interviewer::Interviewer,
    live::Hub,
    livekit::Livekit,
    model::{
        access::{CanRead, CanWrite},
        error::{EngineError, FieldError, Result, Thing},
        ids::RoomId,
        life_cycle::WrongStatus,
        room::InterviewRoom,
        secret::Sealer,
        token::AccessToken,
    },
    store::{self, Store, Transaction},
};
use chrono::TimeDelta;
use in_flight::{Call, InFlight};
use media::Media;
use std::sync::Arc;

/// How far ahead a link's expiry can be set, from the present moment.
const FARTHEST_EXPIRY: TimeDelta = TimeDelta::days(3650);

/// The room engine.
#[derive(Clone)]
pub struct Rooms {
    store: Store,
    clock: SharedClock,
    entropy: SharedEntropy,
    sealer: Sealer,
    config: RoomsConfig,
    alarm: Arc<Alarm>,
    hub: Hub,
    interviewer: Arc<dyn Interviewer>,
    media: Option<Media>,
    in_flight: InFlight<Call>,
    replies: InFlight<RoomId>,
}

/// A room as its team may see it at a moment.
#[derive(Clone)]
pub struct RoomView {
    /// The room, its life cycle judged by the clock.
    pub room: InterviewRoom,
    /// The token of its link, for those who may see it.
    pub token: Option<AccessToken>,
}

impl Rooms {
    /// The engine over a store; `interviewer` asks the questions in writing, `livekit` carries voice.
    pub fn new(
        store: Store,
        clock: SharedClock,
        entropy: SharedEntropy,
        sealer: Sealer,
        interviewer: Arc<dyn Interviewer>,
        livekit: Option<Livekit>,
        config: RoomsConfig,
    ) -> Self {
        Self {
            store,
            clock,
            entropy,
            sealer,
            config,
            alarm: Arc::default(),
            hub: Hub::default(),
            interviewer,
            media: livekit.map(Media::new),
            in_flight: InFlight::default(),
            replies: InFlight::default(),
        }
    }

    /// What wakes the reaper before its time.
    pub fn alarm(&self) -> &Alarm {
        &self.alarm
    }

    /// What wakes the live streams.
    pub fn hub(&self) -> &Hub {
        &self.hub
    }

    /// The room as the holder of `permit` may see it at `now`.
    fn view(&self, permit: CanRead, mut room: InterviewRoom, now: Timestamp) -> Result<RoomView> {
        room.life = room.life.at(now);
        if !permit.sees_secrets {
            room.interview.respondent = None;
            return Ok(RoomView { room, token: None });
        }
        let token = room.interview.link.sealed.open(&self.sealer, room.id)?;
        Ok(RoomView {
            room,
            token: Some(token),
        })
    }

    /// Wakes the reaper if the room now falls due before it meant to look.
    fn watch(&self, deadline: Option<Timestamp>) {
        if let Some(deadline) = deadline {
            self.alarm.set(deadline);
        }
    }
}

/// A room of the caller's, locked until the end of the transaction.
async fn locked(transaction: &Transaction, permit: CanWrite, id: RoomId) -> Result<InterviewRoom> {
    store::rooms::lock(transaction, permit.scope, id)
        .await?
        .ok_or(EngineError::NotFound(Thing::Room))
}

impl From<WrongStatus> for EngineError {
    fn from(WrongStatus(status): WrongStatus) -> Self {
        Self::WrongStatus(status)
    }
}

/// The rule for a link's expiry that the team sets itself.
fn checked_expiry(expires_at: Timestamp, now: Timestamp) -> Result<Timestamp> {
    let problem = if expires_at <= now {
        "must be in the future"
    } else if expires_at > now + FARTHEST_EXPIRY {
        "must be at most 3650 days ahead"
    } else {
        return Ok(expires_at);
    };
    Err(EngineError::Invalid(FieldError {
        field: "expires_at",
        problem,
    }))
}
