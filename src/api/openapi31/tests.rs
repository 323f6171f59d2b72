//! What poem-openapi emits for a small API, and what must become of it.

mod sample;

use poem_openapi::{OpenApiService, Tags};
use serde_json::{Value, json};

use self::sample::{Api, Tag};
use super::{openapi31, schema::title_case};

fn document() -> Value {
    // The tags of other dialects reach the registry through their own operations; here one is planted.
    let spec = OpenApiService::new(Api, "test", "1").spec();
    let mut emitted: Value = serde_json::from_str(&spec).unwrap();
    let unused = json!({"name": Tags::name(&Tag::Projects)});
    emitted["tags"].as_array_mut().unwrap().push(unused);
    openapi31(emitted)
}

fn schema(name: &str) -> Value {
    document()["components"]["schemas"][name].clone()
}

fn room(field: &str) -> Value {
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
    openapi31(emitted)["components"]["schemas"]["X"]["properties"]["field"].clone()
}

#[test]
fn the_document_says_3_1_needs_no_key_by_default_and_lists_only_tags_in_use() {
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
fn an_optional_field_may_be_null_and_keeps_its_format_inside() {
    assert_eq!(
        room("expires_at"),
        json!({"anyOf": [{"type": "string", "format": "date-time"}, {"type": "null"}], "title": "Expires At"})
    );
    assert_eq!(
        room("record_id"),
        json!({"anyOf": [{"type": "string", "format": "uuid"}, {"type": "null"}], "title": "Record Id"})
    );
}

#[test]
fn a_field_which_tells_absent_from_null_is_an_optional_field_and_its_limits_move_inside() {
    assert_eq!(
        room("email"),
        json!({"anyOf": [{"type": "string", "format": "email"}, {"type": "null"}], "title": "Email"})
    );
    assert_eq!(
        room("display_name"),
        json!({"anyOf": [{"type": "string", "maxLength": 42, "pattern": "^a"}, {"type": "null"}], "title": "Display Name"})
    );
}

#[test]
fn a_field_with_a_default_is_not_null() {
    let count = json!({"type": "integer", "default": 1, "maximum": 100, "minimum": 1, "title": "Count"});
    assert_eq!(room("count"), count);
    assert_eq!(
        room("clear_display_name"),
        json!({"type": "boolean", "default": false, "title": "Clear Display Name"})
    );
}

#[test]
fn a_default_of_null_is_the_same_as_none() {
    assert_eq!(
        room("note"),
        json!({"anyOf": [{"type": "string"}, {"type": "null"}], "title": "Note"})
    );
}

#[test]
fn a_whole_bound_is_an_integer_and_an_exclusive_one_is_the_bound_itself() {
    let share = room("share");
    assert_eq!(
        share,
        json!({"type": "number", "minimum": 0.5, "exclusiveMaximum": 1, "title": "Share"})
    );
    assert!(share["exclusiveMaximum"].is_i64());
    let inclusive = json!({"type": "number", "maximum": 1.0, "exclusiveMaximum": false, "default": 0});
    assert_eq!(
        after(&inclusive),
        json!({"type": "number", "maximum": 1, "default": 0, "title": "Field"})
    );
}

#[test]
fn lists_keep_their_limits_and_what_they_list() {
    let inner = json!({"$ref": "#/components/schemas/Inner"});
    assert_eq!(
        room("respondents"),
        json!({"anyOf": [{"type": "array", "items": inner, "maxItems": 100}, {"type": "null"}], "title": "Respondents"})
    );
    assert_eq!(
        room("names"),
        json!({"type": "array", "items": {"type": "string"}, "title": "Names"})
    );
}

#[test]
fn a_reference_stays_one_whether_required_described_or_optional() {
    let inner = json!({"$ref": "#/components/schemas/Inner"});
    assert_eq!(room("inner"), inner);
    assert_eq!(
        room("described"),
        json!({"$ref": "#/components/schemas/Inner", "description": "The inner one, described."})
    );
    assert_eq!(
        room("maybe_inner"),
        json!({"anyOf": [inner, {"type": "null"}], "description": "The inner one, described and optional."})
    );
    assert_eq!(
        room("last_status"),
        json!({"anyOf": [{"$ref": "#/components/schemas/Status"}, {"type": "null"}]})
    );
}

#[test]
fn an_enum_is_a_titled_schema_of_its_own() {
    assert_eq!(
        schema("Status"),
        json!({"type": "string", "enum": ["pending", "active"], "title": "Status"})
    );
}

#[test]
fn a_field_that_may_be_anything_is_only_titled() {
    assert_eq!(room("extra"), json!({"title": "Extra"}));
}

#[test]
fn only_fields_without_a_default_are_required() {
    let required = json!(["status", "inner", "described", "share", "names"]);
    assert_eq!(schema("Room")["required"], required);
}

#[test]
fn a_schema_names_its_example_as_3_1_does_and_nothing_inside_the_example_changes() {
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
fn an_example_of_a_body_stands_at_its_media_type() {
    let example = json!({"detail": "gone"});
    let referring = json!({"allOf": [{"$ref": "#/components/schemas/E"}, {"example": example}], "example": example});
    let content = json!({"application/json; charset=utf-8": {"schema": referring}});
    let emitted = json!({"paths": {"/x": {"get": {"responses": {"404": {"description": "", "content": content}}}}}});
    assert_eq!(
        openapi31(emitted)["paths"]["/x"]["get"]["responses"]["404"]["content"],
        json!({"application/json": {"schema": {"$ref": "#/components/schemas/E"}, "example": {"detail": "gone"}}})
    );
}

#[test]
fn media_types_have_no_charset() {
    let operation = document()["paths"]["/rooms/{room_id}"]["post"].clone();
    let content = json!({"application/json": {"schema": {"$ref": "#/components/schemas/Room"}}});
    assert_eq!(operation["requestBody"]["content"], content);
    assert_eq!(operation["responses"]["200"]["content"], content);
}

#[test]
fn a_parameter_follows_the_rules_of_a_field_and_says_nothing_twice() {
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
fn what_is_deprecated_or_not_exploded_still_says_so() {
    let old = parameter("old");
    assert_eq!((&old["deprecated"], &old["explode"]), (&json!(true), &json!(false)));
}

#[test]
fn a_response_header_is_never_null() {
    let headers = document()["paths"]["/projects"]["get"]["responses"]["200"]["headers"].clone();
    assert_eq!(
        headers,
        json!({"LINK": {"required": true, "schema": {"type": "string", "title": "Link"}}})
    );
}

#[test]
fn the_validation_error_reads_as_the_contract_has_it() {
    let detail = json!({"type": "array", "items": {"$ref": "#/components/schemas/ValidationError"}, "title": "Detail"});
    assert_eq!(schema("HTTPValidationError")["properties"]["detail"], detail);
    let location =
        json!({"type": "array", "items": {"anyOf": [{"type": "string"}, {"type": "integer"}]}, "title": "Location"});
    let properties = schema("ValidationError")["properties"].clone();
    assert_eq!(properties["loc"], location);
    assert_eq!(properties["msg"]["title"], "Message");
    assert_eq!(properties["type"]["title"], "Error Type");
    assert_eq!(schema("Loc"), Value::Null, "its union has no schema of its own left");
}

#[test]
fn the_description_of_a_project_is_required_and_may_be_null() {
    let project = schema("ProjectResponse");
    assert_eq!(project["required"], json!(["name", "description"]));
    assert_eq!(
        project["properties"]["description"]["anyOf"],
        json!([{"type": "string"}, {"type": "null"}])
    );
}

#[test]
fn a_union_may_be_null_without_being_nested() {
    let union = json!({"type": "object", "anyOf": [{"type": "string"}, {"type": "integer", "format": "int64"}]});
    let expected = json!({"anyOf": [{"type": "string"}, {"type": "integer"}, {"type": "null"}], "title": "Field"});
    assert_eq!(after(&union), expected);
}

#[test]
fn objects_without_a_name_follow_the_same_rules() {
    let anonymous = json!({"type": "object", "properties": {"room_id": {"type": "integer", "format": "int64"}}});
    let nested = json!({"type": "array", "default": [], "items": anonymous});
    let expected = json!({"anyOf": [{"type": "integer"}, {"type": "null"}], "title": "Room Id"});
    assert_eq!(after(&nested)["items"]["properties"]["room_id"], expected);
}

#[test]
fn a_pass_over_its_own_result_changes_nothing() {
    let document = document();
    assert_eq!(openapi31(document.clone()), document);
}

#[test]
fn anything_that_is_no_document_passes_unharmed() {
    for other in [json!(null), json!([1]), json!("text")] {
        assert_eq!(openapi31(other.clone()), other);
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
