//! Requests of the room routes as commands of the engine.

use super::schema::{CreateRoomsRequest, RespondentRequest, UpdateRoomRequest, change, trimmed};
use crate::{
    api::error::HttpError,
    clock::truncated,
    engine::interviews::{Change, CreateBatch, Respondent, UpdateRoom},
    model::{
        access::CanWrite,
        idempotency::{Fingerprint, IdempotencyKey, IdempotentRequest, NotAnIdempotencyKey},
        ids::ProjectId,
        interview::{InterviewOptions, MaxDuration},
    },
};
use poem::http::HeaderMap;
use poem_openapi::types::{MaybeUndefined, ToJSON};

const IDEMPOTENCY_KEY: &str = "Idempotency-Key";

/// The idempotency key of a request and the fingerprint of its body, if it has a key.
///
/// Reads the headers themselves: the framework ignores a header that is not text, and would then create the rooms
/// without the guarantee that the client asked for.
pub(super) fn repeatable(
    permit: CanWrite,
    headers: &HeaderMap,
    request: &CreateRoomsRequest,
) -> Result<Option<IdempotentRequest>, HttpError> {
    let mut values = headers.get_all(IDEMPOTENCY_KEY).iter();
    let key: Result<IdempotencyKey, NotAnIdempotencyKey> = match (values.next(), values.next()) {
        (None, _) => return Ok(None),
        (Some(value), None) => value.to_str().map_err(|_| NotAnIdempotencyKey).and_then(str::parse),
        (Some(_), Some(_)) => Err(NotAnIdempotencyKey),
    };
    let key = key.map_err(|error| HttpError::invalid_field(&["header", IDEMPOTENCY_KEY], error.to_string()))?;
    let canonical = request.to_json_string();
    Ok(Some(IdempotentRequest {
        caller: permit.key,
        key,
        fingerprint: Fingerprint::of(canonical.as_bytes()),
    }))
}

fn max_duration(minutes: i32) -> Result<MaxDuration, HttpError> {
    MaxDuration::try_from(minutes)
        .map_err(|error| HttpError::invalid_field(&["body", "max_duration_minutes"], error.to_string()))
}

impl CreateRoomsRequest {
    /// The command to create these rooms.
    pub(super) fn into_command(self) -> Result<CreateBatch, HttpError> {
        let count = usize::try_from(self.count).unwrap_or_default();
        let respondents = self
            .respondents
            .unwrap_or_else(|| vec![RespondentRequest::default(); count]);
        let respondents = respondents.into_iter().map(|respondent| Respondent {
            email: respondent.email,
            display_name: trimmed(respondent.display_name),
            external_id: trimmed(respondent.external_id),
        });
        Ok(CreateBatch {
            project: ProjectId(self.project_id),
            max_duration: max_duration(self.max_duration_minutes)?,
            expires_in_days: u16::try_from(self.expires_in_days).unwrap_or_default(),
            respondents: respondents.collect(),
            options: InterviewOptions {
                voice: trimmed(self.voice),
                realtime_provider: trimmed(self.realtime_provider),
                language: trimmed(self.language),
            },
            topics_for_respondent: trimmed(self.topics_for_respondent),
            display_name: trimmed(self.display_name),
        })
    }
}

impl UpdateRoomRequest {
    /// The command to make these changes.
    pub(super) fn into_command(self) -> Result<UpdateRoom, HttpError> {
        Ok(UpdateRoom {
            respondent: match self.respondent_email {
                MaybeUndefined::Undefined => Change::Keep,
                MaybeUndefined::Null => Change::Clear,
                MaybeUndefined::Value(email) => Change::Set(email),
            },
            expires_at: self.expires_at.map(truncated),
            max_duration: self.max_duration_minutes.map(max_duration).transpose()?,
            research_goals_override: change(self.research_goals_override, self.clear_research_goals_override),
            interview_guide_override: change(self.interview_guide_override, self.clear_interview_guide_override),
            topics_for_respondent: change(self.topics_for_respondent, self.clear_topics_for_respondent),
            display_name: change(self.display_name, self.clear_display_name),
        })
    }
}
