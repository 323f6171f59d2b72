//! The operations of the interviews dialect.

use super::{Ids, Interview, Operation, plain, with};
use crate::support::ANNA;
use serde_json::{Value, json};

/// Creates rooms of the project that the body names.
pub const ROOMS: &str = "/api/interviews/rooms";
const ROOM: &str = "/api/interviews/rooms/{room_id}";
const JOIN: &str = "/api/interviews/join/{access_token}";
/// Called by LiveKit, which signs its body.
pub const WEBHOOK: &str = "/api/webhooks/livekit";
const PROJECT: &str = "/projects/{project_id}";
const RECORD: &str = "/insight/{rec_id}/";
/// Reports on the room that the body names.
pub const REPORT: &str = "/api/interviews/session-report";

const fn of_record(method: &'static str, path: &'static str) -> Operation {
    Operation {
        interview: Interview::Completed,
        ..plain(method, path, 200)
    }
}

/// A correction of the record of an interview in which the interviewer has asked a question.
const fn correction(path: &'static str, body: fn(&Ids) -> Option<Value>) -> Operation {
    Operation {
        interview: Interview::Completed,
        ..with("PATCH", path, 200, body)
    }
}

/// The operations, each with the least that it needs to succeed.
pub const OPERATIONS: &[Operation] = &[
    plain("GET", "/health", 200),
    plain("GET", "/livez", 200),
    plain("GET", "/readyz", 200),
    plain("GET", "/api/interviews/config", 200),
    plain("GET", ROOMS, 200),
    with("POST", ROOMS, 200, |ids| Some(json!({ "project_id": ids.project }))),
    plain("GET", ROOM, 200),
    with("PATCH", ROOM, 200, |_| Some(json!({}))),
    plain("DELETE", ROOM, 200),
    plain("POST", "/api/interviews/rooms/{room_id}/rotate", 200),
    Operation {
        interview: Interview::Cancelled,
        ..with("POST", "/api/interviews/rooms/{room_id}/reopen", 200, |ids| {
            Some(json!({ "expires_at": ids.tomorrow }))
        })
    },
    plain("GET", JOIN, 200),
    with("POST", JOIN, 200, |_| Some(json!({ "email": ANNA }))),
    Operation {
        interview: Interview::Active,
        ..plain("POST", "/api/interviews/join/{access_token}/leave", 200)
    },
    plain("GET", "/projects/", 200),
    with("POST", "/projects/create", 200, |_| Some(json!({ "name": "New" }))),
    plain("GET", PROJECT, 200),
    with("PUT", PROJECT, 200, |_| Some(json!({}))),
    plain("DELETE", PROJECT, 200),
    Operation {
        needs_livekit: true,
        ..plain("POST", WEBHOOK, 200)
    },
    plain("GET", "/projects/{project_id}/records", 200),
    plain("GET", "/insight/paginated", 200),
    of_record("GET", RECORD),
    of_record("GET", "/insight/{rec_id}/transcript"),
    of_record("DELETE", RECORD),
    plain("GET", "/insight/", 200),
    of_record("GET", "/insight/{rec_id}/meta"),
    correction("/insight/{rec_id}/speaker_name", |_| {
        Some(json!({ "speaker": "Speaker_A", "speaker_name": "Host" }))
    }),
    correction("/insight/{rec_id}/speaker_respondent", |_| {
        Some(json!({ "speaker": "Speaker_A", "is_respondent": true }))
    }),
    correction("/insight/{rec_id}/transcript_utterance", |_| {
        Some(json!({ "utterance_id": 1, "text": "How are you?" }))
    }),
    correction("/insight/{rec_id}/transcript_utterance_speaker", |_| {
        Some(json!({ "utterance_id": 1, "new_speaker": "Speaker_B" }))
    }),
    Operation {
        interview: Interview::Completed,
        ..with("PUT", "/insight/update/", 200, |ids| {
            Some(json!({
                "change_names": [{ "id": ids.interview, "name": "New" }], "for_archive": [ids.interview],
                "for_restore": [], "for_delete": [], "delete_link": [], "assign_link": [], "change_status": [],
            }))
        })
    },
    Operation {
        for_worker: true,
        ..plain("GET", "/api/interviews/agent-config/{interview_room_id}", 200)
    },
    Operation {
        interview: Interview::Active,
        for_worker: true,
        ..with("POST", REPORT, 200, |ids| {
            Some(json!({ "interview_room_id": ids.interview, "report": {} }))
        })
    },
];
