//! The rules by which a schema of OpenAPI 3.0 becomes one of 3.1.

use super::{elements, entries};
use crate::api::dialect::{Exception, Exceptions};
use serde_json::{Map, Value, json};

/// Keywords that annotate a value rather than constrain it. They stay outside of `anyOf` when a schema becomes nullable.
const ANNOTATIONS: [&str; 7] = [
    "title",
    "description",
    "default",
    "deprecated",
    "examples",
    "readOnly",
    "writeOnly",
];

/// Converts a named schema, whose fields may have exceptions.
pub(super) fn convert_component(name: &str, schema: &mut Value, exceptions: Exceptions) {
    convert_schema(schema);
    let Some(schema) = schema.as_object_mut() else { return };
    schema.entry("title").or_insert_with(|| json!(name));
    convert_properties(schema, |field| exceptions_of(name, field, exceptions));
}

/// The rules for a field of a schema, or for a parameter of an operation.
pub(super) fn exceptions_of(owner: &str, field: &str, exceptions: Exceptions) -> Vec<Exception> {
    let exceptions = exceptions.iter();
    exceptions
        .filter(|(name, fields, _)| *name == owner && fields.contains(&field))
        .map(|(_, _, exception)| *exception)
        .collect()
}

/// Converts a schema and its parts except its properties, whose exceptions need the schema's name.
fn convert_schema(schema: &mut Value) {
    let Some(schema) = schema.as_object_mut() else { return };
    unwrap_reference(schema);
    convert_numbers(schema);
    if schema.contains_key("anyOf") || schema.contains_key("oneOf") {
        // poem-openapi gives all unions the type `object`, which no plain value would satisfy.
        schema.shift_remove("type");
    }
    if let Some(example) = schema.shift_remove("example") {
        schema.insert("examples".to_owned(), json!([example]));
    }
    for keyword in ["items", "additionalProperties"] {
        schema.get_mut(keyword).into_iter().for_each(convert_anonymous);
    }
    for keyword in ["allOf", "anyOf", "oneOf"] {
        elements(schema.get_mut(keyword)).for_each(convert_anonymous);
    }
}

/// Converts a schema without a name.
pub(super) fn convert_anonymous(schema: &mut Value) {
    convert_schema(schema);
    if let Some(schema) = schema.as_object_mut() {
        convert_properties(schema, |_| Vec::new());
    }
}

/// Writes `{allOf: [{$ref}, {x}], x}` as `{$ref, x}`, which 3.1 allows.
fn unwrap_reference(schema: &mut Map<String, Value>) {
    let Some([reference, siblings]) = schema.get("allOf").and_then(Value::as_array).map(Vec::as_slice) else {
        return;
    };
    let repeated = siblings
        .as_object()
        .is_some_and(|siblings| siblings.iter().all(|(key, value)| schema.get(key) == Some(value)));
    if let (Some(target), true) = (reference.get("$ref").cloned(), repeated) {
        schema.shift_remove("allOf");
        schema.shift_insert(0, "$ref".to_owned(), target);
    }
}

/// Keeps the width of numbers that need 64 bits, which generators otherwise make 32 bits wide; drops all other widths.
/// Writes whole bounds as integers.
fn convert_numbers(schema: &mut Map<String, Value>) {
    let is_number = matches!(schema.get("type").and_then(Value::as_str), Some("integer" | "number"));
    let is_wide = matches!(schema.get("format").and_then(Value::as_str), Some("int64" | "double"));
    if is_number && !is_wide {
        schema.shift_remove("format");
    }
    for bound in ["minimum", "maximum"] {
        if let Some(value) = schema.get_mut(bound) {
            *value = whole(value);
        }
    }
}

/// Returns `100.0` as `100`, and everything else unchanged.
fn whole(number: &Value) -> Value {
    let text = number.to_string();
    let digits = text.strip_suffix(".0").and_then(|digits| digits.parse::<i64>().ok());
    digits.map_or_else(|| number.clone(), Value::from)
}

fn convert_properties(schema: &mut Map<String, Value>, exceptions_of: impl Fn(&str) -> Vec<Exception>) {
    let mut required: Vec<String> = elements(schema.get_mut("required"))
        .filter_map(|name| name.as_str().map(str::to_owned))
        .collect();
    for (name, property) in entries(schema.get_mut("properties")) {
        let exceptions = exceptions_of(name);
        convert_field(name, required.contains(name), &exceptions, property);
        let is_required = exceptions
            .iter()
            .any(|exception| matches!(exception, Exception::AlwaysPresent | Exception::Required));
        if is_required && !required.contains(name) {
            required.push(name.clone());
        }
    }
    if !required.is_empty() {
        schema.insert("required".to_owned(), json!(required));
    }
}

/// Converts the schema of a field, a parameter or a header.
pub(super) fn convert_field(name: &str, required: bool, exceptions: &[Exception], schema: &mut Value) {
    convert_anonymous(schema);
    let Some(schema) = schema.as_object_mut() else { return };
    for exception in exceptions {
        if let Exception::Restricted(restrictions) = exception {
            restrict(schema, &restrictions());
        }
    }
    let is_never_null = exceptions
        .iter()
        .any(|exception| matches!(exception, Exception::NeverNull | Exception::Required));
    if !required && !schema.contains_key("default") && !is_never_null {
        allow_null(schema);
    }
    let is_reference =
        schema.contains_key("$ref") || elements(schema.get_mut("anyOf")).any(|variant| variant.get("$ref").is_some());
    let mut titles = exceptions.iter().filter_map(|exception| match exception {
        Exception::Titled(title) => Some(*title),
        _ => None,
    });
    if let Some(title) = titles.next() {
        schema.insert("title".to_owned(), json!(title));
    } else if !is_reference {
        schema.insert("title".to_owned(), json!(title_case(name)));
    }
}

/// Adds keywords to a schema, or to the alternative that is not null.
fn restrict(schema: &mut Map<String, Value>, restrictions: &Value) {
    let alternative = schema
        .get_mut("anyOf")
        .and_then(Value::as_array_mut)
        .and_then(|variants| variants.iter_mut().find(|variant| variant["type"] != "null"))
        .and_then(Value::as_object_mut);
    let target = match alternative {
        Some(alternative) => alternative,
        None => schema,
    };
    target.extend(restrictions.as_object().cloned().unwrap_or_default());
}

/// Makes a schema nullable. A schema without constraints accepts null already.
fn allow_null(schema: &mut Map<String, Value>) {
    let (annotations, constraints): (Map<_, _>, Map<_, _>) = std::mem::take(schema)
        .into_iter()
        .partition(|(keyword, _)| ANNOTATIONS.contains(&keyword.as_str()));
    let null = json!({"type": "null"});
    let variants = match constraints.get("anyOf").and_then(Value::as_array) {
        Some(variants) if variants.contains(&null) => variants.clone(),
        Some(variants) if constraints.len() == 1 => [variants.as_slice(), &[null]].concat(),
        _ => vec![Value::Object(constraints.clone()), null],
    };
    if !constraints.is_empty() {
        schema.insert("anyOf".to_owned(), json!(variants));
    }
    schema.extend(annotations);
}

/// Writes `project_id` as `Project Id` and `x-agent-secret` as `X-Agent-Secret`.
pub(super) fn title_case(name: &str) -> String {
    let mut in_word = false;
    let letters = name.chars().map(|letter| {
        let cased = if in_word {
            letter.to_ascii_lowercase()
        } else {
            letter.to_ascii_uppercase()
        };
        in_word = letter.is_alphabetic();
        if cased == '_' { ' ' } else { cased }
    });
    letters.collect()
}
