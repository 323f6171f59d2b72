//! stub
use super::documents::{Document, INTERVIEWS};
pub fn document() -> Document {
    super::interviews::document()
}
pub fn shared_path(p: &str) -> &str {
    p
}
pub fn service() -> poem_openapi::OpenApiService<impl poem_openapi::OpenApi + 'static, ()> {
    super::interviews::service()
}
