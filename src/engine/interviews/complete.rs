//! Completes an interview on behalf of its respondent.

use super::Interviews;
use crate::model::{
    error::{EngineError, Result},
    life_cycle::Action,
    status::{EndReason, Status},
    token::AccessToken,
};

impl Interviews {
    /// Completes an active interview and returns its status. Completing a completed interview changes nothing.
    ///
    /// # Errors
    ///
    /// `NotFound` or `LinkReplaced` if the link leads to no room; `WrongStatus` if nobody has joined, so that a link cannot
    /// be used up without an interview; `LinkEnded` if the room ended otherwise.
    #[tracing::instrument(name = "interviews.complete", skip_all)]
    pub async fn complete(&self, link: &AccessToken) -> Result<Status> {
        let mut work = self.core.begin().await?;
        let Some(mut room) = work.lock_interview_by_link(link.hash()).await? else {
            drop(work);
            return Err(self.unknown_link(link).await?);
        };
        let completed = work
            .apply(&mut room.base, Action::Complete(EndReason::RespondentLeft))
            .await;
        completed.map_err(|error| match error {
            EngineError::WrongStatus(status) if status.is_final() => EngineError::LinkEnded(status),
            error => error,
        })?;
        work.commit().await?;
        Ok(room.base.life.status)
    }
}
