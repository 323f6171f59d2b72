//! Interviews: created for respondents, joined by a link, answered in writing, completed, and kept as records.

mod agent_config;
mod answer;
mod cancel;
mod complete;
mod correct_record;
mod create_batch;
mod erase;
mod get;
mod get_record;
mod join;
mod list;
mod list_records;
mod purge;
mod receive_report;
mod reopen;
mod reply;
mod respondent_session;
mod rotate;
mod update;

pub use crate::model::listing::{ListRecords, ListRooms};
pub use agent_config::AgentConfig;
pub use correct_record::{Correction, UpdateRecords};
pub use create_batch::{CreateBatch, MAX_EXPIRY_DAYS, MAX_ROOMS, Respondent, RoomOfRow};
pub use get_record::Record;
pub use join::{Joined, LinkPreview, Start, WITHDRAWAL};
pub use list_records::{RecordPage, RecordView};
pub use purge::Purgeable;
pub use receive_report::Reported;
pub use respondent_session::RespondentSession;
pub use update::{Change, UpdateRoom};

use super::{core::Core, in_flight::InFlight};
use crate::{
    clock::Timestamp,
    interviewer::Interviewer,
    model::{
        access::CanRead,
        error::{EngineError, FieldError, Result},
        idempotency::IdempotencyKey,
        ids::{KeyId, RoomId},
        room::InterviewRoom,
        token::AccessToken,
    },
};
use chrono::TimeDelta;
use std::sync::Arc;

/// How far ahead of now a link's expiry may be set.
const MAX_EXPIRY: TimeDelta = TimeDelta::days(3650);

/// The engine of interviews.
#[derive(Clone)]
pub struct Interviews {
    pub(super) core: Arc<Core>,
    pub(super) interviewer: Arc<dyn Interviewer>,
    /// Requests with an idempotency key that are being answered.
    pub(super) in_flight: InFlight<(KeyId, IdempotencyKey)>,
    /// Rooms whose interviewer is composing a reply.
    pub(super) replies: InFlight<RoomId>,
}

/// An interview as its team may see it.
#[derive(Clone)]
pub struct RoomView {
    /// The room.
    pub room: InterviewRoom,
    /// The token of its link, if the caller may see it.
    pub token: Option<AccessToken>,
}

impl Interviews {
    /// The room as the holder of `permit` may see it.
    fn view(&self, permit: CanRead, mut room: InterviewRoom) -> Result<RoomView> {
        if !permit.sees_secrets {
            room.interview.respondent = None;
            return Ok(RoomView { room, token: None });
        }
        let token = room.interview.link.sealed.open(&self.core.sealer, room.base.id)?;
        Ok(RoomView {
            room,
            token: Some(token),
        })
    }
}

/// Checks an expiry that the team chose.
fn checked_expiry(expires_at: Timestamp, now: Timestamp) -> Result<Timestamp> {
    let problem = if expires_at <= now {
        "must be in the future"
    } else if expires_at > now + MAX_EXPIRY {
        "must be at most 3650 days ahead"
    } else {
        return Ok(expires_at);
    };
    Err(EngineError::Invalid(FieldError {
        field: "expires_at",
        problem,
    }))
}
