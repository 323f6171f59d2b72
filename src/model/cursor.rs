//! The place in a list at which the next page begins. Opaque to clients.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use std::{fmt, str::FromStr};
use uuid::Uuid;

/// After which thing, by its id and the highest first, a page begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor(pub Uuid);

impl Cursor {
    /// How many things are read for a page: one more than it holds tells whether there is another page.
    pub fn probe(limit: u16) -> u64 {
        u64::from(limit) + 1
    }

    /// Cuts what was read down to a page, and says where the next one begins if there is one.
    pub fn cut<T>(things: &mut Vec<T>, limit: u16, id: impl FnOnce(&T) -> Uuid) -> Option<Self> {
        let more = things.len() > usize::from(limit);
        things.truncate(limit.into());
        things.last().filter(|_| more).map(|last| Self(id(last)))
    }
}

/// The text is no cursor of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the cursor is not one that this list gave out")]
pub struct NotACursor;

impl fmt::Display for Cursor {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&BASE64_URL_SAFE_NO_PAD.encode(self.0.as_bytes()))
    }
}

impl FromStr for Cursor {
    type Err = NotACursor;

    fn from_str(text: &str) -> Result<Self, NotACursor> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).map_err(|_| NotACursor)?;
        Uuid::from_slice(&bytes).map(Self).map_err(|_| NotACursor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_back_and_other_texts_are_refused() {
        let cursor = Cursor(Uuid::from_u128(42));
        assert_eq!(cursor.to_string().parse(), Ok(cursor));
        for text in ["", "x", "AAAA", &"A".repeat(23)] {
            assert_eq!(text.parse::<Cursor>(), Err(NotACursor), "{text}");
        }
    }
}
