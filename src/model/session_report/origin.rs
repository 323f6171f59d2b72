//! What a session report says of the conversation that it is about: in which LiveKit room it was held, and when it began.

use super::{array, name, timestamp};
use crate::{clock::Timestamp, model::voice_session::VoiceSession};
use chrono::TimeDelta;
use serde_json::Value;

/// How far the clock of a worker may be ahead.
const LEEWAY: TimeDelta = TimeDelta::minutes(5);

/// Where a report comes from, as far as it says so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReportOrigin {
    /// The name of the LiveKit room.
    pub livekit_room: Option<String>,
    /// The earliest moment of the conversation, by the worker's clock.
    pub began_at: Option<Timestamp>,
}

impl ReportOrigin {
    /// Reads the origin of a report. Never fails: fields that are missing or malformed are left out.
    pub fn read(report: &Value) -> Self {
        let items = array(&report["chat_history"]["items"]).iter();
        let events = array(&report["events"]).iter();
        let moments = |value: &Value| {
            let started = timestamp(&value["metrics"]["started_speaking_at"]);
            started.into_iter().chain(timestamp(&value["created_at"])).min()
        };
        Self {
            livekit_room: name(&report["room"]),
            began_at: items.chain(events).filter_map(moments).min(),
        }
    }

    /// Whether the report may be about a conversation whose content was erased at `erased_at`; `session` is the voice session
    /// that was held in the report's LiveKit room.
    ///
    /// The session decides, if there is one. Otherwise the report must say, by a clock that can be right, that the
    /// conversation began after the erasure: of what was erased nothing may come back, and a report that does not say when it
    /// was made may be one of that.
    pub fn is_of_erased(&self, erased_at: Timestamp, session: Option<&VoiceSession>, now: Timestamp) -> bool {
        if let Some(session) = session {
            return session.ended_at.is_some_and(|ended| ended <= erased_at);
        }
        let is_later = |began: Timestamp| erased_at < began && began <= now + LEEWAY;
        !self.began_at.is_some_and(is_later)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ids::RoomId;
    use serde_json::json;
    use uuid::Uuid;

    fn second(seconds: i64) -> Timestamp {
        Timestamp::from_timestamp(1_800_000_000 + seconds, 0).unwrap()
    }

    fn said_at(moments: &[i64]) -> ReportOrigin {
        let item = |moment: &i64| json!({ "type": "message", "created_at": second(*moment).timestamp() });
        let items: Vec<Value> = moments.iter().map(item).collect();
        ReportOrigin::read(&json!({ "chat_history": { "items": items } }))
    }

    #[test]
    fn a_conversation_that_began_before_the_erasure_is_recognized_by_its_earliest_moment() {
        let (erased_at, now) = (second(100), second(500));
        assert!(said_at(&[90, 130]).is_of_erased(erased_at, None, now));
        assert!(said_at(&[100]).is_of_erased(erased_at, None, now));
        assert!(!said_at(&[101, 130]).is_of_erased(erased_at, None, now));
    }

    #[test]
    fn a_report_that_does_not_say_when_it_was_made_may_be_of_what_was_erased() {
        let (erased_at, now) = (second(100), second(500));
        assert!(said_at(&[]).is_of_erased(erased_at, None, now));
        let by_a_wrong_clock = said_at(&[400 * 24 * 3600]);
        assert!(by_a_wrong_clock.is_of_erased(erased_at, None, now));
    }

    #[test]
    fn the_voice_session_counts_more_than_the_clock_of_the_worker() {
        let (erased_at, now) = (second(100), second(500));
        let mut session = VoiceSession::new("name".to_owned(), RoomId(Uuid::nil()), 1, second(0));
        assert!(!said_at(&[50]).is_of_erased(erased_at, Some(&session), now));
        session.ended_at = Some(second(100));
        assert!(said_at(&[200]).is_of_erased(erased_at, Some(&session), now));
    }

    #[test]
    fn the_room_and_the_earliest_moment_are_read_from_events_too() {
        let report =
            json!({ "room": "interview-1", "events": [{ "created_at": 1_800_000_007.0 }, { "created_at": "?" }] });
        let expected = ReportOrigin {
            livekit_room: Some("interview-1".to_owned()),
            began_at: Some(second(7)),
        };
        assert_eq!(ReportOrigin::read(&report), expected);
        assert_eq!(ReportOrigin::read(&json!([1])), ReportOrigin::default());
    }
}
