//! The application under test: a fresh database, a clock that only the test moves, seeded randomness, and a client for
//! each role.

mod actions;
mod client;
mod database;
mod due;
mod inspect;
mod language_model;
mod livekit;
mod process;
mod snapshot;
mod stand_ins;
mod wire;

pub use client::{Answer, Call, Client};
pub use database::{TestDatabase, number};
pub use due::{assert_each_ended_once, assert_gapless, make_due};
pub use language_model::{ModelServer, Says};
pub use livekit::{AGENT_NAME, LIVEKIT_KEY, LIVEKIT_SECRET, LivekitDouble, Mood, Webhook, livekit_settings};
pub use process::{LOG, Service, program, run};
pub use snapshot::assert_snapshot;
pub use stand_ins::{ManualClock, SeededEntropy};
pub use wire::{PATIENCE, Reply, exchange, exchange_from, exchange_on};

use chrono::TimeDelta;
use interview_rooms::{
    api::{Document, Documents},
    app::{App, Dependencies},
    clock::{Clock, Timestamp},
    config::Config,
    connections::{ConnectionLimits, GuardedAcceptor},
    interviewer, jobs,
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
use std::{net::SocketAddr, sync::Arc};
use tokio::net::TcpListener;

/// Where respondents reach the service under test.
pub const PUBLIC_URL: &str = "https://rooms.example.org";
/// The instance key of every service under test.
pub const INSTANCE_KEY: [u8; 32] = [7; 32];
/// The e-mail of the respondent whom most tests know.
pub const ANNA: &str = "anna@example.org";

/// The bounds of connections to a service under test.
const SOCKET_LIMITS: ConnectionLimits = ConnectionLimits {
    max_connections: 100,
    request_deadline: PATIENCE,
    write_stall: PATIENCE,
    accept_backoff: PATIENCE,
};

/// A service under test.
pub struct TestApp {
    /// The application itself, for what cannot be asked through HTTP.
    pub app: App,
    /// The clock that the test moves.
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

    /// A service with changed settings on a fresh database, by a clock that others go by, too.
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

    /// Another replica on the same database, by the same clock.
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

    /// The endpoint that answers every request.
    pub fn endpoint(&self) -> Arc<BoxEndpoint<'static, Response>> {
        self.endpoint.clone()
    }

    /// Somebody without a key.
    pub fn stranger(&self) -> Client {
        Client::new(self.endpoint.clone(), None)
    }

    /// Somebody with this key.
    pub fn holder(&self, key: &str) -> Client {
        Client::new(self.endpoint.clone(), Some(key.to_owned()))
    }

    /// An owner of the first team.
    pub fn owner(&self) -> Client {
        self.holder(&self.keys.owner)
    }

    /// A researcher of the first team.
    pub fn researcher(&self) -> Client {
        self.holder(&self.keys.researcher)
    }

    /// A viewer of the first team.
    pub fn viewer(&self) -> Client {
        self.holder(&self.keys.viewer)
    }

    /// An interviewer's worker of the first team.
    pub fn agent(&self) -> Client {
        self.holder(&self.keys.agent)
    }

    /// The owner's key itself.
    pub fn owner_key(&self) -> &str {
        &self.keys.owner
    }

    /// An owner of another team.
    pub async fn other_team(&self) -> Client {
        self.holder(&make_key(&self.app, "other team", Role::Owner, None).await)
    }

    /// An interviewer's worker of another team.
    pub async fn other_agent(&self) -> Client {
        self.holder(&make_key(&self.app, "other team", Role::Agent, None).await)
    }

    /// Makes a key for a role in the first team, bound to a project if one is given.
    pub async fn make_key(&self, role: Role, project: Option<&str>) -> String {
        make_key(&self.app, "first team", role, project).await
    }

    /// Makes a project and answers its id.
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

    /// Creates rooms with these additions to the request, and answers them.
    pub async fn create_rooms(&self, additions: Value) -> Vec<Value> {
        let mut request = json!({ "project_id": self.project });
        merge(&mut request, additions);
        let created = self
            .researcher()
            .post("/api/interviews/rooms")
            .json(&request)
            .send()
            .await;
        created.expect(200).body["rooms"]
            .as_array()
            .expect("rooms are a list")
            .clone()
    }

    /// Creates one room and answers it.
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

    /// The room as its team sees it now.
    pub async fn room(&self, room: &Value) -> Value {
        self.researcher().get(&room_path(room)).send().await.expect(200).body
    }

    /// Lets the reaper end all that is due now.
    pub async fn reap(&self) -> store::reap::Ended {
        jobs::run_once(&self.app).await.expect("the reaper works")
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

    /// The database as other processes reach it.
    pub fn database(&self) -> &TestDatabase {
        &self.database
    }

    /// The database, for what cannot be asked through HTTP.
    pub fn store(&self) -> &Store {
        &self.app.store
    }

    /// Serves on a real socket, as long as the test runs, and answers where.
    pub async fn serve(&self) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let address = listener.local_addr().expect("it has an address");
        let acceptor = GuardedAcceptor::new(listener, SOCKET_LIMITS).expect("it has an address");
        tokio::spawn(poem::Server::new_with_acceptor(acceptor).run(self.endpoint()));
        address
    }

    /// The present moment.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Lets time pass.
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
        metrics: Metrics::start().expect("metrics can be gathered"),
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

/// A text field of an answer.
pub fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field]
        .as_str()
        .unwrap_or_else(|| panic!("{field} is no text in {value}"))
}

/// The moment in a field of an answer.
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
