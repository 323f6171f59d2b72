//! Lists of settings: an array in the file, text with commas in the environment.

use serde::{Deserialize, Deserializer, de::Error};
use std::{fmt::Display, str::FromStr};

#[derive(Deserialize)]
#[serde(untagged)]
enum Form {
    Text(String),
    Array(Vec<String>),
}

/// Reads a list of values in either form; empty parts are passed over.
pub(super) fn comma_separated<'de, D, T>(source: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: FromStr<Err: Display>,
{
    let parts = match Form::deserialize(source)? {
        Form::Text(text) => text.split(',').map(str::to_owned).collect(),
        Form::Array(parts) => parts,
    };
    let filled = parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty());
    filled
        .map(|part| {
            part.parse()
                .map_err(|error| Error::custom(format!("'{part}': {error}")))
        })
        .collect()
}
