//! Query parameters: limits, lists of ids and times.

use super::{derived_id::create_unique_uuid, errors::HttpError};
pub use crate::api::request::query::MAX_PAGE;
use crate::{
    clock::Timestamp,
    model::ids::{AgentId, RoomHandle},
};
use chrono::Datelike;
use std::str::FromStr;

/// The most ids in one query parameter.
const MAX_IDS: usize = 100;

/// `limit`, or the default; at least 1 and at most [`MAX_PAGE`].
pub fn limit_or(limit: Option<i32>, default: u16) -> u16 {
    let limit = limit.and_then(|limit| u16::try_from(limit).ok());
    limit.unwrap_or(default).clamp(1, MAX_PAGE)
}

/// Comma-separated ids, as the parameter `name` holds them.
pub fn ids<T: FromStr>(name: &str, text: &str) -> Result<Vec<T>, HttpError> {
    let parts: Vec<&str> = text.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
    if parts.len() > MAX_IDS {
        return Err(HttpError::bad_request(format!("{name}: at most {MAX_IDS} ids")));
    }
    let parsed = parts.into_iter().map(str::parse).collect::<Result<_, _>>();
    parsed.map_err(|_| HttpError::bad_request(format!("{name}: should be comma-separated UUIDs")))
}

/// The rooms that an agent may mean by comma-separated ids: those that have the ids, and those whose ids are derived from
/// them.
pub fn room_ids(name: &str, text: &str, agent: AgentId) -> Result<Vec<RoomHandle>, HttpError> {
    let named: Vec<RoomHandle> = ids(name, text)?;
    let derived = named
        .iter()
        .map(|id| RoomHandle(create_unique_uuid(agent, &id.to_string())));
    Ok(derived.chain(named.iter().copied()).collect())
}

/// A time in milliseconds since 1970, as the field `name` holds it. The years are those that PostgreSQL can store.
pub fn time(name: &str, millis: i64) -> Result<Timestamp, HttpError> {
    let time = Timestamp::from_timestamp_millis(millis).filter(|time| (0..=9999).contains(&time.year()));
    time.ok_or_else(|| HttpError::bad_request(format!("{name}: should be milliseconds since 1970")))
}
