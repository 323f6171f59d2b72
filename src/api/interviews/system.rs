//! Liveness and readiness. Need no API key.

#![expect(clippy::unused_async, reason = "poem-openapi requires async operations")]

use super::{
    Tag,
    errors::{ApiResult, ReadinessErrors},
    schema::MessageResponse,
};
use crate::{
    api::{error::HttpError, response::Json},
    engine::Engine,
};
use poem::{http::StatusCode, web::Data};
use poem_openapi::OpenApi;

pub(super) struct SystemRoutes;

#[OpenApi(tag = "Tag::System")]
impl SystemRoutes {
    /// Health Check
    ///
    /// Checks that the database is reachable and fully migrated.
    #[oai(path = "/health", method = "get", operation_id = "health_check_health_get")]
    async fn health(&self, engine: Data<&Engine>) -> ApiResult<Json<MessageResponse>, ReadinessErrors> {
        check_readiness(engine.0).await
    }

    /// Liveness
    ///
    /// Checks that the process responds.
    #[oai(path = "/livez", method = "get", operation_id = "livez")]
    async fn livez(&self) -> Json<MessageResponse> {
        Json(MessageResponse::new("alive"))
    }

    /// Readiness
    ///
    /// Checks that the database is reachable and fully migrated.
    #[oai(path = "/readyz", method = "get", operation_id = "readyz")]
    async fn readyz(&self, engine: Data<&Engine>) -> ApiResult<Json<MessageResponse>, ReadinessErrors> {
        check_readiness(engine.0).await
    }
}

async fn check_readiness(engine: &Engine) -> ApiResult<Json<MessageResponse>, ReadinessErrors> {
    let problem = match engine.is_ready().await {
        Ok(true) => return Ok(Json(MessageResponse::new("ready"))),
        Ok(false) => "The database lacks migrations",
        Err(error) => {
            tracing::warn!(%error, "readiness check failed");
            "The database cannot be reached"
        }
    };
    Err(HttpError::new(StatusCode::SERVICE_UNAVAILABLE, problem).into())
}
