//! Pages of lists.

use super::{Json, json_response};
use poem::{IntoResponse, Response, http::header};
use poem_openapi::{
    ApiResponse,
    registry::{MetaHeader, MetaResponses, Registry},
    types::Type,
};
use serde::Serialize;

/// A 200 response with a page of a list: a bare array, with the address of the next page in `Link` (RFC 8288).
pub struct Page<T> {
    /// The items of this page.
    pub items: Vec<T>,
    /// The address of the next page, if there is one.
    pub next: Option<String>,
}

impl<T: Serialize + Send> IntoResponse for Page<T> {
    fn into_response(self) -> Response {
        let mut response = Json(self.items).into_response();
        let link = self
            .next
            .and_then(|url| format!("<{url}>; rel=\"next\"").try_into().ok());
        if let Some(link) = link {
            response.headers_mut().insert(header::LINK, link);
        }
        response
    }
}

impl<T: Type> ApiResponse for Page<T> {
    fn meta() -> MetaResponses {
        let link = MetaHeader {
            name: "Link".to_owned(),
            description: Some("The next page, as `<url>; rel=\"next\"`. Absent on the last page.".to_owned()),
            required: false,
            deprecated: false,
            schema: String::schema_ref(),
        };
        MetaResponses {
            responses: vec![json_response(
                200,
                "Successful Response",
                Vec::<T>::schema_ref(),
                vec![link],
            )],
        }
    }

    fn register(registry: &mut Registry) {
        Vec::<T>::register(registry);
    }
}
