//! The socket at which workers register and are offered jobs, with the protobuf messages of the official crate.

use super::{State, control::field, tokens};
use futures_util::{SinkExt, StreamExt};
use livekit_protocol::{
    AvailabilityRequest, AvailabilityResponse, Job, JobAssignment, RegisterWorkerResponse, Room, ServerInfo,
    ServerMessage, WorkerMessage, WorkerPong, server_message::Message as ToWorker,
    worker_message::Message as FromWorker,
};
use poem::{
    IntoResponse, Request, Response, handler,
    http::StatusCode,
    web::{
        Data,
        websocket::{Message, WebSocket, WebSocketStream},
    },
};
use prost::Message as _;
use serde_json::{Value, json};
use std::{collections::HashMap, sync::Arc};
use tokio::sync::mpsc;

/// A registered worker.
pub(super) struct Worker {
    pub(super) id: u64,
    agent_name: String,
    offers: mpsc::UnboundedSender<Job>,
}

impl Worker {
    pub(super) fn serves(&self, dispatch: &Value) -> bool {
        dispatch["agent_name"] == self.agent_name
    }

    pub(super) fn offer(&self, id: &str, sid: &str, dispatch: &Value) {
        let job = Job {
            id: id.to_owned(),
            dispatch_id: field(dispatch, "id").to_owned(),
            room: Some(Room {
                sid: sid.to_owned(),
                name: field(dispatch, "room").to_owned(),
                ..Room::default()
            }),
            metadata: field(dispatch, "metadata").to_owned(),
            agent_name: self.agent_name.clone(),
            ..Job::default()
        };
        // A disconnected worker takes no jobs.
        let _ = self.offers.send(job);
    }
}

#[handler]
pub(super) fn serve(Data(state): Data<&Arc<State>>, request: &Request, socket: WebSocket) -> Response {
    let header = request
        .header("authorization")
        .and_then(|header| header.strip_prefix("Bearer "));
    let claims = header.and_then(tokens::verified);
    if claims.is_none_or(|claims| claims["video"]["agent"] != true) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let state = state.clone();
    socket.on_upgrade(move |stream| talk(state, stream)).into_response()
}

/// One worker, from registration to disconnect.
async fn talk(state: Arc<State>, mut stream: WebSocketStream) {
    let (offers, mut offered) = mpsc::unbounded_channel();
    let id = state.rooms().number();
    let mut offers = Some(offers);
    let mut jobs = HashMap::new();
    loop {
        tokio::select! {
            Some(job) = offered.recv() => {
                let job: Job = job;
                let offer = AvailabilityRequest { job: Some(job.clone()), resuming: false };
                jobs.insert(job.id.clone(), job);
                send(&mut stream, ToWorker::Availability(offer)).await;
            }
            message = stream.next() => match message {
                Some(Ok(Message::Binary(bytes))) => match WorkerMessage::decode(&*bytes).unwrap().message {
                    Some(FromWorker::Register(wanted)) => {
                        send(&mut stream, ToWorker::Register(registered(id))).await;
                        if let Some(offers) = offers.take() {
                            state.rooms().register(Worker { id, agent_name: wanted.agent_name, offers });
                            state.changed();
                        }
                    }
                    Some(FromWorker::Availability(answer)) => {
                        if let Some(assignment) = assigned(&state, &mut jobs, &answer) {
                            send(&mut stream, ToWorker::Assignment(assignment)).await;
                        }
                    }
                    Some(FromWorker::Ping(ping)) => {
                        let pong = WorkerPong { last_timestamp: ping.timestamp, timestamp: ping.timestamp };
                        send(&mut stream, ToWorker::Pong(pong)).await;
                    }
                    _ => {}
                },
                Some(Ok(Message::Close(_)) | Err(_)) | None => break,
                Some(Ok(_)) => {}
            },
        }
    }
    state.rooms().unregister(id);
    state.changed();
}

fn registered(id: u64) -> RegisterWorkerResponse {
    RegisterWorkerResponse {
        worker_id: format!("AW_{id}"),
        server_info: Some(ServerInfo {
            version: "1.13.4".to_owned(),
            protocol: 16,
            agent_protocol: 1,
            ..ServerInfo::default()
        }),
        endpoint_settings: None,
    }
}

/// Assigns a job to a worker, with a token for its room. The agent joins the room immediately.
fn assigned(state: &State, jobs: &mut HashMap<String, Job>, answer: &AvailabilityResponse) -> Option<JobAssignment> {
    let job = jobs.remove(&answer.job_id).filter(|_| answer.available)?;
    let room = job.room.as_ref()?.name.clone();
    state.rooms().join(&room, &answer.participant_identity, "AGENT");
    state.changed();
    let now = state.clock.now().timestamp();
    let token = tokens::sign(&json!({
        "iss": super::LIVEKIT_KEY,
        "sub": answer.participant_identity,
        "kind": "agent",
        "nbf": now,
        "exp": now + 3600,
        "video": { "roomJoin": true, "room": room, "agent": true },
    }));
    Some(JobAssignment {
        job: Some(job),
        url: Some(state.url.replacen("http", "ws", 1)),
        token,
    })
}

async fn send(stream: &mut WebSocketStream, message: ToWorker) {
    let message = ServerMessage { message: Some(message) };
    // A disconnect is noticed when reading fails.
    let _ = stream.send(Message::Binary(message.encode_to_vec())).await;
}
