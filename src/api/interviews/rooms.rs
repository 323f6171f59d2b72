//! What a research team does with rooms.

#![expect(clippy::unused_async, reason = "the framework wants every operation to be async")]

use super::{
    Engine, Tag,
    errors::{ActingOnRooms, ChangingRooms, CreatingRooms, Finding, Listing, Reading},
    schema::{
        CreateRoomsRequest, CreateRoomsResponse, InterviewConfigResponse, InterviewRoomResponse, ReopenRoomRequest,
        RespondentRequest, StatusResponse, UpdateRoomRequest, change, email, trimmed,
    },
};
use crate::{
    api::{
        auth::Authenticated,
        body::Body,
        json::{Json, Page},
        refusal::{ApiError, Refusal, ValidationError},
    },
    model::{
        access::CanWrite,
        cursor::Cursor,
        idempotency::{Fingerprint, IdempotencyKey, Repeatable},
        ids::{ProjectId, RoomId},
        interview::{Manner, MaxDuration},
    },
    rooms::{CreateBatch, ListRooms, Respondent, RoomView, UpdateRoom},
};
use poem::web::Data;
use poem_openapi::{
    OpenApi,
    param::{Header, Path, Query},
    types::ToJSON,
};
use std::{fmt::Display, str::FromStr};
use uuid::Uuid;

const LARGEST_PAGE: u16 = 1000;

pub(super) struct RoomRoutes;

type Answer<T, S> = Result<T, Refusal<S>>;

#[OpenApi(prefix_path = "/api/interviews", tag = "Tag::Interviews")]
impl RoomRoutes {
    /// Get Interview Config
    ///
    /// What 30 minutes of interview cost, so that a client can show it.
    #[oai(
        path = "/config",
        method = "get",
        operation_id = "get_interview_config_api_interviews_config_get"
    )]
    async fn config(
        &self,
        caller: Authenticated,
        engine: Data<&Engine>,
    ) -> Answer<Json<InterviewConfigResponse>, Reading> {
        caller.0.reads()?;
        let tokens_per_30_min = i32::try_from(engine.tokens_per_30_min).unwrap_or(i32::MAX);
        Ok(Json(InterviewConfigResponse { tokens_per_30_min }))
    }

    /// Create Rooms
    ///
    /// Creates 1 to 100 rooms in a project, all or none, each with its own access token and respondent link.
    #[oai(
        path = "/rooms",
        method = "post",
        operation_id = "create_rooms_api_interviews_rooms_post"
    )]
    async fn create(
        &self,
        caller: Authenticated,
        engine: Data<&Engine>,
        /// A name of 1 to 255 visible ASCII characters for this request: repeated within 24 hours, it answers with the
        /// same rooms instead of making more.
        #[oai(name = "Idempotency-Key", validator(max_length = 255))]
        idempotency_key: Header<Option<String>>,
        request: Body<CreateRoomsRequest>,
    ) -> Answer<Json<CreateRoomsResponse>, CreatingRooms> {
        let permit = caller.0.writes()?;
        let repeat = repeatable(permit, idempotency_key.0, &request.0)?;
        let views = engine.rooms.create_batch(permit, &batch(request.0)?, repeat).await?;
        Ok(Json(CreateRoomsResponse {
            rooms: views.into_iter().map(|view| shown(engine.0, view)).collect(),
        }))
    }

    /// Get Rooms
    ///
    /// The team's rooms, newest first. The filters and the shown status judge by the clock.
    #[oai(path = "/rooms", method = "get", operation_id = "get_rooms_api_interviews_rooms_get")]
    async fn list(
        &self,
        caller: Authenticated,
        engine: Data<&Engine>,
        /// Only the rooms of this project.
        project_id: Query<Option<Uuid>>,
        /// Only the rooms in this status: `pending`, `active`, `completed`, `expired` or `cancelled`.
        status: Query<Option<String>>,
        /// The most rooms to answer; 1000 when left out.
        #[oai(validator(minimum(value = "1"), maximum(value = "1000")))]
        limit: Query<Option<i32>>,
        /// Where to begin, from the `Link` header of the page before.
        cursor: Query<Option<String>>,
    ) -> Answer<Page<InterviewRoomResponse>, Listing> {
        let permit = caller.0.reads()?;
        let unknown = "Status should be pending, active, completed, expired or cancelled";
        let wanted = ListRooms {
            project: project_id.0.map(ProjectId),
            status: parsed(status.0.as_deref(), "status", |()| unknown)?,
            after: parsed(cursor.0.as_deref(), "cursor", |error| error)?,
            limit: limit
                .0
                .and_then(|limit| u16::try_from(limit).ok())
                .unwrap_or(LARGEST_PAGE),
        };
        let (views, next) = engine.rooms.list(permit, wanted).await?;
        let items = views.into_iter().map(|view| shown(engine.0, view)).collect();
        Ok(Page {
            items,
            next: next.map(|next| page_url(engine.0, wanted, next)),
        })
    }

    /// Get Room
    #[oai(
        path = "/rooms/:room_id",
        method = "get",
        operation_id = "get_room_api_interviews_rooms__room_id__get"
    )]
    async fn get(
        &self,
        caller: Authenticated,
        engine: Data<&Engine>,
        room_id: Path<Uuid>,
    ) -> Answer<Json<InterviewRoomResponse>, Finding> {
        let view = engine.rooms.get(caller.0.reads()?, RoomId(room_id.0)).await?;
        Ok(Json(shown(engine.0, view)))
    }

    /// Update Room
    ///
    /// Changes a pending room. What is absent stays; null, or the `clear_*` flag, clears.
    #[oai(
        path = "/rooms/:room_id",
        method = "patch",
        operation_id = "update_room_api_interviews_rooms__room_id__patch"
    )]
    async fn update(
        &self,
        caller: Authenticated,
        engine: Data<&Engine>,
        room_id: Path<Uuid>,
        request: Body<UpdateRoomRequest>,
    ) -> Answer<Json<InterviewRoomResponse>, ChangingRooms> {
        let permit = caller.0.writes()?;
        let view = engine
            .rooms
            .update(permit, RoomId(room_id.0), update(request.0)?)
            .await?;
        Ok(Json(shown(engine.0, view)))
    }

    /// Delete Room
    ///
    /// Cancels a pending or active room; its row stays. Repeating it is harmless.
    #[oai(
        path = "/rooms/:room_id",
        method = "delete",
        operation_id = "delete_room_api_interviews_rooms__room_id__delete"
    )]
    async fn delete(
        &self,
        caller: Authenticated,
        engine: Data<&Engine>,
        room_id: Path<Uuid>,
    ) -> Answer<Json<StatusResponse>, ActingOnRooms> {
        let view = engine.rooms.cancel(caller.0.writes()?, RoomId(room_id.0)).await?;
        let message = "Room cancelled".to_owned();
        Ok(Json(StatusResponse {
            message,
            status: view.room.life.status.to_string(),
        }))
    }

    /// Rotate Link
    ///
    /// Gives a pending or active room a new access token and link. The old link answers 410 from now on.
    #[oai(path = "/rooms/:room_id/rotate", method = "post", operation_id = "rotate_room_link")]
    async fn rotate(
        &self,
        caller: Authenticated,
        engine: Data<&Engine>,
        room_id: Path<Uuid>,
    ) -> Answer<Json<InterviewRoomResponse>, ActingOnRooms> {
        let view = engine.rooms.rotate(caller.0.writes()?, RoomId(room_id.0)).await?;
        Ok(Json(shown(engine.0, view)))
    }

    /// Reopen Room
    ///
    /// Makes an expired or cancelled room pending again, with the same link.
    #[oai(path = "/rooms/:room_id/reopen", method = "post", operation_id = "reopen_room")]
    async fn reopen(
        &self,
        caller: Authenticated,
        engine: Data<&Engine>,
        room_id: Path<Uuid>,
        request: Body<ReopenRoomRequest>,
    ) -> Answer<Json<InterviewRoomResponse>, ChangingRooms> {
        let permit = caller.0.writes()?;
        let view = engine
            .rooms
            .reopen(permit, RoomId(room_id.0), micros(request.0.expires_at))
            .await?;
        Ok(Json(shown(engine.0, view)))
    }
}

fn shown(engine: &Engine, view: RoomView) -> InterviewRoomResponse {
    InterviewRoomResponse::new(view, &engine.public_url)
}

fn page_url(engine: &Engine, wanted: ListRooms, next: Cursor) -> String {
    let ListRooms {
        project, status, limit, ..
    } = wanted;
    let project = project.map(|id| format!("&project_id={id}")).unwrap_or_default();
    let status = status.map(|status| format!("&status={status}")).unwrap_or_default();
    format!(
        "{}/api/interviews/rooms?limit={limit}&cursor={next}{project}{status}",
        engine.public_url
    )
}

/// What both databases keep of a moment.
fn micros(moment: crate::clock::Timestamp) -> crate::clock::Timestamp {
    chrono::SubsecRound::trunc_subsecs(moment, 6)
}

fn parsed<T: FromStr, M: Display>(
    text: Option<&str>,
    name: &str,
    problem: impl Fn(T::Err) -> M,
) -> Result<Option<T>, ApiError> {
    let parsed = text.map(|text| text.parse().map_err(|error| problem(error).to_string()));
    parsed
        .transpose()
        .map_err(|msg| ApiError::invalid(vec![ValidationError::at(&["query", name], "value_error", msg)]))
}

fn repeatable(
    permit: CanWrite,
    header: Option<String>,
    request: &CreateRoomsRequest,
) -> Result<Option<Repeatable>, ApiError> {
    let Some(header) = header else { return Ok(None) };
    let key: IdempotencyKey = header
        .parse()
        .map_err(|error: crate::model::idempotency::NotAnIdempotencyKey| {
            ApiError::invalid(vec![ValidationError::at(
                &["header", "Idempotency-Key"],
                "value_error",
                error.to_string(),
            )])
        })?;
    let canonical = request.to_json_string();
    Ok(Some(Repeatable {
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

fn batch(request: CreateRoomsRequest) -> Result<CreateBatch, ApiError> {
    let count = usize::try_from(request.count).unwrap_or_default();
    let rows = request
        .respondents
        .unwrap_or_else(|| vec![RespondentRequest::default(); count]);
    let name = trimmed(request.display_name);
    let respondents = rows.into_iter().map(|row| Respondent {
        email: email(row.email),
        display_name: trimmed(row.display_name).or_else(|| name.clone()),
        external_id: trimmed(row.external_id),
    });
    Ok(CreateBatch {
        project: ProjectId(request.project_id),
        max_duration: max_duration(request.max_duration_minutes)?,
        expires_in_days: u16::try_from(request.expires_in_days).unwrap_or_default(),
        respondents: respondents.collect(),
        manner: Manner {
            voice: trimmed(request.voice),
            realtime_provider: trimmed(request.realtime_provider),
            language: trimmed(request.language),
        },
        topics_for_respondent: trimmed(request.topics_for_respondent),
    })
}

fn update(request: UpdateRoomRequest) -> Result<UpdateRoom, ApiError> {
    Ok(UpdateRoom {
        expires_at: request.expires_at.map(micros),
        max_duration: request.max_duration_minutes.map(max_duration).transpose()?,
        research_goals_override: change(request.research_goals_override, request.clear_research_goals_override),
        interview_guide_override: change(request.interview_guide_override, request.clear_interview_guide_override),
        topics_for_respondent: change(request.topics_for_respondent, request.clear_topics_for_respondent),
        display_name: change(request.display_name, request.clear_display_name),
    })
}
