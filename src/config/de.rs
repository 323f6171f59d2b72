//! Deserializers of optional settings. Empty text counts as not set: compose files pass on unset variables as empty ones,
//! and an empty secret must never be accepted.

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer};

/// An optional secret.
pub(super) fn secret<'de, D: Deserializer<'de>>(source: D) -> Result<Option<SecretString>, D::Error> {
    let secret = Option::<SecretString>::deserialize(source)?;
    Ok(secret.filter(|secret| !secret.expose_secret().trim().is_empty()))
}

/// Optional text.
pub(super) fn text<'de, D: Deserializer<'de>>(source: D) -> Result<Option<String>, D::Error> {
    let text = Option::<String>::deserialize(source)?;
    Ok(text.filter(|text| !text.trim().is_empty()))
}
