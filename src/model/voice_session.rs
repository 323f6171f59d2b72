//! Attempts to hold an interview by voice, and what news of the media server mean for them.
//!
//! An attempt has a room of its own on the media server, under a name that is used once. News come late, twice, in
//! another order, or not at all, so each only adds to what is known; and they may be of an earlier room that stood under
//! the name, which its id tells. An ended attempt never comes back: whoever makes its room anew has it ended again.

use super::ids::RoomId;
use crate::clock::Timestamp;
use chrono::TimeDelta;

/// How long a worker may take from being sent for to being heard.
pub const DISPATCH_TIMEOUT: TimeDelta = TimeDelta::seconds(15);
/// How often a worker is sent for, before the respondent is offered to write.
const MAX_DISPATCHES: i32 = 2;
/// For how long a worker that was there may be missing.
const ABSENCE_TIMEOUT: TimeDelta = TimeDelta::seconds(60);
/// For how long a room that was just made may not be listed yet.
const SETTLING_TIME: TimeDelta = TimeDelta::seconds(30);

/// An attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VoiceSession {
    /// The name of its room on the media server.
    pub name: String,
    /// The interview's room.
    pub room: RoomId,
    /// Its number within the room, from 1.
    pub number: i32,
    /// When it was made.
    pub created_at: Timestamp,
    /// The media server's id of the room that stands under the name.
    pub sid: Option<String>,
    /// How often the interviewer's worker was sent for.
    pub dispatches: i32,
    /// When it was last sent for.
    pub dispatched_at: Option<Timestamp>,
    /// When the worker could be heard.
    pub agent_joined_at: Option<Timestamp>,
    /// When the respondent could be heard.
    pub respondent_joined_at: Option<Timestamp>,
    /// Since when no worker has been there although one should.
    pub without_agent_at: Option<Timestamp>,
    /// When it was over.
    pub ended_at: Option<Timestamp>,
    /// When the room on the media server was known to be gone.
    pub closed_at: Option<Timestamp>,
}

/// What is heard of a room on the media server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VoiceSignal {
    /// We made it, and sent for a worker.
    Made,
    /// It exists.
    Started,
    /// The respondent can be heard.
    RespondentJoined,
    /// The worker can be heard.
    AgentJoined,
    /// The respondent is there and the worker is not.
    AgentMissing,
    /// It is gone.
    Finished,
    /// It was asked for and is not there.
    NotFound,
}

/// What an attempt without a worker needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recovery {
    /// That the worker is sent for once more.
    SendAgain,
    /// That the respondent is offered to write.
    OfferText,
}

impl VoiceSession {
    /// A new attempt.
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

    /// The attempt after these news of the room with this id, where it is known. The interview is over when an attempt
    /// that was under way, and in which the respondent had been heard, has ended by it: [`VoiceSession::ends_interview`].
    #[must_use]
    pub fn told(&self, news: VoiceSignal, sid: Option<&str>, now: Timestamp) -> Self {
        let over = matches!(news, VoiceSignal::Finished | VoiceSignal::NotFound);
        if self.ended_at.is_some() {
            // What stands under a name that is used up is to be ended again.
            let closed_at = if over { self.closed_at.or(Some(now)) } else { None };
            return Self {
                closed_at,
                ..self.clone()
            };
        }
        if over && self.is_other(sid) || news == VoiceSignal::NotFound && !self.is_settled(now) {
            return self.clone();
        }
        let mut next = if over { self.clone() } else { self.in_room(sid) };
        match news {
            VoiceSignal::Started => {}
            VoiceSignal::Made => {
                next.dispatches = next.dispatches.max(1);
                next.dispatched_at.get_or_insert(now);
            }
            VoiceSignal::RespondentJoined => drop(next.respondent_joined_at.get_or_insert(now)),
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

    /// Whether the interview is over because this attempt has come to be as `next`.
    pub fn ends_interview(&self, next: &Self) -> bool {
        self.ended_at.is_none() && next.ended_at.is_some() && self.respondent_joined_at.is_some()
    }

    /// The attempt once it is over for us; its room is still to be ended.
    #[must_use]
    pub fn ended(&self, now: Timestamp) -> Self {
        Self {
            ended_at: self.ended_at.or(Some(now)),
            ..self.clone()
        }
    }

    /// What it needs if a respondent waits in it for a worker.
    pub fn care(&self, now: Timestamp) -> Option<Recovery> {
        let long_ago = |moment: Timestamp| moment + DISPATCH_TIMEOUT <= now;
        let waits = self.ended_at.is_none()
            && self.agent_joined_at.is_none()
            && self.without_agent_at.is_none()
            && self.respondent_joined_at.is_some_and(long_ago)
            && self.dispatched_at.is_none_or(long_ago);
        waits.then_some(if self.dispatches < MAX_DISPATCHES {
            Recovery::SendAgain
        } else {
            Recovery::OfferText
        })
    }

    /// The attempt once its need was seen to.
    #[must_use]
    pub fn cared_for(&self, care: Recovery, now: Timestamp) -> Self {
        let mut next = self.clone();
        match care {
            Recovery::SendAgain => (next.dispatches, next.dispatched_at) = (MAX_DISPATCHES, Some(now)),
            Recovery::OfferText => next.without_agent_at = Some(now),
        }
        next
    }

    fn is_other(&self, sid: Option<&str>) -> bool {
        matches!((&self.sid, sid), (Some(known), Some(told)) if known != told)
    }

    fn is_settled(&self, now: Timestamp) -> bool {
        self.dispatched_at.is_some_and(|made| made + SETTLING_TIME <= now)
    }

    /// The attempt in the room with this id. In another room than before, nobody has been heard yet.
    fn in_room(&self, sid: Option<&str>) -> Self {
        let mut next = self.clone();
        if self.is_other(sid) {
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

    fn after(news: &[(VoiceSignal, &str, i64)]) -> VoiceSession {
        let new = VoiceSession::new("room-1".to_owned(), RoomId(Uuid::nil()), 1, at(0));
        news.iter().fold(new, |attempt, (news, sid, second)| {
            attempt.told(*news, Some(sid), at(*second))
        })
    }

    #[test]
    fn news_in_any_order_and_any_number_lead_to_the_same() {
        let news = [
            (VoiceSignal::Made, "RM_1", 1),
            (VoiceSignal::Started, "RM_1", 1),
            (VoiceSignal::AgentJoined, "RM_1", 1),
            (VoiceSignal::RespondentJoined, "RM_1", 1),
        ];
        let expected = after(&news);
        for turn in 0..news.len() {
            let mut other = news;
            other.rotate_left(turn);
            assert_eq!(after(&other), expected);
            assert_eq!(after(&[other, news].concat()), expected);
        }
    }

    #[test]
    fn the_end_of_the_room_ends_the_interview_only_if_the_respondent_had_been_heard() {
        for (heard, over) in [
            (vec![(VoiceSignal::RespondentJoined, "RM_1", 2)], true),
            (vec![], false),
        ] {
            let attempt = after(&[vec![(VoiceSignal::Made, "RM_1", 1)], heard].concat());
            let ended = attempt.told(VoiceSignal::Finished, Some("RM_1"), at(3));
            assert_eq!((ended.ended_at, ended.closed_at), (Some(at(3)), Some(at(3))));
            assert_eq!(attempt.ends_interview(&ended), over);
            assert!(!ended.ends_interview(&ended.told(VoiceSignal::Finished, Some("RM_1"), at(4))));
        }
    }

    #[test]
    fn an_ended_attempt_stays_so_and_whatever_is_heard_of_it_is_ended_again() {
        let ended = after(&[(VoiceSignal::RespondentJoined, "RM_1", 1)]).ended(at(2));
        assert_eq!(ended.closed_at, None);
        let closed = ended.told(VoiceSignal::Finished, None, at(3));
        assert_eq!((closed.ended_at, closed.closed_at), (Some(at(2)), Some(at(3))));
        assert_eq!(closed.told(VoiceSignal::RespondentJoined, Some("RM_2"), at(4)), ended);
        assert_eq!(closed.ended(at(5)), closed);
    }

    #[test]
    fn a_room_that_was_made_anew_starts_anew_and_the_end_of_the_old_one_is_no_news() {
        let attempt = after(&[
            (VoiceSignal::Made, "RM_1", 1),
            (VoiceSignal::AgentJoined, "RM_1", 2),
            (VoiceSignal::RespondentJoined, "RM_1", 3),
            (VoiceSignal::Made, "RM_2", 100),
        ]);
        assert_eq!(attempt.sid.as_deref(), Some("RM_2"));
        assert_eq!((attempt.agent_joined_at, attempt.respondent_joined_at), (None, None));
        assert_eq!(attempt.dispatched_at, Some(at(100)));
        assert_eq!(attempt.told(VoiceSignal::Finished, Some("RM_1"), at(101)), attempt);
    }

    #[test]
    fn a_respondent_without_a_worker_is_cared_for_twice() {
        let waiting = after(&[
            (VoiceSignal::Made, "RM_1", 0),
            (VoiceSignal::RespondentJoined, "RM_1", 10),
        ]);
        assert_eq!(waiting.care(at(24)), None);
        assert_eq!(waiting.care(at(25)), Some(Recovery::SendAgain));
        let again = waiting.cared_for(Recovery::SendAgain, at(26));
        assert_eq!(again.care(at(40)), None);
        assert_eq!(again.care(at(41)), Some(Recovery::OfferText));
        let alone = again.cared_for(Recovery::OfferText, at(41));
        assert_eq!((alone.care(at(100)), alone.without_agent_at), (None, Some(at(41))));
        let late = alone.told(VoiceSignal::AgentJoined, Some("RM_1"), at(42));
        assert_eq!((late.care(at(100)), late.without_agent_at), (None, None));
        assert_eq!(waiting.ended(at(20)).care(at(25)), None);
        assert_eq!(
            after(&[(VoiceSignal::Made, "RM_1", 0)]).care(at(100)),
            None,
            "nobody waits"
        );
    }

    #[test]
    fn a_worker_that_is_missing_for_a_minute_is_missed() {
        let held = after(&[
            (VoiceSignal::AgentJoined, "RM_1", 0),
            (VoiceSignal::RespondentJoined, "RM_1", 0),
        ]);
        assert_eq!(
            held.told(VoiceSignal::AgentMissing, None, at(59)).without_agent_at,
            None
        );
        assert_eq!(
            held.told(VoiceSignal::AgentMissing, None, at(60)).without_agent_at,
            Some(at(60))
        );
    }

    #[test]
    fn a_room_that_is_not_found_is_over_unless_it_was_just_made() {
        let held = after(&[
            (VoiceSignal::Made, "RM_1", 0),
            (VoiceSignal::RespondentJoined, "RM_1", 5),
        ]);
        assert_eq!(held.told(VoiceSignal::NotFound, None, at(29)), held);
        assert!(held.ends_interview(&held.told(VoiceSignal::NotFound, None, at(30))));
        let unmade = VoiceSession::new("room-1".to_owned(), RoomId(Uuid::nil()), 1, at(0));
        assert_eq!(
            unmade.told(VoiceSignal::NotFound, None, at(100)),
            unmade,
            "it was not made yet"
        );
    }
}
