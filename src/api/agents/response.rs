//! The success responses of the dialect: `{"success": true, "data": …}`, and an empty body.

pub use super::errors::{envelope::ApiResult, plain::ApiResult as MessagingResult};

use super::samples;
use crate::{
    api::response::{Json, json_response},
    clock::Timestamp,
};
use poem::{IntoResponse, Response, http::StatusCode};
use poem_openapi::{
    ApiResponse,
    registry::{MetaResponse, MetaResponses, MetaSchema, MetaSchemaRef, Registry},
    types::Type,
};
use serde::Serialize;
use serde_json::{Value, json};

/// `{"success": true, "data": …}` with the status 200, or another one.
pub struct Success<T, const STATUS: u16 = 200>(pub T);

/// The response to an operation that creates something.
pub type Created<T> = Success<T, 201>;

impl<T: Serialize + Send, const STATUS: u16> IntoResponse for Success<T, STATUS> {
    fn into_response(self) -> Response {
        #[derive(Serialize)]
        struct Envelope<T> {
            success: bool,
            data: T,
        }
        let body = Envelope {
            success: true,
            data: self.0,
        };
        with_status(STATUS, Json(body))
    }
}

impl<T: Type, const STATUS: u16> ApiResponse for Success<T, STATUS> {
    fn meta() -> MetaResponses {
        let example = samples::response(&T::name()).map(|data| json!({ "success": true, "data": data }));
        let response = documented(STATUS, "Successful Response", "data", T::schema_ref(), example);
        MetaResponses {
            responses: vec![response],
        }
    }

    fn register(registry: &mut Registry) {
        T::register(registry);
    }
}

/// The operation succeeded and has nothing to return (204).
pub struct NoContent;

impl IntoResponse for NoContent {
    fn into_response(self) -> Response {
        StatusCode::NO_CONTENT.into_response()
    }
}

impl ApiResponse for NoContent {
    fn meta() -> MetaResponses {
        MetaResponses {
            responses: vec![MetaResponse {
                description: "The operation succeeded; there is no body.",
                status: Some(204),
                status_range: None,
                content: vec![],
                headers: vec![],
            }],
        }
    }

    fn register(_: &mut Registry) {}
}

/// Gives a successful JSON response another status than 200.
pub fn with_status<T: Serialize + Send>(status: u16, body: Json<T>) -> Response {
    let mut response = body.into_response();
    if response.status() == StatusCode::OK {
        response.set_status(StatusCode::from_u16(status).unwrap_or_default());
    }
    response
}

/// Documents a response `{"success": …, <name>: …}`.
pub fn documented(
    status: u16,
    description: &'static str,
    name: &'static str,
    schema: MetaSchemaRef,
    example: Option<Value>,
) -> MetaResponse {
    let success = MetaSchema {
        description: Some("Whether the request succeeded."),
        ..MetaSchema::new("boolean")
    };
    let body = MetaSchema {
        required: vec!["success", name],
        properties: vec![("success", MetaSchemaRef::Inline(Box::new(success))), (name, schema)],
        example,
        ..MetaSchema::new("object")
    };
    json_response(status, description, MetaSchemaRef::Inline(Box::new(body)), vec![])
}

/// A time as the dialect writes it: milliseconds since 1970.
pub fn millis(time: Timestamp) -> i64 {
    time.timestamp_millis()
}
