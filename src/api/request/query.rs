//! Query parameters, as far as their schema alone does not check them.

use crate::{
    api::error::HttpError,
    engine::agent_rooms::Rows,
    model::cursor::{Cursor, NotACursor},
};
use std::{fmt::Display, str::FromStr};

/// The largest page of a list, and the size of a page when the request does not ask for another.
pub const MAX_PAGE: u16 = 1_000;

/// The page of a list that a request asks for.
#[derive(Clone, Copy, Debug)]
pub struct Pagination {
    /// The page begins after this item; with the first one if absent.
    pub after: Option<Cursor>,
    /// The maximum number of items, 1 to [`MAX_PAGE`].
    pub limit: u16,
}

impl Pagination {
    /// The page that the parameters `limit` and `cursor` ask for.
    pub fn parse(limit: Option<i32>, cursor: Option<&str>) -> Result<Self, HttpError> {
        Ok(Self {
            after: parse("cursor", cursor, |error: NotACursor| error)?,
            limit: limit_or(limit, MAX_PAGE),
        })
    }
}

impl From<Pagination> for Rows {
    fn from(Pagination { after, limit }: Pagination) -> Self {
        Self { after, limit }
    }
}

/// The limit that a request asks for, at least 1 and at most `max`, which is also the default.
pub fn limit_or(limit: Option<i32>, max: u16) -> u16 {
    let limit = limit.map(|limit| limit.clamp(1, max.into()));
    limit.and_then(|limit| u16::try_from(limit).ok()).unwrap_or(max)
}

/// Parses an optional query parameter; `problem` says what is wrong with one that cannot be parsed.
pub fn parse<T: FromStr, M: Display>(
    name: &str,
    text: Option<&str>,
    problem: impl Fn(T::Err) -> M,
) -> Result<Option<T>, HttpError> {
    let parsed = text.map(str::parse).transpose();
    parsed.map_err(|error| HttpError::invalid_field(&["query", name], problem(error).to_string()))
}
