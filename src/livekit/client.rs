//! Calls to LiveKit's server API: Twirp, a POST with JSON for each.
//!
//! Each call has a token of its own that is valid for a minute and grants that call only. Replies are read leniently:
//! fields that newer servers add are ignored, fields that older ones leave out are empty. No error contains anything that
//! was sent or received.

use super::{Livekit, LivekitError, LivekitParticipant, LivekitRoom};
use livekit_token::VideoGrants;
use reqwest::{Response, StatusCode};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};

/// The largest reply that is accepted, in bytes.
const MAX_REPLY_BYTES: usize = 8 * 1024 * 1024;
/// Seconds for which a room waits for its first participant, as long as a token for joining is valid.
const EMPTY_SECONDS: i64 = 60 * super::JOIN_MINUTES;
/// Seconds for which a room without participants waits for one to return.
const DEPARTURE_SECONDS: u32 = 90;
/// Participants of an interview: the respondent. LiveKit does not count workers.
const MAX_PARTICIPANTS: u32 = 1;

/// A LiveKit room to create for a voice session.
#[derive(Clone, Copy, Debug)]
pub struct NewLivekitRoom<'a> {
    /// The name.
    pub name: &'a str,
    /// The metadata of the worker's job, which only the worker can read.
    pub job: &'a str,
}

/// The lists of the replies; a reply that has no list, or leaves out an empty one, has empty lists here.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Lists {
    rooms: Vec<LivekitRoom>,
    participants: Vec<LivekitParticipant>,
    #[serde(alias = "agentDispatches")]
    agent_dispatches: Vec<Dispatch>,
}

/// A worker that was dispatched to a room.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Dispatch {
    /// LiveKit's id of the dispatch.
    pub id: String,
    /// The name under which the worker registered.
    #[serde(alias = "agentName")]
    pub agent_name: String,
    /// The metadata of the worker's job.
    pub metadata: String,
}

impl Livekit {
    /// Creates a room and dispatches the interviewer's worker to it. Does neither if a room of this name exists.
    pub async fn create_room(&self, room: NewLivekitRoom<'_>) -> Result<LivekitRoom, LivekitError> {
        let request = json!({
            "name": room.name,
            "emptyTimeout": EMPTY_SECONDS,
            "departureTimeout": DEPARTURE_SECONDS,
            "maxParticipants": MAX_PARTICIPANTS,
            "agents": [{ "agentName": self.agent_name(), "metadata": room.job }],
        });
        self.call_rooms("CreateRoom", create_grants(), &request).await
    }

    /// Creates a room for any number of participants, without a worker, unless a room of this name exists.
    pub async fn create_agent_room(&self, name: &str) -> Result<LivekitRoom, LivekitError> {
        let request = json!({
            "name": name,
            "emptyTimeout": EMPTY_SECONDS,
            "departureTimeout": DEPARTURE_SECONDS,
        });
        self.call_rooms("CreateRoom", create_grants(), &request).await
    }

    /// Ends a room and disconnects its participants. A room that does not exist counts as ended.
    pub async fn delete_room(&self, name: &str) -> Result<(), LivekitError> {
        let request = json!({ "room": name });
        ignore_not_found(self.call_rooms("DeleteRoom", create_grants(), &request).await)
    }

    /// The existing rooms among those with these names.
    pub async fn list_rooms(&self, names: &[&str]) -> Result<Vec<LivekitRoom>, LivekitError> {
        if names.is_empty() {
            return Ok(Vec::new()); // LiveKit would list all rooms.
        }
        let grants = VideoGrants {
            room_list: true,
            ..VideoGrants::default()
        };
        let lists: Lists = self.call_rooms("ListRooms", grants, &json!({ "names": names })).await?;
        Ok(lists.rooms)
    }

    /// The participants of a room; none if it does not exist.
    pub async fn list_participants(&self, room: &str) -> Result<Vec<LivekitParticipant>, LivekitError> {
        let request = json!({ "room": room });
        let lists: Lists = self
            .call_rooms("ListParticipants", admin_grants(room), &request)
            .await?;
        Ok(lists.participants)
    }

    /// Dispatches the interviewer's worker to a room. Succeeds even if no worker is registered.
    pub async fn create_dispatch(&self, room: &str, job: &str) -> Result<Dispatch, LivekitError> {
        let request = json!({ "agentName": self.agent_name(), "room": room, "metadata": job });
        self.call_dispatches("CreateDispatch", room, &request).await
    }

    /// The dispatches to a room.
    pub async fn list_dispatch(&self, room: &str) -> Result<Vec<Dispatch>, LivekitError> {
        let lists: Lists = self
            .call_dispatches("ListDispatch", room, &json!({ "room": room }))
            .await?;
        Ok(lists.agent_dispatches)
    }

    /// Deletes a dispatch. A dispatch that does not exist counts as deleted.
    pub async fn delete_dispatch(&self, room: &str, id: &str) -> Result<(), LivekitError> {
        let request = json!({ "dispatchId": id, "room": room });
        ignore_not_found(self.call_dispatches("DeleteDispatch", room, &request).await)
    }

    async fn call_rooms<T: DeserializeOwned>(
        &self,
        call: &'static str,
        grants: VideoGrants,
        request: &Value,
    ) -> Result<T, LivekitError> {
        self.call("RoomService", call, grants, request).await
    }

    async fn call_dispatches<T: DeserializeOwned>(
        &self,
        call: &'static str,
        room: &str,
        request: &Value,
    ) -> Result<T, LivekitError> {
        self.call("AgentDispatchService", call, admin_grants(room), request)
            .await
    }

    async fn call<T: DeserializeOwned>(
        &self,
        service: &str,
        call: &'static str,
        grants: VideoGrants,
        request: &Value,
    ) -> Result<T, LivekitError> {
        let address = format!("{}/twirp/livekit.{service}/{call}", self.url().http());
        let sent = self
            .http
            .post(address)
            .bearer_auth(self.call_token(grants)?)
            .json(request)
            .send();
        let response = sent.await.map_err(|_| LivekitError::Unreachable { call })?;
        let status = response.status();
        let body = read(response, call).await?;
        if status == StatusCode::OK {
            serde_json::from_slice(&body).map_err(|_| LivekitError::InvalidReply { call })
        } else {
            Err(refused(call, status, &body))
        }
    }
}

/// Makes the deletion of what does not exist a success.
fn ignore_not_found(reply: Result<Lists, LivekitError>) -> Result<(), LivekitError> {
    match reply {
        Err(LivekitError::Refused { code, .. }) if code == "not_found" => Ok(()),
        reply => reply.map(|_| ()),
    }
}

fn create_grants() -> VideoGrants {
    VideoGrants {
        room_create: true,
        ..VideoGrants::default()
    }
}

fn admin_grants(room: &str) -> VideoGrants {
    VideoGrants {
        room_admin: true,
        room: room.to_owned(),
        ..VideoGrants::default()
    }
}

async fn read(mut response: Response, call: &'static str) -> Result<Vec<u8>, LivekitError> {
    let mut body = Vec::new();
    while let Some(part) = response.chunk().await.map_err(|_| LivekitError::Unreachable { call })? {
        body.extend_from_slice(&part);
        if body.len() > MAX_REPLY_BYTES {
            return Err(LivekitError::InvalidReply { call });
        }
    }
    Ok(body)
}

fn refused(call: &'static str, status: StatusCode, body: &[u8]) -> LivekitError {
    #[derive(Deserialize)]
    struct TwirpError {
        code: String,
    }
    // Only text that looks like a Twirp code is passed on.
    let is_code =
        |code: &String| code.len() <= 32 && code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    let code = serde_json::from_slice::<TwirpError>(body).ok().map(|error| error.code);
    LivekitError::Refused {
        call,
        status: status.as_u16(),
        code: code.filter(is_code).unwrap_or_else(|| "none".to_owned()),
    }
}
