//! JSON answers, written by serde directly.

use poem::{IntoResponse, Response, http::StatusCode};
use poem_openapi::{
    ApiResponse,
    payload::Payload,
    registry::{MetaHeader, MetaMediaType, MetaResponse, MetaResponses, MetaSchemaRef, Registry},
    types::Type,
};
use serde::Serialize;

const CONTENT_TYPE: &str = "application/json";
const SUCCESS: &str = "Successful Response";

/// A 200 answer with a JSON body.
pub struct Json<T>(pub T);

impl<T: Type> Payload for Json<T> {
    const CONTENT_TYPE: &'static str = CONTENT_TYPE;

    fn schema_ref() -> MetaSchemaRef {
        T::schema_ref()
    }

    fn register(registry: &mut Registry) {
        T::register(registry);
    }
}

impl<T: Serialize + Send> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        match serde_json::to_vec(&self.0) {
            Ok(body) => Response::builder().content_type(CONTENT_TYPE).body(body),
            Err(error) => {
                tracing::error!(%error, "an answer could not be written as JSON");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        }
    }
}

impl<T: Type> ApiResponse for Json<T> {
    fn meta() -> MetaResponses {
        MetaResponses {
            responses: vec![described(200, SUCCESS, T::schema_ref(), vec![])],
        }
    }

    fn register(registry: &mut Registry) {
        T::register(registry);
    }
}

/// A 200 answer with a page of a list: a bare array, and in the `Link` header where the next page is (RFC 8288).
pub struct Page<T> {
    /// The items of this page.
    pub items: Vec<T>,
    /// Where the next page is, if there is one.
    pub next: Option<String>,
}

impl<T: Serialize + Send> IntoResponse for Page<T> {
    fn into_response(self) -> Response {
        let mut response = Json(self.items).into_response();
        let link = self
            .next
            .and_then(|url| format!("<{url}>; rel=\"next\"").try_into().ok());
        if let Some(link) = link {
            response.headers_mut().insert(poem::http::header::LINK, link);
        }
        response
    }
}

impl<T: Type> ApiResponse for Page<T> {
    fn meta() -> MetaResponses {
        let link = MetaHeader {
            name: "Link".to_owned(),
            description: Some("Where the next page is, as `<url>; rel=\"next\"`; absent on the last.".to_owned()),
            required: false,
            deprecated: false,
            schema: String::schema_ref(),
        };
        MetaResponses {
            responses: vec![described(200, SUCCESS, Vec::<T>::schema_ref(), vec![link])],
        }
    }

    fn register(registry: &mut Registry) {
        Vec::<T>::register(registry);
    }
}

pub(super) fn described(
    status: u16,
    description: &'static str,
    schema: MetaSchemaRef,
    headers: Vec<MetaHeader>,
) -> MetaResponse {
    MetaResponse {
        description,
        status: Some(status),
        status_range: None,
        content: vec![MetaMediaType {
            content_type: CONTENT_TYPE,
            schema,
        }],
        headers,
    }
}
