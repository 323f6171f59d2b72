//! Rooms of a research team.

#![expect(clippy::unused_async, reason = "poem-openapi requires async operations")]

use super::{
    Tag,
    commands::repeatable,
    errors::{ApiResult, CreateRoomsErrors, FindErrors, ListErrors, ReadErrors, RoomActionErrors, UpdateRoomErrors},
    schema::{
        CreateRoomsRequest, CreateRoomsResponse, InterviewConfigResponse, InterviewRoomResponse, ReopenRoomRequest,
        StatusResponse, UpdateRoomRequest,
    },
};
use crate::{
    api::{
        ApiConfig,
        request::{Authenticated, Body, Pagination, query},
        response::{Json, Page},
    },
    clock::truncated,
    engine::{Engine, interviews::ListRooms},
    model::{
        cursor::Cursor,
        ids::{ProjectId, RoomId},
    },
};
use poem::{http::HeaderMap, web::Data};
use poem_openapi::{
    OpenApi,
    param::{Header, Path, Query},
};
use uuid::Uuid;

pub(super) struct RoomRoutes;

#[OpenApi(prefix_path = "/api/interviews", tag = "Tag::Interviews")]
impl RoomRoutes {
    /// Get Interview Config
    ///
    /// Returns the price of an interview, for display.
    #[oai(
        path = "/config",
        method = "get",
        operation_id = "get_interview_config_api_interviews_config_get"
    )]
    async fn config(
        &self,
        caller: Authenticated,
        config: Data<&ApiConfig>,
    ) -> ApiResult<Json<InterviewConfigResponse>, ReadErrors> {
        caller.0.require_read()?;
        let tokens_per_30_min = i32::try_from(config.tokens_per_30_min).unwrap_or(i32::MAX);
        Ok(Json(InterviewConfigResponse { tokens_per_30_min }))
    }

    /// Create Rooms
    ///
    /// Creates 1 to 100 rooms in a project, all or none. Each room gets its own access token and respondent link. A respondent
    /// whose `external_id` has a room that is pending or active keeps it; `outcome` tells which rooms are new.
    #[oai(
        path = "/rooms",
        method = "post",
        operation_id = "create_rooms_api_interviews_rooms_post"
    )]
    async fn create(
        &self,
        caller: Authenticated,
        engine: Data<&Engine>,
        config: Data<&ApiConfig>,
        /// A key of 1 to 255 visible ASCII characters that makes the request safe to repeat: within 24 hours, the same
        /// request with the same key returns the same rooms instead of creating new ones.
        #[oai(name = "Idempotency-Key", validator(max_length = 255))]
        _idempotency_key: Header<Option<String>>,
        headers: &HeaderMap,
        request: Body<CreateRoomsRequest>,
    ) -> ApiResult<Json<CreateRoomsResponse>, CreateRoomsErrors> {
        let permit = caller.0.require_write()?;
        let repeat = repeatable(permit, headers, &request.0)?;
        let command = request.0.into_command()?;
        let rooms = engine.interviews.create_batch(permit, &command, repeat).await?;
        let rooms = rooms
            .into_iter()
            .map(|row| InterviewRoomResponse::of_row(row, &config.public_url));
        Ok(Json(CreateRoomsResponse { rooms: rooms.collect() }))
    }

    /// Get Rooms
    ///
    /// Lists the team's rooms, newest first. Statuses and filters follow the clock: a room whose deadline has passed is
    /// never pending or active.
    #[oai(path = "/rooms", method = "get", operation_id = "get_rooms_api_interviews_rooms_get")]
    #[expect(clippy::too_many_arguments, reason = "extractors and parameters of the contract")]
    async fn list(
        &self,
        caller: Authenticated,
        engine: Data<&Engine>,
        config: Data<&ApiConfig>,
        /// Filters by project.
        project_id: Query<Option<Uuid>>,
        /// Filters by status: `pending`, `active`, `completed`, `expired` or `cancelled`.
        status: Query<Option<String>>,
        /// Maximum number of rooms to return. Defaults to 1000.
        #[oai(validator(minimum(value = "1"), maximum(value = "1000")))]
        limit: Query<Option<i32>>,
        /// Position to continue from, taken from the `Link` header of the previous page.
        cursor: Query<Option<String>>,
    ) -> ApiResult<Page<InterviewRoomResponse>, ListErrors> {
        let permit = caller.0.require_read()?;
        let unknown = "Status should be pending, active, completed, expired or cancelled";
        let Pagination { after, limit } = Pagination::parse(limit.0, cursor.0.as_deref())?;
        let filter = ListRooms {
            project: project_id.0.map(ProjectId),
            status: query::parse("status", status.0.as_deref(), |_| unknown)?,
            after,
            limit,
        };
        let (rooms, next) = engine.interviews.list(permit, filter).await?;
        let items = rooms
            .into_iter()
            .map(|room| InterviewRoomResponse::new(room, &config.public_url));
        Ok(Page {
            items: items.collect(),
            next: next.map(|next| page_url(&config.public_url, filter, next)),
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
        config: Data<&ApiConfig>,
        room_id: Path<Uuid>,
    ) -> ApiResult<Json<InterviewRoomResponse>, FindErrors> {
        let permit = caller.0.require_read()?;
        let room = engine.interviews.get(permit, RoomId(room_id.0)).await?;
        Ok(Json(InterviewRoomResponse::new(room, &config.public_url)))
    }

    /// Update Room
    ///
    /// Updates a pending room. Absent fields stay unchanged; null or a `clear_*` flag clears a field. Of an active room, only
    /// `respondent_email` can be changed.
    #[oai(
        path = "/rooms/:room_id",
        method = "patch",
        operation_id = "update_room_api_interviews_rooms__room_id__patch"
    )]
    async fn update(
        &self,
        caller: Authenticated,
        engine: Data<&Engine>,
        config: Data<&ApiConfig>,
        room_id: Path<Uuid>,
        request: Body<UpdateRoomRequest>,
    ) -> ApiResult<Json<InterviewRoomResponse>, UpdateRoomErrors> {
        let permit = caller.0.require_write()?;
        let command = request.0.into_command()?;
        let room = engine.interviews.update(permit, RoomId(room_id.0), command).await?;
        Ok(Json(InterviewRoomResponse::new(room, &config.public_url)))
    }

    /// Delete Room
    ///
    /// Cancels a pending or active room; the room itself is kept. Can be repeated safely.
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
    ) -> ApiResult<Json<StatusResponse>, RoomActionErrors> {
        let permit = caller.0.require_write()?;
        let status = engine.interviews.cancel(permit, RoomId(room_id.0)).await?;
        Ok(Json(StatusResponse {
            message: "Room cancelled".to_owned(),
            status: status.to_string(),
        }))
    }

    /// Rotate Link
    ///
    /// Replaces the access token and the link of a pending or active room. The old link returns 410 from then on.
    #[oai(path = "/rooms/:room_id/rotate", method = "post", operation_id = "rotate_room_link")]
    async fn rotate(
        &self,
        caller: Authenticated,
        engine: Data<&Engine>,
        config: Data<&ApiConfig>,
        room_id: Path<Uuid>,
    ) -> ApiResult<Json<InterviewRoomResponse>, RoomActionErrors> {
        let permit = caller.0.require_write()?;
        let room = engine.interviews.rotate(permit, RoomId(room_id.0)).await?;
        Ok(Json(InterviewRoomResponse::new(room, &config.public_url)))
    }

    /// Reopen Room
    ///
    /// Makes an expired or cancelled room pending again, with the same link. If its content or its respondent was erased, it
    /// holds a new interview. A room whose respondent has got a newer one cannot be reopened.
    #[oai(path = "/rooms/:room_id/reopen", method = "post", operation_id = "reopen_room")]
    async fn reopen(
        &self,
        caller: Authenticated,
        engine: Data<&Engine>,
        config: Data<&ApiConfig>,
        room_id: Path<Uuid>,
        request: Body<ReopenRoomRequest>,
    ) -> ApiResult<Json<InterviewRoomResponse>, UpdateRoomErrors> {
        let permit = caller.0.require_write()?;
        let expires_at = truncated(request.0.expires_at);
        let room = engine.interviews.reopen(permit, RoomId(room_id.0), expires_at).await?;
        Ok(Json(InterviewRoomResponse::new(room, &config.public_url)))
    }
}

/// The address of the next page with the same filter.
fn page_url(public_url: &str, filter: ListRooms, next: Cursor) -> String {
    let ListRooms {
        project, status, limit, ..
    } = filter;
    let project = project.map(|id| format!("&project_id={id}")).unwrap_or_default();
    let status = status.map(|status| format!("&status={status}")).unwrap_or_default();
    format!("{public_url}/api/interviews/rooms?limit={limit}&cursor={next}{project}{status}")
}
