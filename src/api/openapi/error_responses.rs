//! The error responses that operations document.
//!
//! The example of a documented error is rendered by the same code as the error itself.

use crate::{
    api::{
        error::{FieldViolation, HttpError},
        response::json_response,
    },
    model::{
        access::Forbidden,
        error::{EngineError, Resource},
        status::Status,
    },
};
use poem::http::StatusCode;
use poem_openapi::{
    ApiResponse,
    registry::{MetaResponse, MetaResponses, MetaSchema, MetaSchemaRef, Registry},
};
use serde_json::Value;
use std::marker::PhantomData;

/// How a dialect, or a part of it, writes errors.
pub trait ErrorFormat: Send + Sync + 'static {
    /// The status and the JSON body of an error.
    fn render(error: &HttpError) -> (StatusCode, Value);
    /// The schema of the body with a status.
    fn schema(status: StatusCode) -> MetaSchemaRef;
    /// Registers the schemas of the bodies.
    fn register(registry: &mut Registry);
}

/// An error response as an operation documents it.
pub struct ErrorResponse {
    /// When it is sent.
    pub description: &'static str,
    /// An error that is answered with it.
    pub example: fn() -> HttpError,
}

/// The error responses of an operation.
pub trait ErrorResponses: Send + Sync + 'static {
    /// All of them, by status.
    const ALL: &'static [ErrorResponse];
}

/// The error of an operation that documents the responses `R`, written as `F`.
pub struct OperationError<F, R>(HttpError, PhantomData<fn() -> (F, R)>);

impl<F, R, E: Into<HttpError>> From<E> for OperationError<F, R> {
    fn from(error: E) -> Self {
        Self(error.into(), PhantomData)
    }
}

impl<F, R> From<OperationError<F, R>> for poem::Error {
    fn from(error: OperationError<F, R>) -> Self {
        error.0.into()
    }
}

impl<F: ErrorFormat, R: ErrorResponses> ApiResponse for OperationError<F, R> {
    fn meta() -> MetaResponses {
        MetaResponses {
            responses: documented::<F, R>().collect(),
        }
    }

    fn register(registry: &mut Registry) {
        F::register(registry);
    }
}

/// The responses of `R`, and the one that every operation may end with, unless `R` says more about it.
fn documented<F: ErrorFormat, R: ErrorResponses>() -> impl Iterator<Item = MetaResponse> {
    let own = R::ALL.iter().map(ErrorResponse::meta::<F>);
    let unavailable = UNAVAILABLE.meta::<F>();
    let has_own = own.clone().any(|response| response.status == unavailable.status);
    own.chain((!has_own).then_some(unavailable))
}

impl ErrorResponse {
    fn meta<F: ErrorFormat>(&self) -> MetaResponse {
        let (status, body) = F::render(&(self.example)());
        let schema = F::schema(status).merge(MetaSchema {
            example: Some(body),
            ..MetaSchema::ANY
        });
        json_response(status.as_u16(), self.description, schema, vec![])
    }
}

/// Declares named lists of error responses.
macro_rules! error_responses {
    ($($(#[$doc:meta])* $name:ident = $($response:ident),+;)+) => {$(
        $(#[$doc])*
        pub struct $name;

        impl $crate::api::openapi::ErrorResponses for $name {
            const ALL: &'static [$crate::api::openapi::ErrorResponse] = &[$($response),+];
        }
    )+};
}
pub(in crate::api) use error_responses;

pub const UNAUTHENTICATED: ErrorResponse = ErrorResponse {
    description: "No valid API key.",
    example: HttpError::unauthenticated,
};

pub const FORBIDDEN: ErrorResponse = ErrorResponse {
    description: "The role or the project of the API key does not allow this.",
    example: || EngineError::Forbidden(Forbidden).into(),
};

pub const NOT_FOUND: ErrorResponse = ErrorResponse {
    description: "Not found, or owned by another team.",
    example: || EngineError::NotFound(Resource::Room).into(),
};

pub const TIMEOUT: ErrorResponse = ErrorResponse {
    description: "The request body did not arrive in time.",
    example: || HttpError::new(StatusCode::REQUEST_TIMEOUT, "The request body did not arrive in time"),
};

pub const WRONG_STATUS: ErrorResponse = ErrorResponse {
    description: "The status of the room does not allow this.",
    example: || EngineError::WrongStatus(Status::Completed).into(),
};

pub const TOO_LARGE: ErrorResponse = ErrorResponse {
    description: "The request body is too large.",
    example: HttpError::too_large,
};

pub const NOT_JSON: ErrorResponse = ErrorResponse {
    description: "The request body is not `application/json`.",
    example: HttpError::not_json,
};

pub const INVALID: ErrorResponse = ErrorResponse {
    description: "The request is not valid.",
    example: || {
        HttpError::invalid(vec![FieldViolation::new(
            &["body", "name"],
            "string_too_long",
            "String should have at most 200 characters",
        )])
    },
};

pub const TOO_MANY: ErrorResponse = ErrorResponse {
    description: "Too many requests. `Retry-After` is the number of seconds to wait.",
    example: || crate::limits::RateLimited { retry_after_seconds: 1 }.into(),
};

pub const INTERNAL: ErrorResponse = ErrorResponse {
    description: "Internal error.",
    example: HttpError::internal,
};

pub const UNAVAILABLE: ErrorResponse = ErrorResponse {
    description: "The database is unavailable at present. `Retry-After` is the number of seconds to wait.",
    example: HttpError::unavailable,
};

pub const NO_VOICE: ErrorResponse = ErrorResponse {
    description: "LiveKit is not configured or cannot be reached, or the database is unavailable at present.",
    example: || EngineError::VoiceUnavailable.into(),
};
