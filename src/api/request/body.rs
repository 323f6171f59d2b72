//! Request bodies: read within a size and a time, checked against their schema, then parsed.
//!
//! The schema check reports all violations, up to a limit; parsing alone would stop at the first one.

use super::{
    body_memory::{BodyMemory, HeldMemory},
    bounded_json::{self, BoundedError},
    schema_check::Schemas,
};
use crate::{
    api::error::{FieldViolation, HttpError, Loc, Violations},
    model::session_report,
};
use futures_util::StreamExt;
use poem::{
    FromRequest, Request, RequestBody,
    error::SizedLimitError,
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

/// Limits of request bodies.
#[derive(Clone, Debug)]
pub struct BodyLimits {
    /// The maximum size, in bytes.
    pub bytes: usize,
    /// The maximum time from the end of the headers to the end of the body.
    pub time: Duration,
    /// The memory that all bodies share.
    pub memory: BodyMemory,
}

/// A JSON body that conforms to its schema and its rules. Its maximum size is the larger of the setting and `BYTES`. A
/// `LENIENT` one is sent once, so what is almost JSON is repaired; see [`session_report::repaired`]. Holds its part of the
/// memory for bodies until it is dropped.
pub struct Body<T, const BYTES: usize = 0, const LENIENT: bool = false>(
    pub T,
    #[expect(dead_code, reason = "held until it is dropped")] HeldMemory,
);

impl<T: ParseFromJSON, const BYTES: usize, const LENIENT: bool> Payload for Body<T, BYTES, LENIENT> {
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

impl<T: ParseFromJSON + Validate + 'static, const BYTES: usize, const LENIENT: bool> ParsePayload
    for Body<T, BYTES, LENIENT>
{
    const IS_REQUIRED: bool = true;

    async fn from_request(request: &Request, body: &mut RequestBody) -> poem::Result<Self> {
        let Data(limits) = Data::<&BodyLimits>::from_request_without_body(request).await?;
        let limits = BodyLimits {
            bytes: limits.bytes.max(BYTES),
            ..limits.clone()
        };
        let (text, mut memory) = read(body, &limits).await?;
        let value = parse_json(text, LENIENT, &mut memory, &limits).await?;
        let violations = Schemas::of::<T>().check(&value);
        if !violations.is_empty() {
            return Err(HttpError::invalid(violations.into_list()).into());
        }
        let parsed = T::parse_from_json(Some(value)).map_err(|error| {
            // The type is stricter than its schema. Still an error of the caller, but without a precise location.
            tracing::warn!(
                reason = error.message(),
                "request body conforms to its schema but cannot be parsed"
            );
            HttpError::invalid_field(&["body"], "Value is not valid")
        })?;
        parsed
            .validate()
            .map_err(|errors| HttpError::invalid(rule_violations(&errors)))?;
        Ok(Self(parsed, memory))
    }
}

impl<'a, T: ParseFromJSON + Validate + 'static, const BYTES: usize, const LENIENT: bool> ApiExtractor<'a>
    for Body<T, BYTES, LENIENT>
{
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
            return Err(HttpError::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "The request body must not be compressed",
            )
            .into());
        }
        match request.content_type() {
            Some(sent) if Self::check_content_type(sent) => <Self as ParsePayload>::from_request(request, body).await,
            Some(sent) => Err(ContentTypeError::NotSupported {
                content_type: sent.to_owned(),
            }
            .into()),
            None => Err(ContentTypeError::ExpectContentType.into()),
        }
    }
}

/// The bytes of a body of any type, for bodies whose bytes are signed.
pub struct RawBody(pub Vec<u8>);

impl<'a> FromRequest<'a> for RawBody {
    async fn from_request(request: &'a Request, body: &mut RequestBody) -> poem::Result<Self> {
        let Data(limits) = Data::<&BodyLimits>::from_request_without_body(request).await?;
        Ok(Self(read(body, limits).await?.0))
    }
}

/// Reads a body, and takes the memory for what has arrived as it arrives: a client that announces much and sends little
/// takes little.
async fn read(body: &mut RequestBody, limits: &BodyLimits) -> poem::Result<(Vec<u8>, HeldMemory)> {
    let mut chunks = body.take()?.into_bytes_stream();
    let (mut bytes, mut memory) = (Vec::new(), HeldMemory::default());
    let read = async {
        while let Some(chunk) = chunks.next().await {
            let chunk = chunk.map_err(|_| HttpError::bad_request("The request body could not be read"))?;
            if bytes.len() + chunk.len() > limits.bytes {
                return Err(SizedLimitError::PayloadTooLarge.into());
            }
            memory
                .hold_text(&limits.memory, chunk.len())
                .ok_or_else(HttpError::busy)?;
            bytes.extend_from_slice(&chunk);
        }
        Ok::<_, poem::Error>(())
    };
    let late = || HttpError::new(StatusCode::REQUEST_TIMEOUT, "The request body did not arrive in time");
    tokio::time::timeout(limits.time, read).await.map_err(|_| late())??;
    Ok((bytes, memory))
}

/// Parses the text. A lenient parser repairs what it cannot parse and tries again; the repaired copy takes its memory from
/// that of the values.
async fn parse_json(
    mut text: Vec<u8>,
    is_lenient: bool,
    memory: &mut HeldMemory,
    limits: &BodyLimits,
) -> Result<Value, HttpError> {
    if text.trim_ascii().is_empty() {
        return Err(HttpError::invalid(vec![FieldViolation::new(
            &["body"],
            "missing",
            "Field required",
        )]));
    }
    let room = memory.reserve_values(&limits.memory, text.len() * bounded_json::MAX_FACTOR, limits.time);
    let room = room.await.ok_or_else(HttpError::busy)?;
    let mut parsed = bounded_json::parse(&text, room);
    if is_lenient && matches!(parsed, Err(BoundedError::Json(_))) {
        text = session_report::repaired(&text);
        parsed = bounded_json::parse(&text, room.saturating_sub(text.len()));
    }
    let (value, taken) = parsed.map_err(|error| match error {
        BoundedError::TooLarge => HttpError::new(StatusCode::PAYLOAD_TOO_LARGE, "The request body has too many values"),
        BoundedError::Json(error) => json_error(&text, &error),
    })?;
    memory.keep_values(taken);
    Ok(value)
}

fn json_error(text: &[u8], error: &serde_json::Error) -> HttpError {
    let offset = if error.is_eof() {
        text.len()
    } else {
        offset(text, error.line(), error.column())
    };
    // Like FastAPI, reports the position in characters.
    let offset = String::from_utf8_lossy(&text[..offset.min(text.len())]).chars().count();
    let loc = vec![
        Loc::Name("body".to_owned()),
        Loc::Index(i64::try_from(offset).unwrap_or(i64::MAX)),
    ];
    let (message, kind) = ("JSON decode error".to_owned(), "json_invalid".to_owned());
    HttpError::invalid(vec![FieldViolation { loc, message, kind }])
}

/// The byte offset in the text, from 0, of a line and a column, both from 1.
fn offset(text: &[u8], line: usize, column: usize) -> usize {
    let before: usize = text
        .split_inclusive(|byte| *byte == b'\n')
        .take(line.saturating_sub(1))
        .map(<[u8]>::len)
        .sum();
    before + column.saturating_sub(1)
}

/// The violations of a type's rules, in a stable order.
fn rule_violations(errors: &ValidationErrors) -> Vec<FieldViolation> {
    let mut violations = Vec::new();
    collect(errors, &[Loc::Name("body".to_owned())], &mut violations);
    violations.sort();
    let mut first = Violations::default();
    for violation in violations {
        first.add(|| violation);
    }
    first.into_list()
}

fn collect(errors: &ValidationErrors, parent: &[Loc], violations: &mut Vec<FieldViolation>) {
    for (field, kind) in errors.errors() {
        let mut loc = parent.to_vec();
        // A violation of a rule about the whole object is located at the object.
        if field != "__all__" {
            loc.push(Loc::Name(field.to_string()));
        }
        match kind {
            ValidationErrorsKind::Struct(inner) => collect(inner, &loc, violations),
            ValidationErrorsKind::List(items) => {
                for (index, inner) in items {
                    let index = Loc::Index(i64::try_from(*index).unwrap_or(i64::MAX));
                    collect(inner, &[loc.as_slice(), &[index]].concat(), violations);
                }
            }
            ValidationErrorsKind::Field(rules) => violations.extend(rules.iter().map(|rule| FieldViolation {
                loc: loc.clone(),
                message: rule.message.as_deref().unwrap_or("Value is not valid").to_owned(),
                kind: rule.code.to_string(),
            })),
        }
    }
}
