//! Cursors, with which clients page through lists. Opaque to clients.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use std::{fmt, str::FromStr};
use uuid::Uuid;

/// The id of the last item of a page. Lists are ordered by id, the highest first, so the next page contains lower ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor(pub Uuid);

impl Cursor {
    /// The number of items to fetch for a page of `limit`: one more, to know whether there is another page.
    pub fn fetch_limit(limit: u16) -> u64 {
        u64::from(limit) + 1
    }

    /// Truncates the fetched items to a page of `limit`, and adds the cursor of the next page if there is one.
    pub fn split_page<T>(mut items: Vec<T>, limit: u16, id: impl FnOnce(&T) -> Uuid) -> (Vec<T>, Option<Self>) {
        let has_more = items.len() > usize::from(limit);
        items.truncate(limit.into());
        let next = items.last().filter(|_| has_more).map(|last| Self(id(last)));
        (items, next)
    }
}

/// The text is not a cursor.
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
    fn a_cursor_can_be_read_back_and_other_texts_are_refused() {
        let cursor = Cursor(Uuid::from_u128(42));
        assert_eq!(cursor.to_string().parse(), Ok(cursor));
        for text in ["", "x", "AAAA", &"A".repeat(23)] {
            assert_eq!(text.parse::<Cursor>(), Err(NotACursor), "{text}");
        }
    }
}
