//! Authentication: an API key as a bearer token, with its rate limit, or the agent secret of the service.

use crate::{
    api::error::HttpError,
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
use subtle::ConstantTimeEq;

const AGENT_SECRET: &str = "x-agent-secret";

// The doc comment is the description of the security scheme in the OpenAPI documents. Must be the first argument of an
// operation: extractors run in order, and unauthenticated callers must not learn anything about the body.
/// An API key of the team, sent as `Authorization: Bearer <key>`.
#[derive(SecurityScheme)]
#[oai(ty = "bearer", rename = "HTTPBearer", checker = "authenticate")]
pub struct Authenticated(pub Caller);

/// Identifies callers; extractors find it among the request data.
pub struct Authenticator {
    /// The API keys.
    pub keys: Keys,
    /// The rate limits.
    pub limits: Arc<Limits>,
    /// The secret that workers may send in `X-Agent-Secret` instead of an API key, if one is set.
    pub agent_secret: Option<SecretString>,
}

/// A worker that conducts interviews, identified by an API key of role `agent` or by the agent secret.
///
/// Must be the first argument of an operation, like [`Authenticated`]. Other servers of the contract have these
/// operations without a security scheme, so the document marks the scheme as optional.
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
        let authenticator = Authenticator::of(request)?;
        if authenticator.accepts_secret(request.headers()) {
            return Ok(Self(CanInterview { scope: None }));
        }
        let bearer = Bearer::from_request(request).map_err(|_| authenticator.without_key(request))?;
        let caller = authenticate(request, bearer).await?;
        Ok(Self(caller.require_interviewer().map_err(HttpError::from)?))
    }
}

async fn authenticate(request: &Request, bearer: Bearer) -> poem::Result<Caller> {
    Ok(Authenticator::of(request)?.caller(request, &bearer.token).await?)
}

impl Authenticator {
    /// The authenticator among the data of a request.
    pub(in crate::api) fn of(request: &Request) -> Result<&Self, HttpError> {
        let authenticator = request.data::<Arc<Self>>();
        authenticator.map(|found| &**found).ok_or_else(HttpError::internal)
    }

    /// Returns the caller that the API key of a request identifies, and counts the request against the key's rate limit or,
    /// if the key is wrong, against that of the client's address. Right keys of that address go on working.
    pub(in crate::api) async fn caller(&self, request: &Request, key: &str) -> Result<Caller, HttpError> {
        let Some(key) = ApiKey::parse(key) else {
            return Err(self.wrong_key(request));
        };
        let Some(caller) = self.keys.authenticate(&key).await? else {
            return Err(self.wrong_key(request));
        };
        self.limits.take_for_key(caller.key)?;
        Ok(caller)
    }

    /// The error of a request without an API key. A wrong agent secret counts as a wrong key.
    pub(in crate::api) fn without_key(&self, request: &Request) -> HttpError {
        let headers = request.headers();
        if headers.contains_key(AGENT_SECRET) && !self.accepts_secret(headers) {
            return self.wrong_key(request);
        }
        HttpError::unauthenticated()
    }

    /// Counts a wrong key or secret, and returns the error.
    fn wrong_key(&self, request: &Request) -> HttpError {
        metrics::counter!("interview_rooms_wrong_keys_total").increment(1);
        match self.limits.take_for_wrong_key(request) {
            Ok(()) => HttpError::unauthenticated(),
            Err(limited) => limited.into(),
        }
    }

    /// Whether a request has the configured agent secret.
    pub(in crate::api) fn accepts_secret(&self, headers: &HeaderMap) -> bool {
        let (Some(expected), Some(sent)) = (&self.agent_secret, headers.get(AGENT_SECRET)) else {
            return false;
        };
        // Digests have the same length, so the time of the comparison does not reveal even the length of the secret.
        let (expected, sent) = (
            Sha256::digest(expected.expose_secret()),
            Sha256::digest(sent.as_bytes()),
        );
        expected.as_slice().ct_eq(sent.as_slice()).into()
    }
}
