//! The team gives a link that expired or was cancelled another chance.

use super::{Interviews, RoomView, checked_expiry, locked};
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
    /// Makes an expired or cancelled room pending again, with the same link, until `expires_at`. A respondent who was
    /// bound to it stays so.
    pub async fn reopen(&self, permit: CanWrite, id: RoomId, expires_at: Timestamp) -> Result<RoomView> {
        let now = self.core.clock.now();
        let expires_at = checked_expiry(expires_at, now)?;
        let transaction = self.core.store.begin().await?;
        // The project first, as its deletion does: whoever locks in one order never waits in a circle.
        let project = rooms::find(&transaction, permit.scope, id)
            .await?
            .map(|room| room.project);
        let project = project.ok_or(EngineError::NotFound(Resource::Room))?;
        let live = projects::lock(&transaction, permit.scope, project).await?;
        live.ok_or(EngineError::NotFound(Resource::Project))?;
        let mut room = locked(&transaction, permit, id).await?;
        let transition = room.life.apply(Action::Reopen { expires_at }, now)?;
        room.interview.terms.expires_at = expires_at;
        rooms::set_terms(&transaction, id, &room.interview.terms).await?;
        rooms::change(&transaction, &mut room, &transition, now).await?;
        self.core.store.commit(transaction).await?;
        room.life = transition.next;
        self.core.watch(room.life.deadline_at);
        self.view(permit.to_read(), room, now)
    }
}
