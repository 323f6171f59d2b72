//! Changes the terms of a room whose link has not been used.

use super::{Interviews, RoomView, checked_expiry};
use crate::{
    clock::Timestamp,
    model::{
        access::CanWrite,
        error::{Resource, Result},
        ids::RoomId,
        interview::{MaxDuration, Terms},
        life_cycle::Action,
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
    fn apply(self, terms: &mut Terms) {
        terms.expires_at = self.expires_at.unwrap_or(terms.expires_at);
        terms.max_duration = self.max_duration.unwrap_or(terms.max_duration);
        self.research_goals_override.apply(&mut terms.research_goals_override);
        self.interview_guide_override.apply(&mut terms.interview_guide_override);
        self.topics_for_respondent.apply(&mut terms.topics_for_respondent);
        self.display_name.apply(&mut terms.display_name);
    }
}

impl Interviews {
    /// Changes the terms of a pending room. An update that changes nothing leaves no event.
    ///
    /// # Errors
    ///
    /// `Invalid` if a new expiry is not in the future or too far ahead; `NotFound` if the caller has no such room;
    /// `WrongStatus` if it is not pending.
    #[tracing::instrument(name = "interviews.update", skip_all, fields(room.id = %id))]
    pub async fn update(&self, permit: CanWrite, id: RoomId, update: UpdateRoom) -> Result<RoomView> {
        let mut work = self.core.begin().await?;
        if let Some(expires_at) = update.expires_at {
            checked_expiry(expires_at, work.now())?;
        }
        let mut room = work.lock_interview(permit.scope, id).await?.ok_or(Resource::Room)?;
        let before = room.interview.terms.clone();
        update.apply(&mut room.interview.terms);
        let terms = &room.interview.terms;
        let amend = Action::Amend {
            expires_at: terms.expires_at,
        };
        if *terms == before {
            room.base.stored.apply(amend, work.now())?;
        } else {
            work.apply(&mut room.base, amend).await?;
            rooms::set_terms(work.transaction(), id, terms).await?;
            work.commit().await?;
        }
        self.view(permit.to_read(), room)
    }
}
