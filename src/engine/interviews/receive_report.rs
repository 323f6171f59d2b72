//! Receives a worker's session report: stores it with its turns, and completes the interview.
//!
//! A report may come late, twice or never. Receiving it again adds nothing, and an erased interview stays erased, also when
//! the room has been reopened for another one.

use super::Interviews;
use crate::{
    clock::Timestamp,
    engine::unit_of_work::UnitOfWork,
    model::{
        access::CanInterview,
        error::{EngineError, Resource, Result},
        ids::RoomId,
        interview_start::InterviewStart,
        life_cycle::Action,
        listing::count_fitting,
        reconcile::reconcile,
        room::{InterviewRoom, MAX_INTERVIEW_BYTES},
        session_report::{self, MAX_REPORTS, MAX_REPORTS_BYTES, Report, ReportOrigin},
        status::EndReason,
        storage::StorageUse,
        turn::{Channel, NewTurn, Speaker, Turn},
    },
    store::{interview_starts, rooms, session_reports, turns, voice_sessions},
};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// What became of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reported {
    /// It was stored.
    Saved {
        /// The record of the interview, unless the interview was cancelled or continues in writing.
        record: Option<RoomId>,
    },
    /// A report of the same job was stored before; nothing changed.
    Duplicate {
        /// The record of the interview, if there is one.
        record: Option<RoomId>,
    },
    /// The interview that the report is about has been erased; nothing was stored.
    Erased,
}

impl Interviews {
    /// Receives the session report of a worker's job.
    ///
    /// # Errors
    ///
    /// `NotFound` if the caller has no such room; `WrongStatus` if the interview has not started or expired;
    /// `TooManyReports` if as many reports of the room are kept as may be; `TeamFull` if the team stores as much as it may.
    #[tracing::instrument(name = "interviews.receive_report", skip_all, fields(room.id = %id))]
    pub async fn receive_report(&self, permit: CanInterview, id: RoomId, report: Value) -> Result<Reported> {
        let Report {
            job_id,
            turns: mut reported,
        } = Report::read(&report);
        let origin = ReportOrigin::read(&report);
        let text = report.to_string();
        // The values of a large report take much more memory than its text.
        drop(report);
        let job = job_id.unwrap_or_else(|| digest(&text));
        let found = rooms::find(self.core.store.reader(), permit.scope, id).await?;
        let team = found.ok_or(Resource::Room)?.at(self.core.clock.now()).base.team;
        self.core.take_storage(team, StorageUse::bytes(text.len())).await?;
        let mut work = self.core.begin().await?;
        let mut room = work.lock_interview(permit.scope, id).await?.ok_or(Resource::Room)?;
        if room.base.erased_at.is_some() {
            return Ok(Reported::Erased);
        }
        if is_of_erased(&work, &room, &origin).await? {
            tracing::warn!("session report refused: it may be about the interview that was erased here before");
            return Ok(Reported::Erased);
        }
        if session_reports::exists(work.transaction(), id, &job).await? {
            let record = room.base.record();
            return Ok(Reported::Duplicate { record });
        }
        let (count, bytes) = session_reports::stored(work.transaction(), id).await?;
        let size = i64::try_from(text.len()).unwrap_or(i64::MAX);
        if count >= MAX_REPORTS || bytes.saturating_add(size) > MAX_REPORTS_BYTES {
            return Err(EngineError::TooManyReports);
        }
        let complete = Action::Complete(EndReason::AgentReported);
        // Refuse a report that could not complete the interview before anything is written.
        room.base.stored.apply(complete, work.now())?;
        let known = turns::after(work.transaction(), id, 0).await?;
        let start = interview_starts::find(work.transaction(), id).await?;
        let (from, to) = self.bounds(&room, work.now());
        session_report::clamp(&mut reported, from, to);
        session_reports::insert(work.transaction(), id, job, text, work.now()).await?;
        add_turns(&mut work, &mut room, &known, reported).await?;
        if !start.is_some_and(|start| self.continues_in_writing(&start, &known)) {
            work.apply(&mut room.base, complete).await?;
        }
        work.commit().await?;
        let record = room.base.record();
        Ok(Reported::Saved { record })
    }

    /// The span in which everything of the interview was said: from its start to the end of its talk time and grace, or
    /// later if it was ended later.
    fn bounds(&self, room: &InterviewRoom, now: Timestamp) -> (Timestamp, Timestamp) {
        let life = &room.base.life;
        let start = life.started_at.unwrap_or(now);
        let end = start + room.interview.terms.max_duration.span() + self.core.grace;
        (start, life.finished_at.map_or(end, |finished| finished.max(end)))
    }

    /// Whether the respondent has gone back to writing, so that the report ends only the voice session. Without LiveKit
    /// here, a worker's own LiveKit serves rooms that are not known to be by voice until somebody types.
    fn continues_in_writing(&self, start: &InterviewStart, known: &[Turn]) -> bool {
        let typed = |turn: &Turn| turn.said.speaker == Speaker::Respondent && turn.said.channel == Channel::Text;
        start.channel == Channel::Text && (self.core.livekit.is_some() || known.iter().any(typed))
    }
}

/// Whether a report may be about an earlier interview in a room that was erased and then reopened.
async fn is_of_erased(work: &UnitOfWork<'_>, room: &InterviewRoom, origin: &ReportOrigin) -> Result<bool> {
    let Some(erased_at) = room.interview.last_erased_at else {
        return Ok(false);
    };
    let session = match &origin.livekit_room {
        Some(name) => voice_sessions::find(work.transaction(), name).await?,
        None => None,
    };
    let session = session.filter(|session| session.room == room.base.id);
    let started_at = room.base.life.started_at;
    Ok(!origin.is_after_erasure(erased_at, started_at, session.as_ref(), work.now()))
}

/// Appends the reported turns that are not known yet, and adds the times of those that are.
async fn add_turns(
    work: &mut UnitOfWork<'_>,
    room: &mut InterviewRoom,
    known: &[Turn],
    reported: Vec<NewTurn>,
) -> Result<()> {
    let mut additions = reconcile(known, reported);
    let sizes = additions
        .new
        .iter()
        .map(|turn| i64::try_from(turn.text.len()).unwrap_or(i64::MAX));
    let fitting = count_fitting(sizes, MAX_INTERVIEW_BYTES - room.base.message_bytes);
    if fitting < additions.new.len() {
        tracing::warn!("session report: the turns that exceed the size of an interview are kept in the report only");
        additions.new.truncate(fitting);
    }
    for (number, spoken) in additions.timings {
        turns::set_spoken(work.transaction(), room.base.id, number, spoken).await?;
    }
    work.append_turns(&mut room.base, additions.new).await?;
    Ok(())
}

/// Identifies a report that names no job.
fn digest(report: &str) -> String {
    format!("sha256:{}", hex::encode(Sha256::digest(report.as_bytes())))
}
