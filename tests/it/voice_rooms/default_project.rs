//! The project of rooms that are created by a key that is bound to none.

use super::{CHARACTERS, ROOMS, make_character, make_room, make_room_of, path, scope::list};
use crate::support::{TestApp, text};
use interview_rooms::model::access::Role;
use serde_json::json;

#[tokio::test]
async fn every_room_and_character_has_a_project_for_every_key() {
    let app = TestApp::start().await;
    let shared = make_character(&app, "Shared").await;
    let room = make_room(&app).await;
    assert_eq!(shared["projectId"], room["projectId"], "the default project");
    let agents = app.owner().by_header();
    let agent = agents
        .post("/api/agents")
        .json(&json!({ "name": "Ada" }))
        .send()
        .await
        .expect(201)
        .body;
    let rooms = format!("/api/agents/{}/rooms", text(&agent["data"], "id"));
    agents
        .post(&rooms)
        .json(&json!({ "name": "Lounge" }))
        .send()
        .await
        .expect(201);
    let bound = app.holder(&app.make_key(Role::Researcher, Some(&app.project)).await);
    for client in [app.owner(), app.researcher(), app.viewer(), app.agent(), bound] {
        for list in [list(&client, ROOMS).await, list(&client, CHARACTERS).await] {
            assert!(
                list.iter().all(|one| text(one, "projectId").starts_with("project_")),
                "{list:?}"
            );
        }
    }
}

#[tokio::test]
async fn rooms_of_keys_without_a_project_are_in_one_project_of_their_team() {
    let app = TestApp::start().await;
    let (first, second) = (make_room(&app).await, make_room(&app).await);
    assert_eq!(first["projectId"], second["projectId"]);
    let projects = app.viewer().get("/projects/").send().await.expect(200).body;
    let default: Vec<_> = projects
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["name"] == "Default")
        .collect();
    assert_eq!(default.len(), 1, "{projects}");
    let bound = app.holder(&app.make_key(Role::Researcher, Some(text(default[0], "id"))).await);
    assert_eq!(list(&bound, ROOMS).await.len(), 2, "a key of the project sees them");
    let named = make_room_of(&app, json!({ "name": "Named", "projectId": first["projectId"] })).await;
    assert_eq!(named["projectId"], first["projectId"]);
    let other = app.other_team().await;
    let theirs = other
        .post(ROOMS)
        .json(&json!({ "name": "Theirs" }))
        .send()
        .await
        .expect(200)
        .body;
    assert_ne!(theirs["projectId"], first["projectId"], "every team has its own");
    let stolen = json!({ "name": "Theirs", "projectId": first["projectId"] });
    other.post(ROOMS).json(&stolen).send().await.expect(404);
}

#[tokio::test]
async fn the_id_of_the_default_project_can_be_named_before_the_project_exists() {
    let app = TestApp::start().await;
    let shared = make_character(&app, "Shared").await;
    for at in [ROOMS, CHARACTERS] {
        let request = json!({ "name": "First", "projectId": shared["projectId"] });
        let made = app.researcher().post(at).json(&request).send().await.expect(200).body;
        assert_eq!(made["projectId"], shared["projectId"]);
    }
}

#[tokio::test]
async fn a_deleted_default_project_returns_with_the_next_room() {
    let app = TestApp::start().await;
    let room = make_room(&app).await;
    let projects = app.viewer().get("/projects/").send().await.expect(200).body;
    let default = projects
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["name"] == "Default")
        .unwrap();
    app.owner()
        .delete(&format!("/projects/{}", text(default, "id")))
        .send()
        .await
        .expect(200);
    let next = make_room(&app).await;
    assert_eq!(next["projectId"], room["projectId"]);
    let shown = app.viewer().get(&path(&next)).send().await.expect(200).body;
    assert_eq!(shown, next);
}
