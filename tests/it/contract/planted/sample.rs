//! A small contract with each kind of fact, and a document that satisfies it.

use serde_json::{Value, json};

pub const STATEMENT: &str = r#"
    [operations."GET /rooms/{room_id}"]
    id = "get_room"
    tag = "rooms"
    bearer = true
    answer = "list of Room"
    invalid = true
    delivered = true
    parameters.room_id = "path uuid"
    parameters.limit = "query optional integer, default 50, at most 200"
    parameters.x-secret = "header optional string or null"

    [operations."POST /rooms"]
    id = "create_rooms"
    body = "NewRoom"
    answer = "any"

    [schemas]
    Status = "one of pending, active"

    [schemas.HTTPValidationError]
    detail = "optional list of integer or string"

    [schemas.Room]
    status = "Status"
    inner = "Inner"
    display_name = "optional string or null, at most 42 characters"

    [schemas.Inner]
    ended_at = "date-time or null"

    [schemas.NewRoom]
    count = "optional integer, default 1, in prose at most 100"
    turns = "optional map of list of integer or null"
"#;

fn parameter(place: &str, name: &str, required: bool, schema: &Value) -> Value {
    json!({"in": place, "name": name, "required": required, "schema": schema})
}

fn described(schema: &Value) -> Value {
    json!({"description": "", "content": {"application/json": {"schema": schema}}})
}

pub fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

pub fn nullable(schema: &Value) -> Value {
    json!({"anyOf": [schema, {"type": "null"}]})
}

/// Satisfies the statement and adds permitted extras: a parameter, a field, a status, a limit, an alternative.
pub fn document() -> Value {
    let get = json!({
        "operationId": "get_room",
        "tags": ["rooms", "ours"],
        "security": [{"HTTPBearer": []}, {"Cookie": []}],
        "parameters": [
            parameter("path", "room_id", true, &json!({"type": "string", "format": "uuid"})),
            parameter("query", "limit", false, &json!({"type": "integer", "default": 50, "maximum": 200, "minimum": 1})),
            parameter("query", "cursor", false, &nullable(&json!({"type": "string"}))),
            parameter("header", "X-Secret", false, &nullable(&json!({"type": "string"}))),
        ],
        "responses": {
            "200": described(&json!({"type": "array", "items": reference("Room")})),
            "404": described(&json!({})),
            "422": described(&reference("HTTPValidationError")),
        },
    });
    let post = json!({
        "operationId": "create_rooms",
        "requestBody": {"required": true, "content": {"application/json": {"schema": reference("NewRoom")}}},
        "responses": {"200": described(&json!({"type": "object"}))},
    });
    json!({
        "security": [],
        "paths": {"/rooms/{room_id}": {"get": get}, "/rooms": {"post": post}},
        "components": {"schemas": schemas(), "securitySchemes": {"HTTPBearer": {"type": "http", "scheme": "bearer"}}},
    })
}

fn schemas() -> Value {
    let location = json!({"anyOf": [{"type": "string"}, {"type": "integer"}]});
    let turns = json!({"type": "object", "additionalProperties": {"type": "array", "items": {"type": "integer"}}});
    json!({
        "Status": {"type": "string", "enum": ["pending", "active"]},
        "HTTPValidationError": {"type": "object", "properties": {"detail": {"type": "array", "items": location}}},
        "Room": {"type": "object", "required": ["status", "inner", "ours"], "properties": {
            "status": reference("Status"),
            "inner": reference("Inner"),
            "display_name": nullable(&json!({"type": "string", "maxLength": 42, "pattern": "."})),
            "ours": {"type": "string"},
        }},
        "Inner": {"type": "object", "required": ["ended_at"], "properties": {
            "ended_at": nullable(&json!({"type": "string", "format": "date-time"})),
        }},
        "NewRoom": {"type": "object", "properties": {
            "count": {"type": "integer", "default": 1, "minimum": 1, "maximum": 100},
            "turns": nullable(&turns),
            "ours": {"type": "string", "default": ""},
        }},
    })
}
