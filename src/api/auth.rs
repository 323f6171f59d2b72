//! Who calls: the API key in `Authorization: Bearer …` and its rate limit, or for workers the secret of the service.

use super::refusal::ApiError;
use crate::{
    limits::Limits,
    model::{
        access::{Caller, CanInterview},
        api_key::ApiKey,
    },
    teams::Keys,
};
use poem::{Request, RequestBody, http::HeaderMap};
use poem_openapi::{
    ApiExtractor, ApiExtractorType, ExtractParamOptions, SecurityScheme,
    auth::{Bearer, BearerAuthorization},
    registry::Registry,
};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// The header in which a worker may send the secret of the service.
const AGENT_SECRET: &str = "x-agent-secret";

/// Somebody who showed a valid API key and has not used it too often.
///
/// Must be the first argument of an operation: extractors run in their order, and a stranger is told nothing about the
/// body.
#[derive(SecurityScheme)]
#[oai(ty = "bearer", rename = "HTTPBearer", checker = "authenticate")]
pub struct Authenticated(pub Caller);

/// What telling callers apart takes.
pub struct Gate {
    /// The keys.
    pub keys: Keys,
    /// Their rate limits.
    pub limits: Arc<Limits>,
    /// What a worker may send instead of a key; without it, nothing but a key.
    pub agent_secret: Option<SecretString>,
}

/// An interviewer's worker: it showed an API key of role `agent`, or the secret of the service in `X-Agent-Secret`.
///
/// Must be the first argument of an operation, like [`Authenticated`]. The outside contract has these operations without
/// a security scheme, so the document says that there is one and that it may be left out, for the secret.
pub struct Worker(pub CanInterview);

impl<'a> ApiExtractor<'a> for Worker {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::SecurityScheme];

    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        <Authenticated as ApiExtractor>::register(registry);
    }

    fn security_schemes() -> Vec<&'static str> {
        <Authenticated as ApiExtractor>::security_schemes()
    }

    fn has_security_fallback() -> bool {
        true
    }

    async fn from_request(request: &'a Request, _: &mut RequestBody, _: ExtractParamOptions<()>) -> poem::Result<Self> {
        let gate = request.data::<Arc<Gate>>().ok_or_else(ApiError::internal)?;
        if gate.knows_secret(request.headers()) {
            return Ok(Self(CanInterview { scope: None }));
        }
        let bearer = Bearer::from_request(request).map_err(|_| ApiError::unauthenticated())?;
        let caller = authenticate(request, bearer).await?;
        Ok(Self(caller.require_interviewer().map_err(ApiError::from)?))
    }
}

impl Gate {
    fn knows_secret(&self, headers: &HeaderMap) -> bool {
        let (Some(secret), Some(shown)) = (&self.agent_secret, headers.get(AGENT_SECRET)) else {
            return false;
        };
        // The digests have one length, and are compared to their ends: the time tells nothing about the secret.
        let (secret, shown) = (Sha256::digest(secret.expose_secret()), Sha256::digest(shown.as_bytes()));
        let difference = secret
            .iter()
            .zip(shown.iter())
            .fold(0, |all, (one, other)| all | (one ^ other));
        difference == 0
    }
}

async fn authenticate(request: &Request, bearer: Bearer) -> poem::Result<Caller> {
    let gate = request.data::<Arc<Gate>>().ok_or_else(ApiError::internal)?;
    caller_of(gate, &bearer.token).await
}

/// The caller that a key identifies.
pub(super) async fn caller_of(gate: &Gate, key: &str) -> poem::Result<Caller> {
    let key = ApiKey::parse(key).ok_or_else(ApiError::unauthenticated)?;
    let caller = gate
        .keys
        .caller(&key)
        .await
        .map_err(ApiError::from)?
        .ok_or_else(ApiError::unauthenticated)?;
    gate.limits.take_for_key(caller.key).map_err(ApiError::from)?;
    Ok(caller)
}
