//! The success responses of the dialect: `{"success": true, "data": …}`, lists as such data, and an empty body.

use super::{
    errors::{ApiError, MessagingError},
    samples,
};
use crate::{
    api::response::{Json, json_response},
    clock::Timestamp,
    model::cursor::Cursor,
};
use poem::{IntoResponse, Response, http::StatusCode};
use poem_openapi::{
    ApiResponse,
    registry::{MetaResponse, MetaResponses, MetaSchema, MetaSchemaRef, Registry},
    types::Type,
};
use serde::{Serialize, Serializer, ser::SerializeMap};
use serde_json::{Value, json};

/// `{"success": true, "data": …}` with the status 200, or another one.
pub struct Success<T, const STATUS: u16 = 200>(pub T);

/// The result of an operation that returns `T` and documents the error responses `R`.
pub type ApiResult<T, R> = Result<Success<T>, ApiError<R>>;
/// The result of an operation that creates `T`.
pub type Created<T, R> = Result<Success<T, 201>, ApiError<R>>;
/// The result of an operation that has nothing to return.
pub type NoContent<R> = Result<Empty, ApiError<R>>;
/// The result of an operation of the messaging routes that returns `T`.
pub type MessagingResult<T, R> = Result<Success<T>, MessagingError<R>>;
/// The result of an operation of the messaging routes that creates `T`.
pub type MessagingCreated<T, R> = Result<Success<T, 201>, MessagingError<R>>;
/// The result of an operation of the messaging routes that has nothing to return.
pub type MessagingNoContent<R> = Result<Empty, MessagingError<R>>;

/// What a successful operation returns.
pub trait Data: Serialize + Send {
    /// The field that holds it.
    const FIELD: &'static str = "data";
    /// The field beside it, with its description, that a list has if it was cut because the answer would be too long.
    const REMAINDER: Option<(&'static str, &'static str)> = None;

    /// The value of that field: how to ask for the rest of the list.
    fn remainder(&self) -> Option<i64> {
        None
    }
    /// Its schema.
    fn schema() -> MetaSchemaRef;
    /// Registers the schemas that its schema refers to.
    fn register(registry: &mut Registry);
    /// An example.
    fn example() -> Option<Value>;
}

impl<T: Type + Serialize> Data for T {
    fn schema() -> MetaSchemaRef {
        T::schema_ref()
    }

    fn register(registry: &mut Registry) {
        <T as Type>::register(registry);
    }

    fn example() -> Option<Value> {
        samples::response(&T::name())
    }
}

impl<T: Data, const STATUS: u16> Serialize for Success<T, STATUS> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_map(None)?;
        fields.serialize_entry("success", &true)?;
        fields.serialize_entry(T::FIELD, &self.0)?;
        if let (Some((name, _)), Some(value)) = (T::REMAINDER, self.0.remainder()) {
            fields.serialize_entry(name, &value)?;
        }
        fields.end()
    }
}

impl<T: Data, const STATUS: u16> IntoResponse for Success<T, STATUS> {
    fn into_response(self) -> Response {
        with_status(STATUS, Json(self))
    }
}

impl<T: Data, const STATUS: u16> ApiResponse for Success<T, STATUS> {
    fn meta() -> MetaResponses {
        let example = T::example().map(|data| json!({ "success": true, T::FIELD: data }));
        let response = documented(
            STATUS,
            "Successful Response",
            T::FIELD,
            T::schema(),
            T::REMAINDER,
            example,
        );
        MetaResponses {
            responses: vec![response],
        }
    }

    fn register(registry: &mut Registry) {
        T::register(registry);
    }
}

/// What lists consist of.
pub trait Item: Type + Serialize {
    /// The field that holds the items of a list.
    const LIST: &'static str;

    /// The field, with its description, that a response with a list has if the list was cut; see [`Data::REMAINDER`].
    const REMAINDER: Option<(&'static str, &'static str)> = None;
}

/// `{"<field>": […]}`, and on a page of a longer list also `"nextCursor"`, which is null on the last page.
pub struct List<T, const PAGED: bool = false> {
    items: Vec<T>,
    next: Option<Cursor>,
    /// How to ask for what did not fit into the answer.
    remainder: Option<i64>,
}

/// A page of a longer list.
pub type Page<T> = List<T, true>;

impl<T> Page<T> {
    /// The page with these items, and the cursor of the next one.
    pub fn new<I>((items, next): (Vec<I>, Option<Cursor>), body: impl Fn(I) -> T) -> Self {
        let items = items.into_iter().map(body).collect();
        Self {
            items,
            next,
            remainder: None,
        }
    }
}

impl<T> List<T> {
    /// The items.
    pub fn items(&self) -> &[T] {
        &self.items
    }

    /// The same list, which was cut if there is a remainder.
    pub fn with_remainder(self, remainder: Option<i64>) -> Self {
        Self { remainder, ..self }
    }
}

impl<T> FromIterator<T> for List<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let items = items.into_iter().collect();
        Self {
            items,
            next: None,
            remainder: None,
        }
    }
}

impl<T: Item, const PAGED: bool> Serialize for List<T, PAGED> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_map(None)?;
        fields.serialize_entry(T::LIST, &self.items)?;
        if PAGED {
            fields.serialize_entry("nextCursor", &self.next.map(|next| next.to_string()))?;
        }
        fields.end()
    }
}

impl<T: Item, const PAGED: bool> Data for List<T, PAGED> {
    const REMAINDER: Option<(&'static str, &'static str)> = T::REMAINDER;

    fn remainder(&self) -> Option<i64> {
        self.remainder
    }

    fn schema() -> MetaSchemaRef {
        let mut list = MetaSchema {
            required: vec![T::LIST],
            properties: vec![(T::LIST, Vec::<T>::schema_ref())],
            ..MetaSchema::new("object")
        };
        if PAGED {
            let cursor = MetaSchema {
                description: Some("Cursor of the next page; null on the last page."),
                ..MetaSchema::new("string")
            };
            list.properties
                .push(("nextCursor", MetaSchemaRef::Inline(Box::new(cursor))));
        }
        MetaSchemaRef::Inline(Box::new(list))
    }

    fn register(registry: &mut Registry) {
        <T as Type>::register(registry);
    }

    fn example() -> Option<Value> {
        let mut list = json!({ T::LIST: [T::example()] });
        if PAGED {
            list["nextCursor"] = Value::Null;
        }
        Some(list)
    }
}

/// The response to an operation that has nothing to return.
#[derive(ApiResponse)]
pub enum Empty {
    /// The operation succeeded; there is no body.
    #[oai(status = 204)]
    NoContent,
}

/// Gives a successful JSON response another status than 200.
pub fn with_status<T: Serialize + Send>(status: u16, body: Json<T>) -> Response {
    let mut response = body.into_response();
    if response.status() == StatusCode::OK {
        response.set_status(StatusCode::from_u16(status).unwrap_or_default());
    }
    response
}

/// Documents a response `{"success": …, <name>: …}`, with the remainder of a list beside it if there is one.
pub fn documented(
    status: u16,
    description: &'static str,
    name: &'static str,
    schema: MetaSchemaRef,
    remainder: Option<(&'static str, &'static str)>,
    example: Option<Value>,
) -> MetaResponse {
    let success = MetaSchema {
        description: Some("Whether the request succeeded."),
        ..MetaSchema::new("boolean")
    };
    let mut properties = vec![("success", MetaSchemaRef::Inline(Box::new(success))), (name, schema)];
    properties.extend(remainder.map(|(name, description)| {
        let number = MetaSchema {
            description: Some(description),
            format: Some("int64"),
            ..MetaSchema::new("integer")
        };
        (name, MetaSchemaRef::Inline(Box::new(number)))
    }));
    let body = MetaSchema {
        required: vec!["success", name],
        properties,
        example,
        ..MetaSchema::new("object")
    };
    json_response(status, description, MetaSchemaRef::Inline(Box::new(body)), vec![])
}

/// A time as the dialect writes it: milliseconds since 1970.
pub fn millis(time: Timestamp) -> i64 {
    time.timestamp_millis()
}
