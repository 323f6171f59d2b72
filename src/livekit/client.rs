//! Calls to the media server's control plane: Twirp, a POST with JSON for each.
//!
//! Each call signs a token of its own that lives a minute and allows that call only. Replies are read leniently: what
//! newer servers add is passed over, what older ones leave out is empty. No error repeats what was sent or received.

use super::Livekit;
use livekit_token::VideoGrants;
use reqwest::{Response, StatusCode};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

/// The largest reply that is read, in bytes.
const MAX_REPLY_BYTES: usize = 8 * 1024 * 1024;
/// Seconds for which a room waits for its first participant. A token for joining lives as long.
const EMPTY_SECONDS: i64 = 60 * super::JOIN_MINUTES;
/// Seconds for which a room waits for a respondent who was lost.
const DEPARTURE_SECONDS: u32 = 90;
/// One respondent; workers are not counted.
const PARTICIPANTS: u32 = 1;

/// A call to the media server failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LivekitError {
    /// No answer, or none in time.
    #[error("the media server did not answer {call}")]
    Unreachable {
        /// The call.
        call: &'static str,
    },
    /// It refused.
    #[error("the media server refused {call} with {status} ({code})")]
    Refused {
        /// The call.
        call: &'static str,
        /// The HTTP status.
        status: u16,
        /// Twirp's code, such as `not_found`; `none` when it told none, which it does for a wrong key.
        code: String,
    },
    /// It answered something else than the protocol says.
    #[error("the media server's answer to {call} makes no sense")]
    Nonsense {
        /// The call.
        call: &'static str,
    },
    /// A token could not be made.
    #[error("a token for the media server could not be signed")]
    Unsigned,
}

impl LivekitError {
    fn is_not_found(&self) -> bool {
        matches!(self, Self::Refused { code, .. } if code == "not_found")
    }
}

/// A room to be made.
#[derive(Clone, Copy, Debug)]
pub struct NewMediaRoom<'a> {
    /// Its name.
    pub name: &'a str,
    /// What the interviewer's worker is told about the job; readable by it only.
    pub job: &'a str,
}

/// A room that exists.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct MediaRoom {
    /// The server's id of this very room; a room that was made again has another.
    pub sid: String,
    /// Its name.
    pub name: String,
}

/// Somebody in a room.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct MediaParticipant {
    /// The server's id of this very connection.
    pub sid: String,
    /// Who it is.
    pub identity: String,
    /// What it is.
    pub kind: super::ParticipantKind,
}

/// A worker that was sent for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Dispatch {
    /// The server's id of it.
    pub id: String,
    /// The name under which the worker registered.
    #[serde(alias = "agentName")]
    pub agent_name: String,
    /// What it was told about the job.
    pub metadata: String,
}

impl Livekit {
    /// Makes a room, and sends for the interviewer's worker with it. A room that exists stays as it is; then nobody is
    /// sent for.
    pub async fn create_room(&self, room: NewMediaRoom<'_>) -> Result<MediaRoom, LivekitError> {
        let request = json!({
            "name": room.name,
            "emptyTimeout": EMPTY_SECONDS,
            "departureTimeout": DEPARTURE_SECONDS,
            "maxParticipants": PARTICIPANTS,
            "agents": [{ "agentName": self.agent_name(), "metadata": room.job }],
        });
        self.rooms("CreateRoom", creating(), &request).await
    }

    /// Makes a room for any number of people, and sends for nobody. A room that exists stays as it is.
    pub async fn create_agent_room_room(&self, name: &str) -> Result<MediaRoom, LivekitError> {
        let request = json!({
            "name": name,
            "emptyTimeout": EMPTY_SECONDS,
            "departureTimeout": DEPARTURE_SECONDS,
        });
        self.rooms("CreateRoom", creating(), &request).await
    }

    /// Ends a room and disconnects everybody. One that does not exist is ended already.
    pub async fn delete_room(&self, name: &str) -> Result<(), LivekitError> {
        let ended: Result<Anything, _> = self.rooms("DeleteRoom", creating(), &json!({ "room": name })).await;
        match ended {
            Err(error) if error.is_not_found() => Ok(()),
            ended => ended.map(|_| ()),
        }
    }

    /// Those rooms of these names that exist.
    pub async fn list_rooms(&self, names: &[&str]) -> Result<Vec<MediaRoom>, LivekitError> {
        #[derive(Default, Deserialize)]
        #[serde(default)]
        struct Reply {
            rooms: Vec<MediaRoom>,
        }
        if names.is_empty() {
            return Ok(Vec::new()); // no names would mean all rooms
        }
        let grants = VideoGrants {
            room_list: true,
            ..VideoGrants::default()
        };
        let reply: Reply = self.rooms("ListRooms", grants, &json!({ "names": names })).await?;
        Ok(reply.rooms)
    }

    /// Who is in a room; nobody is in one that does not exist.
    pub async fn list_participants(&self, room: &str) -> Result<Vec<MediaParticipant>, LivekitError> {
        #[derive(Default, Deserialize)]
        #[serde(default)]
        struct Reply {
            participants: Vec<MediaParticipant>,
        }
        let reply: Reply = self
            .rooms("ListParticipants", governing(room), &json!({ "room": room }))
            .await?;
        Ok(reply.participants)
    }

    /// Sends for the interviewer's worker. Answered with success even when there is none.
    pub async fn create_dispatch(&self, room: &str, job: &str) -> Result<Dispatch, LivekitError> {
        let request = json!({ "agentName": self.agent_name(), "room": room, "metadata": job });
        self.dispatches("CreateDispatch", room, &request).await
    }

    /// Who was sent for.
    pub async fn list_dispatch(&self, room: &str) -> Result<Vec<Dispatch>, LivekitError> {
        #[derive(Default, Deserialize)]
        #[serde(default)]
        struct Reply {
            #[serde(alias = "agentDispatches")]
            agent_dispatches: Vec<Dispatch>,
        }
        let reply: Reply = self.dispatches("ListDispatch", room, &json!({ "room": room })).await?;
        Ok(reply.agent_dispatches)
    }

    /// Takes back that somebody was sent for. What is not known is taken back already.
    pub async fn delete_dispatch(&self, room: &str, id: &str) -> Result<(), LivekitError> {
        let request = json!({ "dispatchId": id, "room": room });
        let deleted: Result<Anything, _> = self.dispatches("DeleteDispatch", room, &request).await;
        match deleted {
            Err(error) if error.is_not_found() => Ok(()),
            deleted => deleted.map(|_| ()),
        }
    }

    async fn rooms<T: DeserializeOwned>(
        &self,
        call: &'static str,
        grants: VideoGrants,
        request: &Value,
    ) -> Result<T, LivekitError> {
        self.call("RoomService", call, grants, request).await
    }

    async fn dispatches<T: DeserializeOwned>(
        &self,
        call: &'static str,
        room: &str,
        request: &Value,
    ) -> Result<T, LivekitError> {
        self.call("AgentDispatchService", call, governing(room), request).await
    }

    async fn call<T: DeserializeOwned>(
        &self,
        service: &str,
        call: &'static str,
        grants: VideoGrants,
        request: &(impl Serialize + Sync),
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
            serde_json::from_slice(&body).map_err(|_| LivekitError::Nonsense { call })
        } else {
            Err(refusal(call, status, &body))
        }
    }
}

/// Any JSON object.
#[derive(Deserialize)]
struct Anything {}

fn creating() -> VideoGrants {
    VideoGrants {
        room_create: true,
        ..VideoGrants::default()
    }
}

fn governing(room: &str) -> VideoGrants {
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
            return Err(LivekitError::Nonsense { call });
        }
    }
    Ok(body)
}

fn refusal(call: &'static str, status: StatusCode, body: &[u8]) -> LivekitError {
    #[derive(Deserialize)]
    struct Refusal {
        code: String,
    }
    // Only what looks like one of Twirp's codes is repeated.
    let is_code =
        |code: &String| code.len() <= 32 && code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    let told = serde_json::from_slice::<Refusal>(body).ok().map(|refusal| refusal.code);
    LivekitError::Refused {
        call,
        status: status.as_u16(),
        code: told.filter(is_code).unwrap_or_else(|| "none".to_owned()),
    }
}
