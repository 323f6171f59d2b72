//! A worker reports what was said: the report is kept, its turns are, and the interview is over.
//!
//! A report may come late, twice, or never; whatever comes, nothing is doubled and nothing that was erased comes back.

use super::Interviews;
use crate::{
    clock::Timestamp,
    model::{
        access::CanInterview,
        error::{EngineError, Resource, Result},
        hex::hex,
        ids::RoomId,
        interview_start::InterviewStart,
        life_cycle::Action,
        reconcile::reconcile,
        room::InterviewRoom,
        session_report::Report,
        status::EndReason,
        turn::{Channel, NewTurn, Speaker, Turn},
    },
    store::{Transaction, interview_starts, rooms, session_reports, turns},
};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// The most turns written by one statement: PostgreSQL and SQLite take only so many values at a time.
const AT_ONCE: usize = 1000;

/// What became of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reported {
    /// It was kept.
    Saved {
        /// The record of the interview, unless that was cancelled, or goes on in writing.
        record: Option<RoomId>,
    },
    /// The same job had reported before; nothing changed.
    Duplicate {
        /// The record of the interview, if there is one.
        record: Option<RoomId>,
    },
    /// What was said in the interview has been erased; nothing was kept.
    Erased,
}

impl Interviews {
    /// Takes in the session report of a worker's job.
    pub async fn receive_report(&self, permit: CanInterview, id: RoomId, report: &Value) -> Result<Reported> {
        let now = self.core.clock.now();
        let told = Report::read(report);
        let text = report.to_string();
        let job = told.job_id.unwrap_or_else(|| digest(&text));
        let transaction = self.core.store.begin().await?;
        let room = match permit.scope {
            Some(scope) => rooms::lock(&transaction, scope, id).await?,
            None => rooms::lock_by_id(&transaction, id).await?,
        };
        let mut room = room.ok_or(EngineError::NotFound(Resource::Room))?;
        if room.erased_at.is_some() {
            return Ok(Reported::Erased);
        }
        if session_reports::exists(&transaction, id, &job).await? {
            room.life = room.life.at(now);
            let record = room.record();
            return Ok(Reported::Duplicate { record });
        }
        let life = room.life.apply(Action::Complete(EndReason::AgentReported), now)?;
        let kept = turns::after(&transaction, id, 0).await?;
        let session = interview_starts::find(&transaction, id).await?;
        session_reports::insert(&transaction, id, job, text, now).await?;
        self.take_in(&transaction, &mut room, &kept, told.turns, now).await?;
        let goes_on = session.is_some_and(|session| self.is_written(&session, &kept));
        if !goes_on {
            rooms::change(&transaction, &mut room, &life, now).await?;
            room.life = life.next;
        }
        self.core.store.commit(transaction).await?;
        self.core.hub.notify(id);
        let record = room.record();
        Ok(Reported::Saved { record })
    }

    /// Whether the respondent writes: then the report only tells that the voice, which was left for the keyboard, has
    /// ended. A worker on a media server of its own interviews in rooms that know nothing of voice, until somebody types.
    fn is_written(&self, session: &InterviewStart, kept: &[Turn]) -> bool {
        let typed = |turn: &Turn| turn.said.speaker == Speaker::Respondent && turn.said.channel == Channel::Text;
        session.channel == Channel::Text && (self.core.livekit.as_ref().is_some() || kept.iter().any(typed))
    }

    /// Appends the reported turns that are not kept yet, and times those that are.
    async fn take_in(
        &self,
        transaction: &Transaction,
        room: &mut InterviewRoom,
        kept: &[Turn],
        reported: Vec<NewTurn>,
        now: Timestamp,
    ) -> Result<()> {
        let additions = reconcile(kept, reported);
        for (number, spoken) in additions.timings {
            turns::set_spoken(transaction, room.id, number, spoken).await?;
        }
        for some in additions.new.chunks(AT_ONCE) {
            self.append(transaction, room, some.to_vec(), now).await?;
        }
        Ok(())
    }
}

/// What a report is known by that names no job.
fn digest(report: &str) -> String {
    format!("sha256:{}", hex(&Sha256::digest(report.as_bytes())))
}
