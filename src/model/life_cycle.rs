//! The life cycle of a room: its clocks, and the one function by which it changes.
//!
//! `pending → active → completed`, `pending → expired`, `pending | active → cancelled`; reopening leads from expired or
//! cancelled back to pending. Every action first judges the room by the clock ([`LifeCycle::at`]), so a room that is due
//! behaves as ended whether or not the reaper has ended it. Repeating an action changes nothing and keeps the first
//! timestamps.

use super::{
    event::EventKind,
    status::{EndReason, Status},
};
use crate::clock::Timestamp;
use chrono::TimeDelta;

/// The state of a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LifeCycle {
    /// Its status. As read from a row, it may be out of date; [`LifeCycle::at`] judges it by the clock.
    pub status: Status,
    /// When the respondent first joined.
    pub started_at: Option<Timestamp>,
    /// When the room reached its final status.
    pub finished_at: Option<Timestamp>,
    /// Why it ended.
    pub end_reason: Option<EndReason>,
    /// When the room next falls due: at the expiry of the link while pending, at the end of talk time plus grace while
    /// active, never when final.
    pub deadline_at: Option<Timestamp>,
}

/// A change of a room.
#[derive(Clone, Copy, Debug)]
pub enum Action {
    /// The respondent joins, or comes back.
    Join {
        /// How long the room stays active from the first join: talk time plus grace.
        time: TimeDelta,
    },
    /// The interview ends for this reason.
    Complete(EndReason),
    /// The team cancels the room, or its project is deleted.
    Cancel(EndReason),
    /// The team changes the terms of a pending room.
    Amend {
        /// The new expiry of the link.
        expires_at: Timestamp,
    },
    /// The team replaces the respondent of a running interview.
    ReplaceRespondent,
    /// The team replaces the link.
    Rotate,
    /// The content and the respondent are erased on request. Cancels an active interview.
    Erase,
    /// The respondent is erased, because the retention period of e-mail addresses is over.
    EraseRespondent,
    /// The content and the respondent are erased, because the retention period of transcripts is over.
    Purge,
    /// The team reopens a room whose link expired or was cancelled.
    Reopen {
        /// The new expiry of the link.
        expires_at: Timestamp,
    },
}

/// The result of an action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transition {
    /// The life cycle afterwards.
    pub next: LifeCycle,
    /// The events that the action causes, in order; empty if it changes nothing.
    pub events: Vec<EventKind>,
    /// Why content was erased without a request.
    pub erased_for: Option<EndReason>,
    /// What the action changed.
    pub changed: Changed,
}

/// What a transition changed. A unit of work derives from it whom to notify after the commit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Changed {
    /// The room reached a final status.
    pub ended: bool,
    /// The room falls due at another moment than before.
    pub deadline: bool,
    /// The link or the respondent was replaced: sessions that were opened before lose access.
    pub access: bool,
}

/// The room's status does not allow the action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the room is {0}")]
pub struct WrongStatus(pub Status);

impl LifeCycle {
    /// A new room whose link works until `expires_at`.
    pub const fn pending(expires_at: Timestamp) -> Self {
        Self {
            status: Status::Pending,
            started_at: None,
            finished_at: None,
            end_reason: None,
            deadline_at: Some(expires_at),
        }
    }

    /// A new room without an interview: active from now on, and never due.
    pub const fn open(now: Timestamp) -> Self {
        Self {
            status: Status::Active,
            started_at: Some(now),
            finished_at: None,
            end_reason: None,
            deadline_at: None,
        }
    }

    /// The life cycle as the clock judges it: a room whose deadline has come is over, since that deadline.
    #[must_use]
    pub fn at(&self, now: Timestamp) -> Self {
        match (self.deadline_at, self.status.when_due()) {
            (Some(deadline), Some((status, reason))) if deadline <= now => self.ended(status, reason, deadline),
            _ => *self,
        }
    }

    /// Applies `action` at `now`.
    pub fn apply(&self, action: Action, now: Timestamp) -> Result<Transition, WrongStatus> {
        use Status::{Active, Cancelled, Completed, Expired, Pending};
        let current = self.at(now);
        let (next, event) = match (action, current.status) {
            (Action::Join { time }, Pending) => (current.started(now, time), Some(EventKind::RoomStarted)),
            (Action::Complete(reason), Active) => {
                (current.ended(Completed, reason, now), Some(EventKind::RoomCompleted))
            }
            (Action::Cancel(reason), Pending | Active) => {
                (current.ended(Cancelled, reason, now), Some(EventKind::RoomCancelled))
            }
            (Action::Amend { expires_at }, Pending) => (Self::pending(expires_at), Some(EventKind::RoomUpdated)),
            (Action::ReplaceRespondent, Active) => (current, Some(EventKind::RoomUpdated)),
            (Action::Rotate, Pending | Active) => (current, Some(EventKind::LinkRotated)),
            (Action::Erase, Active) => (
                current.ended(Cancelled, EndReason::Withdrawn, now),
                Some(EventKind::RoomCancelled),
            ),
            (Action::Erase | Action::Purge, Completed | Expired | Cancelled) => (current, None),
            (Action::EraseRespondent, Completed | Expired | Cancelled) => (current, Some(EventKind::RespondentErased)),
            (Action::Reopen { expires_at }, Expired | Cancelled) => {
                (Self::pending(expires_at), Some(EventKind::RoomReopened))
            }
            (Action::Join { .. }, Active) | (Action::Complete(_), Completed) | (Action::Cancel(_), Cancelled) => {
                (current, None)
            }
            // A respondent who finishes an interview that the team has cancelled meanwhile gets no error.
            (Action::Complete(_), Cancelled) if current.started_at.is_some() => (current, None),
            (_, status) => return Err(WrongStatus(status)),
        };
        // The event of an ending by the clock that is not written yet comes before the events of the action.
        let overdue = (current != *self).then(|| EventKind::of_ending(current.status));
        let erased = matches!(action, Action::Erase | Action::Purge).then_some(EventKind::RecordErased);
        Ok(Transition {
            next,
            events: overdue.into_iter().chain(event).chain(erased).collect(),
            erased_for: matches!(action, Action::Purge).then_some(EndReason::Retention),
            changed: Changed {
                ended: next.status.is_final() && !self.status.is_final(),
                deadline: next.deadline_at != self.deadline_at,
                access: matches!(action, Action::Rotate | Action::ReplaceRespondent),
            },
        })
    }

    fn started(&self, now: Timestamp, time: TimeDelta) -> Self {
        Self {
            status: Status::Active,
            started_at: Some(now),
            deadline_at: Some(now + time),
            ..*self
        }
    }

    fn ended(&self, status: Status, reason: EndReason, moment: Timestamp) -> Self {
        Self {
            status,
            finished_at: Some(moment),
            end_reason: Some(reason),
            deadline_at: None,
            ..*self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TALK: TimeDelta = TimeDelta::minutes(31);
    const LEAVE: Action = Action::Complete(EndReason::RespondentLeft);

    fn at(minute: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + TimeDelta::minutes(minute)
    }

    fn pending() -> LifeCycle {
        LifeCycle::pending(at(60))
    }

    fn active() -> LifeCycle {
        pending().apply(Action::Join { time: TALK }, at(10)).unwrap().next
    }

    #[test]
    fn a_pending_room_expires_at_its_deadline_and_not_a_moment_earlier() {
        let just_before = at(60) - TimeDelta::microseconds(1);
        assert_eq!(pending().at(just_before).status, Status::Pending);
        let expired = pending().at(at(60));
        assert_eq!((expired.status, expired.finished_at), (Status::Expired, Some(at(60))));
        assert_eq!(expired.end_reason, Some(EndReason::LinkExpired));
        assert_eq!(pending().at(at(1000)), expired, "the ending keeps the deadline's time");
    }

    #[test]
    fn an_active_interview_is_not_ended_by_the_expiry_of_its_link_but_by_the_end_of_talk_time_and_grace() {
        let late = pending().apply(Action::Join { time: TALK }, at(59)).unwrap().next;
        assert_eq!(late.at(at(61)).status, Status::Active);
        let over = late.at(at(59) + TALK);
        assert_eq!(
            (over.status, over.end_reason),
            (Status::Completed, Some(EndReason::TimeUp))
        );
    }

    #[test]
    fn coming_back_keeps_the_first_start() {
        let again = active().apply(Action::Join { time: TALK }, at(20)).unwrap();
        assert_eq!(
            again,
            Transition {
                next: active(),
                events: vec![],
                erased_for: None,
                changed: Changed::default(),
            }
        );
    }

    #[test]
    fn a_repeated_ending_keeps_the_first_timestamps() {
        let left = active().apply(LEAVE, at(12)).unwrap().next;
        assert_eq!(
            left.apply(LEAVE, at(13)).unwrap(),
            Transition {
                next: left,
                events: vec![],
                erased_for: None,
                changed: Changed::default(),
            }
        );
        let cancel = Action::Cancel(EndReason::Cancelled);
        let cancelled = pending().apply(cancel, at(12)).unwrap().next;
        assert_eq!(cancelled.apply(cancel, at(13)).unwrap().next.finished_at, Some(at(12)));
    }

    #[test]
    fn erasing_ends_a_running_interview_and_leaves_an_ended_one_as_it_ended() {
        let erased = active().apply(Action::Erase, at(12)).unwrap();
        assert_eq!(erased.next.end_reason, Some(EndReason::Withdrawn));
        assert_eq!(erased.events, [EventKind::RoomCancelled, EventKind::RecordErased]);
        let over = active().at(at(100));
        let erased = active().apply(Action::Erase, at(100)).unwrap();
        assert_eq!(erased.next, over);
        assert_eq!(erased.events, [EventKind::RoomCompleted, EventKind::RecordErased]);
    }

    #[test]
    fn a_link_cannot_be_burnt_by_leaving() {
        assert_eq!(pending().apply(LEAVE, at(1)), Err(WrongStatus(Status::Pending)));
    }

    #[test]
    fn reopening_an_overdue_room_tells_of_its_expiry_first() {
        let reopened = pending()
            .apply(Action::Reopen { expires_at: at(200) }, at(100))
            .unwrap();
        assert_eq!(reopened.events, [EventKind::RoomExpired, EventKind::RoomReopened]);
        assert_eq!(reopened.next, LifeCycle::pending(at(200)));
    }

    #[test]
    fn each_action_is_refused_in_every_status_that_does_not_allow_it() {
        let cancel = Action::Cancel(EndReason::Cancelled);
        let completed = active().apply(LEAVE, at(12)).unwrap().next;
        let expired = pending().at(at(60));
        let cancelled = pending().apply(cancel, at(12)).unwrap().next;
        let reopen = Action::Reopen { expires_at: at(200) };
        let amend = Action::Amend { expires_at: at(200) };
        let join = Action::Join { time: TALK };
        let refused = [
            (
                pending(),
                vec![
                    LEAVE,
                    reopen,
                    Action::Erase,
                    Action::EraseRespondent,
                    Action::Purge,
                    Action::ReplaceRespondent,
                ],
            ),
            (active(), vec![amend, reopen, Action::EraseRespondent, Action::Purge]),
            (
                completed,
                vec![join, cancel, amend, Action::Rotate, Action::ReplaceRespondent, reopen],
            ),
            (expired, vec![join, LEAVE, cancel, amend, Action::Rotate]),
            (cancelled, vec![join, LEAVE, amend, Action::Rotate]),
        ];
        for (room, actions) in refused {
            for action in actions {
                assert_eq!(room.apply(action, at(13)), Err(WrongStatus(room.status)), "{action:?}");
            }
        }
    }
}
