//! Answers of the dialect: `{"success": true, "data": …}`, and nothing at all.

use crate::api::response::{Json, json_response};
use poem::{IntoResponse, Response, http::StatusCode};
use poem_openapi::{
    ApiResponse,
    registry::{MetaResponse, MetaResponses, MetaSchema, MetaSchemaRef, Registry},
    types::{Example, ToJSON, Type},
};
use serde::Serialize;
use serde_json::{Value, json};

/// `{"success": true, "data": …}`, with this status.
pub struct Data<T, const STATUS: u16 = 200>(pub T);

/// The answer to making something.
pub type Made<T> = Data<T, 201>;

impl<T: Serialize + Send, const STATUS: u16> IntoResponse for Data<T, STATUS> {
    fn into_response(self) -> Response {
        #[derive(Serialize)]
        struct Envelope<T> {
            success: bool,
            data: T,
        }
        let mut response = Json(Envelope {
            success: true,
            data: self.0,
        })
        .into_response();
        if response.status() == StatusCode::OK {
            response.set_status(StatusCode::from_u16(STATUS).unwrap_or_default());
        }
        response
    }
}

impl<T: Type + ToJSON + Example, const STATUS: u16> ApiResponse for Data<T, STATUS> {
    fn meta() -> MetaResponses {
        let success = MetaSchema {
            description: Some("Always true."),
            example: Some(true.into()),
            ..MetaSchema::new("boolean")
        };
        let schema = MetaSchema {
            required: vec!["success", "data"],
            properties: vec![
                ("success", MetaSchemaRef::Inline(Box::new(success))),
                ("data", T::schema_ref()),
            ],
            example: Some(json!({ "success": true, "data": T::example().to_json() })),
            ..MetaSchema::new("object")
        };
        let schema = MetaSchemaRef::Inline(Box::new(schema));
        MetaResponses {
            responses: vec![json_response(STATUS, "Successful Response", schema, vec![])],
        }
    }

    fn register(registry: &mut Registry) {
        T::register(registry);
    }
}

/// Done; there is nothing to say (204).
pub struct Done;

impl IntoResponse for Done {
    fn into_response(self) -> Response {
        StatusCode::NO_CONTENT.into_response()
    }
}

impl ApiResponse for Done {
    fn meta() -> MetaResponses {
        MetaResponses {
            responses: vec![MetaResponse {
                description: "Done; there is no body.",
                status: Some(204),
                status_range: None,
                content: vec![],
                headers: vec![],
            }],
        }
    }

    fn register(_: &mut Registry) {}
}

/// Moments as this dialect counts them: milliseconds since 1970.
pub fn millis(moment: crate::clock::Timestamp) -> i64 {
    moment.timestamp_millis()
}

/// The answer of an operation whose envelope is one of its own.
pub fn answered(status: u16, name: &'static str, schema: MetaSchemaRef, example: Value) -> MetaResponses {
    let body = MetaSchema {
        required: vec!["success", name],
        properties: vec![
            ("success", MetaSchemaRef::Inline(Box::new(MetaSchema::new("boolean")))),
            (name, schema),
        ],
        example: Some(example),
        ..MetaSchema::new("object")
    };
    let body = MetaSchemaRef::Inline(Box::new(body));
    MetaResponses {
        responses: vec![json_response(status, "Successful Response", body, vec![])],
    }
}
