//! Turns the 3.0 document which poem-openapi emits into the 3.1 document which we publish.
//!
//! One pure pass over JSON. It changes how a thing is said, never what the operations are: those belong to the
//! dialects. The rules for schemas, and the table of fields they do not fit, are in `schema`.
//! Invariant: the order of paths, schemas and properties is kept, so the committed document changes only where
//! the API does.

mod schema;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::documents::matches;

use self::schema::{mend_anonymous, mend_component, mend_named};

/// The 3.1.0 form of a document that poem-openapi emitted as 3.0.0.
///
/// A field or parameter that is neither required nor has a default may be null. Numbers carry no width, bounds
/// that are whole are integers, everything named has a title, media types have no charset, examples sit where
/// 3.1 wants them, and only tags in use are listed.
#[must_use]
pub fn openapi31(mut document: Value) -> Value {
    inline_location(&mut document);
    restore_slashes(&mut document);
    let used: BTreeSet<String> = operations(&mut document)
        .flat_map(|operation| tags(operation))
        .collect();
    operations(&mut document).for_each(mend_operation);
    for (name, schema) in entries(document.pointer_mut("/components/schemas")) {
        mend_component(name, schema);
    }
    if let Some(root) = document.as_object_mut() {
        root.insert("openapi".to_owned(), json!("3.1.0"));
        root.insert("security".to_owned(), json!([]));
        root.retain(|key, value| key != "servers" || *value != json!([]));
        if let Some(listed) = root.get_mut("tags").and_then(Value::as_array_mut) {
            listed.retain(|tag| tag["name"].as_str().is_some_and(|name| used.contains(name)));
        }
    }
    document
}

/// Paths whose last slash poem-openapi drops, as it does behind a parameter; [`unslashed`] does the same to requests.
const SLASHED: [&str; 1] = ["/insight/{rec_id}"];

fn restore_slashes(document: &mut Value) {
    let Some(Value::Object(paths)) = document.get_mut("paths") else {
        return;
    };
    *paths = std::mem::take(paths)
        .into_iter()
        .map(|(path, item)| {
            let slash = if SLASHED.contains(&path.as_str()) { "/" } else { "" };
            (path + slash, item)
        })
        .collect();
}

/// The path of a request as the routes know it: without the slash that they cannot have at their end.
pub fn unslashed(path: &str) -> &str {
    let short = path.strip_suffix('/').unwrap_or(path);
    let known = SLASHED.iter().any(|template| matches(template, short));
    if known { short } else { path }
}

/// A union is always a named schema for poem-openapi; the contract writes that of `ValidationError.loc` in place.
fn inline_location(document: &mut Value) {
    let Some(items) = document.pointer_mut("/components/schemas/ValidationError/properties/loc/items") else {
        return;
    };
    let union = std::mem::replace(items, json!({"anyOf": [{"type": "string"}, {"type": "integer"}]}));
    let name = union["$ref"].as_str().and_then(|path| path.rsplit('/').next());
    let schemas = document
        .pointer_mut("/components/schemas")
        .and_then(Value::as_object_mut);
    if let (Some(name), Some(schemas)) = (name, schemas) {
        schemas.shift_remove(name);
    }
}

fn mend_operation(operation: &mut Value) {
    for parameter in elements(operation.get_mut("parameters")) {
        mend_parameter(parameter);
    }
    operation.pointer_mut("/requestBody/content").map(mend_content);
    for (_, response) in entries(operation.get_mut("responses")) {
        response.get_mut("content").map(mend_content);
        for (name, header) in entries(response.get_mut("headers")) {
            drop_noise(header);
            if let Some(schema) = header.get_mut("schema") {
                mend_named(name, true, schema);
            }
        }
    }
}

fn mend_parameter(parameter: &mut Value) {
    drop_noise(parameter);
    let name = parameter["name"].as_str().unwrap_or_default().to_owned();
    let required = parameter["required"] == true;
    if let Some(schema) = parameter.get_mut("schema") {
        mend_named(&name, required, schema);
    }
}

/// `deprecated` and `explode` are always printed, also when they say what holds anyway.
fn drop_noise(described: &mut Value) {
    if let Some(described) = described.as_object_mut() {
        described.retain(|key, value| !(key == "deprecated" && *value == false || key == "explode" && *value == true));
    }
}

/// Mends the body of each media type, and its name.
fn mend_content(content: &mut Value) {
    let Value::Object(content) = content else { return };
    let mended = std::mem::take(content).into_iter().map(|(media_type, mut body)| {
        mend_body(&mut body);
        (media_type.split(';').next().unwrap_or_default().trim().to_owned(), body)
    });
    *content = mended.collect();
}

/// Mends the schema of a body; its example moves to the media type, where every reader of the document looks.
fn mend_body(body: &mut Value) {
    let Some(body) = body.as_object_mut() else { return };
    let Some(schema) = body.get_mut("schema") else { return };
    mend_anonymous(schema);
    let examples = schema
        .as_object_mut()
        .and_then(|schema| schema.shift_remove("examples"));
    if let Some(example) = examples.and_then(|examples| examples.get(0).cloned()) {
        body.insert("example".to_owned(), example);
    }
}

fn operations(document: &mut Value) -> impl Iterator<Item = &mut Value> {
    entries(document.get_mut("paths"))
        .flat_map(|(_, path)| entries(Some(path)))
        .map(|(_, operation)| operation)
}

fn tags(operation: &Value) -> Vec<String> {
    let tags = operation["tags"].as_array().into_iter().flatten();
    tags.filter_map(|tag| tag.as_str().map(str::to_owned)).collect()
}

fn entries(object: Option<&mut Value>) -> impl Iterator<Item = (&String, &mut Value)> {
    object.and_then(Value::as_object_mut).into_iter().flatten()
}

fn elements(array: Option<&mut Value>) -> impl Iterator<Item = &mut Value> {
    array.and_then(Value::as_array_mut).into_iter().flatten()
}
