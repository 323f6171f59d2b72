//! Files to download, in one of several formats.

use poem::{IntoResponse, Response, http::header};
use poem_openapi::{
    ApiResponse,
    registry::{MetaHeader, MetaMediaType, MetaResponse, MetaResponses, MetaSchemaRef, Registry},
    types::Type,
};
use std::marker::PhantomData;

/// A 200 response with a file: JSON with the schema of `T`, or text.
pub struct Download<T> {
    text: String,
    media_type: &'static str,
    name: String,
    schema: PhantomData<fn() -> T>,
}

impl<T> Download<T> {
    /// A file. Its name must consist of letters, digits, hyphens and dots.
    pub fn new(text: String, media_type: &'static str, name: String) -> Self {
        Self {
            text,
            media_type,
            name,
            schema: PhantomData,
        }
    }
}

impl<T: Send> IntoResponse for Download<T> {
    fn into_response(self) -> Response {
        let disposition = format!("attachment; filename=\"{}\"", self.name);
        Response::builder()
            .content_type(self.media_type)
            .header(header::CONTENT_DISPOSITION, disposition)
            .body(self.text)
    }
}

impl<T: Type> ApiResponse for Download<T> {
    fn meta() -> MetaResponses {
        let media = |content_type, schema: MetaSchemaRef| MetaMediaType { content_type, schema };
        let disposition = MetaHeader {
            name: "Content-Disposition".to_owned(),
            description: Some("The file name.".to_owned()),
            required: true,
            deprecated: false,
            schema: String::schema_ref(),
        };
        MetaResponses {
            responses: vec![MetaResponse {
                description: "Successful Response",
                status: Some(200),
                status_range: None,
                content: vec![
                    media("application/json", T::schema_ref()),
                    media("text/plain", String::schema_ref()),
                    media("text/vtt", String::schema_ref()),
                    media("text/csv", String::schema_ref()),
                ],
                headers: vec![disposition],
            }],
        }
    }

    fn register(registry: &mut Registry) {
        T::register(registry);
    }
}
