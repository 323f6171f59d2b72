//! Settings that may be left out. An empty text is none: compose files hand on unset variables that way, and an empty
//! secret must never open anything.

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer};

/// A secret, if one was given.
pub(super) fn secret<'de, D: Deserializer<'de>>(source: D) -> Result<Option<SecretString>, D::Error> {
    let read = Option::<SecretString>::deserialize(source)?;
    Ok(read.filter(|secret| !secret.expose_secret().trim().is_empty()))
}

/// A text, if one was given.
pub(super) fn text<'de, D: Deserializer<'de>>(source: D) -> Result<Option<String>, D::Error> {
    let read = Option::<String>::deserialize(source)?;
    Ok(read.filter(|text| !text.trim().is_empty()))
}
