//! The operations that ElizaOS documents, "create a room" and "get room memories", are in our document with every
//! property, parameter and status. The constants below restate them in our own words.

use super::document;
use serde_json::{Value, json};

/// An operation as the original document describes it.
struct Promise {
    path: &'static str,
    method: &'static str,
    operation_id: &'static str,
    parameters: &'static [(&'static str, &'static str, &'static str)],
    request: &'static [&'static str],
    statuses: &'static [&'static str],
    /// The schema inside the envelope, with its properties.
    data: (&'static str, &'static [(&'static str, &'static str)]),
}

const CREATE_A_ROOM: Promise = Promise {
    path: "/api/agents/{agentId}/rooms",
    method: "post",
    operation_id: "createRoom",
    parameters: &[("agentId", "path", "string")],
    request: &["name", "worldId", "roomId", "entityId"],
    statuses: &["201", "400", "404", "500"],
    data: (
        "Room",
        &[
            ("id", "string"),
            ("name", "string"),
            ("source", "string"),
            ("worldId", "string"),
            ("entities", "array"),
        ],
    ),
};

const GET_ROOM_MEMORIES: Promise = Promise {
    path: "/api/agents/{agentId}/rooms/{roomId}/memories",
    method: "get",
    operation_id: "getRoomMemories",
    parameters: &[
        ("agentId", "path", "string"),
        ("roomId", "path", "string"),
        ("count", "query", "integer"),
        ("unique", "query", "boolean"),
        ("start", "query", "integer"),
        ("end", "query", "integer"),
    ],
    request: &[],
    statuses: &["200", "400", "404", "500"],
    data: (
        "Memory",
        &[
            ("id", "string"),
            ("entityId", "string"),
            ("agentId", "string"),
            ("roomId", "string"),
            ("createdAt", "integer"),
            ("content", "object"),
        ],
    ),
};

const CONTENT: [(&str, &str); 6] = [
    ("text", "string"),
    ("thought", "string"),
    ("plan", "string"),
    ("actions", "array"),
    ("source", "string"),
    ("inReplyTo", "string"),
];

/// A schema with references resolved; of a nullable schema, the alternative that is not null.
fn resolved<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    if let Some(name) = schema["$ref"].as_str() {
        return resolved(
            document,
            document.pointer(&name[1..]).expect("references lead somewhere"),
        );
    }
    let alternatives = schema["anyOf"].as_array().into_iter().flatten();
    let mut given = alternatives.filter(|one| one["type"] != "null");
    given.next().map_or(schema, |one| resolved(document, one))
}

fn assert_has(document: &Value, schema: &Value, properties: &[(&str, &str)]) {
    for (name, kind) in properties {
        let property = resolved(document, &schema["properties"][name]);
        assert_eq!(property["type"], *kind, "{name} in {schema}");
    }
}

fn assert_kept(document: &Value, promise: &Promise) {
    let operation = &document["paths"][promise.path][promise.method];
    assert_eq!(operation["operationId"], promise.operation_id);
    for (name, place, kind) in promise.parameters {
        let parameters = operation["parameters"].as_array().expect("there are parameters");
        let found = parameters
            .iter()
            .find(|one| one["name"] == *name && one["in"] == *place);
        let found = found.unwrap_or_else(|| panic!("{name} is no parameter of {}", promise.operation_id));
        assert_eq!(resolved(document, &found["schema"])["type"], *kind, "{name}");
    }
    let request = resolved(
        document,
        &operation["requestBody"]["content"]["application/json"]["schema"],
    );
    for name in promise.request {
        assert_eq!(
            resolved(document, &request["properties"][name])["type"],
            "string",
            "{name}"
        );
    }
    for status in promise.statuses {
        let media = &operation["responses"][status]["content"]["application/json"];
        let body = resolved(document, &media["schema"]);
        assert_eq!(body["properties"]["success"]["type"], "boolean", "{status}");
        if status.starts_with('2') {
            assert!(body["properties"].get("data").is_some(), "{status}");
        } else {
            let error = resolved(document, &body["properties"]["error"]);
            assert_has(
                document,
                error,
                &[("code", "string"), ("message", "string"), ("details", "string")],
            );
        }
    }
    let (name, properties) = promise.data;
    assert_has(document, &document["components"]["schemas"][name], properties);
}

#[test]
fn the_operations_documented_by_elizaos_have_all_their_parameters_and_fields() {
    let document = document("agents");
    for promise in [CREATE_A_ROOM, GET_ROOM_MEMORIES] {
        assert_kept(&document, &promise);
    }
    let create = &document["paths"][CREATE_A_ROOM.path]["post"]["requestBody"]["content"]["application/json"];
    assert_eq!(resolved(&document, &create["schema"]).get("required"), None);
    let content = &document["components"]["schemas"]["Content"];
    assert_has(&document, content, &CONTENT);
    let room = &document["components"]["schemas"]["Room"]["properties"];
    let entity = resolved(&document, &resolved(&document, &room["entities"])["items"]);
    assert_has(&document, entity, &[("id", "string"), ("name", "string")]);
}

#[test]
fn the_memories_of_a_room_are_an_array_as_documented_and_a_list_at_the_address_of_the_client() {
    let document = document("agents");
    let data = |path: &str| {
        let media = &document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"];
        resolved(&document, &resolved(&document, &media["schema"])["properties"]["data"]).clone()
    };
    let memory = json!({ "$ref": "#/components/schemas/Memory" });
    let documented = data(GET_ROOM_MEMORIES.path);
    assert_eq!((&documented["type"], &documented["items"]), (&json!("array"), &memory));
    let of_client = data("/api/memory/{agentId}/rooms/{roomId}/memories");
    assert_eq!(of_client["properties"]["memories"]["items"], memory);
    let create = &document["paths"]["/api/memory/{agentId}/rooms"]["post"]["requestBody"]["content"];
    let request = resolved(&document, &create["application/json"]["schema"]);
    assert_eq!(request["required"], json!(["name"]));
}

#[test]
fn the_defaults_documented_by_elizaos_are_ours() {
    let document = document("agents");
    let operation = &document["paths"][GET_ROOM_MEMORIES.path]["get"];
    let default = |name: &str| {
        let parameters = operation["parameters"].as_array().unwrap();
        parameters.iter().find(|one| one["name"] == name).unwrap()["schema"]["default"].clone()
    };
    assert_eq!(default("count"), 50);
    assert_eq!(default("unique"), true);
}

#[test]
fn mindforge_rooms_participants_and_transcript_entries_have_all_their_fields() {
    let document = document("voice-rooms");
    let fields = |schema: &str| -> Vec<String> {
        let properties = document["components"]["schemas"][schema]["properties"].as_object();
        properties.expect("the schema is there").keys().cloned().collect()
    };
    assert_eq!(
        fields("Room"),
        [
            "id",
            "createdAt",
            "projectId",
            "name",
            "mode",
            "scenePrompt",
            "endedAt",
            "participants"
        ]
    );
    assert_eq!(
        fields("Participant"),
        [
            "id",
            "createdAt",
            "roomId",
            "characterId",
            "conversationId",
            "livekitIdentity",
            "leftAt"
        ]
    );
    assert_eq!(
        fields("TranscriptEntry"),
        ["id", "createdAt", "roomId", "speakerType", "characterId", "content"]
    );
}
