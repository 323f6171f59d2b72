//! The voice rooms dialect, as an app meets it that agent_rooms several characters: compatible with the rooms and characters
//! of the `MindForge` API.

mod bad_input;
mod callers;
mod characters;
mod dispatch;
mod media;
mod participants;
mod rooms;
mod scope;
mod start;
mod transcript;

use crate::support::{Answer, Call, Client, LivekitDouble, ManualClock, PUBLIC_URL, TestApp, text};
use chrono::TimeDelta;
use interview_rooms::{engine::voice::MaintenanceOutcome, model::short_id};
use serde_json::{Value, json};
use std::sync::Arc;
use uuid::Uuid;

const ROOMS: &str = "/v1/rooms";
const CHARACTERS: &str = "/characters";
/// When the clock of every test starts, as it is written.
const START: &str = "2026-03-01T12:00:00Z";

/// A service whose voice is carried by a double.
struct Theatre {
    app: TestApp,
    double: LivekitDouble,
}

impl Theatre {
    async fn open() -> Self {
        let clock = Arc::new(ManualClock::default());
        let double = LivekitDouble::start(clock.clone()).await;
        let settings = double.settings();
        let app = TestApp::by_clock(clock, |config| config.livekit = settings).await;
        Self { app, double }
    }

    /// A room with this many characters, and those.
    async fn cast(&self, count: usize) -> (Value, Vec<Value>) {
        let (room, mut cast) = (make_room(&self.app).await, Vec::new());
        for number in 0..count {
            let character = make_character(&self.app, &format!("Character {number}")).await;
            participant(&self.app, &room, &character).await;
            self.app.pass(TimeDelta::milliseconds(1));
            cast.push(character);
        }
        (room, cast)
    }

    async fn start(&self, room: &Value) -> Answer {
        start(&self.app, room).await
    }

    async fn tend(&self) -> MaintenanceOutcome {
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

    /// How many workers were sent for to a room, and are expected there.
    fn dispatches(&self, room: &Value) -> usize {
        self.double.dispatches(&media_name(room))
    }

    /// What the workers were told about their jobs, in the order in which they were sent for.
    fn jobs(&self) -> Vec<Value> {
        let calls = self.double.calls().into_iter();
        let sent = calls.filter(|called| called.call == "CreateDispatch");
        sent.map(|called| serde_json::from_str(text(&called.request, "metadata")).expect("a job is JSON"))
            .collect()
    }
}

/// A room of the whole team.
async fn make_room(app: &TestApp) -> Value {
    make_room_of(app, json!({ "name": "Town Square" })).await
}

async fn make_room_of(app: &TestApp, request: Value) -> Value {
    let made = app.researcher().post(ROOMS).json(&request).send().await;
    made.expect(200).body
}

/// A character that the whole team shares.
async fn make_character(app: &TestApp, name: &str) -> Value {
    make_character_of(&app.researcher(), json!({ "name": name })).await
}

async fn make_character_of(client: &Client, request: Value) -> Value {
    let made = client.post(CHARACTERS).json(&request).send().await;
    made.expect(200).body
}

/// The path of a room: by its id here, or by its UUID as the interviews dialect tells it.
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

/// The room as it is now.
async fn shown(app: &TestApp, room: &Value) -> Value {
    app.researcher().get(&path(room)).send().await.expect(200).body
}

fn seating(client: &Client, room: &Value, character: &Value) -> Call {
    let wanted = json!({ "characterId": character["id"] });
    client.post(&participants_path(room)).json(&wanted)
}

/// Lets a character into a room, and answers its participant.
async fn participant(app: &TestApp, room: &Value, character: &Value) -> Value {
    seating(&app.researcher(), room, character)
        .send()
        .await
        .expect(200)
        .body
}

/// Takes a character out of a room, and answers its participant.
async fn unseat(app: &TestApp, room: &Value, character: &Value) -> Value {
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

/// The rooms that are listed.
async fn listed(app: &TestApp) -> Vec<Value> {
    let answer = app.researcher().get(ROOMS).send().await.expect(200);
    answer.body.as_array().expect("a list is an array").clone()
}

/// The pages of a list, from this one to the last.
async fn pages(app: &TestApp, first: &str) -> Vec<Vec<Value>> {
    let (mut pages, mut path) = (Vec::new(), Some(first.to_owned()));
    while let Some(here) = path {
        let answer = app.researcher().get(&here).send().await.expect(200);
        path = next(&answer);
        pages.push(answer.body.as_array().expect("a page is an array").clone());
    }
    pages
}

/// Where the `Link` header says that the next page is.
fn next(answer: &Answer) -> Option<String> {
    let link = answer.header("link")?;
    let url = link.strip_prefix('<')?.strip_suffix(">; rel=\"next\"")?;
    Some(url.strip_prefix(PUBLIC_URL)?.to_owned())
}

/// The UUID of a thing, by its id here.
fn uuid(prefix: &str, thing: &Value) -> Uuid {
    short_id::parse(prefix, text(thing, "id")).expect("an id of this kind")
}

/// An id as this dialect writes it.
fn id(prefix: &'static str, uuid: Uuid) -> String {
    short_id::ShortId(prefix, uuid).to_string()
}

/// The name of a room on the media server.
fn media_name(room: &Value) -> String {
    format!("details-{}", uuid("room", room).simple())
}

/// A prefix and 22 letters and digits.
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

/// A refusal in the dialect's shape, and nothing else in it.
#[track_caller]
fn assert_refused(answer: &Answer, status: u16, message: &str) {
    assert_eq!(answer.status, status, "{}", answer.text);
    assert_eq!(answer.body, json!({ "code": status, "message": message }));
    assert_eq!(answer.header("content-type"), Some("application/json"));
}
