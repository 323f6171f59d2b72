//! The voice rooms dialect, compatible with the rooms and characters of the `MindForge` API, as an application with
//! several speaking characters uses it.

mod bad_input;
mod callers;
mod characters;
mod default_project;
mod dispatch;
mod media;
mod participants;
mod rooms;
mod scope;
mod start;
mod transcript;
mod worker_secret;

use crate::support::{Answer, Call, Client, LivekitDouble, ManualClock, TestApp, text};
use chrono::TimeDelta;
use interview_rooms::{engine::voice::MaintenanceOutcome, model::short_id};
use serde_json::{Value, json};
use std::sync::Arc;
use uuid::Uuid;

const ROOMS: &str = "/v1/rooms";
const CHARACTERS: &str = "/characters";
/// The time at which the clock of every test starts.
const START: &str = "2026-03-01T12:00:00Z";
/// The message of the error if LiveKit is needed and cannot be used.
const NO_VOICE: &str = "Voice is not available: LiveKit is not configured or cannot be used at present";

/// A service that uses a LiveKit double.
struct VoiceRoomFixture {
    app: TestApp,
    double: LivekitDouble,
}

impl VoiceRoomFixture {
    async fn open() -> Self {
        let clock = Arc::new(ManualClock::default());
        let double = LivekitDouble::start(clock.clone()).await;
        let settings = double.settings();
        let app = TestApp::by_clock(clock, |config| config.livekit = settings).await;
        Self { app, double }
    }

    /// A room with this many characters, and the characters.
    async fn room_with_characters(&self, count: usize) -> (Value, Vec<Value>) {
        let (room, mut characters) = (make_room(&self.app).await, Vec::new());
        for number in 0..count {
            let character = make_character(&self.app, &format!("Character {number}")).await;
            add_participant(&self.app, &room, &character).await;
            self.app.pass(TimeDelta::milliseconds(1));
            characters.push(character);
        }
        (room, characters)
    }

    async fn start(&self, room: &Value) -> Answer {
        start(&self.app, room).await
    }

    async fn maintain(&self) -> MaintenanceOutcome {
        self.app
            .app
            .engine
            .voice
            .maintain()
            .await
            .expect("the media server is well")
    }

    fn pass(&self, seconds: i64) {
        self.app.pass(TimeDelta::seconds(seconds));
    }

    /// The number of dispatches to a room that have not been deleted.
    fn dispatches(&self, room: &Value) -> usize {
        self.double.dispatches(&media_name(room))
    }

    /// The metadata of the dispatched jobs, in order.
    fn jobs(&self) -> Vec<Value> {
        let calls = self.double.calls().into_iter();
        let sent = calls.filter(|called| called.call == "CreateDispatch");
        sent.map(|called| serde_json::from_str(text(&called.request, "metadata")).expect("a job is JSON"))
            .collect()
    }
}

/// Creates a room that belongs to no project.
async fn make_room(app: &TestApp) -> Value {
    make_room_of(app, json!({ "name": "Town Square" })).await
}

async fn make_room_of(app: &TestApp, request: Value) -> Value {
    let made = app.researcher().post(ROOMS).json(&request).send().await;
    made.expect(200).body
}

/// Creates a character that belongs to no project.
async fn make_character(app: &TestApp, name: &str) -> Value {
    make_character_of(&app.researcher(), json!({ "name": name })).await
}

async fn make_character_of(client: &Client, request: Value) -> Value {
    let made = client.post(CHARACTERS).json(&request).send().await;
    made.expect(200).body
}

/// The path of a room, by the id of this dialect or by the UUID that the interviews dialect uses.
fn path(room: &Value) -> String {
    format!("{ROOMS}/{}", text(room, "id"))
}

fn character_path(character: &Value) -> String {
    format!("{CHARACTERS}/{}", text(character, "id"))
}

fn participants_path(room: &Value) -> String {
    format!("{}/participants", path(room))
}

fn participant_path(room: &Value, character: &Value) -> String {
    format!("{}/{}", participants_path(room), text(character, "id"))
}

/// The current room.
async fn shown(app: &TestApp, room: &Value) -> Value {
    app.researcher().get(&path(room)).send().await.expect(200).body
}

fn adding(client: &Client, room: &Value, character: &Value) -> Call {
    let wanted = json!({ "characterId": character["id"] });
    client.post(&participants_path(room)).json(&wanted)
}

/// Adds a character to a room and returns the participant.
async fn add_participant(app: &TestApp, room: &Value, character: &Value) -> Value {
    adding(&app.researcher(), room, character).send().await.expect(200).body
}

/// Removes a character from a room and returns the participant.
async fn remove_participant(app: &TestApp, room: &Value, character: &Value) -> Value {
    let call = app.researcher().delete(&participant_path(room, character));
    call.send().await.expect(200).body
}

async fn start(app: &TestApp, room: &Value) -> Answer {
    let path = format!("{}/start", path(room));
    app.researcher().post(&path).send().await
}

async fn token(app: &TestApp, room: &Value) -> Answer {
    let path = format!("{}/token", path(room));
    app.researcher().get(&path).send().await
}

async fn end(app: &TestApp, room: &Value) -> Answer {
    let path = format!("{}/end", path(room));
    app.researcher().post(&path).send().await
}

async fn delete(app: &TestApp, path: &str) -> Answer {
    app.researcher().delete(path).send().await
}

/// Lists the rooms.
async fn listed(app: &TestApp) -> Vec<Value> {
    let answer = app.researcher().get(ROOMS).send().await.expect(200);
    answer.body.as_array().expect("a list is an array").clone()
}

/// Reads the pages of a list from this one to the last.
async fn pages(app: &TestApp, first: &str) -> Vec<Vec<Value>> {
    app.researcher().pages(first).await
}

/// The UUID of an object, from its id in this dialect.
fn uuid(prefix: &str, object: &Value) -> Uuid {
    short_id::parse(prefix, text(object, "id")).expect("an id of this kind")
}

/// An id in the format of this dialect.
fn id(prefix: &'static str, uuid: Uuid) -> String {
    short_id::ShortId(prefix, uuid).to_string()
}

/// The name of the LiveKit room of a room.
fn media_name(room: &Value) -> String {
    format!("agent-room-{}", uuid("room", room).simple())
}

/// Asserts that the id is a prefix and 22 letters and digits.
#[track_caller]
fn assert_id(prefix: &str, value: &Value) {
    let id = value.as_str().expect("an id is a text");
    let rest = id
        .strip_prefix(prefix)
        .unwrap_or_else(|| panic!("{id} is no {prefix}…"));
    assert!(
        rest.len() == 22 && rest.bytes().all(|byte| byte.is_ascii_alphanumeric()),
        "{id}"
    );
}

/// Asserts that the response is exactly this error in the dialect's format.
#[track_caller]
fn assert_refused(answer: &Answer, status: u16, message: &str) {
    assert_eq!(answer.status, status, "{}", answer.text);
    assert_eq!(answer.body, json!({ "code": status, "message": message }));
    assert_eq!(answer.header("content-type"), Some("application/json"));
}
