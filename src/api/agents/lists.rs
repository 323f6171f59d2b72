//! Parts of lists, and ids in a row.

use super::errors::HttpError;
use crate::engine::agent_rooms::Rows;
use std::str::FromStr;

/// The most things in one answer.
pub const MAX_PAGE: u16 = 1_000;
/// The most ids in one parameter.
const MAX_IDS: usize = 100;

/// The part of a list that is asked for; all that fits in one answer unless told otherwise.
pub fn rows(limit: Option<i32>, cursor: Option<&str>) -> Result<Rows, HttpError> {
    let after = cursor.map(str::parse).transpose();
    Ok(Rows {
        after: after.map_err(|error| HttpError::bad_request(format!("cursor: {error}")))?,
        limit: limit
            .and_then(|limit| u16::try_from(limit).ok())
            .unwrap_or(MAX_PAGE)
            .clamp(1, MAX_PAGE),
    })
}

/// Ids with commas between them.
pub fn ids<T: FromStr>(name: &str, text: &str) -> Result<Vec<T>, HttpError> {
    let parts: Vec<&str> = text.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
    if parts.len() > MAX_IDS {
        return Err(HttpError::bad_request(format!("{name}: at most {MAX_IDS} ids")));
    }
    let parsed = parts.into_iter().map(str::parse).collect::<Result<_, _>>();
    parsed.map_err(|_| HttpError::bad_request(format!("{name}: should be UUIDs with commas between them")))
}
