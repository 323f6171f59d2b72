//! Sections whose names are reserved for features that do not exist yet.
//!
//! They are accepted so that a deployment which sets them already can start; the service logs that they have no effect.

use serde::{Deserialize, Deserializer, de::IgnoredAny};

/// Whether a reserved section is set. Its content may be secret and is not kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reserved {
    is_set: bool,
}

impl Reserved {
    /// Whether the section is set.
    pub const fn is_set(self) -> bool {
        self.is_set
    }
}

impl<'de> Deserialize<'de> for Reserved {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(source).map(|_| Self { is_set: true })
    }
}
