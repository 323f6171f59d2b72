//! Creating, reading, listing, ending and deleting rooms.

use super::{
    ROOMS, START, VoiceRoomFixture, add_participant, assert_id, assert_refused, delete, end, id, listed,
    make_character, make_room, make_room_of, pages, path, remove_participant, shown, token,
    transcript::{say, words},
    uuid,
};
use crate::support::{ANNA, TestApp, ids, text};
use chrono::TimeDelta;
use entity::{agent_room, event, message, participant, room};
use interview_rooms::model::{
    event::EventKind,
    ids::{ProjectId, RoomId},
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};

#[tokio::test]
async fn a_room_has_every_property_of_the_contract_and_is_freeform() {
    let app = TestApp::start().await;
    let request = json!({ "name": "Town Square", "mode": "freeform" });
    for request in [request, json!({ "name": "Town Square" })] {
        let made = make_room_of(&app, request).await;
        assert_id("room_", &made["id"]);
        let expected = json!({
            "id": made["id"],
            "createdAt": START,
            "projectId": made["projectId"],
            "name": "Town Square",
            "mode": "freeform",
            "scenePrompt": null,
            "endedAt": null,
            "participants": [],
        });
        assert_eq!(made, expected);
        assert_eq!(shown(&app, &made).await, made);
    }
}

#[tokio::test]
async fn a_scripted_room_keeps_its_scene_and_an_empty_scene_is_none() {
    let app = TestApp::start().await;
    for (prompt, kept) in [
        (
            json!("Two bakers quarrel.\nIt rains."),
            json!("Two bakers quarrel.\nIt rains."),
        ),
        (json!(""), Value::Null),
        (Value::Null, Value::Null),
    ] {
        let request = json!({ "name": "Bakery", "mode": "scripted", "scenePrompt": prompt });
        let made = make_room_of(&app, request).await;
        assert_eq!((&made["mode"], &made["scenePrompt"]), (&json!("scripted"), &kept));
        assert_eq!(shown(&app, &made).await, made);
    }
}

#[tokio::test]
async fn a_room_of_a_project_names_the_project() {
    let app = TestApp::start().await;
    let project: ProjectId = app.project.parse().unwrap();
    let made = make_room_of(&app, json!({ "name": "Town Square", "projectId": app.project })).await;
    assert_eq!(text(&made, "projectId"), id("project", project.0));
}

#[tokio::test]
async fn a_room_is_also_found_by_its_uuid() {
    let app = TestApp::start().await;
    let made = make_room(&app).await;
    let by_uuid = json!({ "id": uuid("room", &made) });
    assert_eq!(shown(&app, &by_uuid).await, made);
    end(&app, &by_uuid).await.expect(200);
    delete(&app, &path(&by_uuid)).await.expect(200);
    app.researcher().get(&path(&made)).send().await.expect(404);
}

#[tokio::test]
async fn active_rooms_are_listed_newest_first_with_their_participants() {
    let app = TestApp::start().await;
    assert_eq!(listed(&app).await, Vec::<Value>::new());
    let (mira, jonas) = (make_character(&app, "Mira").await, make_character(&app, "Jonas").await);
    let mut made = Vec::new();
    for characters in [vec![&mira], vec![], vec![&jonas, &mira]] {
        let room = make_room(&app).await;
        for character in characters {
            add_participant(&app, &room, character).await;
            app.pass(TimeDelta::milliseconds(1));
        }
        made.insert(0, shown(&app, &room).await);
        app.pass(TimeDelta::milliseconds(1));
    }
    assert_eq!(listed(&app).await, made);
    assert_eq!(made[0]["participants"].as_array().unwrap().len(), 2);
    assert_eq!(
        made[0]["participants"][0]["characterId"], jonas["id"],
        "in the order in which they joined"
    );
    remove_participant(&app, &made[2], &mira).await;
    assert_eq!(
        listed(&app).await[2]["participants"][0]["leftAt"],
        START.replace("00Z", "00.006Z")
    );
}

#[tokio::test]
async fn ended_rooms_and_interviews_without_characters_are_not_listed() {
    let app = TestApp::start().await;
    let (ended, open) = (make_room(&app).await, make_room(&app).await);
    let mira = make_character(&app, "Mira").await;
    end(&app, &ended).await.expect(200);
    let (alone, pending, active) = (
        app.create_room().await,
        app.create_room().await,
        app.create_room().await,
    );
    for room in [&alone, &active] {
        app.join(room, ANNA).await.expect(200);
    }
    for room in [&pending, &active] {
        add_participant(&app, room, &mira).await;
    }
    let active_id = id("room", text(&active, "id").parse().unwrap());
    assert_eq!(ids(&listed(&app).await), [active_id.as_str(), text(&open, "id")]);
    app.pass(TimeDelta::hours(1));
    assert_eq!(
        ids(&listed(&app).await),
        [text(&open, "id")],
        "the interview's time is up, by the clock"
    );
}

#[tokio::test]
async fn pages_contain_every_room_once_and_are_stable_under_new_rooms() {
    let app = TestApp::start().await;
    for _ in 0..5 {
        make_room(&app).await;
        app.pass(TimeDelta::milliseconds(1));
    }
    let all = listed(&app).await;
    for limit in [1, 2, 4, 5, 6, 1000] {
        let pages = pages(&app, &format!("{ROOMS}?limit={limit}")).await;
        assert_eq!(pages.concat(), all, "limit {limit}");
        let (last, full) = pages.split_last().unwrap();
        assert!(full.iter().all(|page| page.len() == limit) && !last.is_empty());
    }
    let first = app
        .researcher()
        .get(&format!("{ROOMS}?limit=2"))
        .send()
        .await
        .expect(200);
    make_room(&app).await;
    let rest = pages(&app, &first.next_page().unwrap()).await.concat();
    assert_eq!(rest, all[2..]);
}

#[tokio::test]
async fn ending_an_ended_room_changes_nothing() {
    let app = TestApp::start().await;
    let (room, mira) = (make_room(&app).await, make_character(&app, "Mira").await);
    let participant = add_participant(&app, &room, &mira).await;
    app.pass(TimeDelta::seconds(5));
    let ended = end(&app, &room).await.expect(200).body;
    let mut expected = room.clone();
    expected["endedAt"] = json!("2026-03-01T12:00:05Z");
    expected["participants"] = json!([participant]);
    assert_eq!(ended, expected);
    app.pass(TimeDelta::seconds(5));
    assert_eq!(end(&app, &room).await.expect(200).body, ended);
    assert_eq!(shown(&app, &room).await, ended);
    let history = app.history(&json!({ "id": uuid("room", &room) })).await;
    assert_eq!(history, ["participant.joined", "room.completed ended"]);
}

#[tokio::test]
async fn an_active_interview_can_be_ended_and_a_pending_one_cannot() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    assert_refused(&end(&app, &room).await, 409, "The room is pending");
    app.join(&room, ANNA).await.expect(200);
    let ended = end(&app, &room).await.expect(200).body;
    assert_eq!(ended["endedAt"], START);
    assert_eq!(app.room(&room).await["status"], "completed");
}

#[tokio::test]
async fn a_deleted_room_leaves_only_events_without_payloads() {
    let app = TestApp::start().await;
    let (room, mira) = (make_room(&app).await, make_character(&app, "Mira").await);
    add_participant(&app, &room, &mira).await;
    say(&app, &room, &mira, "Fresh bread!").await;
    assert_eq!(words(&app, &room).await, ["Fresh bread!"]);
    let deleted = delete(&app, &path(&room)).await.expect(200);
    assert_eq!(deleted.body, json!({ "deleted": true }));
    let expected = format!("Room {} not found", text(&room, "id"));
    assert_refused(&app.researcher().get(&path(&room)).send().await, 404, &expected);
    assert_refused(&delete(&app, &path(&room)).await, 404, &expected);
    assert_eq!(listed(&app).await, Vec::<Value>::new());
    assert_eq!(rows(&app, &room).await, [0; 4]);
    let (of, database) = (event::Column::RoomId.eq(uuid("room", &room)), app.store().reader());
    let left = event::Entity::find().filter(of).all(database).await.unwrap();
    assert!(left.iter().all(|event| event.payload.is_none()), "{left:?}");
    assert_eq!(left.last().unwrap().kind, EventKind::RoomDeleted);
}

#[tokio::test]
async fn an_ended_room_can_be_deleted_and_other_rooms_remain() {
    let app = TestApp::start().await;
    let (gone, kept, mira) = (
        make_room(&app).await,
        make_room(&app).await,
        make_character(&app, "Mira").await,
    );
    for room in [&gone, &kept] {
        add_participant(&app, room, &mira).await;
        say(&app, room, &mira, "Fresh bread!").await;
    }
    let before = rows(&app, &kept).await;
    end(&app, &gone).await.expect(200);
    delete(&app, &path(&gone)).await.expect(200);
    assert_eq!(rows(&app, &kept).await, before);
    assert_eq!(before, [1, 1, 1, 1]);
}

#[tokio::test]
async fn an_ended_room_accepts_no_messages_and_no_voice() {
    let fixture = VoiceRoomFixture::open().await;
    let (room, characters) = fixture.room_with_characters(1).await;
    end(&fixture.app, &room).await.expect(200);
    let message = json!({ "author_id": uuid("character", &characters[0]), "content": "Hello" });
    let messages = format!("/api/messaging/channels/{}/messages", uuid("room", &room));
    let posted = fixture
        .app
        .owner()
        .by_header()
        .post(&messages)
        .json(&message)
        .send()
        .await;
    assert_eq!(posted.expect(409).body["error"], "The room is completed");
    assert_eq!(words(&fixture.app, &room).await, Vec::<String>::new());
    for answer in [token(&fixture.app, &room).await, fixture.start(&room).await] {
        assert_refused(&answer, 409, "The room is completed");
    }
    assert!(fixture.double.calls().is_empty());
}

/// The numbers of rows of a room: room, agent room, participants and messages.
async fn rows(app: &TestApp, of: &Value) -> [u64; 4] {
    let (id, database) = (uuid("room", of), app.store().reader());
    [
        room::Entity::find_by_id(RoomId(id)).count(database).await.unwrap(),
        agent_room::Entity::find_by_id(RoomId(id))
            .count(database)
            .await
            .unwrap(),
        participant::Entity::find()
            .filter(participant::Column::RoomId.eq(id))
            .count(database)
            .await
            .unwrap(),
        message::Entity::find()
            .filter(message::Column::RoomId.eq(id))
            .count(database)
            .await
            .unwrap(),
    ]
}
