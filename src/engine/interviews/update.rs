//! Changes the terms of a room whose link has not been used, and whom an interview is for.

use super::{Interviews, RoomView, checked_expiry};
use crate::{
    clock::Timestamp,
    model::{
        access::CanWrite,
        email::Email,
        error::{EngineError, FieldError, Resource, Result},
        ids::RoomId,
        interview::{Interview, MaxDuration},
        life_cycle::Action,
        status::Status,
    },
    store::rooms,
};

/// A change to an optional value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change<T> {
    /// Keep the value.
    Keep,
    /// Remove the value.
    Clear,
    /// Replace the value.
    Set(T),
}

impl<T> Change<T> {
    pub(crate) fn apply(self, value: &mut Option<T>) {
        match self {
            Self::Keep => {}
            Self::Clear => *value = None,
            Self::Set(new) => *value = Some(new),
        }
    }
}

/// A partial update.
#[derive(Clone, Debug)]
pub struct UpdateRoom {
    /// The only address that may join; cleared, the first one to join claims the room.
    pub respondent: Change<Email>,
    /// When the link expires.
    pub expires_at: Option<Timestamp>,
    /// The maximum duration of the interview.
    pub max_duration: Option<MaxDuration>,
    /// Research goals that take precedence over the project's.
    pub research_goals_override: Change<String>,
    /// An interview guide that takes precedence over the project's.
    pub interview_guide_override: Change<String>,
    /// The topics that the respondent is shown.
    pub topics_for_respondent: Change<String>,
    /// The team's name for the interview.
    pub display_name: Change<String>,
}

impl UpdateRoom {
    fn apply(self, interview: &mut Interview) {
        let Interview { terms, respondent, .. } = interview;
        self.respondent.apply(respondent);
        terms.expires_at = self.expires_at.unwrap_or(terms.expires_at);
        terms.max_duration = self.max_duration.unwrap_or(terms.max_duration);
        self.research_goals_override.apply(&mut terms.research_goals_override);
        self.interview_guide_override.apply(&mut terms.interview_guide_override);
        self.topics_for_respondent.apply(&mut terms.topics_for_respondent);
        self.display_name.apply(&mut terms.display_name);
    }
}

impl Interviews {
    /// Changes the terms of a pending room, or its respondent, also while it is active. An update that changes nothing leaves no
    /// event. A respondent who is replaced loses access; what this person said is erased, unless the interview is active and
    /// goes on.
    ///
    /// # Errors
    ///
    /// `Invalid` if a new expiry is not in the future or too far ahead, or if an active room would belong to nobody;
    /// `NotFound` if the caller has no such room; `WrongStatus` if it is neither pending nor, for its respondent, active.
    #[tracing::instrument(name = "interviews.update", skip_all, fields(room.id = %id))]
    pub async fn update(&self, permit: CanWrite, id: RoomId, update: UpdateRoom) -> Result<RoomView> {
        let mut work = self.core.begin().await?;
        if let Some(expires_at) = update.expires_at {
            checked_expiry(expires_at, work.now())?;
        }
        let mut room = work.lock_interview(permit.scope, id).await?.ok_or(Resource::Room)?;
        let before = (room.interview.terms.clone(), room.interview.respondent.clone());
        let names_respondent = update.respondent != Change::Keep;
        update.apply(&mut room.interview);
        let Interview { terms, respondent, .. } = &room.interview;
        let has_other = (*terms != before.0, *respondent != before.1);
        let is_active = room.base.life.status == Status::Active;
        let action = if is_active && names_respondent && !has_other.0 {
            respondent.as_ref().ok_or(NOBODY)?;
            Action::ReplaceRespondent
        } else {
            let expires_at = terms.expires_at;
            Action::Amend { expires_at }
        };
        if has_other == (false, false) {
            room.base.stored.apply(action, work.now())?;
            return self.view(permit.to_read(), room);
        }
        work.apply(&mut room.base, action).await?;
        rooms::set_terms(work.transaction(), id, &room.interview.terms).await?;
        if has_other.1 {
            if !is_active {
                work.erase_former_respondent(&mut room).await?;
            }
            rooms::set_respondent(work.transaction(), id, room.interview.respondent.as_ref()).await?;
        }
        work.commit().await?;
        self.view(permit.to_read(), room)
    }
}

/// An active interview keeps a respondent: otherwise the next person to open the link could claim it and read what was said.
const NOBODY: EngineError = EngineError::Invalid(FieldError {
    field: "respondent_email",
    problem: "must be an address while the interview is active",
});
