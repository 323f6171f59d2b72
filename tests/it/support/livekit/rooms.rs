//! The rooms behind the calls, and their webhooks.

use super::{
    super::{Call, Client},
    LIVEKIT_KEY,
    control::{either, field},
    tokens,
    workers::Worker,
};
use base64::{Engine, prelude::BASE64_STANDARD};
use interview_rooms::clock::{Clock, SharedClock};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::{collections::BTreeMap, mem};

/// A webhook as the server sends it: camelCase, without defaults, 64-bit numbers as text.
#[derive(Clone, Debug)]
pub struct Webhook {
    /// The header `Authorization`: a bare token.
    pub authorization: String,
    /// The body.
    pub body: String,
}

impl Webhook {
    /// A webhook with this body, signed now.
    pub fn signed(body: String, clock: &dyn Clock) -> Self {
        let now = clock.now().timestamp();
        let claims = json!({
            "iss": LIVEKIT_KEY,
            "nbf": now,
            "exp": now + 300,
            "sha256": BASE64_STANDARD.encode(Sha256::digest(&body)),
        });
        let authorization = tokens::sign(&claims);
        Self { authorization, body }
    }

    /// A call that delivers the webhook.
    pub fn call(&self, client: &Client) -> Call {
        let call = client.post("/api/webhooks/livekit");
        call.header("authorization", &self.authorization)
            .header("content-type", "application/webhook+json")
            .bytes(self.body.clone())
    }
}

pub(super) struct Rooms {
    clock: SharedClock,
    by_name: BTreeMap<String, Room>,
    made: u64,
    webhooks: Vec<Webhook>,
    workers: Vec<Worker>,
}

struct Room {
    sid: String,
    request: Value,
    participants: Vec<Value>,
    dispatches: Vec<Value>,
}

impl Rooms {
    pub(super) fn new(clock: SharedClock) -> Self {
        Self {
            clock,
            by_name: BTreeMap::new(),
            made: 0,
            webhooks: Vec::new(),
            workers: Vec::new(),
        }
    }

    /// Creates a room and dispatches its agents; an existing room is left unchanged.
    pub(super) fn create(&mut self, name: &str, request: &Value) -> Value {
        if !self.by_name.contains_key(name) {
            let room = Room {
                sid: self.id("RM"),
                request: request.clone(),
                participants: Vec::new(),
                dispatches: Vec::new(),
            };
            self.by_name.insert(name.to_owned(), room);
            self.queue_webhook("room_started", name, None);
            for agent in request["agents"].as_array().into_iter().flatten() {
                self.dispatch(name, agent);
            }
        }
        self.reply(name)
    }

    pub(super) fn delete(&mut self, name: &str) -> Option<Webhook> {
        let room = self.by_name.get_mut(name)?;
        for participant in mem::take(&mut room.participants) {
            self.queue_webhook("participant_left", name, Some(&participant));
        }
        let webhook = self.queue_webhook("room_finished", name, None);
        self.by_name.remove(name);
        Some(webhook)
    }

    pub(super) fn list(&self, names: &[Value]) -> Value {
        let wanted = |name: &String| names.is_empty() || names.iter().any(|wanted| wanted == name);
        let found: Vec<Value> = self
            .by_name
            .keys()
            .filter(|name| wanted(name))
            .map(|name| self.reply(name))
            .collect();
        json!({ "rooms": found })
    }

    pub(super) fn names(&self) -> Vec<String> {
        self.by_name.keys().cloned().collect()
    }

    pub(super) fn participants(&self, name: &str) -> Vec<Value> {
        self.by_name
            .get(name)
            .map(|room| room.participants.clone())
            .unwrap_or_default()
    }

    /// A participant joins. A room that does not exist is created, as LiveKit does by default; a participant who is connected
    /// already is not added again.
    pub(super) fn join(&mut self, name: &str, identity: &str, kind: &str) -> Webhook {
        self.create(name, &json!({}));
        if self
            .participants(name)
            .iter()
            .any(|there| there["identity"] == identity)
        {
            self.leave(name, identity);
        }
        let joined = json!({
            "sid": self.id("PA"),
            "identity": identity,
            "state": "ACTIVE",
            "tracks": [],
            "metadata": "",
            "joined_at": self.clock.now().timestamp().to_string(),
            "name": "",
            "version": 0,
            "permission": null,
            "region": "",
            "is_publisher": kind == "STANDARD",
            "kind": kind,
            "attributes": {},
            "disconnect_reason": "UNKNOWN_REASON",
        });
        self.room(name).participants.push(joined.clone());
        self.queue_webhook("participant_joined", name, Some(&joined))
    }

    pub(super) fn leave(&mut self, name: &str, identity: &str) -> Webhook {
        let there = &mut self.room(name).participants;
        let place = there
            .iter()
            .position(|there| there["identity"] == identity)
            .expect("the participant is in the room");
        let left = there.remove(place);
        self.queue_webhook("participant_left", name, Some(&left))
    }

    /// Dispatches an agent. Creates the room if needed, and succeeds even if no worker is registered.
    pub(super) fn dispatch(&mut self, name: &str, request: &Value) -> Value {
        self.create(name, &json!({}));
        let dispatch = json!({
            "id": self.id("AD"),
            "agent_name": either(request, "agentName", "agent_name"),
            "room": name,
            "metadata": field(request, "metadata"),
            "state": { "jobs": [], "created_at": "0", "deleted_at": "0" },
        });
        self.room(name).dispatches.push(dispatch.clone());
        let (job, sid) = (self.id("AJ"), self.room(name).sid.clone());
        if let Some(worker) = self.workers.iter().find(|worker| worker.serves(&dispatch)) {
            worker.offer(&job, &sid, &dispatch);
        }
        dispatch
    }

    pub(super) fn delete_dispatch(&mut self, name: &str, id: &str) -> Option<Value> {
        let dispatches = &mut self.by_name.get_mut(name)?.dispatches;
        let place = dispatches.iter().position(|dispatch| dispatch["id"] == id)?;
        Some(dispatches.remove(place))
    }

    pub(super) fn dispatches(&self, name: &str) -> Vec<Value> {
        self.by_name
            .get(name)
            .map(|room| room.dispatches.clone())
            .unwrap_or_default()
    }

    pub(super) fn register(&mut self, worker: Worker) {
        self.workers.push(worker);
    }

    pub(super) fn unregister(&mut self, id: u64) {
        self.workers.retain(|worker| worker.id != id);
    }

    pub(super) fn worker_count(&self) -> usize {
        self.workers.len()
    }

    pub(super) fn take_webhooks(&mut self) -> Vec<Webhook> {
        mem::take(&mut self.webhooks)
    }

    pub(super) fn number(&mut self) -> u64 {
        self.made += 1;
        self.made
    }

    fn id(&mut self, prefix: &str) -> String {
        format!("{prefix}_{:012}", self.number())
    }

    fn room(&mut self, name: &str) -> &mut Room {
        self.by_name.get_mut(name).expect("the room exists")
    }

    fn reply(&self, name: &str) -> Value {
        let Room { sid, request, .. } = &self.by_name[name];
        let number = |camel: &str, snake: &str, default: u64| {
            let given = request[camel].as_u64().or(request[snake].as_u64());
            given.filter(|given| *given > 0).unwrap_or(default)
        };
        json!({
            "sid": sid,
            "name": name,
            "empty_timeout": number("emptyTimeout", "empty_timeout", 300),
            "departure_timeout": number("departureTimeout", "departure_timeout", 20),
            "max_participants": number("maxParticipants", "max_participants", 0),
            "creation_time": self.clock.now().timestamp().to_string(),
            "turn_password": "",
            "enabled_codecs": [],
            "metadata": field(request, "metadata"),
            "num_participants": self.participants(name).len(),
            "num_publishers": 0,
            "active_recording": false,
            "version": null,
        })
    }

    fn queue_webhook(&mut self, event: &str, room: &str, participant: Option<&Value>) -> Webhook {
        let created_at = self.clock.now().timestamp().to_string();
        let mut body = json!({
            "event": event,
            "room": { "sid": self.by_name[room].sid, "name": room, "creationTime": created_at },
            "id": self.id("EV"),
            "createdAt": created_at,
        });
        if let Some(participant) = participant {
            body["participant"] = json!({ "sid": participant["sid"], "identity": participant["identity"] });
            if participant["kind"] != "STANDARD" {
                body["participant"]["kind"] = participant["kind"].clone();
            }
        }
        let webhook = Webhook::signed(body.to_string(), &*self.clock);
        self.webhooks.push(webhook.clone());
        webhook
    }
}
