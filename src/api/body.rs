//! JSON bodies: read within a limit and a time, checked against their schema, then parsed.
//!
//! The check finds everything that is wrong and says where; parsing alone would stop at the first fault.

use super::{
    refusal::{ApiError, Loc, ValidationError},
    schema_check::Schemas,
};
use poem::{
    FromRequest, Request, RequestBody,
    error::{ReadBodyError, SizedLimitError},
    http::{StatusCode, header},
    web::Data,
};
use poem_openapi::{
    ApiExtractor, ApiExtractorType, ExtractParamOptions,
    error::ContentTypeError,
    payload::{ParsePayload, Payload},
    registry::{MetaMediaType, MetaRequest, MetaSchemaRef, Registry},
    types::ParseFromJSON,
};
use serde_json::Value;
use std::time::Duration;
use validator::{Validate, ValidationErrors, ValidationErrorsKind};

/// How a body may arrive.
#[derive(Clone, Copy, Debug)]
pub struct BodyLimits {
    /// The largest body, in bytes.
    pub bytes: usize,
    /// The longest time from the end of the headers to the end of the body.
    pub time: Duration,
}

/// A JSON body that keeps its schema and its rules. It may be as large as the settings say, and `BYTES` in any case.
pub struct Body<T, const BYTES: usize = 0>(pub T);

impl<T: ParseFromJSON, const BYTES: usize> Payload for Body<T, BYTES> {
    const CONTENT_TYPE: &'static str = "application/json";

    fn check_content_type(content_type: &str) -> bool {
        let essence = content_type.split(';').next().unwrap_or_default();
        essence.trim().eq_ignore_ascii_case(Self::CONTENT_TYPE)
    }

    fn schema_ref() -> MetaSchemaRef {
        T::schema_ref()
    }

    fn register(registry: &mut Registry) {
        T::register(registry);
    }
}

impl<T: ParseFromJSON + Validate + 'static, const BYTES: usize> ParsePayload for Body<T, BYTES> {
    const IS_REQUIRED: bool = true;

    async fn from_request(request: &Request, body: &mut RequestBody) -> poem::Result<Self> {
        let Data(limits) = Data::<&BodyLimits>::from_request_without_body(request).await?;
        let limits = BodyLimits {
            bytes: limits.bytes.max(BYTES),
            time: limits.time,
        };
        let text = read(body, limits).await?;
        let value = parse_json(&text)?;
        let wrong = Schemas::of::<T>().check(&value);
        if !wrong.is_empty() {
            return Err(ApiError::invalid(wrong).into());
        }
        let parsed = T::parse_from_json(Some(value)).map_err(|error| {
            // The schema says less than the type: still the caller's fault, only less precisely told.
            tracing::warn!(reason = error.message(), "a body passed its schema but not its type");
            ApiError::invalid(vec![ValidationError::at(
                &["body"],
                "value_error",
                "Value is not valid",
            )])
        })?;
        parsed
            .validate()
            .map_err(|errors| ApiError::invalid(broken_rules(&errors)))?;
        Ok(Self(parsed))
    }
}

impl<'a, T: ParseFromJSON + Validate + 'static, const BYTES: usize> ApiExtractor<'a> for Body<T, BYTES> {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::RequestObject];

    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        <Self as Payload>::register(registry);
    }

    fn request_meta() -> Option<MetaRequest> {
        Some(MetaRequest {
            description: None,
            content: vec![MetaMediaType {
                content_type: Self::CONTENT_TYPE,
                schema: Self::schema_ref(),
            }],
            required: Self::IS_REQUIRED,
        })
    }

    async fn from_request(
        request: &'a Request,
        body: &mut RequestBody,
        _: ExtractParamOptions<()>,
    ) -> poem::Result<Self> {
        if request
            .headers()
            .get_all(header::CONTENT_ENCODING)
            .iter()
            .any(|coding| !coding.as_bytes().eq_ignore_ascii_case(b"identity"))
        {
            let (status, detail) = (
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "The request body must not be compressed",
            );
            return Err(ApiError::new(status, detail).into());
        }
        match request.content_type() {
            Some(given) if Self::check_content_type(given) => <Self as ParsePayload>::from_request(request, body).await,
            Some(given) => Err(ContentTypeError::NotSupported {
                content_type: given.to_owned(),
            }
            .into()),
            None => Err(ContentTypeError::ExpectContentType.into()),
        }
    }
}

/// A body as it came, of whatever type, for what is signed byte by byte.
pub struct RawBody(pub Vec<u8>);

impl<'a> FromRequest<'a> for RawBody {
    async fn from_request(request: &'a Request, body: &mut RequestBody) -> poem::Result<Self> {
        let Data(limits) = Data::<&BodyLimits>::from_request_without_body(request).await?;
        Ok(Self(read(body, *limits).await?))
    }
}

async fn read(body: &mut RequestBody, limits: BodyLimits) -> poem::Result<Vec<u8>> {
    let whole = body.take()?.into_bytes_limit(limits.bytes);
    match tokio::time::timeout(limits.time, whole).await {
        Ok(Ok(bytes)) => Ok(bytes.into()),
        Ok(Err(ReadBodyError::PayloadTooLarge)) => Err(SizedLimitError::PayloadTooLarge.into()),
        Ok(Err(_)) => Err(ApiError::new(StatusCode::BAD_REQUEST, "The request body could not be read").into()),
        Err(_) => Err(ApiError::new(StatusCode::REQUEST_TIMEOUT, "The request body did not arrive in time").into()),
    }
}

fn parse_json(text: &[u8]) -> Result<Value, ApiError> {
    if text.trim_ascii().is_empty() {
        return Err(ApiError::invalid(vec![ValidationError::at(
            &["body"],
            "missing",
            "Field required",
        )]));
    }
    serde_json::from_slice(text).map_err(|error| {
        let offset = if error.is_eof() {
            text.len()
        } else {
            offset(text, error.line(), error.column())
        };
        // Counted in characters, as clients count in texts.
        let offset = String::from_utf8_lossy(&text[..offset.min(text.len())]).chars().count();
        let loc = vec![
            Loc::Name("body".to_owned()),
            Loc::Position(i64::try_from(offset).unwrap_or(i64::MAX)),
        ];
        let (msg, kind) = ("JSON decode error".to_owned(), "json_invalid".to_owned());
        ApiError::invalid(vec![ValidationError { loc, msg, kind }])
    })
}

/// The position in the text, in bytes from 0, of a line and a column, both from 1.
fn offset(text: &[u8], line: usize, column: usize) -> usize {
    let before: usize = text
        .split_inclusive(|byte| *byte == b'\n')
        .take(line.saturating_sub(1))
        .map(<[u8]>::len)
        .sum();
    before + column.saturating_sub(1)
}

/// What the rules of a type found, in a stable order.
fn broken_rules(errors: &ValidationErrors) -> Vec<ValidationError> {
    let mut found = Vec::new();
    gather(errors, &[Loc::Name("body".to_owned())], &mut found);
    found.sort();
    found
}

fn gather(errors: &ValidationErrors, at: &[Loc], found: &mut Vec<ValidationError>) {
    for (field, kind) in errors.errors() {
        let mut here = at.to_vec();
        // Rules about the whole object stand at the object.
        if field != "__all__" {
            here.push(Loc::Name(field.to_string()));
        }
        match kind {
            ValidationErrorsKind::Struct(inner) => gather(inner, &here, found),
            ValidationErrorsKind::List(items) => {
                for (position, inner) in items {
                    let position = Loc::Position(i64::try_from(*position).unwrap_or(i64::MAX));
                    gather(inner, &[here.as_slice(), &[position]].concat(), found);
                }
            }
            ValidationErrorsKind::Field(broken) => found.extend(broken.iter().map(|rule| ValidationError {
                loc: here.clone(),
                msg: rule.message.as_deref().unwrap_or("Value is not valid").to_owned(),
                kind: rule.code.to_string(),
            })),
        }
    }
}
