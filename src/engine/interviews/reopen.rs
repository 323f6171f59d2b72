//! Reopens a room whose link expired or was cancelled.

use super::{Interviews, RoomView, checked_expiry};
use crate::{
    clock::Timestamp,
    model::{
        access::CanWrite,
        error::{EngineError, Resource, Result},
        ids::RoomId,
        life_cycle::Action,
    },
    store::{projects, rooms},
};

impl Interviews {
    /// Makes an expired or cancelled room pending again until `expires_at`, with the same link and the same respondent. If
    /// the respondent was erased, nothing of the earlier interview is left.
    ///
    /// # Errors
    ///
    /// `Invalid` if `expires_at` is not in the future or too far ahead; `NotFound` if the caller has no such room or its
    /// project was deleted; `Superseded` if the respondent has a newer room; `WrongStatus` if the room is pending, active or
    /// completed.
    #[tracing::instrument(name = "interviews.reopen", skip_all, fields(room.id = %id))]
    pub async fn reopen(&self, permit: CanWrite, id: RoomId, expires_at: Timestamp) -> Result<RoomView> {
        let mut work = self.core.begin().await?;
        let expires_at = checked_expiry(expires_at, work.now())?;
        // Lock the project first, as deleting it does: transactions that lock in one order cannot deadlock.
        let stored = rooms::find(work.transaction(), permit.scope, id).await?;
        let project = stored.ok_or(Resource::Room)?.at(work.now()).project;
        let live = projects::lock(work.transaction(), permit.scope, project).await?;
        live.ok_or(Resource::Project)?;
        let mut room = work.lock_interview(permit.scope, id).await?.ok_or(Resource::Room)?;
        if room.interview.is_superseded {
            return Err(EngineError::Superseded);
        }
        work.apply(&mut room.base, Action::Reopen { expires_at }).await?;
        room.interview.terms.expires_at = expires_at;
        if room.interview.respondent.is_none() {
            // Another person may claim the room, so nothing of the former respondent may be left.
            work.erase_former_respondent(&mut room).await?;
        }
        rooms::set_terms(work.transaction(), id, &room.interview.terms).await?;
        work.commit().await?;
        self.view(permit.to_read(), room)
    }
}
