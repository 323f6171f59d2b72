//! Who calls: the API key in `Authorization: Bearer …`, and its rate limit.

use super::{limits::Limits, refusal::ApiError};
use crate::{
    model::{access::Caller, api_key::ApiKey},
    teams::Keys,
};
use poem::Request;
use poem_openapi::{SecurityScheme, auth::Bearer};
use std::sync::Arc;

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
}

async fn authenticate(request: &Request, bearer: Bearer) -> poem::Result<Caller> {
    let gate = request.data::<Arc<Gate>>().ok_or_else(ApiError::internal)?;
    let key = ApiKey::parse(&bearer.token).ok_or_else(ApiError::unauthenticated)?;
    let caller = gate
        .keys
        .caller(&key)
        .await
        .map_err(ApiError::from)?
        .ok_or_else(ApiError::unauthenticated)?;
    gate.limits.take_for_key(caller.key)?;
    Ok(caller)
}
