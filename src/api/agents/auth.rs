//! Authentication: the API key in `X-API-KEY`, as clients of this dialect send it, or as a bearer token.

use crate::{
    api::{error::HttpError, request::Authenticator},
    model::access::Caller,
};
use poem::{Request, RequestBody};
use poem_openapi::{
    ApiExtractor, ApiExtractorType, ExtractParamOptions, SecurityScheme,
    auth::{ApiKey, Bearer, BearerAuthorization},
    registry::Registry,
};

const HEADER: &str = "x-api-key";

/// An API key of the team, sent as `X-API-KEY`, or as `Authorization: Bearer <key>`.
#[derive(SecurityScheme)]
#[oai(ty = "api_key", key_name = "X-API-KEY", key_in = "header", rename = "ApiKey")]
#[expect(dead_code, reason = "describes the scheme; the extractor below checks the key")]
struct Scheme(ApiKey);

/// A caller with a valid API key that is within its rate limit.
///
/// Must be the first argument of an operation: extractors run in order, and unauthenticated callers must not learn
/// anything about the body.
pub struct AgentCaller(pub Caller);

impl<'a> ApiExtractor<'a> for AgentCaller {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::SecurityScheme];

    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        <Scheme as ApiExtractor>::register(registry);
    }

    fn security_schemes() -> Vec<&'static str> {
        <Scheme as ApiExtractor>::security_schemes()
    }

    async fn from_request(request: &'a Request, _: &mut RequestBody, _: ExtractParamOptions<()>) -> poem::Result<Self> {
        let key = if let Some(key) = request.header(HEADER) {
            key.to_owned()
        } else {
            let bearer = Bearer::from_request(request).map_err(|_| HttpError::unauthenticated())?;
            bearer.token
        };
        Ok(Self(Authenticator::of(request)?.caller(&key).await?))
    }
}
