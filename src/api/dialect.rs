//! A dialect, as data for the parts that all dialects share.

use super::error::HttpError;
use poem::{endpoint::BoxEndpoint, http::StatusCode};
use poem_openapi::{OpenApi, OpenApiService, Webhook};
use serde_json::{Value, json};

/// A dialect of the API.
#[derive(Debug)]
pub struct Dialect {
    /// The name of its OpenAPI document.
    pub name: &'static str,
    /// The paths below which its routes are.
    pub prefixes: &'static [&'static str],
    /// The paths below which no API key is needed. Requests are limited by client address instead.
    pub public_prefixes: &'static [&'static str],
    /// Its routes.
    pub routes: fn() -> BoxEndpoint<'static>,
    /// The OpenAPI document that the framework generates from its routes.
    pub openapi: fn() -> Generated,
    /// The path of the route that a requested path is an alias of, if it is one.
    pub canonical_path: fn(&str) -> Option<String>,
    /// Status and JSON body of an error of a request to a path.
    pub render_error: fn(&HttpError, &str) -> (StatusCode, Value),
    /// The fields of its schemas that the general rules of the conversion to OpenAPI 3.1 get wrong.
    pub exceptions: Exceptions,
    /// The last change to its OpenAPI document.
    pub amend_document: fn(Value) -> Value,
}

/// The path that a request named, among the data of requests whose path was an alias.
#[derive(Clone, Debug)]
pub struct CalledPath(pub String);

impl Exception {
    /// Must have a visible character.
    pub const NOT_BLANK: Self = Self::Restricted(|| json!({ "pattern": r"\S" }));
}

/// The keyword by which a text must be one of these values.
pub fn one_of<T: ToString>(values: impl IntoIterator<Item = T>) -> Value {
    let values: Vec<String> = values.into_iter().map(|value| value.to_string()).collect();
    json!({ "enum": values })
}

impl Dialect {
    /// Whether a path belongs to the dialect.
    pub fn has_path(&self, path: &str) -> bool {
        self.prefixes.iter().any(|prefix| {
            path.strip_prefix(prefix)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    }

    /// Whether a path needs no API key.
    pub fn is_public(&self, path: &str) -> bool {
        self.public_prefixes.iter().any(|prefix| path.starts_with(prefix))
    }
}

/// The document that the framework generates from the routes of a dialect.
pub struct Generated {
    /// The OpenAPI 3.0 document.
    pub spec: String,
    /// The page that shows the document.
    pub page: String,
}

/// Fields by the name of their schema, or parameters by the id of their operation, with a rule for them. One may have
/// several.
pub type Exceptions = &'static [(&'static str, &'static [&'static str], Exception)];

/// A rule for a field instead of the general ones, or beside them.
#[derive(Clone, Copy, Debug)]
pub enum Exception {
    /// May be absent, but is not null when present.
    NeverNull,
    /// Is required and yet may be null, which an `Option` alone cannot express.
    AlwaysPresent,
    /// Is required and never null, although its type is an `Option` so that its absence has an error of its own.
    Required,
    /// Must also obey these keywords, which the operations check and its type does not express.
    Restricted(fn() -> Value),
    /// Has a title that is not derived from its name.
    Titled(&'static str),
}

impl Generated {
    /// The document of a service.
    pub fn from_service<T: OpenApi + 'static, W: Webhook + 'static>(service: &OpenApiService<T, W>) -> Self {
        Self {
            spec: service.spec(),
            page: service.swagger_ui_html(),
        }
    }
}
