//! Voice sessions: interviews held by voice in a room on LiveKit, and what LiveKit's signals change about them.
//!
//! Each session has a LiveKit room of its own, under a name that is used once. Signals (webhooks, or what a comparison
//! with LiveKit finds) arrive late, twice, out of order or not at all, so applying one only adds to the session. LiveKit
//! can close a room and create it again under the same name; its id (`sid`) tells the two apart, and a late signal about
//! the former room is ignored. A session that has ended never becomes live again: if its room reappears, the room has to
//! be deleted again.

use super::ids::RoomId;
use crate::clock::Timestamp;
use chrono::TimeDelta;

/// How long a respondent waits for a dispatched worker to join before the session needs a [`Recovery`].
pub const DISPATCH_TIMEOUT: TimeDelta = TimeDelta::seconds(15);
/// How many times a worker is dispatched before the respondent is offered to continue in text.
const MAX_DISPATCHES: i32 = 2;
/// How long after a worker first joined its absence is ignored, since it may be reconnecting.
const ABSENCE_TIMEOUT: TimeDelta = TimeDelta::seconds(60);
/// How long after its creation LiveKit may not list a room yet.
const LISTING_TIMEOUT: TimeDelta = TimeDelta::seconds(30);

/// A voice session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VoiceSession {
    /// The name of its room on LiveKit.
    pub name: String,
    /// The interview's room.
    pub room: RoomId,
    /// Its number among the sessions of the interview, from 1.
    pub number: i32,
    /// When it was created.
    pub created_at: Timestamp,
    /// LiveKit's id of the room that last existed under the name, if known.
    pub sid: Option<String>,
    /// How many times a worker was dispatched.
    pub dispatches: i32,
    /// When a worker was last dispatched.
    pub dispatched_at: Option<Timestamp>,
    /// When the worker first joined.
    pub agent_joined_at: Option<Timestamp>,
    /// When the respondent first joined.
    pub respondent_joined_at: Option<Timestamp>,
    /// When the worker was found to be missing; `None` again once one joins.
    pub without_agent_at: Option<Timestamp>,
    /// When the session ended. From then on its room is to be deleted.
    pub ended_at: Option<Timestamp>,
    /// When the room on LiveKit was found to be gone; `None` again if it reappears.
    pub closed_at: Option<Timestamp>,
}

/// What became known about a room on LiveKit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VoiceSignal {
    /// The service created the room, and a worker was dispatched with it.
    Created,
    /// The room exists.
    Started,
    /// The respondent is in the room.
    RespondentJoined,
    /// The worker is in the room.
    AgentJoined,
    /// The respondent is in the room and the worker is not.
    AgentMissing,
    /// LiveKit closed the room.
    Finished,
    /// LiveKit does not list the room.
    NotFound,
}

impl VoiceSignal {
    const fn is_end(self) -> bool {
        matches!(self, Self::Finished | Self::NotFound)
    }
}

/// What a session needs when its respondent has waited too long for a worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recovery {
    /// Dispatch a worker once more.
    Redispatch,
    /// Offer the respondent to continue in text.
    OfferText,
}

impl VoiceSession {
    /// A session whose room on LiveKit has not been created yet.
    pub const fn new(name: String, room: RoomId, number: i32, created_at: Timestamp) -> Self {
        Self {
            name,
            room,
            number,
            created_at,
            sid: None,
            dispatches: 0,
            dispatched_at: None,
            agent_joined_at: None,
            respondent_joined_at: None,
            without_agent_at: None,
            ended_at: None,
            closed_at: None,
        }
    }

    /// The session after `signal` about the LiveKit room `sid`, if the id is known. Applying a signal twice is the same as
    /// applying it once.
    #[must_use]
    pub fn apply_signal(&self, signal: VoiceSignal, sid: Option<&str>, now: Timestamp) -> Self {
        if self.ended_at.is_some() {
            // Any sign of life means that the room was created again and has to be deleted again.
            let closed_at = signal.is_end().then(|| self.closed_at.unwrap_or(now));
            return Self {
                closed_at,
                ..self.clone()
            };
        }
        if signal.is_end() && self.is_other_room(sid) || signal == VoiceSignal::NotFound && !self.must_be_listed(now) {
            return self.clone();
        }
        let mut next = if signal.is_end() {
            self.clone()
        } else {
            self.in_room(sid)
        };
        match signal {
            VoiceSignal::Started => {}
            VoiceSignal::Created => {
                next.dispatches = next.dispatches.max(1);
                next.dispatched_at.get_or_insert(now);
            }
            VoiceSignal::RespondentJoined => {
                next.respondent_joined_at.get_or_insert(now);
            }
            VoiceSignal::AgentJoined => {
                next.agent_joined_at.get_or_insert(now);
                next.without_agent_at = None;
            }
            VoiceSignal::AgentMissing => {
                if next
                    .agent_joined_at
                    .is_some_and(|joined| joined + ABSENCE_TIMEOUT <= now)
                {
                    next.without_agent_at.get_or_insert(now);
                }
            }
            VoiceSignal::Finished | VoiceSignal::NotFound => (next.ended_at, next.closed_at) = (Some(now), Some(now)),
        }
        next
    }

    /// Whether the change from `self` to `next` completes the interview: the session ended, and the respondent had joined
    /// it. A session in which nobody spoke completes nothing.
    pub fn ends_interview(&self, next: &Self) -> bool {
        self.ended_at.is_none() && next.ended_at.is_some() && self.respondent_joined_at.is_some()
    }

    /// What the session needs at `now`; `None` unless its respondent has waited for a worker longer than
    /// [`DISPATCH_TIMEOUT`].
    pub fn recovery(&self, now: Timestamp) -> Option<Recovery> {
        let has_timed_out = |moment: Timestamp| moment + DISPATCH_TIMEOUT <= now;
        let is_waiting = self.ended_at.is_none()
            && self.agent_joined_at.is_none()
            && self.without_agent_at.is_none()
            && self.respondent_joined_at.is_some_and(has_timed_out)
            && self.dispatched_at.is_none_or(has_timed_out);
        is_waiting.then_some(if self.dispatches < MAX_DISPATCHES {
            Recovery::Redispatch
        } else {
            Recovery::OfferText
        })
    }

    /// The session after `recovery`.
    #[must_use]
    pub fn after_recovery(&self, recovery: Recovery, now: Timestamp) -> Self {
        let mut next = self.clone();
        match recovery {
            Recovery::Redispatch => (next.dispatches, next.dispatched_at) = (MAX_DISPATCHES, Some(now)),
            Recovery::OfferText => next.without_agent_at = Some(now),
        }
        next
    }

    fn is_other_room(&self, sid: Option<&str>) -> bool {
        matches!((&self.sid, sid), (Some(current), Some(sid)) if current != sid)
    }

    /// Whether a room that LiveKit does not list cannot exist.
    fn must_be_listed(&self, now: Timestamp) -> bool {
        self.dispatched_at
            .is_some_and(|created| created + LISTING_TIMEOUT <= now)
    }

    /// The session in the LiveKit room `sid`. If that is another room than before, nobody has joined it yet.
    fn in_room(&self, sid: Option<&str>) -> Self {
        let mut next = self.clone();
        if self.is_other_room(sid) {
            next = Self::new(next.name, next.room, next.number, next.created_at);
        }
        next.sid = sid.map(str::to_owned).or(next.sid);
        next
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn at(second: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + TimeDelta::seconds(second)
    }

    /// A session after signals, each with the room's id and the second at which it arrives.
    fn session_after(signals: &[(VoiceSignal, &str, i64)]) -> VoiceSession {
        let new = VoiceSession::new("room-1".to_owned(), RoomId(Uuid::nil()), 1, at(0));
        signals.iter().fold(new, |session, (signal, sid, second)| {
            session.apply_signal(*signal, Some(sid), at(*second))
        })
    }

    /// A session that the service ended, and whose room on LiveKit was not deleted yet.
    fn ended_at(moment: Timestamp, session: VoiceSession) -> VoiceSession {
        VoiceSession {
            ended_at: Some(moment),
            ..session
        }
    }

    #[test]
    fn signals_lead_to_the_same_session_in_any_order_and_when_repeated() {
        let signals = [
            (VoiceSignal::Created, "RM_1", 1),
            (VoiceSignal::Started, "RM_1", 1),
            (VoiceSignal::AgentJoined, "RM_1", 1),
            (VoiceSignal::RespondentJoined, "RM_1", 1),
        ];
        let expected = session_after(&signals);
        for shift in 0..signals.len() {
            let mut reordered = signals;
            reordered.rotate_left(shift);
            assert_eq!(session_after(&reordered), expected);
            assert_eq!(session_after(&[reordered, signals].concat()), expected);
        }
    }

    #[test]
    fn the_end_of_the_room_ends_the_interview_only_if_the_respondent_had_joined() {
        for (joined, ends) in [
            (vec![(VoiceSignal::RespondentJoined, "RM_1", 2)], true),
            (vec![], false),
        ] {
            let session = session_after(&[vec![(VoiceSignal::Created, "RM_1", 1)], joined].concat());
            let ended = session.apply_signal(VoiceSignal::Finished, Some("RM_1"), at(3));
            assert_eq!((ended.ended_at, ended.closed_at), (Some(at(3)), Some(at(3))));
            assert_eq!(session.ends_interview(&ended), ends);
            assert!(!ended.ends_interview(&ended.apply_signal(VoiceSignal::Finished, Some("RM_1"), at(4))));
        }
    }

    #[test]
    fn an_ended_session_stays_ended_and_its_room_is_deleted_again_when_it_reappears() {
        let ended = ended_at(at(2), session_after(&[(VoiceSignal::RespondentJoined, "RM_1", 1)]));
        let closed = ended.apply_signal(VoiceSignal::Finished, None, at(3));
        assert_eq!((closed.ended_at, closed.closed_at), (Some(at(2)), Some(at(3))));
        assert_eq!(
            closed.apply_signal(VoiceSignal::RespondentJoined, Some("RM_2"), at(4)),
            ended
        );
    }

    #[test]
    fn a_room_that_was_created_again_starts_anew_and_the_end_of_the_former_one_is_ignored() {
        let session = session_after(&[
            (VoiceSignal::Created, "RM_1", 1),
            (VoiceSignal::AgentJoined, "RM_1", 2),
            (VoiceSignal::RespondentJoined, "RM_1", 3),
            (VoiceSignal::Created, "RM_2", 100),
        ]);
        assert_eq!(session.sid.as_deref(), Some("RM_2"));
        assert_eq!((session.agent_joined_at, session.respondent_joined_at), (None, None));
        assert_eq!(session.dispatched_at, Some(at(100)));
        assert_eq!(
            session.apply_signal(VoiceSignal::Finished, Some("RM_1"), at(101)),
            session
        );
    }

    #[test]
    fn a_respondent_without_a_worker_gets_a_second_dispatch_and_then_the_offer_to_write() {
        let waiting = session_after(&[
            (VoiceSignal::Created, "RM_1", 0),
            (VoiceSignal::RespondentJoined, "RM_1", 10),
        ]);
        assert_eq!(waiting.recovery(at(24)), None);
        assert_eq!(waiting.recovery(at(25)), Some(Recovery::Redispatch));
        let redispatched = waiting.after_recovery(Recovery::Redispatch, at(26));
        assert_eq!(redispatched.recovery(at(40)), None);
        assert_eq!(redispatched.recovery(at(41)), Some(Recovery::OfferText));
        let alone = redispatched.after_recovery(Recovery::OfferText, at(41));
        assert_eq!((alone.recovery(at(100)), alone.without_agent_at), (None, Some(at(41))));
        let late = alone.apply_signal(VoiceSignal::AgentJoined, Some("RM_1"), at(42));
        assert_eq!((late.recovery(at(100)), late.without_agent_at), (None, None));
        assert_eq!(ended_at(at(20), waiting).recovery(at(25)), None);
        assert_eq!(
            session_after(&[(VoiceSignal::Created, "RM_1", 0)]).recovery(at(100)),
            None,
            "no respondent waits"
        );
    }

    #[test]
    fn a_worker_may_be_missing_for_a_minute_after_it_joined() {
        let session = session_after(&[
            (VoiceSignal::AgentJoined, "RM_1", 0),
            (VoiceSignal::RespondentJoined, "RM_1", 0),
        ]);
        assert_eq!(
            session
                .apply_signal(VoiceSignal::AgentMissing, None, at(59))
                .without_agent_at,
            None
        );
        assert_eq!(
            session
                .apply_signal(VoiceSignal::AgentMissing, None, at(60))
                .without_agent_at,
            Some(at(60))
        );
    }

    #[test]
    fn a_room_that_is_not_listed_has_ended_unless_it_was_just_created() {
        let session = session_after(&[
            (VoiceSignal::Created, "RM_1", 0),
            (VoiceSignal::RespondentJoined, "RM_1", 5),
        ]);
        assert_eq!(session.apply_signal(VoiceSignal::NotFound, None, at(29)), session);
        assert!(session.ends_interview(&session.apply_signal(VoiceSignal::NotFound, None, at(30))));
        let uncreated = session_after(&[]);
        assert_eq!(
            uncreated.apply_signal(VoiceSignal::NotFound, None, at(100)),
            uncreated,
            "the room was not created yet"
        );
    }
}
