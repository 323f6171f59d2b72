//! What the media server tells.

use super::{Engine, Tag, errors::Hearing, schema::HeardResponse};
use crate::{
    api::{
        body::RawBody,
        json::Json,
        refusal::{ApiError, Refusal, ValidationError},
    },
    livekit::WebhookError,
};
use poem::web::Data;
use poem_openapi::{OpenApi, param::Header};

pub(super) struct WebhookRoutes;

#[OpenApi(prefix_path = "/api/webhooks", tag = "Tag::Webhooks")]
impl WebhookRoutes {
    /// Handle LiveKit Webhook
    ///
    /// Takes in an event of the LiveKit server. `Authorization` is a JSON Web Token, bare or with `Bearer`, that one of
    /// the configured keys signed and that names the SHA-256 of the body; the body is an event as
    /// `application/webhook+json`. An event that comes again changes nothing, and neither does one that is unknown or
    /// of another service's room: all are answered with 200.
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
    ) -> Result<Json<HeardResponse>, Refusal<Hearing>> {
        let event = engine.voice.verify_webhook(authorization.0.as_deref(), &body.0)?;
        engine.voice.handle_webhook(&event).await?;
        Ok(Json(HeardResponse {
            status: "ok".to_owned(),
        }))
    }
}

impl From<WebhookError> for ApiError {
    fn from(error: WebhookError) -> Self {
        match error {
            WebhookError::BadSignature => Self::unauthenticated(),
            WebhookError::Malformed => Self::invalid(vec![ValidationError::at(
                &["body"],
                "value_error",
                "The body is not an event",
            )]),
        }
    }
}
