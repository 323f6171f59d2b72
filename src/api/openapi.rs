//! The OpenAPI documents: what the framework generates from a dialect's routes, converted to OpenAPI 3.1.

mod convert;
mod document;
mod error_responses;

pub use document::{Document, Documents};
pub(super) use error_responses::{
    ErrorFormat, ErrorResponse, ErrorResponses, FORBIDDEN, INTERNAL, INVALID, NO_VOICE, NOT_FOUND, NOT_JSON,
    OperationError, TIMEOUT, TOO_LARGE, TOO_MANY, UNAUTHENTICATED, WRONG_STATUS, error_responses,
};
