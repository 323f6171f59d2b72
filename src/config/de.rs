//! Deserializers of settings.
//!
//! Every number has a least and a greatest value, so that none overflows a time or a size that is computed from it. Empty
//! text counts as not set: compose files pass on unset variables as empty ones, and an empty secret must never be accepted.

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer, de::Error};
use std::num::NonZeroU32;

/// A number from `MIN` to `MAX`, which must fit the setting's type.
pub(super) fn number<'de, const MIN: u64, const MAX: u64, T, D>(source: D) -> Result<T, D::Error>
where
    T: TryFrom<u64>,
    D: Deserializer<'de>,
{
    let number = u64::deserialize(source)?;
    let number = Some(number).filter(|number| (MIN..=MAX).contains(number));
    let number = number.and_then(|number| T::try_from(number).ok());
    number.ok_or_else(|| Error::custom(format!("the number should be from {MIN} to {MAX}")))
}

/// A number from 1 to `MAX`.
pub(super) fn positive<'de, const MAX: u64, D: Deserializer<'de>>(source: D) -> Result<NonZeroU32, D::Error> {
    let number = number::<1, MAX, u32, D>(source)?;
    NonZeroU32::new(number).ok_or_else(|| Error::custom("the number should not be 0"))
}

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
