//! Webhooks of LiveKit.

use super::{
    Tag,
    errors::{ApiResult, WebhookErrors},
    schema::WebhookResponse,
};
use crate::{
    api::{error::HttpError, request::RawBody, response::Json},
    engine::Engine,
    livekit::WebhookError,
};
use poem::web::Data;
use poem_openapi::{OpenApi, param::Header};

pub(super) struct WebhookRoutes;

#[OpenApi(prefix_path = "/api/webhooks", tag = "Tag::Webhooks")]
impl WebhookRoutes {
    /// Handle LiveKit Webhook
    ///
    /// Receives an event from the LiveKit server, as `application/webhook+json`. `Authorization` is a JSON Web Token, with
    /// or without the `Bearer` prefix, that is signed by one of the configured keys and contains the SHA-256 of the body.
    /// Repeated events, unknown events and events of other services' rooms are accepted and ignored.
    #[oai(
        path = "/livekit",
        method = "post",
        operation_id = "handle_livekit_webhook_api_webhooks_livekit_post"
    )]
    async fn livekit(
        &self,
        engine: Data<&Engine>,
        /// The signature.
        #[oai(name = "Authorization")]
        authorization: Header<Option<String>>,
        body: RawBody,
    ) -> ApiResult<Json<WebhookResponse>, WebhookErrors> {
        let event = engine.voice.verify_webhook(authorization.0.as_deref(), &body.0)?;
        engine.voice.handle_webhook(&event).await?;
        Ok(Json(WebhookResponse {
            status: "ok".to_owned(),
        }))
    }
}

impl From<WebhookError> for HttpError {
    fn from(error: WebhookError) -> Self {
        match error {
            WebhookError::BadSignature => Self::unauthenticated(),
            WebhookError::Malformed => Self::invalid_field(&["body"], "The body is not an event"),
        }
    }
}
