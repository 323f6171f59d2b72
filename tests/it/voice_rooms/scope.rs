//! The scope of a key: its team or one project, and for agent keys the interviews with agents.

use super::{
    CHARACTERS, ROOMS, add_participant, adding, assert_refused, character_path, delete, id, make_character,
    make_character_of, make_room, make_room_of, participant_path, path, shown,
};
use crate::support::{Call, Client, TestApp, ids, text};
use chrono::TimeDelta;
use interview_rooms::model::access::Role;
use serde_json::{Value, json};

/// Every call that names a room or a character.
fn calls(client: &Client, room: &Value, character: &Value) -> Vec<Call> {
    let (path, person) = (path(room), character_path(character));
    vec![
        client.get(&path),
        client.get(&format!("{path}/transcript")),
        client.get(&format!("{path}/token")),
        client.post(&format!("{path}/start")),
        client.post(&format!("{path}/end")),
        adding(client, room, character),
        client.delete(&participant_path(room, character)),
        client.delete(&path),
        client.get(&person),
        client.delete(&person),
    ]
}

pub(super) async fn list(client: &Client, path: &str) -> Vec<Value> {
    let answer = client.get(path).send().await.expect(200);
    answer.body.as_array().unwrap().clone()
}

/// A room of a project with a character of the project in it.
async fn of_project(app: &TestApp, project: &str) -> (Value, Value) {
    let room = make_room_of(app, json!({ "name": "Room", "projectId": project })).await;
    let character = json!({ "name": "Mira", "projectId": project });
    let character = make_character_of(&app.researcher(), character).await;
    add_participant(app, &room, &character).await;
    (shown(app, &room).await, character)
}

async fn assert_out_of_reach(app: &TestApp, client: &Client, room: &Value, character: &Value) {
    for call in calls(client, room, character) {
        let answer = call.send().await.expect(404);
        assert_eq!(answer.body["code"], 404);
        let message = text(&answer.body, "message");
        assert!(message.ends_with(" not found"), "{message}");
    }
    assert_eq!(shown(app, room).await, *room, "it is unchanged");
    let found = app.researcher().get(&character_path(character)).send().await;
    assert_eq!(found.expect(200).body, *character);
}

#[tokio::test]
async fn objects_of_another_team_are_not_found() {
    let app = TestApp::start().await;
    let (room, character) = of_project(&app, &app.project).await;
    let other = app.other_team().await;
    assert_out_of_reach(&app, &other, &room, &character).await;
    let (shared, without_project) = (make_character(&app, "Shared").await, make_room(&app).await);
    assert_out_of_reach(&app, &other, &without_project, &shared).await;
    for path in [ROOMS, CHARACTERS] {
        assert_eq!(list(&other, path).await, Vec::<Value>::new());
    }
}

#[tokio::test]
async fn a_project_key_does_not_see_other_projects() {
    let app = TestApp::start().await;
    let (room, character) = of_project(&app, &app.project).await;
    let second = app.make_project(&app.owner(), "Second").await;
    let bound = app.holder(&app.make_key(Role::Owner, Some(&second)).await);
    assert_out_of_reach(&app, &bound, &room, &character).await;
    for path in [ROOMS, CHARACTERS] {
        assert_eq!(list(&bound, path).await, Vec::<Value>::new());
    }
}

#[tokio::test]
async fn a_project_key_creates_in_its_project_and_sees_its_own_and_shared_objects() {
    let app = TestApp::start().await;
    let shared = make_character(&app, "Shared").await;
    app.pass(TimeDelta::milliseconds(1));
    make_room(&app).await;
    of_project(&app, &app.project).await;
    let second = app.make_project(&app.owner(), "Second").await;
    let project = id("project", second.parse().unwrap());
    let bound = app.holder(&app.make_key(Role::Researcher, Some(&second)).await);
    for named in [
        json!({}),
        json!({ "projectId": project }),
        json!({ "projectId": second }),
    ] {
        let mut request = json!({ "name": "Its own" });
        crate::support::merge(&mut request, named);
        for path in [ROOMS, CHARACTERS] {
            let made = bound.post(path).json(&request).send().await.expect(200).body;
            assert_eq!(text(&made, "projectId"), project);
        }
    }
    let (rooms, characters) = (list(&bound, ROOMS).await, list(&bound, CHARACTERS).await);
    assert_eq!(rooms.len(), 3);
    assert!(rooms.iter().all(|room| text(room, "projectId") == project));
    assert_eq!(characters.len(), 4);
    assert_eq!(characters.last(), Some(&shared), "the oldest");
    adding(&bound, &rooms[0], &shared).send().await.expect(200);
    assert_eq!(list(&app.researcher(), ROOMS).await.len(), 5, "the team sees all");
    assert_eq!(list(&app.researcher(), CHARACTERS).await.len(), 5);
}

#[tokio::test]
async fn a_project_key_cannot_delete_a_shared_character() {
    let app = TestApp::start().await;
    let shared = make_character(&app, "Shared").await;
    let bound = app.holder(&app.make_key(Role::Owner, Some(&app.project)).await);
    bound.get(&character_path(&shared)).send().await.expect(200);
    let refused = bound.delete(&character_path(&shared)).send().await;
    assert_refused(&refused, 404, &format!("Character {} not found", text(&shared, "id")));
    delete(&app, &character_path(&shared)).await.expect(200);
}

#[tokio::test]
async fn a_character_deleted_by_its_project_key_leaves_rooms_of_other_projects() {
    let app = TestApp::start().await;
    let (_, character) = of_project(&app, &app.project).await;
    let second = app.make_project(&app.owner(), "Second").await;
    let elsewhere = make_room_of(&app, json!({ "name": "Elsewhere", "projectId": second })).await;
    let without_project = make_room(&app).await;
    for room in [&elsewhere, &without_project] {
        add_participant(&app, room, &character).await;
    }
    let bound = app.holder(&app.make_key(Role::Owner, Some(&app.project)).await);
    bound.delete(&character_path(&character)).send().await.expect(200);
    for room in [&elsewhere, &without_project] {
        assert_eq!(shown(&app, room).await["participants"][0]["leftAt"], super::START);
    }
}

#[tokio::test]
async fn a_project_is_named_by_either_id_and_must_be_in_scope() {
    let app = TestApp::start().await;
    let project = id("project", app.project.parse().unwrap());
    let other = app.other_team().await;
    let foreign = app.make_project(&other, "Foreign").await;
    let second = app.make_project(&app.owner(), "Second").await;
    let bound = app.holder(&app.make_key(Role::Owner, Some(&second)).await);
    let client = app.researcher();
    for path in [ROOMS, CHARACTERS] {
        for named in [&project, &app.project] {
            let request = json!({ "name": "In it", "projectId": named });
            let made = client.post(path).json(&request).send().await.expect(200).body;
            assert_eq!(text(&made, "projectId"), project);
        }
        for (client, named) in [(&client, &foreign), (&bound, &project), (&other, &project)] {
            let request = json!({ "name": "Not in it", "projectId": named });
            let refused = client.post(path).json(&request).send().await;
            assert_refused(&refused, 404, &format!("Project {named} not found"));
        }
    }
}

#[tokio::test]
async fn nothing_can_be_created_in_a_deleted_project() {
    let app = TestApp::start().await;
    app.delete_project().await.expect(200);
    for path in [ROOMS, CHARACTERS] {
        let request = json!({ "name": "Late", "projectId": app.project });
        let refused = app.researcher().post(path).json(&request).send().await;
        assert_refused(&refused, 404, &format!("Project {} not found", app.project));
    }
}

#[tokio::test]
async fn adding_a_character_to_another_projects_room_needs_access_to_both() {
    let app = TestApp::start().await;
    let (_, character) = of_project(&app, &app.project).await;
    let second = app.make_project(&app.owner(), "Second").await;
    let room = make_room_of(&app, json!({ "name": "Room", "projectId": second })).await;
    let bound = app.holder(&app.make_key(Role::Owner, Some(&second)).await);
    let refused = adding(&bound, &room, &character).send().await;
    assert_refused(
        &refused,
        404,
        &format!("Character {} not found", text(&character, "id")),
    );
    add_participant(&app, &room, &character).await;
    let of_other_team = make_character_of(&app.other_team().await, json!({ "name": "Foreign" })).await;
    let refused = adding(&app.researcher(), &room, &of_other_team).send().await;
    assert_refused(
        &refused,
        404,
        &format!("Character {} not found", text(&of_other_team, "id")),
    );
}

#[tokio::test]
async fn an_agent_key_does_not_find_an_interview_without_agents() {
    let app = TestApp::start().await;
    let (interview, mira) = (app.create_room().await, make_character(&app, "Mira").await);
    let (agent, path) = (app.agent(), path(&interview));
    let expected = format!("Room {} not found", text(&interview, "id"));
    for call in [
        agent.get(&path),
        agent.get(&format!("{path}/transcript")),
        agent.post(&format!("{path}/start")),
        agent.post(&format!("{path}/end")),
        adding(&agent, &interview, &mira),
        agent.delete(&path),
    ] {
        assert_refused(&call.send().await, 404, &expected);
    }
    add_participant(&app, &interview, &mira).await;
    let found = agent.get(&path).send().await.expect(200).body;
    assert_eq!(found, shown(&app, &interview).await);
    agent.get(&format!("{path}/transcript")).send().await.expect(200);
    let refused = agent.delete(&path).send().await;
    assert_refused(&refused, 403, "The key does not allow this");
    assert_eq!(app.room(&interview).await, interview);
}

#[tokio::test]
async fn an_agent_key_creates_rooms_and_adds_participants() {
    let app = TestApp::start().await;
    let agent = app.agent();
    let mira = make_character_of(&agent, json!({ "name": "Mira" })).await;
    let room = agent
        .post(ROOMS)
        .json(&json!({ "name": "Room" }))
        .send()
        .await
        .expect(200)
        .body;
    adding(&agent, &room, &mira).send().await.expect(200);
    assert_eq!(ids(&list(&agent, ROOMS).await), [text(&room, "id")]);
    agent.delete(&participant_path(&room, &mira)).send().await.expect(200);
    agent.delete(&path(&room)).send().await.expect(200);
    agent.delete(&character_path(&mira)).send().await.expect(200);
}
