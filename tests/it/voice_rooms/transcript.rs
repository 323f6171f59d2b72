//! The transcript of a room.

use super::{START, add_participant, assert_id, assert_refused, id, make_character, make_room, pages, path, uuid};
use crate::{
    conversation,
    support::{Answer, TestApp, text},
};
use chrono::TimeDelta;
use interview_rooms::model::{
    access::{CanUseAgentRooms, Scope},
    agent_room::Metadata,
    ids::{AgentId, EntityId, KeyId, RoomHandle},
    memory::{MemoryKind, NewMemory},
};
use serde_json::{Value, json};
use uuid::Uuid;

fn transcript_path(room: &Value) -> String {
    format!("{}/transcript", path(room))
}

async fn transcript(app: &TestApp, room: &Value) -> Answer {
    let answer = app.viewer().get(&transcript_path(room)).send().await;
    answer.expect(200)
}

/// A room with a character in it.
async fn room_with_mira(app: &TestApp) -> (Value, Value) {
    let (room, mira) = (make_room(app).await, make_character(app, "Mira").await);
    add_participant(app, &room, &mira).await;
    (room, mira)
}

/// The texts of the transcript, in order.
pub async fn words(app: &TestApp, room: &Value) -> Vec<String> {
    let answer = transcript(app, room).await;
    let said = answer.body.as_array().unwrap().iter();
    said.map(|entry| text(entry, "content").to_owned()).collect()
}

/// A character posts a message, as its worker does.
pub async fn say(app: &TestApp, room: &Value, character: &Value, words: &str) {
    remember(app, room, character, MemoryKind::MESSAGES, words).await;
}

/// A character creates a memory.
async fn remember(app: &TestApp, room: &Value, character: &Value, kind: MemoryKind, words: &str) {
    let author = uuid("character", character);
    keep(app, room, (Some(AgentId(author)), author), kind, words).await;
}

async fn keep(app: &TestApp, room: &Value, by: (Option<AgentId>, Uuid), kind: MemoryKind, words: &str) {
    let (acting_agent, author) = by;
    let permit = CanUseAgentRooms {
        scope: Scope {
            team: app.team().await,
            project: None,
        },
        key: KeyId(Uuid::nil()),
        has_interviews: true,
    };
    let rooms = &app.app.engine.agent_rooms;
    let memory = NewMemory {
        id: rooms.new_message_id(0).unwrap(),
        is_chosen: false,
        author: EntityId(author),
        kind,
        text: words.to_owned(),
        content: Metadata::new(),
        metadata: None,
        unique: true,
        said_at: None,
    };
    let room = RoomHandle(uuid("room", room));
    rooms.post(permit, acting_agent, room, vec![memory]).await.unwrap();
}

#[tokio::test]
async fn a_room_without_messages_has_an_empty_transcript() {
    let app = TestApp::start().await;
    let answer = transcript(&app, &make_room(&app).await).await;
    assert_eq!((answer.body.clone(), answer.header("link")), (json!([]), None));
}

#[tokio::test]
async fn an_entry_has_every_property_of_the_contract() {
    let app = TestApp::start().await;
    let (room, mira) = room_with_mira(&app).await;
    app.pass(TimeDelta::seconds(60));
    say(&app, &room, &mira, "Welcome to the town square!").await;
    let said = transcript(&app, &room).await.body;
    assert_id("entry_", &said[0]["id"]);
    let expected = json!([{
        "id": said[0]["id"],
        "createdAt": "2026-03-01T12:01:00Z",
        "roomId": room["id"],
        "speakerType": "agent",
        "characterId": mira["id"],
        "content": "Welcome to the town square!",
    }]);
    assert_eq!(said, expected);
}

#[tokio::test]
async fn an_author_that_is_not_a_character_is_a_user_without_id() {
    let app = TestApp::start().await;
    let (room, mira) = room_with_mira(&app).await;
    keep(&app, &room, (None, Uuid::from_u128(9)), MemoryKind::MESSAGES, "Hello").await;
    say(&app, &room, &mira, "Good morning!").await;
    let said = transcript(&app, &room).await.body;
    assert_eq!(
        (&said[0]["speakerType"], &said[0]["characterId"]),
        (&json!("user"), &Value::Null)
    );
    assert_eq!(
        (&said[1]["speakerType"], &said[1]["characterId"]),
        (&json!("agent"), &mira["id"])
    );
    let participants = super::shown(&app, &room).await["participants"].clone();
    assert_eq!(
        participants.as_array().unwrap().len(),
        1,
        "only characters are participants: {participants}"
    );
}

#[tokio::test]
async fn memories_other_than_messages_are_not_in_the_transcript() {
    let app = TestApp::start().await;
    let (room, mira) = room_with_mira(&app).await;
    say(&app, &room, &mira, "One").await;
    for kind in ["facts", "documents", "memories"].map(|name| name.parse().unwrap()) {
        remember(&app, &room, &mira, kind, "A secret").await;
    }
    say(&app, &room, &mira, "Two").await;
    assert_eq!(words(&app, &room).await, ["One", "Two"]);
}

#[tokio::test]
async fn messages_remain_after_their_character_is_deleted_and_the_room_ends() {
    let app = TestApp::start().await;
    let (room, mira) = room_with_mira(&app).await;
    say(&app, &room, &mira, "I was here").await;
    let before = transcript(&app, &room).await.body;
    super::delete(&app, &super::character_path(&mira)).await.expect(200);
    super::end(&app, &room).await.expect(200);
    assert_eq!(transcript(&app, &room).await.body, before);
}

#[tokio::test]
async fn pages_contain_every_entry_once_and_none_is_empty() {
    let app = TestApp::start().await;
    let (room, mira) = room_with_mira(&app).await;
    for number in 1..=6 {
        say(&app, &room, &mira, &number.to_string()).await;
        // Message numbers are shared with other memories.
        remember(&app, &room, &mira, "facts".parse().unwrap(), "A note").await;
    }
    let all = transcript(&app, &room).await.body;
    for limit in [1, 2, 4, 6, 7, 10_000] {
        let pages = pages(&app, &format!("{}?limit={limit}", transcript_path(&room))).await;
        assert_eq!(json!(pages.concat()), all, "limit {limit}");
        assert!(pages.iter().all(|page| !page.is_empty()), "limit {limit}");
    }
    let first = format!("{}?limit=2", transcript_path(&room));
    let first = app.viewer().get(&first).send().await.expect(200);
    say(&app, &room, &mira, "7").await;
    let rest = pages(&app, &first.next_page().unwrap()).await.concat();
    let rest: Vec<&str> = rest.iter().map(|entry| text(entry, "content")).collect();
    assert_eq!(rest, ["3", "4", "5", "6", "7"], "new entries come last");
}

#[tokio::test]
async fn page_limits_are_validated() {
    let app = TestApp::start().await;
    let room = make_room(&app).await;
    for (query, problem) in [
        ("limit=0", Some("limit: Input should be greater than or equal to 1")),
        ("limit=1", None),
        ("limit=10000", None),
        (
            "limit=10001",
            Some("limit: Input should be less than or equal to 10000"),
        ),
        ("after=-1", Some("after: Input should be greater than or equal to 0")),
        ("after=0", None),
        ("after=2147483647", None),
    ] {
        let call = app.viewer().get(&format!("{}?{query}", transcript_path(&room)));
        let answer = call.send().await;
        match problem {
            Some(problem) => assert_refused(&answer, 400, problem),
            None => assert_eq!(answer.expect(200).body, json!([])),
        }
    }
    for query in ["after=2147483648", "limit=x", "after=", "limit=1.5"] {
        let call = app.viewer().get(&format!("{}?{query}", transcript_path(&room)));
        assert_eq!(call.send().await.expect(400).body["code"], 400, "{query}");
    }
}

#[tokio::test]
async fn the_transcript_of_an_interview_has_every_turn_and_no_names() {
    let app = TestApp::start().await;
    let (interview, mira) = (app.create_room().await, make_character(&app, "Mira").await);
    add_participant(&app, &interview, &mira).await;
    let anna = conversation::start(&app, &interview).await;
    app.pass(TimeDelta::seconds(2));
    conversation::say(&app, &anna, "1", "I wake late.").await;
    let room = json!({ "id": id("room", text(&interview, "id").parse().unwrap()) });
    say(&app, &room, &mira, "So do I.").await;
    let said = transcript(&app, &room).await.body;
    let said = said.as_array().unwrap();
    let spoken: Vec<(&str, &Value)> = said
        .iter()
        .map(|entry| (text(entry, "speakerType"), &entry["characterId"]))
        .collect();
    let nobody = &Value::Null;
    assert_eq!(
        spoken,
        [
            ("agent", nobody),
            ("user", nobody),
            ("agent", nobody),
            ("agent", &mira["id"])
        ],
        "the built-in interviewer asks, Anna answers, it asks again, Mira speaks"
    );
    assert_eq!(said[0]["createdAt"], START);
    assert_eq!(
        (&said[1]["content"], &said[1]["createdAt"]),
        (&json!("I wake late."), &json!("2026-03-01T12:00:02Z"))
    );
    assert!(said.iter().all(|entry| entry["roomId"] == room["id"]));
    assert_eq!(words(&app, &interview).await.len(), 4, "by the UUID, too");
    assert!(!json!(said).to_string().contains(crate::support::ANNA));
}
