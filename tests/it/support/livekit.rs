//! A double of LiveKit's control plane on loopback: calls, rooms, webhooks, and the socket at which workers register. It
//! carries no media. It follows livekit-server 1.13, and the suite calls it with the official libraries to prove it.

mod control;
mod rooms;
mod tokens;
mod workers;

pub use control::Called;
pub use rooms::Webhook;

use interview_rooms::{clock::SharedClock, config::LivekitConfig};
use poem::{
    EndpointExt, Route, Server, get,
    listener::{Acceptor, Listener, TcpListener},
    post,
};
use rooms::Rooms;
use serde_json::Value;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};
use tokio::{sync::watch, task::JoinHandle, time::timeout};
use tokio_util::sync::CancellationToken;

/// The name of the key pair that signs.
pub const LIVEKIT_KEY: &str = "APIdouble";
/// Its secret.
pub const LIVEKIT_SECRET: &str = "a secret that only this double and its callers know";
/// The agent name of the interviewer's workers.
pub const AGENT_NAME: &str = "test-interviewer";

/// How the server answers calls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Behavior {
    /// As LiveKit does.
    #[default]
    Normal,
    /// Every call fails with an internal error of Twirp.
    InternalError,
    /// Rejects the token in plain text, as LiveKit does if it does not know the key.
    InvalidToken,
    /// Answers with something that is not Twirp.
    NotTwirp,
    /// Never answers.
    Silent,
    /// Carries out the call, but the response is lost.
    LostResponse,
}

/// The server. It stops when dropped.
pub struct LivekitDouble {
    /// Its URL, for `LIVEKIT__URL`.
    pub url: String,
    state: Arc<State>,
    server: JoinHandle<()>,
    stop: CancellationToken,
}

struct State {
    url: String,
    clock: SharedClock,
    behavior: Mutex<Behavior>,
    /// Overrides for single calls.
    behaviors: Mutex<HashMap<String, Behavior>>,
    calls: Mutex<Vec<Called>>,
    rooms: Mutex<Rooms>,
    /// Counts changes, for tests that wait for one.
    changes: watch::Sender<u64>,
}

impl State {
    fn rooms(&self) -> MutexGuard<'_, Rooms> {
        self.rooms.lock().unwrap()
    }

    fn behavior(&self, call: &str) -> Behavior {
        let of_call = self.behaviors.lock().unwrap().get(call).copied();
        of_call.unwrap_or(*self.behavior.lock().unwrap())
    }

    fn changed(&self) {
        self.changes.send_modify(|count| *count += 1);
    }
}

impl LivekitDouble {
    /// Starts a server without rooms that signs its webhooks with this clock.
    pub async fn start(clock: SharedClock) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").into_acceptor().await.unwrap();
        let address = listener.local_addr().remove(0);
        let url = format!("http://{}", address.as_socket_addr().unwrap());
        let state = Arc::new(State {
            url: url.clone(),
            clock: clock.clone(),
            behavior: Mutex::default(),
            behaviors: Mutex::default(),
            calls: Mutex::default(),
            rooms: Mutex::new(Rooms::new(clock)),
            changes: watch::Sender::default(),
        });
        let routes = Route::new()
            .at("/twirp/:service/:call", post(control::serve))
            .at("/agent", get(workers::serve))
            .data(state.clone());
        let stop = CancellationToken::new();
        let stopped = stop.clone().cancelled_owned();
        let server = tokio::spawn(async move {
            let server = Server::new_with_acceptor(listener);
            // Open connections end with it.
            let _ = server
                .run_with_graceful_shutdown(routes, stopped, Some(Duration::ZERO))
                .await;
        });
        Self {
            url,
            state,
            server,
            stop,
        }
    }

    /// The settings for this server.
    pub fn settings(&self) -> LivekitConfig {
        livekit_settings(&self.url)
    }

    /// Changes how it answers.
    pub fn set_behavior(&self, behavior: Behavior) {
        *self.state.behavior.lock().unwrap() = behavior;
    }

    /// Changes how it answers one call.
    pub fn set_behavior_of(&self, call: &str, behavior: Behavior) {
        self.state.behaviors.lock().unwrap().insert(call.to_owned(), behavior);
    }

    /// Stops the server and closes its port.
    pub async fn stop(&mut self) {
        self.stop.cancel();
        let _ = (&mut self.server).await;
    }

    /// The calls it has received, in order.
    pub fn calls(&self) -> Vec<Called> {
        self.state.calls.lock().unwrap().clone()
    }

    /// The number of calls of a kind.
    pub fn count(&self, call: &str) -> usize {
        self.calls().iter().filter(|called| called.call == call).count()
    }

    /// The request of the last call of a kind.
    pub fn last(&self, call: &str) -> Value {
        let found = self.calls().into_iter().rfind(|called| called.call == call);
        found.unwrap_or_else(|| panic!("{call} was not called")).request
    }

    /// The names of the rooms that exist.
    pub fn room_names(&self) -> Vec<String> {
        self.state.rooms().names()
    }

    /// The number of dispatches to a room.
    pub fn dispatches(&self, room: &str) -> usize {
        self.state.rooms().dispatches(room).len()
    }

    /// A person joins a room, which is created if needed. Returns the webhook.
    pub fn person_joins(&self, room: &str, identity: &str) -> Webhook {
        self.state.rooms().join(room, identity, "STANDARD")
    }

    /// An agent joins a room.
    pub fn agent_joins(&self, room: &str) -> Webhook {
        self.state.rooms().join(room, "agent-AJ_double", "AGENT")
    }

    /// A participant leaves a room.
    pub fn leaves(&self, room: &str, identity: &str) -> Webhook {
        self.state.rooms().leave(room, identity)
    }

    /// A room is closed because it has been empty for long enough.
    pub fn closes(&self, room: &str) -> Webhook {
        self.state.rooms().delete(room).expect("the room exists")
    }

    /// Takes the pending webhooks, in order, including those returned above.
    pub fn webhooks(&self) -> Vec<Webhook> {
        self.state.rooms().take_webhooks()
    }

    /// A webhook with this body, signed now.
    pub fn webhook(&self, body: &Value) -> Webhook {
        Webhook::signed(body.to_string(), &*self.state.clock)
    }

    /// Waits until `fact` holds.
    pub async fn until(&self, what: &str, fact: impl Fn(&Self) -> bool) {
        let mut changes = self.state.changes.subscribe();
        let wait = async {
            while !fact(self) {
                changes.changed().await.unwrap();
            }
        };
        assert!(
            timeout(super::PATIENCE, wait).await.is_ok(),
            "it never came that {what}"
        );
    }

    /// The number of registered workers.
    pub fn workers(&self) -> usize {
        self.state.rooms().worker_count()
    }
}

impl Drop for LivekitDouble {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// The settings for a double at this address.
pub fn livekit_settings(url: &str) -> LivekitConfig {
    let text = format!(
        "url = '{url}'\napi_key = '{LIVEKIT_KEY}'\napi_secret = '{LIVEKIT_SECRET}'\nagent_name = '{AGENT_NAME}'"
    );
    toml::from_str(&text).unwrap()
}
