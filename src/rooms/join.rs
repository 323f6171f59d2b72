//! The respondent's side of a link: looking at it, which changes nothing, and joining, which claims the room.

use super::Rooms;
use crate::{
    clock::Timestamp,
    model::{
        email::Email,
        error::{EngineError, Result, Thing},
        life_cycle::{Action, LifeCycle},
        respondent::{RespondentPass, seat},
        room::Room,
        token::AccessToken,
    },
    store::{projects, rooms},
};
use chrono::TimeDelta;

/// What a link leads to, as anybody who holds it may see.
pub struct Invitation {
    /// The room, its life cycle judged by the clock.
    pub room: Room,
    /// The name of the project, while it exists.
    pub project_name: Option<String>,
}

/// A respondent who is in.
pub struct Joined {
    /// The room, as it is now.
    pub room: Room,
    /// The respondent's token: sealed, short-lived, bound to the room and the seat.
    pub token: String,
}

impl Rooms {
    /// What a link leads to. No side effect at all: mail scanners and previews open links.
    pub async fn look(&self, link: &AccessToken) -> Result<Invitation> {
        let connection = self.store.reading();
        let Some(mut room) = rooms::find_by_link(connection, link.hash()).await? else {
            return Err(self.no_such_link(link).await?);
        };
        room.life = room.life.at(self.clock.now());
        let project_name = projects::name(connection, room.project).await?;
        Ok(Invitation { room, project_name })
    }

    /// Claims a pending room for a respondent, or lets the same respondent come back to an active one.
    pub async fn join(&self, link: &AccessToken, respondent: &Email) -> Result<Joined> {
        let now = self.clock.now();
        let transaction = self.store.begin().await?;
        let Some(mut room) = rooms::lock_by_link(&transaction, link.hash()).await? else {
            // SQLite has one writer: it is given back before anything else is asked.
            drop(transaction);
            return Err(self.no_such_link(link).await?);
        };
        let time = room.interview.terms.max_duration.span() + self.config.grace();
        let transition = room
            .life
            .apply(Action::Join { time }, now)
            .map_err(|wrong| EngineError::LinkEnded(wrong.0))?;
        match &room.interview.respondent {
            Some(bound) if bound != respondent => return Err(EngineError::OtherRespondent),
            Some(_) => {}
            None => rooms::set_respondent(&transaction, room.id, respondent).await?,
        }
        rooms::change(&transaction, &room, &transition, now).await?;
        self.store.commit(transaction).await?;
        room.life = transition.next;
        self.watch(room.life.deadline_at);
        Ok(Joined {
            token: self.pass(&room, respondent, now)?,
            room,
        })
    }

    /// Why a link leads nowhere.
    pub(super) async fn no_such_link(&self, link: &AccessToken) -> Result<EngineError> {
        let replaced = rooms::was_replaced(self.store.reading(), link.hash()).await?;
        Ok(if replaced {
            EngineError::LinkReplaced
        } else {
            EngineError::NotFound(Thing::Link)
        })
    }

    fn pass(&self, room: &Room, respondent: &Email, now: Timestamp) -> Result<String> {
        let LifeCycle { deadline_at, .. } = room.life;
        let valid = now + TimeDelta::minutes(self.config.respondent_token_minutes.into());
        let pass = RespondentPass {
            room: room.id,
            seat: seat(room.id, respondent),
            // No longer than the interview itself.
            expires_at: deadline_at.map_or(valid, |deadline| deadline.min(valid)),
        };
        Ok(pass.seal(&self.sealer, &*self.entropy)?)
    }
}
