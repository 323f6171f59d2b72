//! Which conversation a session report is about, as far as it says so: the LiveKit room, and when things happened.

use super::{array, name, timestamp};
use crate::{clock::Timestamp, model::voice_session::VoiceSession};
use chrono::TimeDelta;
use serde_json::Value;

/// How far the clock of a worker may be ahead.
const LEEWAY: TimeDelta = TimeDelta::minutes(5);
/// The year 2001 in Unix seconds. A smaller number may be a duration or a count.
const MIN_SECONDS: i64 = 1_000_000_000;

/// Where a report comes from, as far as it says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportOrigin {
    /// The name of the LiveKit room; empty if it cannot be one.
    pub livekit_room: Option<String>,
    /// The earliest time in any field.
    first: Option<Timestamp>,
    /// The latest time of an item. `None` if there are no items.
    last_item: Option<Timestamp>,
    /// Whether each item has a time.
    items_have_times: bool,
}

impl ReportOrigin {
    /// Reads the origin of a report. Never fails: fields that are malformed are left out.
    pub fn read(report: &Value) -> Self {
        let chat = array(&report["chat_history"]["items"]).iter();
        let events = array(&report["events"]).iter();
        let items = chat.chain(events.map(|event| &event["item"]).filter(|item| item.is_object()));
        let times: Vec<Option<Timestamp>> = items.map(item_time).collect();
        let room = report.get("room").filter(|room| !room.is_null());
        Self {
            livekit_room: room.map(|room| name(room).unwrap_or_default()),
            first: times.iter().flatten().copied().chain(first_time(report)).min(),
            last_item: times.iter().flatten().max().copied(),
            items_have_times: times.iter().all(Option::is_some),
        }
    }

    /// Whether the report is proven to be about the interview that began at `started_at`, after the content of an earlier one
    /// in the same room was erased at `erased_at`; `session` is the voice session in the LiveKit room that the report names.
    ///
    /// If it names a room, only the session decides. Otherwise nothing in the report may be older than the interview, each
    /// item must have a time, and these times must be later than the erasure by more than a clock may be ahead.
    pub fn is_after_erasure(
        &self,
        erased_at: Timestamp,
        started_at: Option<Timestamp>,
        session: Option<&VoiceSession>,
        now: Timestamp,
    ) -> bool {
        if self.livekit_room.is_some() {
            return session.is_some_and(|session| erased_at < session.created_at);
        }
        let (Some(started_at), Some(first)) = (started_at, self.first) else {
            return false;
        };
        let is_possible = |time: Timestamp| time <= now + LEEWAY;
        self.items_have_times
            && started_at.max(erased_at + LEEWAY) <= first
            && is_possible(first)
            && self.last_item.is_none_or(is_possible)
    }
}

/// When an item was said or made.
fn item_time(item: &Value) -> Option<Timestamp> {
    let started = timestamp(&item["metrics"]["started_speaking_at"]);
    started.into_iter().chain(timestamp(&item["created_at"])).min()
}

/// The earliest time in a field of the value or of the values within it.
fn first_time(value: &Value) -> Option<Timestamp> {
    match value {
        Value::Object(fields) => fields.values().filter_map(first_time).min(),
        Value::Array(values) => values.iter().filter_map(first_time).min(),
        value => timestamp(value).filter(|time| time.timestamp() >= MIN_SECONDS),
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

    fn unix(seconds: i64) -> Value {
        second(seconds).timestamp().into()
    }

    fn item(more: &Value) -> Value {
        let mut item = json!({ "type": "message", "role": "user", "content": ["words"] });
        item.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        item
    }

    fn of_items(items: &[Value]) -> Value {
        json!({ "chat_history": { "items": items } })
    }

    /// Erased at 100, begun again at 1000, and reported at 2000.
    fn is_accepted(report: &Value) -> bool {
        ReportOrigin::read(report).is_after_erasure(second(100), Some(second(1000)), None, second(2000))
    }

    #[test]
    fn a_report_without_a_room_is_accepted_if_every_time_in_it_is_within_the_interview() {
        for time in [
            unix(1000),
            json!(second(1100).timestamp_millis()),
            json!(second(1100).to_rfc3339()),
        ] {
            assert!(
                is_accepted(&of_items(&[item(&json!({ "created_at": time }))])),
                "{time}"
            );
        }
        let spoken = item(&json!({ "metrics": { "started_speaking_at": unix(1100), "e2e_latency": 0.7 } }));
        assert!(is_accepted(&of_items(&[spoken])));
        assert!(is_accepted(&json!({ "timestamp": unix(1100) })));
    }

    #[test]
    fn a_report_with_an_older_time_in_any_field_is_refused() {
        let late = item(&json!({ "created_at": unix(1100) }));
        for old in [
            unix(90),
            json!(second(90).timestamp_millis()),
            json!(second(90).to_rfc3339()),
        ] {
            let items = of_items(std::slice::from_ref(&late));
            for field in ["started_at", "timestamp", "audio_recording_started_at", "anything"] {
                let mut report = items.clone();
                report[field] = old.clone();
                assert!(!is_accepted(&report), "{report}");
            }
            for older in [
                json!({ "created_at": old }),
                json!({ "created_at": unix(1100), "metrics": { "stopped_speaking_at": old } }),
                json!({ "created_at": unix(1100), "extra": [{ "at": old }] }),
            ] {
                let mut report = of_items(&[item(&older), late.clone()]);
                assert!(!is_accepted(&report), "{report}");
                report["events"] = json!([{ "item": item(&older) }]);
                report["chat_history"] = Value::Null;
                assert!(!is_accepted(&report), "{report}");
            }
            let mut report = items;
            report["events"] = json!([{ "type": "close", "created_at": old }]);
            assert!(!is_accepted(&report), "{report}");
        }
    }

    #[test]
    fn a_report_with_an_item_that_has_no_time_is_refused() {
        let late = json!({ "type": "function_call", "created_at": unix(1100) });
        for time in [json!(null), json!("soon"), json!(7), json!("2027-01-15T08:30:00")] {
            let untimed = item(&json!({ "created_at": time }));
            let mut report = of_items(&[untimed.clone(), late.clone()]);
            assert!(!is_accepted(&report), "{report}");
            report["events"] = json!([{ "type": "close", "created_at": unix(1200) }]);
            assert!(!is_accepted(&report), "{report}");
            let events = json!({ "timestamp": unix(1200), "events": [{ "item": untimed, "created_at": unix(1100) }] });
            assert!(!is_accepted(&events), "{events}");
        }
        for report in [json!({}), json!({ "job_id": "late" }), json!([1]), json!(null)] {
            assert!(!is_accepted(&report), "{report}");
        }
    }

    #[test]
    fn a_clock_that_is_ahead_does_not_help_an_old_report() {
        let said_at = |time: i64| of_items(&[item(&json!({ "created_at": unix(time) }))]);
        let soon_again = |time| {
            ReportOrigin::read(&said_at(time)).is_after_erasure(second(100), Some(second(110)), None, second(2000))
        };
        assert!(
            !soon_again(90 + 240),
            "said before the erasure, by a clock that is 4 minutes ahead"
        );
        assert!(soon_again(100 + 300));
        assert!(!is_accepted(&said_at(999)), "older than the interview");
        for ahead in [vec![400 * 24 * 3600], vec![1100, 400 * 24 * 3600]] {
            let items = ahead.iter().map(|time| item(&json!({ "created_at": unix(*time) })));
            assert!(!is_accepted(&of_items(&items.collect::<Vec<_>>())), "{ahead:?}");
        }
    }

    #[test]
    fn a_report_that_names_a_room_is_accepted_only_if_the_room_is_a_voice_session_after_the_erasure() {
        let item = item(&json!({ "created_at": unix(1100) }));
        let session = |created| VoiceSession::new("name".to_owned(), RoomId(Uuid::nil()), 1, second(created));
        let is_accepted = |room: &Value, session: Option<&VoiceSession>| {
            let origin = ReportOrigin::read(&json!({ "room": room, "chat_history": { "items": [item] } }));
            origin.is_after_erasure(second(100), Some(second(1000)), session, second(2000))
        };
        let name = json!("interview-1");
        assert!(is_accepted(&name, Some(&session(101))));
        assert!(!is_accepted(&name, Some(&session(100))));
        assert!(!is_accepted(&name, None), "a room that is not known");
        for malformed in [json!(""), json!(7), json!({}), json!("a\u{0}")] {
            assert!(!is_accepted(&malformed, None), "{malformed}");
        }
        assert!(is_accepted(&json!(null), None), "no room");
    }

    #[test]
    fn the_clock_of_the_worker_does_not_matter_in_a_voice_session_after_the_erasure() {
        let session = VoiceSession::new("name".to_owned(), RoomId(Uuid::nil()), 1, second(1000));
        let origin = ReportOrigin::read(&json!({ "room": "name", "timestamp": unix(50) }));
        assert!(origin.is_after_erasure(second(100), Some(second(1000)), Some(&session), second(2000)));
    }
}
