//! Changes one fact at a time in a document that satisfies a small contract: each difference must be reported.

mod sample;

use serde_json::{Value, json};

use self::sample::{STATEMENT, document, nullable, reference};
use super::{
    compare::{Differences, shortfalls},
    openapi, statement,
};

/// The differences after the value at a pointer is replaced; `null` removes it.
fn after(place: &str, value: Value) -> Differences {
    let mut document = document();
    let (parent, key) = place.rsplit_once('/').unwrap();
    let key = key.replace("~1", "/");
    let parent = document
        .pointer_mut(parent)
        .unwrap_or_else(|| panic!("{place} leads nowhere"));
    match parent {
        Value::Array(elements) => elements[key.parse::<usize>().unwrap()] = value,
        Value::Object(entries) if value.is_null() => assert!(entries.remove(&key).is_some(), "{place} leads nowhere"),
        other => other[key] = value,
    }
    shortfalls(&statement::parse(STATEMENT), &openapi::contract(&document))
}

fn assert_noticed(place: &str, value: Value, expected: &[&str]) {
    let said = after(place, value).to_string();
    assert_eq!(said.lines().count(), expected.len(), "{place}:\n{said}");
    for line in expected {
        assert!(said.contains(line), "{place}: expected {line:?} in\n{said}");
    }
}

const GET: &str = "/paths/~1rooms~1{room_id}/get";
const POST: &str = "/paths/~1rooms/post";
const ROOM: &str = "/components/schemas/Room/properties";
const NEW: &str = "/components/schemas/NewRoom/properties";

#[test]
fn permitted_additions_are_no_differences() {
    let differences = shortfalls(&statement::parse(STATEMENT), &openapi::contract(&document()));
    assert!(differences.is_empty(), "{differences}");
}

#[test]
fn a_changed_operation_is_reported() {
    assert_noticed(
        "/paths/~1rooms~1{room_id}",
        Value::Null,
        &["operation is missing  [GET /rooms/{room_id}]"],
    );
    assert_noticed(POST, Value::Null, &["operation is missing  [POST /rooms]"]);
    assert_noticed(
        &format!("{GET}/operationId"),
        json!("fetch"),
        &["operation id is stated as `get_room` and found as `fetch`"],
    );
    assert_noticed(&format!("{GET}/tags"), json!(["ours"]), &["tag `rooms` is missing"]);
}

#[test]
fn changed_security_is_reported() {
    let bearer = "security `HTTPBearer: http bearer` is missing";
    assert_noticed(
        &format!("{GET}/security"),
        Value::Null,
        &[bearer, "security is not needed"],
    );
    assert_noticed(
        &format!("{GET}/security"),
        json!([{"HTTPBearer": []}, {}]),
        &["security is not needed"],
    );
    assert_noticed(
        &format!("{GET}/security"),
        json!([{"HTTPBearer": [], "Cookie": []}]),
        &[bearer],
    );
    assert_noticed(
        "/components/securitySchemes/HTTPBearer/scheme",
        json!("basic"),
        &[bearer],
    );
    assert_noticed(
        &format!("{POST}/security"),
        json!([{"HTTPBearer": []}]),
        &["security `none` is missing"],
    );
    assert_noticed(
        "/security",
        json!([{"HTTPBearer": []}]),
        &["security `none` is missing"],
    );
}

#[test]
fn a_changed_parameter_is_reported() {
    let at = |index: u8, rest: &str| format!("{GET}/parameters/{index}{rest}");
    assert_noticed(&at(1, "/name"), json!("count"), &["parameter query limit is missing"]);
    assert_noticed(&at(1, "/in"), json!("header"), &["parameter query limit is missing"]);
    assert_noticed(
        &at(0, "/schema/format"),
        Value::Null,
        &["parameter path room_id: type is stated as `uuid` and found as `string`"],
    );
    assert_noticed(&at(1, "/required"), json!(true), &["parameter query limit: required"]);
    assert_noticed(
        &at(1, "/schema/default"),
        json!(51),
        &["parameter query limit: default is stated as `50` and found as `51`"],
    );
    assert_noticed(
        &at(1, "/schema/maximum"),
        json!(100),
        &["parameter query limit: maximum"],
    );
    assert_noticed(
        &at(3, "/schema"),
        json!({"type": "string"}),
        &["parameter header x-secret: nullable"],
    );
    assert_noticed(
        &at(2, "/required"),
        json!(true),
        &["parameter query cursor is required and not stated"],
    );
}

#[test]
fn a_changed_body_or_response_is_reported() {
    let body = format!("{POST}/requestBody");
    assert_noticed(&body, Value::Null, &["request body is missing  [POST /rooms]"]);
    assert_noticed(&format!("{body}/required"), json!(false), &["request body: required"]);
    assert_noticed(
        &format!("{body}/content/application~1json/schema"),
        reference("Room"),
        &["request body: type"],
    );
    assert_noticed(
        &format!("{body}/content/application~1json"),
        Value::Null,
        &["request body: type"],
    );
    assert_noticed(
        &format!("{GET}/requestBody"),
        json!({"required": true}),
        &["request body is required and not stated"],
    );
    assert_noticed(&format!("{GET}/responses/200"), Value::Null, &["answer 200 is missing"]);
    assert_noticed(
        &format!("{POST}/responses/200"),
        Value::Null,
        &["answer 200 is missing"],
    );
    assert_noticed(&format!("{GET}/responses/422"), Value::Null, &["answer 422 is missing"]);
    let answer = format!("{GET}/responses/200/content/application~1json/schema");
    assert_noticed(
        &answer,
        reference("Room"),
        &["answer 200 is stated as `list of Room` and found as `Room`"],
    );
}

#[test]
fn a_changed_field_is_reported() {
    let display_name = format!("{ROOM}/display_name");
    let text = |limit: u8| json!({"type": "string", "maxLength": limit});
    assert_noticed(
        &display_name,
        Value::Null,
        &["Room.display_name is missing  [GET /rooms/{room_id}]"],
    );
    assert_noticed(
        &display_name,
        text(42),
        &["Room.display_name: nullable is stated as `true` and found as `false`"],
    );
    assert_noticed(
        &display_name,
        nullable(&text(41)),
        &["Room.display_name: maxLength is stated as `42` and found as `41`"],
    );
    assert_noticed(
        &format!("{ROOM}/status"),
        json!({"type": "string"}),
        &["Room.status: type is stated as `Status`"],
    );
    assert_noticed(
        &format!("{ROOM}/status"),
        nullable(&reference("Status")),
        &["Room.status: nullable"],
    );
    assert_noticed(
        &format!("{NEW}/count/default"),
        Value::Null,
        &["NewRoom.count: default is stated as `1` and found as `none`"],
    );
    assert_noticed(
        &format!("{NEW}/count/maximum"),
        Value::Null,
        &["NewRoom.count: maximum is stated as `100` and found as `none`"],
    );
    // The width of a number only helps generators of clients.
    assert_noticed(&format!("{NEW}/count/format"), json!("int64"), &[]);
}

#[test]
fn a_changed_list_map_enum_or_inner_object_is_reported() {
    let location = "/components/schemas/HTTPValidationError/properties/detail/items";
    assert_noticed(
        location,
        json!({"type": "string"}),
        &["HTTPValidationError.detail: type"],
    );
    let turns = format!("{NEW}/turns/anyOf/0/additionalProperties/items/type");
    assert_noticed(
        &turns,
        json!("string"),
        &["found as `map of list of string`  [POST /rooms]"],
    );
    assert_noticed(
        "/components/schemas/Status/enum/1",
        json!("running"),
        &["Status is stated as `one of pending, active`"],
    );
    let ended = "/components/schemas/Inner/properties/ended_at/anyOf/0/format";
    assert_noticed(
        ended,
        Value::Null,
        &["Inner.ended_at: type is stated as `date-time` and found as `string`"],
    );
    assert_noticed("/components/schemas/Inner", Value::Null, &["schema Inner is missing"]);
    assert_noticed(
        "/components/schemas/Inner/properties",
        Value::Null,
        &["Inner is an object on one side only"],
    );
}

#[test]
fn a_changed_required_list_is_reported() {
    assert_noticed(
        "/components/schemas/Room/required",
        json!(["status"]),
        &["Room.inner: required"],
    );
    let more = json!(["status", "inner", "display_name"]);
    assert_noticed(
        "/components/schemas/Room/required",
        more,
        &["Room.display_name: required"],
    );
    assert_noticed(
        "/components/schemas/NewRoom/required",
        json!(["count"]),
        &["NewRoom.count: required"],
    );
    assert_noticed(
        "/components/schemas/NewRoom/required",
        json!(["ours"]),
        &["NewRoom.ours is required and not stated"],
    );
}

#[test]
fn a_difference_shared_by_operations_is_reported_once_with_all_others() {
    let statement = STATEMENT.replace("answer = \"any\"", "answer = \"Room\"");
    let empty = json!({"paths": {}});
    let differences = shortfalls(&statement::parse(&statement), &openapi::contract(&empty));
    assert_eq!(
        differences.to_string(),
        "- operation is missing  [GET /rooms/{room_id}, POST /rooms]\n"
    );
    assert_noticed(
        "/components/schemas",
        json!({}),
        &["HTTPValidationError", "Inner", "NewRoom", "Room", "Status"],
    );
}

#[test]
fn only_delivered_operations_are_required() {
    let delivered = statement::parse(STATEMENT).delivered();
    assert_eq!(
        delivered.operations.keys().collect::<Vec<_>>(),
        ["GET /rooms/{room_id}"]
    );
}

#[test]
fn unknown_types_and_unused_schemas_are_reported() {
    let stated = statement::parse(&STATEMENT.replace("\"Inner\"", "\"strng\""));
    assert_eq!(stated.unknown_types(), ["strng"]);
    assert_eq!(stated.unreached_schemas(), ["Inner"]);
}
