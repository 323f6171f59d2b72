//! Erases the content of an interview: for the team, or for a respondent who withdraws. That it took place stays known.

use super::{Interviews, RespondentSession, WITHDRAWAL};
use crate::{
    engine::unit_of_work::UnitOfWork,
    model::{
        access::CanWrite,
        error::{EngineError, Resource, Result},
        ids::RoomId,
        life_cycle::Action,
        room::InterviewRoom,
    },
    store::rooms,
};

impl Interviews {
    /// Erases a record: the transcript, the workers' reports and the respondent's e-mail.
    ///
    /// # Errors
    ///
    /// `NotFound` if the caller has no such record.
    #[tracing::instrument(name = "interviews.erase", skip_all, fields(room.id = %record))]
    pub async fn erase(&self, permit: CanWrite, record: RoomId) -> Result<()> {
        let mut work = self.core.begin().await?;
        let room = work.lock_interview(permit.scope, record).await?;
        let room = room.ok_or(Resource::Record)?;
        room.base.record().ok_or(Resource::Record)?;
        erase_and_commit(work, room).await
    }

    /// Erases an interview that its respondent withdraws: while it is running, which cancels it, and for 24 hours after its
    /// end. Withdrawing again changes nothing.
    ///
    /// # Errors
    ///
    /// `NoSession` if the respondent has lost access; `LinkEnded` before the start and after the 24 hours.
    #[tracing::instrument(name = "interviews.withdraw", skip_all, fields(room.id = %session.room.base.id))]
    pub async fn withdraw(&self, session: &RespondentSession) -> Result<()> {
        let mut work = self.core.begin().await?;
        let room = session.lock(&mut work).await?;
        let (life, now) = (room.base.life, work.now());
        let too_late = life.finished_at.is_some_and(|finished| now >= finished + WITHDRAWAL);
        if life.started_at.is_none() || too_late {
            return Err(EngineError::LinkEnded(life.status));
        }
        erase_and_commit(work, room).await
    }
}

async fn erase_and_commit(mut work: UnitOfWork<'_>, mut room: InterviewRoom) -> Result<()> {
    work.apply(&mut room.base, Action::Erase).await?;
    rooms::erase(work.transaction(), room.base.id, work.now()).await?;
    work.commit().await
}
