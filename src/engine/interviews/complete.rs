//! The respondent finishes.

use super::Interviews;
use crate::{
    model::{
        error::{EngineError, Result},
        life_cycle::Action,
        status::{EndReason, Status},
        token::AccessToken,
    },
    store::rooms,
};

impl Interviews {
    /// Completes an active interview and answers its status. Leaving again is harmless; a link that nobody has used
    /// cannot be burnt by leaving.
    pub async fn complete(&self, link: &AccessToken) -> Result<Status> {
        let now = self.core.clock.now();
        let transaction = self.core.store.begin().await?;
        let Some(mut room) = rooms::lock_by_link(&transaction, link.hash()).await? else {
            drop(transaction);
            return Err(self.no_such_link(link).await?);
        };
        let transition = room
            .life
            .apply(Action::Complete(EndReason::RespondentLeft), now)
            .map_err(|wrong| match wrong.0 {
                Status::Pending => EngineError::WrongStatus(wrong.0),
                ended => EngineError::LinkEnded(ended),
            })?;
        rooms::change(&transaction, &mut room, &transition, now).await?;
        self.core.store.commit(transaction).await?;
        self.core.hub.notify(room.id);
        self.core.wake_voice();
        Ok(transition.next.status)
    }
}
