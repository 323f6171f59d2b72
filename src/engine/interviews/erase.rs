//! Erases the content of an interview: for the team, or for a respondent who withdraws. That it took place stays known.

use super::{Interviews, RespondentSession, WITHDRAWAL};
use crate::{
    engine::unit_of_work::UnitOfWork,
    model::{
        access::CanWrite,
        error::{EngineError, Resource, Result},
        ids::RoomId,
        life_cycle::Action,
        room::Room,
    },
    store::rooms,
};

impl Interviews {
    /// Erases a record: the transcript, the workers' reports and the respondent's e-mail. A room that is inconsistent can
    /// be erased, too; if even its status cannot be read, it is cancelled.
    ///
    /// # Errors
    ///
    /// `NotFound` if the caller has no such record.
    #[tracing::instrument(name = "interviews.erase", skip_all, fields(room.id = %record))]
    pub async fn erase(&self, permit: CanWrite, record: RoomId) -> Result<()> {
        let mut work = self.core.begin().await?;
        let room = match work.lock_interview_base(permit.scope, record).await {
            // Whether it is a record cannot be read. What it holds must be erasable all the same.
            Err(EngineError::Inconsistent(_)) => {
                rooms::end_unreadable(work.transaction(), permit.scope, record, work.now()).await?;
                work.lock_interview_base(permit.scope, record).await?
            }
            found => found?.filter(|room| room.record().is_some()),
        };
        let room = room.ok_or(Resource::Record)?;
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
        erase_and_commit(work, room.base).await
    }
}

async fn erase_and_commit(mut work: UnitOfWork<'_>, mut room: Room) -> Result<()> {
    work.apply(&mut room, Action::Erase).await?;
    work.erase(room.id).await?;
    work.commit().await
}
