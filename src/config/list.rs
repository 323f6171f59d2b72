//! Lists: an array, or comma-separated text as in the environment.

use serde::{Deserialize, Deserializer};

#[derive(Deserialize)]
#[serde(untagged)]
enum List {
    Text(String),
    Array(Vec<String>),
}

/// Reads the parts of a list in either form, without the blanks around them. Empty parts are left out.
pub(super) fn parts<'de, D: Deserializer<'de>>(source: D) -> Result<Vec<String>, D::Error> {
    let parts = match List::deserialize(source)? {
        List::Text(text) => text.split(',').map(str::to_owned).collect(),
        List::Array(parts) => parts,
    };
    let parts = parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty());
    Ok(parts.map(str::to_owned).collect())
}
