//! What the operations of the dialect check beyond the types of the fields, as its document states it.

use crate::{
    api::dialect::{Exception, Exceptions, one_of},
    model::agent_room::Mode,
};
use serde_json::json;
use strum::VariantArray;

/// The fields that the general rules of the conversion describe too loosely.
pub const EXCEPTIONS: Exceptions = &[
    ("CreateRoomRequest", &["mode"], MODE),
    ("Room", &["mode"], MODE),
    (
        "TranscriptEntry",
        &["speakerType"],
        Exception::Restricted(|| one_of(["user", "agent"])),
    ),
    ("CreateRoomRequest", &["name"], Exception::NOT_BLANK),
    ("CreateCharacterRequest", &["name"], Exception::NOT_BLANK),
    ("AddParticipantRequest", &["characterId"], ID),
    ("CreateRoomRequest", &["projectId"], ID),
    ("CreateCharacterRequest", &["projectId"], ID),
];

const MODE: Exception = Exception::Restricted(|| one_of(Mode::VARIANTS));
const ID: Exception = Exception::Restricted(|| json!({ "minLength": 1 }));
