//! A small API that makes poem-openapi generate every construct that the conversion has a rule for.

use crate::model::email::Email;
use chrono::{DateTime, Utc};
use poem_openapi::{
    Enum, Object, OpenApi, SecurityScheme, Tags,
    auth::Bearer,
    param::{Header, Path, Query},
    payload::Json,
    types::{Example, MaybeUndefined},
};
use serde_json::Value;
use uuid::Uuid;

#[derive(Tags)]
pub enum Tag {
    /// Rooms.
    Rooms,
}

#[derive(SecurityScheme)]
#[oai(ty = "bearer", rename = "HTTPBearer")]
#[expect(dead_code, reason = "only documented")]
struct Auth(Bearer);

#[derive(Enum)]
#[oai(rename_all = "lowercase")]
enum Status {
    Pending,
    Active,
}

#[derive(Object)]
struct Inner {
    project_id: Uuid,
}

/// A room.
#[derive(Object)]
#[oai(example)]
struct Room {
    status: Status,
    last_status: Option<Status>,
    inner: Inner,
    /// The inner one, described.
    described: Inner,
    /// The inner one, described and optional.
    maybe_inner: Option<Inner>,
    expires_at: Option<DateTime<Utc>>,
    record_id: Option<Uuid>,
    email: MaybeUndefined<Email>,
    #[oai(validator(max_length = 42, pattern = "^a"))]
    display_name: MaybeUndefined<String>,
    #[oai(default = "default_count", validator(minimum(value = "1"), maximum(value = "100")))]
    count: i32,
    #[oai(default)]
    clear_display_name: bool,
    #[oai(validator(minimum(value = "0.5"), maximum(value = "1")))]
    share: f64,
    #[oai(validator(max_items = 100))]
    respondents: Option<Vec<Inner>>,
    names: Vec<String>,
    extra: Option<Value>,
}

fn default_count() -> i32 {
    1
}

impl Example for Room {
    fn example() -> Self {
        let inner = || Inner {
            project_id: Uuid::nil(),
        };
        Self {
            status: Status::Active,
            last_status: Some(Status::Pending),
            inner: inner(),
            described: inner(),
            maybe_inner: None,
            expires_at: None,
            record_id: None,
            email: MaybeUndefined::Undefined,
            display_name: MaybeUndefined::Undefined,
            count: 1,
            clear_display_name: false,
            share: 0.5,
            respondents: None,
            names: vec![],
            extra: None,
        }
    }
}

#[derive(Object)]
struct Failure {
    detail: Option<Vec<String>>,
    code: String,
}

#[derive(Object)]
struct Project {
    name: String,
    description: Option<String>,
}

pub struct Api;

#[OpenApi]
#[expect(clippy::unused_async, reason = "poem-openapi takes only async operations")]
impl Api {
    #[oai(
        path = "/rooms/:room_id",
        method = "post",
        operation_id = "post_room",
        tag = "Tag::Rooms"
    )]
    async fn post_room(
        &self,
        _auth: Auth,
        #[oai(name = "room_id")] _room: Path<Uuid>,
        #[oai(name = "x-agent-secret")] _secret: Header<Option<String>>,
        body: Json<Room>,
    ) -> Json<Room> {
        body
    }

    #[oai(path = "/rooms", method = "get", operation_id = "get_rooms")]
    async fn get_rooms(
        &self,
        #[oai(
            name = "limit",
            default = "default_count",
            validator(minimum(value = "1"), maximum(value = "1000"))
        )]
        _limit: Query<i32>,
        #[oai(name = "status")] _status: Query<Option<Status>>,
        #[oai(name = "old", deprecated, explode = false)] _old: Query<Option<Vec<String>>>,
    ) {
    }

    #[oai(path = "/projects", method = "get", response_header(name = "Link", ty = "String"))]
    async fn projects(&self) -> Json<Vec<Project>> {
        Json(vec![])
    }

    #[oai(path = "/errors", method = "get")]
    async fn errors(&self) -> Json<Vec<Failure>> {
        Json(vec![])
    }
}
