//! What a research team does with rooms.

#![expect(clippy::unused_async, reason = "the framework wants every operation to be async")]

use super::{
    Engine, Tag,
    errors::{ActingOnRooms, ChangingRooms, CreatingRooms, Finding, Listing, Reading},
    requests::{batch, micros, parsed, repeatable, update},
    schema::{
        CreateRoomsRequest, CreateRoomsResponse, InterviewConfigResponse, InterviewRoomResponse, ReopenRoomRequest,
        StatusResponse, UpdateRoomRequest,
    },
};
use crate::{
    api::{
        auth::Authenticated,
        body::Body,
        json::{Json, Page},
        refusal::Refusal,
    },
    engine::interviews::{ListRooms, RoomView},
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

const MAX_PAGE: u16 = 1000;

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
        caller.0.require_read()?;
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
        _idempotency_key: Header<Option<String>>,
        headers: &HeaderMap,
        request: Body<CreateRoomsRequest>,
    ) -> Answer<Json<CreateRoomsResponse>, CreatingRooms> {
        let permit = caller.0.require_write()?;
        let repeat = repeatable(permit, headers, &request.0)?;
        let views = engine
            .interviews
            .create_batch(permit, &batch(request.0)?, repeat)
            .await?;
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
        let permit = caller.0.require_read()?;
        let unknown = "Status should be pending, active, completed, expired or cancelled";
        let wanted = ListRooms {
            project: project_id.0.map(ProjectId),
            status: parsed(status.0.as_deref(), "status", |_| unknown)?,
            after: parsed(cursor.0.as_deref(), "cursor", |error| error)?,
            limit: limit.0.and_then(|limit| u16::try_from(limit).ok()).unwrap_or(MAX_PAGE),
        };
        let (views, next) = engine.interviews.list(permit, wanted).await?;
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
        let view = engine
            .interviews
            .get(caller.0.require_read()?, RoomId(room_id.0))
            .await?;
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
        let permit = caller.0.require_write()?;
        let view = engine
            .interviews
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
        let view = engine
            .interviews
            .cancel(caller.0.require_write()?, RoomId(room_id.0))
            .await?;
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
        let view = engine
            .interviews
            .rotate(caller.0.require_write()?, RoomId(room_id.0))
            .await?;
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
        let permit = caller.0.require_write()?;
        let view = engine
            .interviews
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
