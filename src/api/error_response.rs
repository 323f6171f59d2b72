//! Turns the errors of requests, also those that the framework raises, into responses of the path's dialect.

use super::{
    error::{ErrorCode, HttpError},
    openapi::Document,
};
use poem::{
    Response,
    error::{MethodNotAllowedError, NotFoundError, ParsePathError as PathNotUtf8, SizedLimitError},
    http::StatusCode,
};
use poem_openapi::{
    OperationId,
    error::{AuthorizationError, ContentTypeError, ParseParamError, ParsePathError, ParseRequestPayloadError},
};

/// The response to the error of a request to `path`, which belongs to the dialect that `document` describes.
pub(super) fn error_response(error: &poem::Error, path: &str, document: &Document) -> Response {
    let error = match error.downcast_ref::<HttpError>() {
        Some(error) => error.clone(),
        None => framework_error(error, path, document),
    };
    let (status, body) = (document.dialect().render_error)(&error, path);
    error.response(status, body)
}

fn framework_error(error: &poem::Error, path: &str, document: &Document) -> HttpError {
    let operation = error.data::<OperationId>().map(|OperationId(id)| *id);
    let invalid_parameter =
        |name: &str, reason: &str| HttpError::invalid(vec![document.parameter_violation(operation, name, reason)]);
    if error.is::<AuthorizationError>() {
        HttpError::unauthenticated()
    } else if error.is::<NotFoundError>() || error.is::<PathNotUtf8>() {
        HttpError::new(StatusCode::NOT_FOUND, "Not Found").with_code(ErrorCode::UnknownRoute)
    } else if error.is::<MethodNotAllowedError>() {
        // RFC 9110, section 15.5.6: a 405 lists the methods that the path supports.
        HttpError {
            allowed_methods: document.methods(path),
            ..HttpError::new(StatusCode::METHOD_NOT_ALLOWED, "Method Not Allowed")
        }
    } else if error.is::<SizedLimitError>() {
        HttpError::too_large()
    } else if error.is::<ContentTypeError>() {
        HttpError::not_json()
    } else if error.is::<ParseRequestPayloadError>() {
        HttpError::invalid_field(&["body"], "Value is not valid")
    } else if let Some(ParseParamError { name, reason }) = error.downcast_ref() {
        invalid_parameter(name, reason)
    } else if let Some(ParsePathError { name, reason }) = error.downcast_ref() {
        invalid_parameter(name, reason)
    } else if error.status().is_client_error() {
        let reason = error.status().canonical_reason();
        HttpError::new(error.status(), reason.unwrap_or("The request could not be understood"))
    } else {
        tracing::error!(%error, "request failed: unexpected error");
        HttpError::internal()
    }
}
