//! The rules by which a schema of 3.0 becomes one of 3.1, and the fields they do not fit.
//!
//! What the general rules get wrong for a single field stands in [`EXCEPTIONS`] and nowhere else.

use serde_json::{Map, Value, json};

use super::{elements, entries};

/// What is said about a value rather than demanded of it: it stays outside when a schema is widened by null.
const ANNOTATIONS: [&str; 7] = [
    "title",
    "description",
    "default",
    "deprecated",
    "examples",
    "readOnly",
    "writeOnly",
];

/// The fields which the general rules would get wrong: schema, field, what holds instead.
const EXCEPTIONS: [(&str, &str, Exception); 5] = [
    ("HTTPValidationError", "detail", Exception::NeverNull),
    ("ProjectResponse", "description", Exception::AlwaysPresent),
    ("ValidationError", "loc", Exception::Titled("Location")),
    ("ValidationError", "msg", Exception::Titled("Message")),
    ("ValidationError", "type", Exception::Titled("Error Type")),
];

/// More fields that are required and yet may be null.
const ALWAYS_PRESENT: [(&str, &[&str]); 6] = [
    (
        "RecordItem",
        &["participants_count", "respondents_count", "respondent_names"],
    ),
    (
        "DetailedReportResponse",
        &["setup", "profile", "insights", "jtbd", "recommendations"],
    ),
    (
        "DefinedContext",
        &[
            "language",
            "report_language",
            "participant_count",
            "respondent_count",
            "goals",
            "notes",
            "guide",
            "custom_prompt",
        ],
    ),
    (
        "GeneralProfileInfo",
        &["professional_experience", "current_role", "description"],
    ),
    (
        "Job",
        &[
            "job_story_when",
            "job_story_want",
            "job_story_so_that",
            "dominant_solution",
            "problems_with_current_solution",
            "emotions",
        ],
    ),
    ("Solution", &["prefix_text"]),
];

#[derive(Clone, Copy, PartialEq)]
enum Exception {
    /// May be absent, but is not null when present.
    NeverNull,
    /// Is required and yet may be null, which an `Option` alone cannot say.
    AlwaysPresent,
    /// Has a title which is not its name.
    Titled(&'static str),
}

/// Mends a schema which has a name, and so may have exceptions.
pub(super) fn mend_component(name: &str, schema: &mut Value) {
    mend_schema(schema);
    let Some(schema) = schema.as_object_mut() else { return };
    schema.entry("title").or_insert_with(|| json!(name));
    mend_properties(name, schema);
}

/// Mends a schema and what it is made of, but for its properties: their rules need the name of their schema.
fn mend_schema(schema: &mut Value) {
    let Some(schema) = schema.as_object_mut() else { return };
    unwrap_reference(schema);
    mend_numbers(schema);
    if schema.contains_key("anyOf") || schema.contains_key("oneOf") {
        // Unions are emitted as objects, also those of plain values, which nothing could satisfy.
        schema.shift_remove("type");
    }
    if let Some(example) = schema.shift_remove("example") {
        schema.insert("examples".to_owned(), json!([example]));
    }
    for keyword in ["items", "additionalProperties"] {
        schema.get_mut(keyword).into_iter().for_each(mend_anonymous);
    }
    for keyword in ["allOf", "anyOf", "oneOf"] {
        elements(schema.get_mut(keyword)).for_each(mend_anonymous);
    }
    if schema.shift_remove("nullable") == Some(Value::Bool(true)) {
        allow_null(schema);
    }
}

/// Mends a schema written in place, with its properties.
pub(super) fn mend_anonymous(schema: &mut Value) {
    mend_schema(schema);
    if let Some(schema) = schema.as_object_mut() {
        mend_properties("", schema);
    }
}

/// A reference with anything beside it comes as `{allOf: [{$ref}, {x}], x}`; 3.1 allows `{$ref, x}`.
fn unwrap_reference(schema: &mut Map<String, Value>) {
    let Some([reference, beside]) = schema.get("allOf").and_then(Value::as_array).map(Vec::as_slice) else {
        return;
    };
    let repeated = beside
        .as_object()
        .is_some_and(|beside| beside.iter().all(|(key, value)| schema.get(key) == Some(value)));
    if let (Some(target), true) = (reference.get("$ref").cloned(), repeated) {
        schema.shift_remove("allOf");
        schema.shift_insert(0, "$ref".to_owned(), target);
    }
}

/// Drops the width of numbers, writes whole bounds as integers and an exclusive bound as the bound itself.
fn mend_numbers(schema: &mut Map<String, Value>) {
    if matches!(schema.get("type").and_then(Value::as_str), Some("integer" | "number")) {
        schema.shift_remove("format");
    }
    for bound in ["minimum", "maximum", "multipleOf"] {
        if let Some(value) = schema.get_mut(bound) {
            *value = whole(value);
        }
    }
    for (bound, exclusive) in [("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")] {
        if schema.get(exclusive).is_some_and(Value::is_boolean)
            && schema.shift_remove(exclusive) == Some(Value::Bool(true))
            && let Some(value) = schema.shift_remove(bound)
        {
            schema.insert(exclusive.to_owned(), value);
        }
    }
}

/// `100.0` as `100`; anything else as it is.
fn whole(number: &Value) -> Value {
    let digits = number
        .as_f64()
        .filter(|number| number.fract() == 0.0)
        .map(|number| format!("{number:.0}"));
    digits
        .and_then(|digits| digits.parse::<i64>().ok())
        .map_or_else(|| number.clone(), Value::from)
}

fn mend_properties(object: &str, schema: &mut Map<String, Value>) {
    let mut required: Vec<String> = elements(schema.get_mut("required"))
        .filter_map(|name| name.as_str().map(str::to_owned))
        .collect();
    for (name, property) in entries(schema.get_mut("properties")) {
        let exception = exception(object, name);
        mend_field(name, required.contains(name), exception, property);
        if exception == Some(Exception::AlwaysPresent) && !required.contains(name) {
            required.push(name.clone());
        }
    }
    if !required.is_empty() {
        schema.insert("required".to_owned(), json!(required));
    }
}

fn exception(object: &str, field: &str) -> Option<Exception> {
    let always = |(schema, names): &(&str, &[&str])| *schema == object && names.contains(&field);
    if ALWAYS_PRESENT.iter().any(always) {
        return Some(Exception::AlwaysPresent);
    }
    EXCEPTIONS
        .iter()
        .find(|(schema, name, _)| (*schema, *name) == (object, field))
        .map(|(_, _, exception)| *exception)
}

/// Mends the schema of a parameter or a header.
pub(super) fn mend_named(name: &str, required: bool, schema: &mut Value) {
    mend_field(name, required, None, schema);
}

fn mend_field(name: &str, required: bool, exception: Option<Exception>, schema: &mut Value) {
    mend_anonymous(schema);
    let Some(schema) = schema.as_object_mut() else { return };
    if schema.get("default").is_some_and(Value::is_null) {
        schema.shift_remove("default");
    }
    if !required && !schema.contains_key("default") && exception != Some(Exception::NeverNull) {
        allow_null(schema);
    }
    let refers =
        schema.contains_key("$ref") || elements(schema.get_mut("anyOf")).any(|variant| variant.get("$ref").is_some());
    if let Some(Exception::Titled(title)) = exception {
        schema.insert("title".to_owned(), json!(title));
    } else if !refers {
        schema.insert("title".to_owned(), json!(title_case(name)));
    }
}

/// Widens a schema by null. One that demands nothing accepts null already.
fn allow_null(schema: &mut Map<String, Value>) {
    let (annotations, demands): (Map<_, _>, Map<_, _>) = std::mem::take(schema)
        .into_iter()
        .partition(|(keyword, _)| ANNOTATIONS.contains(&keyword.as_str()));
    let null = json!({"type": "null"});
    let variants = match demands.get("anyOf").and_then(Value::as_array) {
        Some(variants) if variants.contains(&null) => variants.clone(),
        Some(variants) if demands.len() == 1 => [variants.as_slice(), &[null]].concat(),
        _ => vec![Value::Object(demands.clone()), null],
    };
    if !demands.is_empty() {
        schema.insert("anyOf".to_owned(), json!(variants));
    }
    schema.extend(annotations);
}

/// `project_id` as `Project Id`, `x-agent-secret` as `X-Agent-Secret`.
pub(super) fn title_case(name: &str) -> String {
    let mut inside = false;
    let letters = name.chars().map(|letter| {
        let cased = if inside {
            letter.to_ascii_lowercase()
        } else {
            letter.to_ascii_uppercase()
        };
        inside = letter.is_alphabetic();
        if cased == '_' { ' ' } else { cased }
    });
    letters.collect()
}
