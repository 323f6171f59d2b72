//! Why a page could not be shown. The routes render it as a response in the visitor's language.

use crate::{limits::RateLimited, model::error::EngineError};
use poem::{Response, error::ResponseError, http::StatusCode};

/// The result of a handler.
pub type PageResult<T = Response> = Result<T, PageError>;

/// Why a page could not be shown.
#[derive(Debug, thiserror::Error)]
pub enum PageError {
    /// The engine refused the operation, or failed.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// The client's address has used up its rate limit.
    #[error(transparent)]
    RateLimited(#[from] RateLimited),
    /// Another site's page has sent the form.
    #[error("the form was sent by another site")]
    OtherSite,
    /// The request body is not a form that the page sends; answered with this status.
    #[error("the form cannot be read")]
    BadForm(StatusCode),
}

impl ResponseError for PageError {
    fn status(&self) -> StatusCode {
        match self {
            Self::Engine(EngineError::NotFound(_)) => StatusCode::NOT_FOUND,
            Self::Engine(EngineError::LinkReplaced) => StatusCode::GONE,
            Self::Engine(EngineError::NoSession) => StatusCode::UNAUTHORIZED,
            Self::Engine(EngineError::Unavailable(_)) => StatusCode::SERVICE_UNAVAILABLE,
            // Handlers answer the errors that they expect; any other is a fault of the service.
            Self::Engine(_) => StatusCode::INTERNAL_SERVER_ERROR,
            Self::RateLimited(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::OtherSite => StatusCode::FORBIDDEN,
            Self::BadForm(status) => *status,
        }
    }
}
