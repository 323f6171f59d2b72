//! The calls: Twirp with JSON. Requests in `camelCase` or `snake_case`; replies in `snake_case` with their defaults.

use super::{Behavior, State, tokens};
use poem::{
    Body, IntoResponse, Request, Response, handler,
    http::StatusCode,
    web::{Data, Path},
};
use serde_json::{Value, json};
use std::{future, sync::Arc};

/// A received call.
#[derive(Clone, Debug)]
pub struct Called {
    /// Its name.
    pub call: String,
    /// Its request.
    pub request: Value,
    /// The claims of its token.
    pub claims: Value,
}

/// The Twirp status and code of a rejected call.
pub(super) type TwirpError = (StatusCode, &'static str);
pub(super) const NOT_FOUND: TwirpError = (StatusCode::NOT_FOUND, "not_found");
const UNAUTHENTICATED: TwirpError = (StatusCode::UNAUTHORIZED, "unauthenticated");
const BAD_ROUTE: TwirpError = (StatusCode::NOT_FOUND, "bad_route");
const MALFORMED: TwirpError = (StatusCode::BAD_REQUEST, "malformed");
const NONSENSE: &str = "<html>Welcome to nginx!</html>";
const INTERNAL: TwirpError = (StatusCode::INTERNAL_SERVER_ERROR, "internal");

#[handler]
pub(super) async fn serve(
    state: Data<&Arc<State>>,
    Path((service, call)): Path<(String, String)>,
    request: &Request,
    body: Body,
) -> Response {
    let behavior = state.behavior(&call);
    let token = request
        .header("authorization")
        .and_then(|header| header.strip_prefix("Bearer "));
    let claims = token.map(tokens::verified);
    let parsed = body.into_json().await;
    if let (Ok(request), Some(Some(claims))) = (&parsed, &claims) {
        state.calls.lock().unwrap().push(Called {
            call: call.clone(),
            request: Value::clone(request),
            claims: claims.clone(),
        });
        state.changed();
    }
    match behavior {
        Behavior::Silent => return future::pending().await,
        Behavior::NotTwirp => return NONSENSE.into_response(),
        Behavior::InternalError => return twirp(Err(INTERNAL)),
        Behavior::InvalidToken => return invalid_token(),
        Behavior::Normal | Behavior::LostResponse => {}
    }
    let claims = match claims {
        Some(Some(claims)) => claims,
        Some(None) => return invalid_token(),
        None => return twirp(Err(UNAUTHENTICATED)),
    };
    let is_json = request
        .content_type()
        .is_some_and(|kind| kind.starts_with("application/json"));
    let answer = match parsed {
        _ if !is_json => Err(BAD_ROUTE),
        Err(_) => Err(MALFORMED),
        Ok(request) => answer_of(&state, (&service, &call), &claims["video"], &request),
    };
    state.changed();
    match behavior {
        Behavior::LostResponse => NONSENSE.into_response(),
        _ => twirp(answer),
    }
}

fn answer_of(state: &State, route: (&str, &str), grants: &Value, request: &Value) -> Result<Value, TwirpError> {
    let room = field(request, "room");
    let may = |grant: &str| grants[grant] == true;
    let is_admin = may("roomAdmin") && grants["room"] == room;
    let allowed = match route {
        ("livekit.RoomService", "CreateRoom" | "DeleteRoom") => may("roomCreate"),
        ("livekit.RoomService", "ListRooms") => may("roomList"),
        ("livekit.RoomService", "ListParticipants")
        | ("livekit.AgentDispatchService", "CreateDispatch" | "DeleteDispatch" | "ListDispatch") => is_admin,
        _ => return Err(BAD_ROUTE),
    };
    if !allowed {
        return Err(UNAUTHENTICATED);
    }
    let mut rooms = state.rooms();
    Ok(match route.1 {
        "CreateRoom" => rooms.create(field(request, "name"), request),
        "DeleteRoom" => rooms.delete(room).map(|_| json!({})).ok_or(NOT_FOUND)?,
        "ListRooms" => rooms.list(request["names"].as_array().map(Vec::as_slice).unwrap_or_default()),
        "ListParticipants" => json!({ "participants": rooms.participants(room) }),
        "CreateDispatch" => rooms.dispatch(room, request),
        "DeleteDispatch" => rooms
            .delete_dispatch(room, either(request, "dispatchId", "dispatch_id"))
            .ok_or(NOT_FOUND)?,
        _ => json!({ "agent_dispatches": rooms.dispatches(room) }),
    })
}

/// The response to an invalid token, whatever is wrong with it.
fn invalid_token() -> Response {
    (
        StatusCode::UNAUTHORIZED,
        "invalid token: go-jose/go-jose: error in cryptographic primitive",
    )
        .into_response()
}

fn twirp(answer: Result<Value, TwirpError>) -> Response {
    let (status, body) = match answer {
        Ok(reply) => (StatusCode::OK, reply),
        Err((status, code)) => (status, json!({ "code": code, "msg": "so says the double" })),
    };
    Response::builder()
        .status(status)
        .content_type("application/json")
        .body(body.to_string())
}

pub(super) fn field<'a>(request: &'a Value, name: &str) -> &'a str {
    request[name].as_str().unwrap_or_default()
}

pub(super) fn either<'a>(request: &'a Value, camel: &str, snake: &str) -> &'a str {
    request[camel].as_str().or(request[snake].as_str()).unwrap_or_default()
}
