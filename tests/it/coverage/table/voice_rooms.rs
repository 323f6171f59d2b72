//! The operations of the voice rooms dialect.

use super::{Operation, plain, with};
use serde_json::json;

const ROOM: &str = "/v1/rooms/{roomId}";

/// The operations, each with the least that it needs to succeed.
pub const OPERATIONS: &[Operation] = &[
    with("POST", "/v1/rooms", 200, |_| Some(json!({ "name": "Town Square" }))),
    plain("GET", "/v1/rooms", 200),
    plain("GET", ROOM, 200),
    plain("DELETE", ROOM, 200),
    plain("POST", "/v1/rooms/{roomId}/end", 200),
    with("POST", "/v1/rooms/{roomId}/participants", 200, |ids| {
        Some(json!({ "characterId": ids.agent }))
    }),
    plain("DELETE", "/v1/rooms/{roomId}/participants/{characterId}", 200),
    plain("GET", "/v1/rooms/{roomId}/transcript", 200),
    Operation {
        needs_livekit: true,
        ..plain("GET", "/v1/rooms/{roomId}/token", 200)
    },
    // No LiveKit server listens at the configured address.
    Operation {
        needs_livekit: true,
        ..plain("POST", "/v1/rooms/{roomId}/start", 503)
    },
    with("POST", "/characters", 200, |_| Some(json!({ "name": "Mira" }))),
    plain("GET", "/characters", 200),
    plain("GET", "/characters/{characterId}", 200),
    plain("DELETE", "/characters/{characterId}", 200),
];
