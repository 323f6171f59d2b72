//! Query and path parameters: pages of lists, lists of ids, and ids.

use super::errors::AgentError;
use crate::{
    clock::Timestamp,
    engine::agent_rooms::Rows,
    model::{
        cursor::Cursor,
        ids::{AgentId, EntityId, MessageId, RoomId, WorldId},
    },
};
use chrono::Datelike;
use poem_openapi::{
    registry::MetaSchemaRef,
    types::{ParseError, ParseFromParameter, ParseResult, Type},
};
use std::{borrow::Cow, str::FromStr};
use uuid::Uuid;

/// The most items in one response.
pub const MAX_PAGE: u16 = 1_000;
/// The most ids in one query parameter.
const MAX_IDS: usize = 100;

/// The page of a list that `limit` and `cursor` ask for; the first [`MAX_PAGE`] items by default.
pub fn page(limit: Option<i32>, cursor: Option<&str>) -> Result<Rows, AgentError> {
    let after = cursor.map(str::parse).transpose();
    Ok(Rows {
        after: after.map_err(|error| AgentError::bad_request(format!("cursor: {error}")))?,
        limit: limit_or(limit, MAX_PAGE),
    })
}

/// `limit`, or the default; at least 1 and at most [`MAX_PAGE`].
pub fn limit_or(limit: Option<i32>, default: u16) -> u16 {
    let limit = limit.and_then(|limit| u16::try_from(limit).ok());
    limit.unwrap_or(default).clamp(1, MAX_PAGE)
}

/// The `nextCursor` of a page.
pub fn next_cursor(next: Option<Cursor>) -> Option<String> {
    next.map(|next| next.to_string())
}

/// Comma-separated ids, as the parameter `name` holds them.
pub fn ids<T: FromStr>(name: &str, text: &str) -> Result<Vec<T>, AgentError> {
    let parts: Vec<&str> = text.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
    if parts.len() > MAX_IDS {
        return Err(AgentError::bad_request(format!("{name}: at most {MAX_IDS} ids")));
    }
    let parsed = parts.into_iter().map(str::parse).collect::<Result<_, _>>();
    parsed.map_err(|_| AgentError::bad_request(format!("{name}: should be comma-separated UUIDs")))
}

/// A time in milliseconds since 1970, as the field `name` holds it. The years are those that PostgreSQL can store.
pub fn time(name: &str, millis: i64) -> Result<Timestamp, AgentError> {
    let time = Timestamp::from_timestamp_millis(millis).filter(|time| (0..=9999).contains(&time.year()));
    time.ok_or_else(|| AgentError::bad_request(format!("{name}: should be milliseconds since 1970")))
}

/// Makes ids path parameters, which the document describes as UUIDs.
macro_rules! path_parameters {
    ($($id:ident),+) => {$(
        impl Type for $id {
            const IS_REQUIRED: bool = true;

            type RawValueType = Self;
            type RawElementValueType = Self;

            fn name() -> Cow<'static, str> {
                Uuid::name()
            }

            fn schema_ref() -> MetaSchemaRef {
                Uuid::schema_ref()
            }

            fn as_raw_value(&self) -> Option<&Self> {
                Some(self)
            }

            fn raw_element_iter<'a>(&'a self) -> Box<dyn Iterator<Item = &'a Self> + 'a> {
                Box::new(std::iter::once(self))
            }
        }

        impl ParseFromParameter for $id {
            fn parse_from_parameter(value: &str) -> ParseResult<Self> {
                Uuid::parse_from_parameter(value).map(Self).map_err(ParseError::propagate)
            }
        }
    )+};
}

path_parameters!(AgentId, EntityId, MessageId, RoomId, WorldId);
