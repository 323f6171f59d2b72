//! Creating, reading and deleting characters.

use super::{
    CHARACTERS, START, add_participant, assert_id, assert_refused, character_path, delete, id, listed, make_character,
    make_character_of, make_room, pages, shown, uuid,
};
use crate::support::{TestApp, text};
use chrono::TimeDelta;
use interview_rooms::model::ids::ProjectId;
use serde_json::{Value, json};

#[tokio::test]
async fn a_character_has_every_property_of_the_contract() {
    let app = TestApp::start().await;
    let request = json!({
        "name": "Mira",
        "description": "A baker who knows everybody in town",
        "voiceId": "voice-7",
        "voiceDescription": "warm, unhurried",
        "capabilityGroupIds": ["group_b", "group_a"],
    });
    let made = make_character_of(&app.researcher(), request).await;
    assert_id("character_", &made["id"]);
    let expected = json!({
        "id": made["id"],
        "createdAt": START,
        "projectId": made["projectId"],
        "name": "Mira",
        "description": "A baker who knows everybody in town",
        "voiceId": "voice-7",
        "voiceDescription": "warm, unhurried",
        "hasAvatar": false,
        "capabilityGroupIds": ["group_b", "group_a"],
    });
    assert_eq!(made, expected);
    let found = app.viewer().get(&character_path(&made)).send().await.expect(200);
    assert_eq!(found.body, made);
}

#[tokio::test]
async fn a_character_needs_only_a_name() {
    let app = TestApp::start().await;
    let expected = json!({
        "id": null,
        "createdAt": START,
        "projectId": null,
        "name": "Mira",
        "description": null,
        "voiceId": null,
        "voiceDescription": null,
        "hasAvatar": false,
        "capabilityGroupIds": [],
    });
    let nothing = json!({
        "name": "Mira",
        "description": null,
        "voiceId": null,
        "voiceDescription": null,
        "capabilityGroupIds": null,
        "projectId": null,
    });
    let empty = json!({ "name": "Mira", "capabilityGroupIds": [] });
    for request in [json!({ "name": "Mira" }), nothing, empty] {
        let mut made = make_character_of(&app.researcher(), request).await;
        assert_id("project_", &made["projectId"]);
        (made["id"], made["projectId"]) = (Value::Null, Value::Null);
        assert_eq!(made, expected);
    }
}

#[tokio::test]
async fn a_character_of_a_project_names_the_project() {
    let app = TestApp::start().await;
    let request = json!({ "name": "Mira", "projectId": app.project });
    let made = make_character_of(&app.researcher(), request).await;
    let project: ProjectId = app.project.parse().unwrap();
    assert_eq!(text(&made, "projectId"), id("project", project.0));
}

#[tokio::test]
async fn a_character_is_also_found_by_its_uuid() {
    let app = TestApp::start().await;
    let made = make_character(&app, "Mira").await;
    let path = format!("{CHARACTERS}/{}", uuid("character", &made));
    assert_eq!(app.researcher().get(&path).send().await.expect(200).body, made);
}

#[tokio::test]
async fn names_need_not_be_unique_and_are_stored_verbatim() {
    let app = TestApp::start().await;
    for _ in 0..2 {
        let made = make_character(&app, "  Dr. Mïra 🥐 ").await;
        assert_eq!(made["name"], "  Dr. Mïra 🥐 ");
    }
    assert_eq!(pages(&app, CHARACTERS).await[0].len(), 2);
}

#[tokio::test]
async fn characters_are_listed_newest_first_in_pages_without_duplicates() {
    let app = TestApp::start().await;
    let nobody = app.researcher().get(CHARACTERS).send().await.expect(200);
    assert_eq!((nobody.body.clone(), nobody.header("link")), (json!([]), None));
    let mut made = Vec::new();
    for name in ["A", "B", "C", "D", "E"] {
        made.push(make_character(&app, name).await);
        app.pass(TimeDelta::milliseconds(1));
    }
    made.reverse();
    assert_eq!(pages(&app, CHARACTERS).await, [made.clone()]);
    for limit in [1, 2, 4, 5, 6, 1000] {
        let pages = pages(&app, &format!("{CHARACTERS}?limit={limit}")).await;
        assert_eq!(pages.concat(), made, "limit {limit}");
        let (last, full) = pages.split_last().unwrap();
        assert!(full.iter().all(|page| page.len() == limit) && !last.is_empty());
    }
}

#[tokio::test]
async fn creating_a_character_adds_no_room_to_the_list() {
    let app = TestApp::start().await;
    make_character(&app, "Mira").await;
    assert_eq!(listed(&app).await, Vec::<Value>::new());
}

#[tokio::test]
async fn a_deleted_character_is_gone_and_cannot_be_deleted_again() {
    let app = TestApp::start().await;
    let (gone, kept) = (make_character(&app, "Mira").await, make_character(&app, "Jonas").await);
    let path = character_path(&gone);
    let deleted = delete(&app, &path).await.expect(200);
    assert_eq!(deleted.body, json!({ "deleted": true }));
    let expected = format!("Character {} not found", text(&gone, "id"));
    assert_refused(&delete(&app, &path).await, 404, &expected);
    assert_refused(&app.researcher().get(&path).send().await, 404, &expected);
    assert_eq!(pages(&app, CHARACTERS).await, [[kept]]);
}

#[tokio::test]
async fn a_deleted_character_leaves_every_room_with_a_leaving_time() {
    let app = TestApp::start().await;
    let (gone, kept) = (make_character(&app, "Mira").await, make_character(&app, "Jonas").await);
    let interview = app.create_room().await;
    let rooms = [make_room(&app).await, make_room(&app).await, interview];
    for room in &rooms {
        for character in [&gone, &kept] {
            add_participant(&app, room, character).await;
            app.pass(TimeDelta::seconds(1));
        }
    }
    app.pass(TimeDelta::seconds(84));
    delete(&app, &character_path(&gone)).await.expect(200);
    for room in &rooms {
        let participants = shown(&app, room).await["participants"].clone();
        assert_eq!(participants.as_array().unwrap().len(), 2);
        assert_eq!(
            (&participants[0]["characterId"], &participants[0]["leftAt"]),
            (&gone["id"], &json!("2026-03-01T12:01:30Z"))
        );
        assert_eq!(
            (&participants[1]["characterId"], &participants[1]["leftAt"]),
            (&kept["id"], &Value::Null)
        );
    }
}
