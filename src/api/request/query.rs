//! Query parameters: several that are declared together, pages of lists, and what a schema alone does not check.

use super::schema_check::Schemas;
use crate::{
    api::error::HttpError,
    engine::agent_rooms::Rows,
    model::cursor::{Cursor, NotACursor},
};
use poem::{Request, RequestBody};
use poem_openapi::{
    ApiExtractor, ApiExtractorType, ExtractParamOptions, Object,
    registry::{MetaParamIn, MetaSchemaRef, Registry},
    types::ParseFromJSON,
};
use std::{fmt::Display, str::FromStr};

/// Query parameters that are declared together: each is a field of the object `T`, of type text, integer or boolean. The
/// documents list them one by one (`openapi::convert`).
pub struct Params<T>(pub T);

impl<'a, T: ParseFromJSON + 'static> ApiExtractor<'a> for Params<T> {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::Parameter];

    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        T::register(registry);
    }

    fn param_in() -> Option<MetaParamIn> {
        Some(MetaParamIn::Query)
    }

    fn param_schema_ref() -> Option<MetaSchemaRef> {
        Some(T::schema_ref())
    }

    async fn from_request(request: &'a Request, _: &mut RequestBody, _: ExtractParamOptions<()>) -> poem::Result<Self> {
        let sent: Vec<(String, String)> = request.params().unwrap_or_default();
        let object = Schemas::of::<T>().parse_parameters(&sent);
        let object = object.map_err(|violation| HttpError::invalid(vec![violation]))?;
        let parsed = T::parse_from_json(Some(object));
        Ok(Self(
            parsed.map_err(|_| HttpError::bad_request("The query is not valid"))?,
        ))
    }
}

/// The parameters of a page of a list.
#[derive(Debug, Object)]
pub struct PageQuery {
    /// Maximum number of items; 1000 by default.
    #[oai(validator(minimum(value = "1"), maximum(value = "1000")))]
    limit: Option<i32>,
    /// Cursor of the page, from the response with the previous page.
    cursor: Option<String>,
}

impl PageQuery {
    /// The page that the parameters ask for.
    pub fn page(&self) -> Result<Pagination, HttpError> {
        Pagination::parse(self.limit, self.cursor.as_deref())
    }
}

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
