//! Converts the OpenAPI 3.0 document that poem-openapi generates into the OpenAPI 3.1 document that is published.
//!
//! A pure function over JSON. It changes how the document is written, never which operations it describes. The order of
//! paths, schemas and properties is kept, so a committed document changes only where the API does. The rules for schemas
//! are in `schema`.

mod schema;
#[cfg(test)]
mod tests;

use self::schema::{convert_anonymous, convert_component, convert_field, exceptions_of};
use crate::api::dialect::Exceptions;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Converts a document from OpenAPI 3.0.0, as poem-openapi generates it, to OpenAPI 3.1.0.
///
/// Fields and parameters that are neither required nor have a default become nullable. Numbers keep only a width of 64
/// bits, and whole bounds become integers. Everything named gets a title, and examples move to where 3.1 expects them.
/// Parameters that are declared as an object are listed one by one.
#[must_use]
pub fn to_openapi_3_1(mut document: Value, exceptions: Exceptions) -> Value {
    list_parameters(&mut document);
    operations(&mut document).for_each(|operation| convert_operation(operation, exceptions));
    for (name, schema) in entries(document.pointer_mut("/components/schemas")) {
        convert_component(name, schema, exceptions);
    }
    if let Some(root) = document.as_object_mut() {
        root.insert("openapi".to_owned(), json!("3.1.0"));
        root.insert("security".to_owned(), json!([]));
        root.retain(|key, value| key != "servers" || *value != json!([]));
    }
    document
}

/// Replaces a parameter whose schema is an object's by one parameter for each property of the object.
fn list_parameters(document: &mut Value) {
    let schemas = document["components"]["schemas"].clone();
    let mut listed = BTreeSet::new();
    for operation in operations(document) {
        let Some(parameters) = operation.get_mut("parameters").and_then(Value::as_array_mut) else {
            continue;
        };
        let all = std::mem::take(parameters).into_iter().flat_map(|parameter| {
            let name = parameter["schema"]["$ref"]
                .as_str()
                .and_then(|path| path.rsplit('/').next());
            match name.filter(|name| schemas[name]["type"] == "object") {
                Some(name) => {
                    listed.insert(name.to_owned());
                    properties_as_parameters(&schemas[name], &parameter["in"])
                }
                None => vec![parameter],
            }
        });
        *parameters = all.collect();
    }
    if let Some(schemas) = document
        .pointer_mut("/components/schemas")
        .and_then(Value::as_object_mut)
    {
        schemas.retain(|name, _| !listed.contains(name));
    }
}

fn properties_as_parameters(schema: &Value, place: &Value) -> Vec<Value> {
    let is_required = |name: &str| {
        schema["required"]
            .as_array()
            .is_some_and(|all| all.contains(&json!(name)))
    };
    let parameter = |(name, property): (&String, &Value)| {
        let mut schema = property.clone();
        let description = schema
            .as_object_mut()
            .and_then(|schema| schema.shift_remove("description"));
        json!({
            "name": name, "schema": schema, "in": place, "description": description, "required": is_required(name),
        })
    };
    schema["properties"]
        .as_object()
        .into_iter()
        .flatten()
        .map(parameter)
        .collect()
}

fn convert_operation(operation: &mut Value, exceptions: Exceptions) {
    let id = operation["operationId"].as_str().unwrap_or_default().to_owned();
    for parameter in elements(operation.get_mut("parameters")) {
        convert_parameter(parameter, &id, exceptions);
    }
    convert_content(operation.pointer_mut("/requestBody/content"));
    for (_, response) in entries(operation.get_mut("responses")) {
        convert_content(response.get_mut("content"));
        for (name, header) in entries(response.get_mut("headers")) {
            drop_defaults(header);
            if let Some(schema) = header.get_mut("schema") {
                convert_field(name, true, &[], schema);
            }
        }
    }
}

fn convert_parameter(parameter: &mut Value, operation: &str, exceptions: Exceptions) {
    drop_defaults(parameter);
    let name = parameter["name"].as_str().unwrap_or_default().to_owned();
    let required = parameter["required"] == true;
    if let Some(schema) = parameter.get_mut("schema") {
        convert_field(&name, required, &exceptions_of(operation, &name, exceptions), schema);
    }
}

/// Drops `deprecated` and `explode` where they state the default.
fn drop_defaults(element: &mut Value) {
    if let Some(element) = element.as_object_mut() {
        element.retain(|key, value| !(key == "deprecated" && *value == false || key == "explode" && *value == true));
    }
}

/// Converts the schema of each body, and moves its example to the media type, where all tools look for it.
fn convert_content(content: Option<&mut Value>) {
    for (_, body) in entries(content) {
        let Some(schema) = body.get_mut("schema") else { continue };
        convert_anonymous(schema);
        let examples = schema
            .as_object_mut()
            .and_then(|schema| schema.shift_remove("examples"));
        if let Some(example) = examples.and_then(|examples| examples.get(0).cloned()) {
            body["example"] = example;
        }
    }
}

fn operations(document: &mut Value) -> impl Iterator<Item = &mut Value> {
    let paths = entries(document.get_mut("paths"));
    paths.flat_map(|(_, path)| entries(Some(path)).map(|(_, operation)| operation))
}

fn entries(object: Option<&mut Value>) -> impl Iterator<Item = (&String, &mut Value)> {
    object.and_then(Value::as_object_mut).into_iter().flatten()
}

fn elements(array: Option<&mut Value>) -> impl Iterator<Item = &mut Value> {
    array.and_then(Value::as_array_mut).into_iter().flatten()
}
