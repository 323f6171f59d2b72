//! The application under test: a fresh database, a manual clock, seeded randomness, and a client for each role.

mod actions;
mod client;
mod database;
mod due;
mod inspect;
mod language_model;
mod livekit;
mod node;
mod process;
mod schema;
mod snapshot;
mod stand_ins;
mod wire;

pub use client::{Answer, Call, Client};
pub use database::{TestDatabase, number};
pub use due::{assert_each_ended_once, assert_gapless, make_due};
pub use language_model::{ModelServer, Says};
pub use livekit::{AGENT_NAME, Behavior, LIVEKIT_KEY, LIVEKIT_SECRET, LivekitDouble, Webhook, livekit_settings};
pub use node::run_client_check;
pub use process::{LOG, Service, program, run};
pub use schema::{tools, validator, violations};
pub use snapshot::assert_snapshot;
pub use stand_ins::{ManualClock, SeededEntropy};
pub use wire::{PATIENCE, Reply, exchange, exchange_from, exchange_on};

use chrono::TimeDelta;
use interview_rooms::{
    api::{Document, Documents},
    app::{App, Dependencies},
    clock::{Clock, Timestamp},
    config::Config,
    http::{self, Limits},
    interviewer,
    livekit::Livekit,
    model::{
        access::Role,
        event::Event,
        ids::{ProjectId, RoomId, TeamId},
        secret::Sealer,
    },
    store::{self, Store, events, teams},
    teams::CreateKey,
    telemetry::Metrics,
};
use poem::{EndpointExt, Response, endpoint::BoxEndpoint};
use serde_json::{Value, json};
use std::{future::pending, net::SocketAddr, sync::Arc, time::Duration};
use tokio::net::TcpListener;

/// The public URL of the service under test.
pub const PUBLIC_URL: &str = "https://rooms.example.org";
/// The instance key of every service under test.
pub const INSTANCE_KEY: [u8; 32] = [7; 32];
/// The e-mail address of the respondent in most tests.
pub const ANNA: &str = "anna@example.org";

/// The connection limits of a service under test.
const SOCKET_LIMITS: Limits = Limits {
    max_connections: 100,
    max_connections_per_address: 0,
    idle: PATIENCE,
    request: PATIENCE,
    write_stall: PATIENCE,
    accept_backoff: PATIENCE,
};

/// A service under test.
pub struct TestApp {
    /// The application, for access other than through HTTP.
    pub app: App,
    /// The clock, which only the test advances.
    pub clock: Arc<ManualClock>,
    /// A project of the first team.
    pub project: String,
    entropy: Arc<SeededEntropy>,
    database: Arc<TestDatabase>,
    endpoint: Arc<BoxEndpoint<'static, Response>>,
    keys: Arc<RoleKeys>,
}

struct RoleKeys {
    owner: String,
    researcher: String,
    viewer: String,
    agent: String,
}

impl TestApp {
    /// A service with default settings on a fresh database.
    pub async fn start() -> Self {
        Self::with(|_| {}).await
    }

    /// A service with changed settings on a fresh database.
    pub async fn with(change: impl FnOnce(&mut Config)) -> Self {
        Self::by_clock(Arc::default(), change).await
    }

    /// A service with changed settings on a fresh database and with a shared clock.
    pub async fn by_clock(clock: Arc<ManualClock>, change: impl FnOnce(&mut Config)) -> Self {
        let database = Arc::new(TestDatabase::create().await);
        let entropy = Arc::new(SeededEntropy::default());
        let mut config = Config {
            database: database.config(),
            ..Config::default()
        };
        change(&mut config);
        let app = app(config, &clock, &entropy).await;
        let keys = Arc::new(RoleKeys {
            owner: make_key(&app, "first team", Role::Owner, None).await,
            researcher: make_key(&app, "first team", Role::Researcher, None).await,
            viewer: make_key(&app, "first team", Role::Viewer, None).await,
            agent: make_key(&app, "first team", Role::Agent, None).await,
        });
        let mut started = Self {
            endpoint: Arc::new(app.endpoint().boxed()),
            app,
            clock,
            project: String::new(),
            entropy,
            database,
            keys,
        };
        started.project = started.make_project(&started.owner(), "First project").await;
        started
    }

    /// Another replica with the same database and clock.
    pub async fn replica(&self) -> Self {
        let app = app(self.app.config().clone(), &self.clock, &self.entropy).await;
        Self {
            endpoint: Arc::new(app.endpoint().boxed()),
            app,
            clock: self.clock.clone(),
            project: self.project.clone(),
            entropy: self.entropy.clone(),
            database: self.database.clone(),
            keys: self.keys.clone(),
        }
    }

    /// The endpoint of the application.
    pub fn endpoint(&self) -> Arc<BoxEndpoint<'static, Response>> {
        self.endpoint.clone()
    }

    /// A client without a key.
    pub fn stranger(&self) -> Client {
        Client::new(self.endpoint.clone(), None)
    }

    /// A client with this key.
    pub fn holder(&self, key: &str) -> Client {
        Client::new(self.endpoint.clone(), Some(key.to_owned()))
    }

    /// A client with an owner key of the first team.
    pub fn owner(&self) -> Client {
        self.holder(&self.keys.owner)
    }

    /// A client with a researcher key of the first team.
    pub fn researcher(&self) -> Client {
        self.holder(&self.keys.researcher)
    }

    /// A client with a viewer key of the first team.
    pub fn viewer(&self) -> Client {
        self.holder(&self.keys.viewer)
    }

    /// A client with an agent key of the first team.
    pub fn agent(&self) -> Client {
        self.holder(&self.keys.agent)
    }

    /// The owner key.
    pub fn owner_key(&self) -> &str {
        &self.keys.owner
    }

    /// A client with an owner key of another team.
    pub async fn other_team(&self) -> Client {
        self.holder(&make_key(&self.app, "other team", Role::Owner, None).await)
    }

    /// A client with an agent key of another team.
    pub async fn other_agent(&self) -> Client {
        self.holder(&make_key(&self.app, "other team", Role::Agent, None).await)
    }

    /// Creates a key of the first team with a role, bound to a project if one is given.
    pub async fn make_key(&self, role: Role, project: Option<&str>) -> String {
        make_key(&self.app, "first team", role, project).await
    }

    /// Creates a project and returns its id.
    pub async fn make_project(&self, client: &Client, name: &str) -> String {
        let made = client
            .post("/projects/create")
            .json(&json!({ "name": name }))
            .send()
            .await;
        made.expect(200).body["id"]
            .as_str()
            .expect("a project has an id")
            .to_owned()
    }

    /// Creates rooms with these additions to the request and returns them, as they are read from then on.
    pub async fn create_rooms(&self, additions: Value) -> Vec<Value> {
        let mut request = json!({ "project_id": self.project });
        merge(&mut request, additions);
        let created = self
            .researcher()
            .post("/api/interviews/rooms")
            .json(&request)
            .send()
            .await;
        as_read(&created.expect(200).body["rooms"])
    }

    /// Creates one room and returns it.
    pub async fn create_room(&self) -> Value {
        self.create_rooms(json!({})).await.remove(0)
    }

    /// Joins by the link of a room.
    pub async fn join(&self, room: &Value, email: &str) -> Answer {
        self.stranger()
            .post(&join_path(room))
            .json(&json!({ "email": email }))
            .send()
            .await
    }

    /// Leaves by the link of a room.
    pub async fn leave(&self, room: &Value) -> Answer {
        self.stranger().post(&format!("{}/leave", join_path(room))).send().await
    }

    /// The current room as the team sees it.
    pub async fn room(&self, room: &Value) -> Value {
        self.researcher().get(&room_path(room)).send().await.expect(200).body
    }

    /// Runs the reaper until nothing is due.
    pub async fn reap(&self) -> store::reap::Ended {
        self.app.reaper().run_once().await.expect("the reaper works")
    }

    /// The events of a room, in order.
    pub async fn events(&self, room: &Value) -> Vec<Event> {
        let id: RoomId = text(room, "id").parse().expect("a room's id is a UUID");
        events::of_room(self.store().reader(), id)
            .await
            .expect("events can be read")
    }

    /// The first team.
    pub async fn team(&self) -> TeamId {
        let team = teams::find_by_name(self.store().reader(), "first team")
            .await
            .expect("teams can be read");
        team.expect("there is a first team")
    }

    /// The feed of the first team after a position.
    pub async fn feed(&self, after: i64) -> Vec<Event> {
        events::feed(self.store(), self.team().await, after, 10_000)
            .await
            .expect("the feed can be read")
    }

    /// The database, for other processes.
    pub fn database(&self) -> &TestDatabase {
        &self.database
    }

    /// The store, for access other than through HTTP.
    pub fn store(&self) -> &Store {
        &self.app.store
    }

    /// Serves on a real socket for the rest of the test and returns its address.
    pub async fn serve(&self) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let address = listener.local_addr().expect("it has an address");
        tokio::spawn(http::serve(
            listener,
            self.endpoint(),
            SOCKET_LIMITS,
            Vec::new(),
            pending(),
            Duration::ZERO,
        ));
        address
    }

    /// The current time.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Advances the clock.
    pub fn pass(&self, time: TimeDelta) {
        self.clock.advance(time);
    }
}

async fn app(config: Config, clock: &Arc<ManualClock>, entropy: &Arc<SeededEntropy>) -> App {
    let server = config.livekit.server.clone();
    let dependencies = Dependencies {
        store: store::connect(&config.database).await.expect("the database opens"),
        clock: clock.clone(),
        entropy: entropy.clone(),
        sealer: Sealer::new(&INSTANCE_KEY),
        interviewer: interviewer::configured(&config.interviewer).expect("the model can be asked"),
        metrics: Metrics::init().expect("metrics can be gathered"),
        livekit: server.map(|server| Livekit::new(server, clock.clone()).expect("calls can be made")),
    };
    App::new(dependencies, config, PUBLIC_URL)
}

async fn make_key(app: &App, team: &str, role: Role, project: Option<&str>) -> String {
    let project: Option<ProjectId> = project.map(|id| id.parse().expect("a project's id is a UUID"));
    let wanted = CreateKey {
        name: "test".to_owned(),
        team: Some(team.to_owned()),
        role,
        project,
        expires_at: None,
    };
    app.keys
        .create(wanted)
        .await
        .expect("a key can be made")
        .expose()
        .to_owned()
}

/// A text field of a response.
pub fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field]
        .as_str()
        .unwrap_or_else(|| panic!("{field} is no text in {value}"))
}

/// The time in a field of a response.
pub fn moment(value: &Value, field: &str) -> Timestamp {
    text(value, field)
        .parse()
        .unwrap_or_else(|error| panic!("{field}: {error}"))
}

/// The path of a room, for its team.
pub fn room_path(room: &Value) -> String {
    format!("/api/interviews/rooms/{}", text(room, "id"))
}

/// The path of a room's link, for its respondent.
pub fn join_path(room: &Value) -> String {
    format!("/api/interviews/join/{}", text(room, "access_token"))
}

/// The rooms of the answer to a creation as they are read from then on: without what became of their rows.
pub fn as_read(rooms: &Value) -> Vec<Value> {
    let mut rooms = rooms.as_array().expect("rooms are a list").clone();
    for room in &mut rooms {
        assert!(room["outcome"].is_string(), "{room}");
        room["outcome"] = Value::Null;
    }
    rooms
}

/// The ids of rooms.
pub fn ids(rooms: &[Value]) -> Vec<&str> {
    rooms.iter().map(|room| text(room, "id")).collect()
}

/// Puts the fields of `additions` into `target`.
pub fn merge(target: &mut Value, additions: Value) {
    let (Some(target), Value::Object(additions)) = (target.as_object_mut(), additions) else {
        panic!("only objects can be merged")
    };
    target.extend(additions);
}

/// The document of the interviews dialect.
pub fn document() -> Value {
    documents().pop().expect("the interviews' document is the last")
}

/// The documents of all dialects.
pub fn documents() -> Vec<Value> {
    let read = |document: &Document| serde_json::from_str(&document.text()).expect("a document is JSON");
    Documents::all().iter().map(read).collect()
}
