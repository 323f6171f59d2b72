//! Adding characters to rooms and interviews, removing them, and adding them again.

use super::{
    START, add_participant, adding, assert_id, assert_refused, delete, end, id, make_character, make_room,
    participant_path, participants_path, path, remove_participant, shown, uuid,
};
use crate::support::{TestApp, number, text};
use chrono::TimeDelta;
use futures_util::future::join_all;
use serde_json::{Value, json};

#[tokio::test]
async fn a_participant_has_every_property_of_the_contract() {
    let app = TestApp::start().await;
    let (room, mira) = (make_room(&app).await, make_character(&app, "Mira").await);
    app.pass(TimeDelta::seconds(1));
    let participant = add_participant(&app, &room, &mira).await;
    assert_id("participant_", &participant["id"]);
    assert_id("conv_", &participant["conversationId"]);
    let expected = json!({
        "id": participant["id"],
        "createdAt": "2026-03-01T12:00:01Z",
        "roomId": room["id"],
        "characterId": mira["id"],
        "conversationId": participant["conversationId"],
        "livekitIdentity": format!("agent-{}", text(&mira, "id")),
        "leftAt": null,
    });
    assert_eq!(participant, expected);
    assert_eq!(shown(&app, &room).await["participants"], json!([participant]));
}

#[tokio::test]
async fn every_participant_has_its_own_conversation_id() {
    let app = TestApp::start().await;
    let mut conversations = Vec::new();
    for _ in 0..2 {
        let room = make_room(&app).await;
        for name in ["Mira", "Jonas"] {
            let participant = add_participant(&app, &room, &make_character(&app, name).await).await;
            conversations.push(text(&participant, "conversationId").to_owned());
        }
    }
    conversations.sort();
    conversations.dedup();
    assert_eq!(conversations.len(), 4);
}

#[tokio::test]
async fn adding_a_character_again_returns_the_same_participant() {
    let app = TestApp::start().await;
    let (room, mira) = (make_room(&app).await, make_character(&app, "Mira").await);
    let participant = add_participant(&app, &room, &mira).await;
    app.pass(TimeDelta::seconds(1));
    assert_eq!(add_participant(&app, &room, &mira).await, participant);
    let by_uuid = json!({ "id": uuid("character", &mira) });
    assert_eq!(add_participant(&app, &room, &by_uuid).await, participant);
    assert_eq!(shown(&app, &room).await["participants"], json!([participant]));
    let history = app.history(&json!({ "id": uuid("room", &room) })).await;
    assert_eq!(history, ["participant.joined"], "the participant joined once");
}

#[tokio::test]
async fn concurrent_additions_on_two_replicas_create_one_participant() {
    let app = TestApp::start().await;
    let other = app.replica().await;
    let (room, mira) = (make_room(&app).await, make_character(&app, "Mira").await);
    let calls = (0..8).map(|call| {
        let client = if call % 2 == 0 {
            app.researcher()
        } else {
            other.researcher()
        };
        adding(&client, &room, &mira).send()
    });
    let participants: Vec<Value> = join_all(calls)
        .await
        .into_iter()
        .map(|answer| answer.expect(200).body)
        .collect();
    assert!(
        participants.iter().all(|participant| *participant == participants[0]),
        "{participants:?}"
    );
    assert_eq!(shown(&app, &room).await["participants"], json!([participants[0]]));
}

#[tokio::test]
async fn a_character_that_returns_gets_the_same_participant() {
    let app = TestApp::start().await;
    let (room, mira) = (make_room(&app).await, make_character(&app, "Mira").await);
    let participant = add_participant(&app, &room, &mira).await;
    app.pass(TimeDelta::seconds(10));
    let left = remove_participant(&app, &room, &mira).await;
    let mut expected = participant.clone();
    expected["leftAt"] = json!("2026-03-01T12:00:10Z");
    assert_eq!(left, expected);
    assert_eq!(shown(&app, &room).await["participants"], json!([left]));
    app.pass(TimeDelta::seconds(10));
    let back = add_participant(&app, &room, &mira).await;
    let mut expected = participant;
    expected["createdAt"] = json!("2026-03-01T12:00:20Z");
    assert_eq!(back, expected, "the same participant, the same conversation");
    assert_eq!(shown(&app, &room).await["participants"], json!([back]));
    let history = app.history(&json!({ "id": uuid("room", &room) })).await;
    assert_eq!(
        history,
        ["participant.joined", "participant.left", "participant.joined"]
    );
}

#[tokio::test]
async fn a_character_outside_the_room_cannot_be_removed() {
    let app = TestApp::start().await;
    let (room, mira) = (make_room(&app).await, make_character(&app, "Mira").await);
    let path = participant_path(&room, &mira);
    let expected = format!("Participant {} not found", text(&mira, "id"));
    assert_refused(&delete(&app, &path).await, 404, &expected);
    add_participant(&app, &room, &mira).await;
    let left = remove_participant(&app, &room, &mira).await;
    app.pass(TimeDelta::seconds(1));
    assert_refused(&delete(&app, &path).await, 404, &expected);
    assert_eq!(
        shown(&app, &room).await["participants"],
        json!([left]),
        "a repeated removal keeps the time of the first"
    );
}

#[tokio::test]
async fn participants_of_an_ended_room_cannot_change() {
    let app = TestApp::start().await;
    let (room, mira, jonas) = (
        make_room(&app).await,
        make_character(&app, "Mira").await,
        make_character(&app, "Jonas").await,
    );
    let participant = add_participant(&app, &room, &mira).await;
    end(&app, &room).await.expect(200);
    let client = app.researcher();
    for call in [
        adding(&client, &room, &jonas),
        adding(&client, &room, &mira),
        client.delete(&participant_path(&room, &mira)),
    ] {
        assert_refused(&call.send().await, 409, "The room is completed");
    }
    assert_eq!(shown(&app, &room).await["participants"], json!([participant]));
}

#[tokio::test]
async fn unknown_rooms_and_unknown_characters_have_different_errors() {
    let app = TestApp::start().await;
    let (room, mira) = (make_room(&app).await, make_character(&app, "Mira").await);
    let unknown = uuid::Uuid::from_u128(7);
    let nowhere = json!({ "id": id("room", unknown) });
    let nobody = json!({ "id": id("character", unknown) });
    let client = app.researcher();
    let no_room = format!("Room {} not found", text(&nowhere, "id"));
    let no_character = format!("Character {} not found", text(&nobody, "id"));
    assert_refused(&adding(&client, &nowhere, &mira).send().await, 404, &no_room);
    assert_refused(&adding(&client, &room, &nobody).send().await, 404, &no_character);
    assert_refused(&delete(&app, &participant_path(&nowhere, &mira)).await, 404, &no_room);
    let path = participants_path(&room);
    let refused = client.post(&path).json(&json!({ "characterId": unknown })).send().await;
    assert_refused(&refused, 404, &format!("Character {unknown} not found"));
}

#[tokio::test]
async fn an_interview_with_a_character_is_found_by_both_ids() {
    let app = TestApp::start().await;
    let mira = make_character(&app, "Mira").await;
    for (name, title) in [(Some("Spring wave"), "Spring wave"), (None, "")] {
        let interview = app.create_rooms(json!({ "display_name": name })).await.remove(0);
        let short = json!({ "id": id("room", text(&interview, "id").parse().unwrap()) });
        let participant = add_participant(&app, &short, &mira).await;
        assert_eq!(
            add_participant(&app, &interview, &mira).await,
            participant,
            "by the UUID"
        );
        let room = shown(&app, &interview).await;
        assert_eq!(shown(&app, &short).await, room);
        let named = if title.is_empty() {
            text(&interview, "room_name")
        } else {
            title
        };
        let expected = json!({
            "id": short["id"],
            "createdAt": START,
            "projectId": id("project", app.project.parse().unwrap()),
            "name": named,
            "mode": "freeform",
            "scenePrompt": null,
            "endedAt": null,
            "participants": [participant],
        });
        assert_eq!(room, expected);
        assert_eq!(app.room(&interview).await, interview, "the interview is unchanged");
        assert!(!room.to_string().contains(text(&interview, "access_token")));
    }
}

#[tokio::test]
async fn a_cancelled_interview_accepts_no_character_and_shows_its_end() {
    let app = TestApp::start().await;
    let (interview, mira) = (app.create_room().await, make_character(&app, "Mira").await);
    app.cancel(&interview).await.expect(200);
    let refused = adding(&app.researcher(), &interview, &mira).send().await;
    assert_refused(&refused, 409, "The room is cancelled");
    let room = shown(&app, &interview).await;
    assert_eq!((&room["endedAt"], &room["participants"]), (&json!(START), &json!([])));
}

#[tokio::test]
async fn deleting_an_interview_with_a_character_deletes_everything() {
    let app = TestApp::start().await;
    let (interview, mira) = (app.create_room().await, make_character(&app, "Mira").await);
    add_participant(&app, &interview, &mira).await;
    delete(&app, &path(&interview)).await.expect(200);
    let gone = crate::support::room_path(&interview);
    app.researcher().get(&gone).send().await.expect(404);
    app.preview(&interview).await.expect(404);
    assert_eq!(number(app.store(), "SELECT count(*) FROM interview").await, 0);
}

#[tokio::test]
async fn a_person_cannot_be_removed_as_a_character() {
    let app = TestApp::start().await;
    let room = make_room(&app).await;
    let person = uuid::Uuid::from_u128(7);
    let said = json!({ "author_id": person, "content": "Hello" });
    let channel = format!("/api/messaging/channels/{}", uuid("room", &room));
    let posted = app.owner().by_header().post(&format!("{channel}/messages")).json(&said);
    posted.send().await.expect(201);
    let somebody = json!({ "id": id("character", person) });
    let refused = delete(&app, &participant_path(&room, &somebody)).await;
    assert_refused(&refused, 404, &format!("Character {} not found", text(&somebody, "id")));
    let there = app
        .owner()
        .by_header()
        .get(&format!("{channel}/participants"))
        .send()
        .await;
    assert_eq!(there.expect(200).body["data"], json!([person]));
}
