//! The conversion of the document that poem-openapi generates for a small API.

mod sample;

use self::sample::Api;
use super::{schema::title_case, to_openapi_3_1};
use crate::api::dialect::{Exception, Exceptions};
use poem_openapi::OpenApiService;
use serde_json::{Value, json};

const EXCEPTIONS: Exceptions = &[
    ("Failure", &["detail"], Exception::NeverNull),
    ("Failure", &["code"], Exception::Titled("Error Code")),
    ("Project", &["description"], Exception::AlwaysPresent),
    ("X", &["name"], Exception::Required),
    (
        "X",
        &["name", "mode"],
        Exception::Restricted(|| json!({"enum": ["a", "b"]})),
    ),
    (
        "get_x",
        &["mode"],
        Exception::Restricted(|| json!({"enum": ["a", "b"]})),
    ),
];

fn convert(document: Value) -> Value {
    to_openapi_3_1(document, EXCEPTIONS)
}

fn document() -> Value {
    let spec = OpenApiService::new(Api, "test", "1").spec();
    convert(serde_json::from_str(&spec).unwrap())
}

fn schema(name: &str) -> Value {
    document()["components"]["schemas"][name].clone()
}

fn room_field(field: &str) -> Value {
    schema("Room")["properties"][field].clone()
}

fn parameter(name: &str) -> Value {
    let document = document();
    let paths = &document["paths"];
    let operations = [&paths["/rooms/{room_id}"]["post"], &paths["/rooms"]["get"]];
    let mut parameters = operations
        .iter()
        .flat_map(|operation| operation["parameters"].as_array().unwrap());
    parameters.find(|parameter| parameter["name"] == name).unwrap().clone()
}

fn after(schema: &Value) -> Value {
    let emitted = json!({"openapi": "3.0.0", "components": {"schemas": {"X": {"type": "object", "properties": {"field": schema}}}}});
    convert(emitted)["components"]["schemas"]["X"]["properties"]["field"].clone()
}

#[test]
fn parameters_that_are_declared_as_an_object_are_listed_one_by_one() {
    let page = json!({"type": "object", "properties": {"cursor": {"type": "string", "description": "The position."}}});
    let parameter = json!({"name": "page", "in": "query", "schema": {"$ref": "#/components/schemas/Page"}});
    let document = convert(json!({
        "paths": {"/rooms": {"get": {"parameters": [parameter]}}},
        "components": {"schemas": {"Page": page}},
    }));
    let schema = json!({"anyOf": [{"type": "string"}, {"type": "null"}], "title": "Cursor"});
    let cursor = json!({
        "name": "cursor", "in": "query", "description": "The position.", "required": false, "schema": schema,
    });
    assert_eq!(document["paths"]["/rooms"]["get"]["parameters"], json!([cursor]));
    assert_eq!(document["components"]["schemas"], json!({}));
}

#[test]
fn the_document_is_3_1_without_default_security() {
    let document = document();
    assert_eq!(document["openapi"], "3.1.0");
    assert_eq!(document["security"], json!([]));
    assert_eq!(document["tags"], json!([{"name": "Rooms", "description": "Rooms."}]));
    assert_eq!(document.get("servers"), None);
    assert_eq!(
        document["components"]["securitySchemes"],
        json!({"HTTPBearer": {"type": "http", "scheme": "bearer"}})
    );
    assert_eq!(
        document["paths"]["/rooms/{room_id}"]["post"]["security"],
        json!([{"HTTPBearer": []}])
    );
}

#[test]
fn an_optional_field_is_nullable_and_keeps_its_format() {
    assert_eq!(
        room_field("expires_at"),
        json!({"anyOf": [{"type": "string", "format": "date-time"}, {"type": "null"}], "title": "Expires At"})
    );
    assert_eq!(
        room_field("record_id"),
        json!({"anyOf": [{"type": "string", "format": "uuid"}, {"type": "null"}], "title": "Record Id"})
    );
}

#[test]
fn a_maybe_undefined_field_is_nullable_and_keeps_its_limits() {
    assert_eq!(
        room_field("email"),
        json!({"anyOf": [{"type": "string", "format": "email"}, {"type": "null"}], "title": "Email"})
    );
    assert_eq!(
        room_field("display_name"),
        json!({"anyOf": [{"type": "string", "maxLength": 42, "pattern": "^a"}, {"type": "null"}], "title": "Display Name"})
    );
}

#[test]
fn a_field_with_a_default_is_not_nullable() {
    let count = json!({"type": "integer", "default": 1, "maximum": 100, "minimum": 1, "title": "Count"});
    assert_eq!(room_field("count"), count);
    assert_eq!(
        room_field("clear_display_name"),
        json!({"type": "boolean", "default": false, "title": "Clear Display Name"})
    );
}

#[test]
fn whole_bounds_are_integers() {
    let share = room_field("share");
    assert_eq!(
        share,
        json!({"type": "number", "format": "double", "minimum": 0.5, "maximum": 1, "title": "Share"})
    );
    assert!(share["maximum"].is_i64());
}

#[test]
fn lists_keep_their_limits_and_items() {
    let inner = json!({"$ref": "#/components/schemas/Inner"});
    assert_eq!(
        room_field("respondents"),
        json!({"anyOf": [{"type": "array", "items": inner, "maxItems": 100}, {"type": "null"}], "title": "Respondents"})
    );
    assert_eq!(
        room_field("names"),
        json!({"type": "array", "items": {"type": "string"}, "title": "Names"})
    );
}

#[test]
fn a_reference_stays_a_reference_when_required_described_or_optional() {
    let inner = json!({"$ref": "#/components/schemas/Inner"});
    assert_eq!(room_field("inner"), inner);
    assert_eq!(
        room_field("described"),
        json!({"$ref": "#/components/schemas/Inner", "description": "The inner one, described."})
    );
    assert_eq!(
        room_field("maybe_inner"),
        json!({"anyOf": [inner, {"type": "null"}], "description": "The inner one, described and optional."})
    );
    assert_eq!(
        room_field("last_status"),
        json!({"anyOf": [{"$ref": "#/components/schemas/Status"}, {"type": "null"}]})
    );
}

#[test]
fn an_enum_is_a_titled_named_schema() {
    assert_eq!(
        schema("Status"),
        json!({"type": "string", "enum": ["pending", "active"], "title": "Status"})
    );
}

#[test]
fn a_field_of_any_type_has_only_a_title() {
    assert_eq!(room_field("extra"), json!({"title": "Extra"}));
}

#[test]
fn only_fields_without_a_default_are_required() {
    let required = json!(["status", "inner", "described", "share", "names"]);
    assert_eq!(schema("Room")["required"], required);
}

#[test]
fn an_example_becomes_examples_and_its_content_is_unchanged() {
    let examples = schema("Room")["examples"].clone();
    assert_eq!(examples[0]["status"], "active");
    assert_eq!(schema("Room").get("example"), None);
    let tricky = json!({"type": "object", "default": {}, "example": {"nullable": true, "format": "int32"}});
    assert_eq!(
        after(&tricky)["examples"],
        json!([{"nullable": true, "format": "int32"}])
    );
}

#[test]
fn the_example_of_a_body_moves_to_its_media_type() {
    let example = json!({"detail": "gone"});
    let referring = json!({"allOf": [{"$ref": "#/components/schemas/E"}, {"example": example}], "example": example});
    let content = json!({"application/json": {"schema": referring}});
    let emitted = json!({"paths": {"/x": {"get": {"responses": {"404": {"description": "", "content": content}}}}}});
    assert_eq!(
        convert(emitted)["paths"]["/x"]["get"]["responses"]["404"]["content"],
        json!({"application/json": {"schema": {"$ref": "#/components/schemas/E"}, "example": {"detail": "gone"}}})
    );
}

#[test]
fn bodies_refer_to_their_schema() {
    let operation = document()["paths"]["/rooms/{room_id}"]["post"].clone();
    let content = json!({"application/json; charset=utf-8": {"schema": {"$ref": "#/components/schemas/Room"}}});
    assert_eq!(operation["requestBody"]["content"], content);
    assert_eq!(operation["responses"]["200"]["content"], content);
}

#[test]
fn a_parameter_is_converted_like_a_field_without_stated_defaults() {
    let path = json!({"name": "room_id", "in": "path", "required": true, "schema": {"type": "string", "format": "uuid", "title": "Room Id"}});
    assert_eq!(parameter("room_id"), path);
    let nullable = json!({"anyOf": [{"type": "string"}, {"type": "null"}], "title": "X-Agent-Secret"});
    let header = json!({"name": "x-agent-secret", "in": "header", "required": false, "schema": nullable});
    assert_eq!(parameter("x-agent-secret"), header);
    let limit = json!({"type": "integer", "default": 1, "maximum": 1000, "minimum": 1, "title": "Limit"});
    assert_eq!(parameter("limit")["schema"], limit);
    assert_eq!(
        parameter("status")["schema"],
        json!({"anyOf": [{"$ref": "#/components/schemas/Status"}, {"type": "null"}]})
    );
}

#[test]
fn deprecated_and_explode_are_kept_where_they_are_not_the_default() {
    let old = parameter("old");
    assert_eq!((&old["deprecated"], &old["explode"]), (&json!(true), &json!(false)));
}

#[test]
fn a_response_header_is_not_nullable() {
    let headers = document()["paths"]["/projects"]["get"]["responses"]["200"]["headers"].clone();
    assert_eq!(
        headers,
        json!({"LINK": {"required": true, "schema": {"type": "string", "title": "Link"}}})
    );
}

#[test]
fn a_field_with_an_exception_is_never_null_always_present_or_titled() {
    let failure = schema("Failure")["properties"].clone();
    assert_eq!(
        failure["detail"],
        json!({"type": "array", "items": {"type": "string"}, "title": "Detail"})
    );
    assert_eq!(failure["code"], json!({"type": "string", "title": "Error Code"}));
    let project = schema("Project");
    assert_eq!(project["required"], json!(["name", "description"]));
    assert_eq!(
        project["properties"]["description"]["anyOf"],
        json!([{"type": "string"}, {"type": "null"}])
    );
}

#[test]
fn only_numbers_that_need_64_bits_have_a_width() {
    for (kind, format, kept) in [
        ("integer", "int64", true),
        ("number", "double", true),
        ("integer", "int32", false),
        ("integer", "uint32", false),
        ("number", "float", false),
    ] {
        let converted = after(&json!({"type": kind, "format": format, "default": 1}));
        assert_eq!(converted.get("format").is_some(), kept, "{format}");
    }
}

#[test]
fn a_restriction_applies_to_the_value_that_is_not_null() {
    let emitted = json!({
        "paths": {"/x": {"get": {
            "operationId": "get_x", "parameters": [{"name": "mode", "in": "query", "schema": {"type": "string"}}],
        }}},
        "components": {"schemas": {"X": {"type": "object", "properties": {
            "name": {"type": "string"}, "mode": {"type": "string"},
        }}}},
    });
    let converted = convert(emitted);
    let mode = json!({"anyOf": [{"type": "string", "enum": ["a", "b"]}, {"type": "null"}], "title": "Mode"});
    let x = &converted["components"]["schemas"]["X"];
    assert_eq!(x["required"], json!(["name"]));
    assert_eq!(
        x["properties"]["name"],
        json!({"type": "string", "enum": ["a", "b"], "title": "Name"})
    );
    assert_eq!(x["properties"]["mode"], mode);
    assert_eq!(converted["paths"]["/x"]["get"]["parameters"][0]["schema"], mode);
}

#[test]
fn a_nullable_union_is_not_nested() {
    let union = json!({"type": "object", "anyOf": [{"type": "string"}, {"type": "integer", "format": "int64"}]});
    let expected = json!({"anyOf": [{"type": "string"}, {"type": "integer", "format": "int64"}, {"type": "null"}], "title": "Field"});
    assert_eq!(after(&union), expected);
}

#[test]
fn anonymous_objects_follow_the_same_rules() {
    let anonymous = json!({"type": "object", "properties": {"room_id": {"type": "integer", "format": "int64"}}});
    let nested = json!({"type": "array", "default": [], "items": anonymous});
    let expected = json!({"anyOf": [{"type": "integer", "format": "int64"}, {"type": "null"}], "title": "Room Id"});
    assert_eq!(after(&nested)["items"]["properties"]["room_id"], expected);
}

#[test]
fn converting_twice_changes_nothing() {
    let document = document();
    assert_eq!(convert(document.clone()), document);
}

#[test]
fn other_json_is_unchanged() {
    for other in [json!(null), json!([1]), json!("text")] {
        assert_eq!(convert(other.clone()), other);
    }
}

#[test]
fn titles_are_cased_word_by_word() {
    let titles = [
        ("project_id", "Project Id"),
        ("x-agent-secret", "X-Agent-Secret"),
        ("tokens_per_30_min", "Tokens Per 30 Min"),
        ("Authorization", "Authorization"),
    ];
    for (name, title) in titles {
        assert_eq!(title_case(name), title);
    }
}
