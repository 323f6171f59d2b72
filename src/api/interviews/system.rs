//! Whether the service is alive and can do its work. Needs no key.

#![expect(clippy::unused_async, reason = "the framework wants every operation to be async")]

use super::{
    Engine, Tag,
    errors::{Checking, not_ready},
    schema::MessageResponse,
};
use crate::api::{json::Json, refusal::Refusal};
use poem::web::Data;
use poem_openapi::OpenApi;

pub(super) struct SystemRoutes;

#[OpenApi(tag = "Tag::System")]
impl SystemRoutes {
    /// Health Check
    ///
    /// Whether the database can be reached and has every migration.
    #[oai(path = "/health", method = "get", operation_id = "health_check_health_get")]
    async fn health(&self, engine: Data<&Engine>) -> Result<Json<MessageResponse>, Refusal<Checking>> {
        check(engine.0).await
    }

    /// Liveness
    ///
    /// Whether the process answers at all.
    #[oai(path = "/livez", method = "get", operation_id = "livez")]
    async fn livez(&self) -> Json<MessageResponse> {
        Json(MessageResponse {
            message: "alive".to_owned(),
        })
    }

    /// Readiness
    ///
    /// Whether the database can be reached and has every migration.
    #[oai(path = "/readyz", method = "get", operation_id = "readyz")]
    async fn readyz(&self, engine: Data<&Engine>) -> Result<Json<MessageResponse>, Refusal<Checking>> {
        check(engine.0).await
    }
}

async fn check(engine: &Engine) -> Result<Json<MessageResponse>, Refusal<Checking>> {
    match engine.store.is_ready().await {
        Ok(true) => Ok(Json(MessageResponse {
            message: "ready".to_owned(),
        })),
        Ok(false) => Err(not_ready("The database lacks migrations")),
        Err(error) => {
            tracing::warn!(%error, "the service is not ready");
            Err(not_ready("The database cannot be reached"))
        }
    }
}
