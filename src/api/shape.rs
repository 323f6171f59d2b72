//! The one place where what the framework refuses gets the shape of the dialect that it was asked in.

use super::{
    documents::{Document, Documents},
    refusal::{ApiError, ValidationError},
};
use poem::{
    Response,
    error::{MethodNotAllowedError, NotFoundError, ParsePathError as PathNotText, SizedLimitError},
    http::{StatusCode, header},
};
use poem_openapi::{
    OperationId,
    error::{AuthorizationError, ContentTypeError, ParseParamError, ParsePathError, ParseRequestPayloadError},
};

/// The answer to an error of a request to `path`, speaking of parameters as the dialect's document does.
pub(super) fn answer(error: &poem::Error, path: &str, documents: &Documents) -> Response {
    let document = documents.of(path);
    let surface = document.surface();
    if let Some(known) = (surface.known)(error) {
        return known;
    }
    if let Some(known) = error.downcast_ref::<ApiError>() {
        return (surface.refuse)(known, path);
    }
    let mut response = (surface.refuse)(&refusal(error, document), path);
    // RFC 9110, section 15.5.6: a wrong method is told the right ones.
    if error.is::<MethodNotAllowedError>()
        && let Ok(allowed) = document.methods(path).join(", ").try_into()
    {
        response.headers_mut().insert(header::ALLOW, allowed);
    }
    response
}

fn refusal(error: &poem::Error, document: &Document) -> ApiError {
    let operation = error.data::<OperationId>().map(|OperationId(id)| *id);
    if error.is::<AuthorizationError>() {
        ApiError::unauthenticated()
    } else if error.is::<NotFoundError>() || error.is::<PathNotText>() {
        ApiError::new(StatusCode::NOT_FOUND, "Not Found")
    } else if error.is::<MethodNotAllowedError>() {
        ApiError::new(StatusCode::METHOD_NOT_ALLOWED, "Method Not Allowed")
    } else if error.is::<SizedLimitError>() {
        ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "The request body is too large")
    } else if error.is::<ContentTypeError>() {
        ApiError::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "The request body must be application/json",
        )
    } else if error.is::<ParseRequestPayloadError>() {
        ApiError::invalid(vec![ValidationError::at(
            &["body"],
            "value_error",
            "Value is not valid",
        )])
    } else if let Some(ParseParamError { name, reason }) = error.downcast_ref() {
        ApiError::invalid(vec![document.parameter_error(operation, name, reason)])
    } else if let Some(ParsePathError { name, reason }) = error.downcast_ref() {
        ApiError::invalid(vec![document.parameter_error(operation, name, reason)])
    } else if error.status().is_client_error() {
        let reason = error
            .status()
            .canonical_reason()
            .unwrap_or("The request could not be understood");
        ApiError::new(error.status(), reason)
    } else {
        tracing::error!(%error, "a request failed");
        ApiError::internal()
    }
}
