//! A double of LiveKit's control plane on the loopback: the calls, the rooms behind them, the webhooks it would send, and
//! the socket at which workers register. It carries no sound. What it answers was read in livekit-server 1.13; the
//! official libraries call it in the suite, so that it stays like the original.

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
/// The name of the interviewer's workers.
pub const AGENT_NAME: &str = "test-interviewer";

/// How the server feels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mood {
    /// As it should.
    #[default]
    Well,
    /// Every call fails with a status of Twirp's.
    Failing,
    /// It does not know the key any more, and says so in plain text.
    Forgetful,
    /// It answers something else.
    Confused,
    /// It never answers.
    Silent,
    /// It does what it is asked for, and its answer is lost.
    Lossy,
}

/// The server. Gone when dropped.
pub struct LivekitDouble {
    /// Where it is, for `LIVEKIT__URL`.
    pub url: String,
    state: Arc<State>,
    server: JoinHandle<()>,
    stop: CancellationToken,
}

struct State {
    url: String,
    clock: SharedClock,
    mood: Mutex<Mood>,
    /// How it feels about some calls only.
    moods: Mutex<HashMap<String, Mood>>,
    calls: Mutex<Vec<Called>>,
    rooms: Mutex<Rooms>,
    /// Counts what happened, for whoever waits for something.
    changes: watch::Sender<u64>,
}

impl State {
    fn rooms(&self) -> MutexGuard<'_, Rooms> {
        self.rooms.lock().unwrap()
    }

    fn mood(&self, call: &str) -> Mood {
        let about = self.moods.lock().unwrap().get(call).copied();
        about.unwrap_or(*self.mood.lock().unwrap())
    }

    fn changed(&self) {
        self.changes.send_modify(|count| *count += 1);
    }
}

impl LivekitDouble {
    /// A server without rooms, whose webhooks are signed by this clock.
    pub async fn start(clock: SharedClock) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").into_acceptor().await.unwrap();
        let address = listener.local_addr().remove(0);
        let url = format!("http://{}", address.as_socket_addr().unwrap());
        let state = Arc::new(State {
            url: url.clone(),
            clock: clock.clone(),
            mood: Mutex::default(),
            moods: Mutex::default(),
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
            // Connections that are open end with it.
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

    /// The settings that lead to it.
    pub fn settings(&self) -> LivekitConfig {
        livekit_settings(&self.url)
    }

    /// Changes how it feels.
    pub fn feels(&self, mood: Mood) {
        *self.state.mood.lock().unwrap() = mood;
    }

    /// Changes how it feels about one call, whatever it feels otherwise.
    pub fn feels_about(&self, call: &str, mood: Mood) {
        self.state.moods.lock().unwrap().insert(call.to_owned(), mood);
    }

    /// Ends it; nothing listens there any more.
    pub async fn stop(&mut self) {
        self.stop.cancel();
        let _ = (&mut self.server).await;
    }

    /// The calls it got, in order.
    pub fn calls(&self) -> Vec<Called> {
        self.state.calls.lock().unwrap().clone()
    }

    /// How often it got a call.
    pub fn count(&self, call: &str) -> usize {
        self.calls().iter().filter(|called| called.call == call).count()
    }

    /// What the last call of a kind asked for.
    pub fn last(&self, call: &str) -> Value {
        let found = self.calls().into_iter().rfind(|called| called.call == call);
        found.unwrap_or_else(|| panic!("{call} was not called")).request
    }

    /// The names of the rooms that exist.
    pub fn room_names(&self) -> Vec<String> {
        self.state.rooms().names()
    }

    /// How many workers were sent for, to a room.
    pub fn dispatches(&self, room: &str) -> usize {
        self.state.rooms().dispatches(room).len()
    }

    /// A respondent is heard in a room, which makes it if it does not exist. Answers the webhook about it.
    pub fn person_joins(&self, room: &str, identity: &str) -> Webhook {
        self.state.rooms().join(room, identity, "STANDARD")
    }

    /// A worker is heard in a room.
    pub fn agent_joins(&self, room: &str) -> Webhook {
        self.state.rooms().join(room, "agent-AJ_double", "AGENT")
    }

    /// Somebody leaves.
    pub fn leaves(&self, room: &str, identity: &str) -> Webhook {
        self.state.rooms().leave(room, identity)
    }

    /// A room ends, because everybody has left for long enough.
    pub fn closes(&self, room: &str) -> Webhook {
        self.state.rooms().delete(room).expect("the room exists")
    }

    /// The webhooks that it would have sent since it was last asked, in order, those answered above included.
    pub fn webhooks(&self) -> Vec<Webhook> {
        self.state.rooms().take_webhooks()
    }

    /// A webhook with any body, signed now.
    pub fn webhook(&self, body: &Value) -> Webhook {
        Webhook::signed(body.to_string(), &*self.state.clock)
    }

    /// Completes when `fact` is true of it.
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

    /// How many workers are registered.
    pub fn workers(&self) -> usize {
        self.state.rooms().worker_count()
    }
}

impl Drop for LivekitDouble {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// The settings that lead to a double at this address.
pub fn livekit_settings(url: &str) -> LivekitConfig {
    let text = format!(
        "url = '{url}'\napi_key = '{LIVEKIT_KEY}'\napi_secret = '{LIVEKIT_SECRET}'\nagent_name = '{AGENT_NAME}'"
    );
    toml::from_str(&text).unwrap()
}
