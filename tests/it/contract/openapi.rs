//! Reads the facts of a contract from an `OpenAPI` 3.1 document.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::facts::{Contract, Field, Limit, Operation, Schema};

const METHODS: [&str; 7] = ["get", "put", "post", "patch", "delete", "head", "options"];
const LIMITS: [&str; 9] = [
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "pattern",
];

/// All facts of a document. Every operation counts as delivered.
pub fn contract(document: &Value) -> Contract {
    let mut operations = BTreeMap::new();
    for (path, item) in entries(&document["paths"]) {
        for (method, found) in entries(item).filter(|(method, _)| METHODS.contains(&method.as_str())) {
            operations.insert(
                format!("{} {path}", method.to_uppercase()),
                operation(document, item, found),
            );
        }
    }
    let schemas = entries(&document["components"]["schemas"]);
    Contract {
        operations,
        schemas: schemas.map(|(name, found)| (name.clone(), schema(found))).collect(),
    }
}

fn operation(document: &Value, item: &Value, operation: &Value) -> Operation {
    let parameters = elements(&item["parameters"]).chain(elements(&operation["parameters"]));
    let answers = entries(&operation["responses"]);
    Operation {
        id: text(&operation["operationId"]),
        tags: elements(&operation["tags"]).map(text).collect(),
        security: security(document, operation),
        parameters: parameters.map(parameter).collect(),
        body: operation
            .get("requestBody")
            .map(|body| field(json_of(body), body["required"] == true)),
        answers: answers
            .map(|(status, answer)| (status.clone(), kind(json_of(answer))))
            .collect(),
        delivered: true,
    }
}

/// The alternatives of which a caller needs one, each with its schemes.
fn security(document: &Value, operation: &Value) -> BTreeSet<String> {
    let required = operation.get("security").unwrap_or(&document["security"]);
    let schemes = &document["components"]["securitySchemes"];
    let described = |name: &String| {
        format!(
            "{name}: {} {}",
            text(&schemes[name]["type"]),
            text(&schemes[name]["scheme"])
        )
    };
    let alternatives = elements(required).map(|alternative| {
        let needed: Vec<String> = entries(alternative).map(|(name, _)| described(name)).collect();
        if needed.is_empty() {
            "none".to_owned()
        } else {
            needed.join(" and ")
        }
    });
    let alternatives: BTreeSet<String> = alternatives.collect();
    if alternatives.is_empty() {
        BTreeSet::from(["none".to_owned()])
    } else {
        alternatives
    }
}

fn parameter(parameter: &Value) -> (String, Field) {
    let (place, name) = (text(&parameter["in"]), text(&parameter["name"]));
    // Header names are case-insensitive.
    let name = if place == "header" { name.to_lowercase() } else { name };
    (
        format!("{place} {name}"),
        field(&parameter["schema"], parameter["required"] == true),
    )
}

fn schema(schema: &Value) -> Schema {
    if schema.get("properties").is_none() {
        return Schema::Other(kind(schema));
    }
    let required: Vec<String> = elements(&schema["required"]).map(text).collect();
    let fields = entries(&schema["properties"]);
    Schema::Object(
        fields
            .map(|(name, found)| (name.clone(), field(found, required.contains(name))))
            .collect(),
    )
}

fn field(schema: &Value, required: bool) -> Field {
    let (nullable, plain) = without_null(schema);
    let limit = |keyword: &str| plain.get(keyword).or_else(|| schema.get(keyword)).cloned();
    let limits = LIMITS
        .iter()
        .filter_map(|keyword| limit(keyword).map(|value| ((*keyword).to_owned(), Limit { value, prose: false })));
    Field {
        required,
        kind: kind(&plain),
        nullable,
        default: schema.get("default").cloned(),
        limits: limits.collect(),
    }
}

/// Whether null is one of the alternatives, and the schema of the others.
fn without_null(schema: &Value) -> (bool, Value) {
    let Some(variants) = schema["anyOf"].as_array() else {
        return (false, schema.clone());
    };
    let others: Vec<Value> = variants
        .iter()
        .filter(|variant| variant["type"] != "null")
        .cloned()
        .collect();
    let nullable = others.len() < variants.len();
    match others.as_slice() {
        [only] => (nullable, only.clone()),
        _ => (
            nullable,
            Map::from_iter([("anyOf".to_owned(), Value::Array(others))]).into(),
        ),
    }
}

/// The type of a schema in the notation of the statement.
fn kind(schema: &Value) -> String {
    if let Some(path) = schema["$ref"].as_str() {
        return path.rsplit('/').next().unwrap_or(path).to_owned();
    }
    if let Some(values) = schema["enum"].as_array() {
        return format!("one of {}", values.iter().map(text).collect::<Vec<_>>().join(", "));
    }
    if let Some(variants) = schema["anyOf"].as_array() {
        let kinds: BTreeSet<String> = variants.iter().map(kind).collect();
        return kinds.into_iter().collect::<Vec<_>>().join(" or ");
    }
    match (schema["type"].as_str(), schema["format"].as_str()) {
        (Some("array"), _) => format!("list of {}", kind(&schema["items"])),
        (Some("object"), _) if schema["additionalProperties"].is_object() => {
            format!("map of {}", kind(&schema["additionalProperties"]))
        }
        (Some("string"), Some(format)) => format.to_owned(),
        // The width of a number only helps generators of clients.
        (Some(other), _) => other.to_owned(),
        (None, _) => "any".to_owned(),
    }
}

fn json_of(body: &Value) -> &Value {
    &body["content"]["application/json"]["schema"]
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn entries(object: &Value) -> impl Iterator<Item = (&String, &Value)> {
    object.as_object().into_iter().flatten()
}

fn elements(array: &Value) -> impl Iterator<Item = &Value> {
    array.as_array().into_iter().flatten()
}
