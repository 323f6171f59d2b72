//! Who calls: the API key in `X-API-KEY`, as clients of this dialect show it, or as a bearer.

use crate::{
    api::{
        auth::{Gate, caller_of},
        refusal::ApiError,
    },
    model::access::Caller,
};
use poem::{Request, RequestBody};
use poem_openapi::{
    ApiExtractor, ApiExtractorType, ExtractParamOptions, SecurityScheme,
    auth::{ApiKey, Bearer, BearerAuthorization},
    registry::Registry,
};
use std::sync::Arc;

const HEADER: &str = "x-api-key";

/// The scheme as the document states it.
#[derive(SecurityScheme)]
#[oai(ty = "api_key", key_name = "X-API-KEY", key_in = "header", rename = "ApiKey")]
#[expect(dead_code, reason = "only its description is used")]
struct Scheme(ApiKey);

/// Somebody who showed a valid API key and has not used it too often.
///
/// Must be the first argument of an operation: extractors run in their order, and a stranger is told nothing about the
/// body.
pub struct Known(pub Caller);

impl<'a> ApiExtractor<'a> for Known {
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
        let gate = request.data::<Arc<Gate>>().ok_or_else(ApiError::internal)?;
        let shown = if let Some(key) = request.header(HEADER) {
            key.to_owned()
        } else {
            let bearer = Bearer::from_request(request).map_err(|_| ApiError::unauthenticated())?;
            bearer.token
        };
        Ok(Self(caller_of(gate, &shown).await?))
    }
}
