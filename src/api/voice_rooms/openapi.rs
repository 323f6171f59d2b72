//! What the operations of the dialect check beyond the types of the fields, as its document states it.

use crate::api::dialect::{Exception, Exceptions};
use serde_json::json;

/// The fields that the general rules of the conversion describe too loosely.
pub const EXCEPTIONS: Exceptions = &[
    ("CreateRoomRequest", &["mode"], MODE),
    ("Room", &["mode"], MODE),
    (
        "TranscriptEntry",
        &["speakerType"],
        Exception::Restricted(|| json!({ "enum": ["user", "agent"] })),
    ),
    ("CreateRoomRequest", &["name"], NOT_BLANK),
    ("CreateCharacterRequest", &["name"], NOT_BLANK),
    ("AddParticipantRequest", &["characterId"], ID),
    ("CreateRoomRequest", &["projectId"], ID),
    ("CreateCharacterRequest", &["projectId"], ID),
];

const MODE: Exception = Exception::Restricted(|| json!({ "enum": ["freeform", "scripted"] }));
const NOT_BLANK: Exception = Exception::Restricted(|| json!({ "pattern": r"\S" }));
const ID: Exception = Exception::Restricted(|| json!({ "minLength": 1 }));
