//! Sections whose names are promised to other programs, and whose features are not there yet.
//!
//! They are read, so that a deployment which sets them already can start, and the start says that they do nothing.

use serde::{Deserialize, Deserializer, de::IgnoredAny};

/// Whether such a section was given. Its content may be secret, so nothing of it is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NotYet {
    given: bool,
}

impl NotYet {
    /// Whether the section was given.
    pub const fn is_given(self) -> bool {
        self.given
    }
}

impl<'de> Deserialize<'de> for NotYet {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(source).map(|_| Self { given: true })
    }
}
