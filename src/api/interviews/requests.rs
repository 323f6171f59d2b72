//! Requests of the rooms' routes as operations of the engine.

use super::schema::{CreateRoomsRequest, RespondentRequest, UpdateRoomRequest, change, trimmed};
use crate::{
    api::refusal::{ApiError, ValidationError},
    clock::Timestamp,
    engine::interviews::{CreateBatch, Respondent, UpdateRoom},
    model::{
        access::CanWrite,
        idempotency::{Fingerprint, IdempotencyKey, IdempotentRequest, NotAnIdempotencyKey},
        ids::ProjectId,
        interview::{InterviewOptions, MaxDuration},
    },
};
use chrono::SubsecRound;
use poem::http::HeaderMap;
use poem_openapi::types::ToJSON;
use std::{fmt::Display, str::FromStr};

const IDEMPOTENCY_KEY: &str = "Idempotency-Key";

/// What both databases keep of a moment.
pub(super) fn micros(moment: Timestamp) -> Timestamp {
    moment.trunc_subsecs(6)
}

/// A query parameter as a value of the model.
pub(super) fn parsed<T: FromStr, M: Display>(
    text: Option<&str>,
    name: &str,
    problem: impl Fn(T::Err) -> M,
) -> Result<Option<T>, ApiError> {
    let parsed = text.map(|text| text.parse().map_err(|error| problem(error).to_string()));
    parsed
        .transpose()
        .map_err(|msg| ApiError::invalid(vec![ValidationError::at(&["query", name], "value_error", msg)]))
}

/// The call as one that may be repeated, if it asks to be.
///
/// The headers themselves are asked: the framework passes over a value that is no text, and the rooms would be made
/// without the promise that the client counts on.
pub(super) fn repeatable(
    permit: CanWrite,
    headers: &HeaderMap,
    request: &CreateRoomsRequest,
) -> Result<Option<IdempotentRequest>, ApiError> {
    let mut given = headers.get_all(IDEMPOTENCY_KEY).iter();
    let key: Result<IdempotencyKey, NotAnIdempotencyKey> = match (given.next(), given.next()) {
        (None, _) => return Ok(None),
        (Some(one), None) => one.to_str().map_err(|_| NotAnIdempotencyKey).and_then(str::parse),
        (Some(_), Some(_)) => Err(NotAnIdempotencyKey),
    };
    let key = key.map_err(|error| {
        let place = ["header", IDEMPOTENCY_KEY];
        ApiError::invalid(vec![ValidationError::at(&place, "value_error", error.to_string())])
    })?;
    let canonical = request.to_json_string();
    Ok(Some(IdempotentRequest {
        caller: permit.key,
        key,
        fingerprint: Fingerprint::of(canonical.as_bytes()),
    }))
}

fn max_duration(minutes: i32) -> Result<MaxDuration, ApiError> {
    MaxDuration::try_from(minutes).map_err(|error| {
        ApiError::invalid(vec![ValidationError::at(
            &["body", "max_duration_minutes"],
            "value_error",
            error.to_string(),
        )])
    })
}

/// The rooms to create.
pub(super) fn batch(request: CreateRoomsRequest) -> Result<CreateBatch, ApiError> {
    let count = usize::try_from(request.count).unwrap_or_default();
    let rows = request
        .respondents
        .unwrap_or_else(|| vec![RespondentRequest::default(); count]);
    let name = trimmed(request.display_name);
    let respondents = rows.into_iter().map(|row| Respondent {
        email: row.email,
        display_name: trimmed(row.display_name).or_else(|| name.clone()),
        external_id: trimmed(row.external_id),
    });
    Ok(CreateBatch {
        project: ProjectId(request.project_id),
        max_duration: max_duration(request.max_duration_minutes)?,
        expires_in_days: u16::try_from(request.expires_in_days).unwrap_or_default(),
        respondents: respondents.collect(),
        manner: InterviewOptions {
            voice: trimmed(request.voice),
            realtime_provider: trimmed(request.realtime_provider),
            language: trimmed(request.language),
        },
        topics_for_respondent: trimmed(request.topics_for_respondent),
    })
}

/// The changes to a room.
pub(super) fn update(request: UpdateRoomRequest) -> Result<UpdateRoom, ApiError> {
    Ok(UpdateRoom {
        expires_at: request.expires_at.map(micros),
        max_duration: request.max_duration_minutes.map(max_duration).transpose()?,
        research_goals_override: change(request.research_goals_override, request.clear_research_goals_override),
        interview_guide_override: change(request.interview_guide_override, request.clear_interview_guide_override),
        topics_for_respondent: change(request.topics_for_respondent, request.clear_topics_for_respondent),
        display_name: change(request.display_name, request.clear_display_name),
    })
}
