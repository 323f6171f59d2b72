//! JSON objects in text columns.

use sea_orm::DeriveValueType;
use serde_json::{Map, Value};
use std::{error::Error, fmt, str::FromStr};

/// A JSON object. Stored as text, because PostgreSQL's JSON types refuse `\u0000` and `jsonb` reorders the keys.
#[derive(Clone, Debug, Default, PartialEq, DeriveValueType)]
#[sea_orm(value_type = "String", column_type = "Text")]
pub struct JsonObject(pub Map<String, Value>);

/// The text is not a JSON object. Does not repeat the text, which may be what a respondent said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAnObject;

impl fmt::Display for NotAnObject {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("not a JSON object")
    }
}

impl Error for NotAnObject {}

impl fmt::Display for JsonObject {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&serde_json::to_string(&self.0).map_err(|_| fmt::Error)?)
    }
}

impl FromStr for JsonObject {
    type Err = NotAnObject;

    fn from_str(text: &str) -> Result<Self, NotAnObject> {
        serde_json::from_str(text).map(Self).map_err(|_| NotAnObject)
    }
}
