//! Reads the facts of a contract from our own notation, which `tests/contract/aseed.toml` explains.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::facts::{Contract, Field, Limit, Operation, Schema};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stated {
    operations: BTreeMap<String, StatedOperation>,
    schemas: BTreeMap<String, StatedSchema>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StatedOperation {
    id: String,
    tag: Option<String>,
    #[serde(default)]
    bearer: bool,
    body: Option<String>,
    answer: String,
    #[serde(default)]
    invalid: bool,
    #[serde(default)]
    delivered: bool,
    #[serde(default)]
    parameters: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum StatedSchema {
    Object(BTreeMap<String, String>),
    Other(String),
}

/// The outside contract of the interviews dialect.
pub fn aseed() -> Contract {
    parse(include_str!("../../contract/aseed.toml"))
}

pub fn parse(text: &str) -> Contract {
    let stated: Stated = toml::from_str(text).unwrap();
    Contract {
        operations: stated
            .operations
            .into_iter()
            .map(|(call, stated)| (call, operation(stated)))
            .collect(),
        schemas: stated
            .schemas
            .into_iter()
            .map(|(name, stated)| (name, schema(stated)))
            .collect(),
    }
}

fn operation(stated: StatedOperation) -> Operation {
    let mut answers = BTreeMap::from([("200".to_owned(), stated.answer)]);
    if stated.invalid {
        answers.insert("422".to_owned(), "HTTPValidationError".to_owned());
    }
    let security = if stated.bearer {
        "HTTPBearer: http bearer"
    } else {
        "none"
    };
    Operation {
        id: stated.id,
        tags: stated.tag.into_iter().collect(),
        security: BTreeSet::from([security.to_owned()]),
        parameters: stated
            .parameters
            .iter()
            .map(|(name, text)| parameter(name, text))
            .collect(),
        body: stated.body.as_deref().map(field),
        answers,
        delivered: stated.delivered,
    }
}

fn parameter(name: &str, text: &str) -> (String, Field) {
    let (place, rest) = text.split_once(' ').unwrap();
    (format!("{place} {name}"), field(rest))
}

fn schema(stated: StatedSchema) -> Schema {
    match stated {
        StatedSchema::Object(fields) => {
            Schema::Object(fields.into_iter().map(|(name, text)| (name, field(&text))).collect())
        }
        StatedSchema::Other(kind) => Schema::Other(kind),
    }
}

fn field(text: &str) -> Field {
    let mut parts = text.split(", ");
    let kind = parts.next().unwrap_or_default();
    let (required, kind) = kind
        .strip_prefix("optional ")
        .map_or((true, kind), |kind| (false, kind));
    let (nullable, kind) = kind.strip_suffix(" or null").map_or((false, kind), |kind| (true, kind));
    let mut field = Field {
        required,
        kind: kind.to_owned(),
        nullable,
        default: None,
        limits: BTreeMap::new(),
    };
    for part in parts {
        note(&mut field, part);
    }
    field
}

/// Records a default or a limit.
fn note(field: &mut Field, part: &str) {
    if let Some(default) = part.strip_prefix("default ") {
        field.default = Some(serde_json::from_str(default).unwrap());
        return;
    }
    let (prose, limit) = part
        .strip_prefix("in prose ")
        .map_or((false, part), |limit| (true, limit));
    let number = limit
        .strip_prefix("at most ")
        .unwrap_or_else(|| panic!("{part:?} is no part of the notation"));
    let (keyword, number) = number
        .strip_suffix(" characters")
        .map_or(("maximum", number), |number| ("maxLength", number));
    field.limits.insert(
        keyword.to_owned(),
        Limit {
            value: serde_json::from_str(number).unwrap(),
            prose,
        },
    );
}
