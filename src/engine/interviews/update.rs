//! The team changes the terms of a link that nobody has used yet.

use super::{Interviews, RoomView, checked_expiry, locked};
use crate::{
    clock::Timestamp,
    model::{
        access::CanWrite,
        error::Result,
        ids::RoomId,
        interview::{MaxDuration, Terms},
        life_cycle::Action,
    },
    store::rooms,
};

/// What to do with a value that may be absent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change<T> {
    /// Leave it as it is.
    Keep,
    /// Take it away.
    Clear,
    /// Put this in its place.
    Set(T),
}

impl<T> Change<T> {
    pub(in crate::engine) fn apply(self, value: &mut Option<T>) {
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
    /// Until when somebody may start.
    pub expires_at: Option<Timestamp>,
    /// How long the interview may take.
    pub max_duration: Option<MaxDuration>,
    /// Goals of this interview instead of the project's.
    pub research_goals_override: Change<String>,
    /// Guide of this interview instead of the project's.
    pub interview_guide_override: Change<String>,
    /// What the respondent is told that it will be about.
    pub topics_for_respondent: Change<String>,
    /// The team's own name for the interview.
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
    /// Changes a pending room. An update that changes nothing leaves no event.
    pub async fn update(&self, permit: CanWrite, id: RoomId, update: UpdateRoom) -> Result<RoomView> {
        let now = self.core.clock.now();
        update
            .expires_at
            .map(|moment| checked_expiry(moment, now))
            .transpose()?;
        let transaction = self.core.store.begin().await?;
        let mut room = locked(&transaction, permit, id).await?;
        let before = room.interview.terms.clone();
        update.apply(&mut room.interview.terms);
        let terms = &room.interview.terms;
        let transition = room.life.apply(
            Action::Amend {
                expires_at: terms.expires_at,
            },
            now,
        )?;
        if *terms != before {
            rooms::set_terms(&transaction, id, terms).await?;
            rooms::change(&transaction, &mut room, &transition, now).await?;
            self.core.store.commit(transaction).await?;
            room.life = transition.next;
            self.core.watch(room.life.deadline_at);
        }
        self.view(permit.to_read(), room, now)
    }
}
