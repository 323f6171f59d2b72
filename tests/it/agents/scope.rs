//! What a key may read and change, by its role and project.

use super::{AGENTS, Agent, CHANNELS, data, items, person, refused, start, texts};
use crate::support::{ANNA, Call, TestApp, text};
use interview_rooms::model::access::Role;
use serde_json::{Value, json};

const FORBIDDEN: &str = "The key does not allow this";

/// Every call that changes something, on a room of Ada with a memory in it.
fn writes(ada: &Agent, room: &str, memory: &str) -> Vec<Call> {
    let client = &ada.client;
    let path = |rest: &str| ada.path(rest);
    let (named, participant) = (json!({ "name": "x" }), json!({ "entityId": person(1) }));
    let said = json!({ "content": { "text": "x" } });
    let connection = json!({ "entityId": person(1), "roomId": room });
    vec![
        client.post(AGENTS).json(&named),
        client.delete(&path("")),
        client.post(&path("/rooms")).json(&named),
        client.post(&path("/rooms/batch")).json(&json!({ "rooms": [named] })),
        client.patch(&path(&format!("/rooms/{room}"))).json(&named),
        client.delete(&path(&format!("/rooms/{room}"))),
        client.post(&path("/connections")).json(&connection),
        client
            .post(&path(&format!("/rooms/{room}/participants")))
            .json(&participant),
        client
            .put(&path(&format!("/rooms/{room}/participants/{}/state", ada.id)))
            .json(&json!({ "state": null })),
        client.delete(&path(&format!("/rooms/{room}/participants/{}", ada.id))),
        client.post(&path(&format!("/rooms/{room}/memories"))).json(&said),
        client
            .post(&path(&format!("/rooms/{room}/memories/batch")))
            .json(&json!({ "memories": [said] })),
        client.patch(&path(&format!("/memories/{memory}"))).json(&said),
        client.delete(&path(&format!("/memories/{memory}"))),
        client.delete(&path("/memories")),
        client.delete(&path(&format!("/memories/all/{room}"))),
        client.post(&path("/worlds")).json(&named),
        client.patch(&path(&format!("/worlds/{}", ada.id))).json(&named),
        client.delete(&path(&format!("/worlds/{}/rooms", ada.id))),
        client
            .post(&format!("/api/memory/groups/{room}"))
            .json(&json!({ "agentIds": [ada.id] })),
        client.delete(&format!("/api/memory/groups/{}", ada.id)),
    ]
}

#[tokio::test]
async fn a_viewer_reads_everything_and_changes_nothing() {
    let (app, ada) = start().await;
    let room = ada.make_room().await;
    let said = ada.say(&room, &person(1), "Hello").await;
    let viewer = ada.by(app.viewer());
    let before = ada.events(&room).await;
    for call in writes(&viewer, &room, text(&said, "id")) {
        refused(&call.send().await, 403, "FORBIDDEN", FORBIDDEN);
    }
    let direct = format!(
        "/api/messaging/dm-channel?currentUserId={}&targetUserId={}",
        person(1),
        ada.id
    );
    for call in [
        viewer.client.get(&direct),
        viewer.client.post(CHANNELS).json(&json!({ "name": "x" })),
        viewer.client.delete(&format!("{CHANNELS}/{room}")),
        viewer.client.delete(&format!("{CHANNELS}/{room}/messages")),
    ] {
        super::refused_plainly(&call.send().await, 403, FORBIDDEN);
    }
    assert_eq!(viewer.events(&room).await, before);
    assert_eq!(viewer.words(&room, "").await, ["Hello"]);
    assert_eq!(viewer.rooms("").await.len(), 2);
    data(viewer.get("").await, 200);
    data(
        viewer.client.get(&format!("{CHANNELS}/{room}/messages")).send().await,
        200,
    );
}

#[tokio::test]
async fn owners_researchers_and_agents_create_rooms_and_participate() {
    for role in [Role::Owner, Role::Researcher, Role::Agent] {
        let (app, ada) = start().await;
        let room = ada.make_room().await;
        let said = ada.say(&room, &person(1), "Hello").await;
        let client = ada.by(app.holder(&app.make_key(role, None).await));
        let mut calls = writes(&client, &room, text(&said, "id"));
        // The order in which all of them succeed: the room is deleted next to last, the agent last.
        let delete_agent = calls.remove(1);
        calls.rotate_left(5);
        for call in calls.into_iter().chain([delete_agent]) {
            let answer = call.send().await;
            assert!(answer.status < 300, "{role}: {} {}", answer.status, answer.text);
        }
    }
}

#[tokio::test]
async fn a_project_key_sees_the_teams_agents_and_changes_only_those_of_its_project() {
    let (app, ada) = start().await;
    let bound = app
        .holder(&app.make_key(Role::Owner, Some(&app.project)).await)
        .by_header();
    let own = Agent::make(&bound, "Own").await;
    assert_eq!(data(own.get("").await, 200)["projectId"], app.project);
    let second = app.make_project(&app.owner(), "Second").await;
    let theirs = Agent::made_of(&ada.client, json!({ "name": "Theirs", "projectId": second })).await;
    let listed = data(bound.get(AGENTS).send().await, 200);
    let mut names = texts(&items(&listed, "agents"), "name");
    names.sort_unstable();
    assert_eq!(names, ["Ada", "Own"]);
    let through_bound = |agent: &Agent| agent.by(bound.clone());
    refused(
        &through_bound(&theirs).get("").await,
        404,
        "NOT_FOUND",
        "Agent not found",
    );
    through_bound(&ada).get("").await.expect(200);
    refused(
        &through_bound(&ada).delete("").await,
        404,
        "NOT_FOUND",
        "Agent not found",
    );
    let elsewhere = bound
        .post(AGENTS)
        .json(&json!({ "name": "x", "projectId": second }))
        .send()
        .await;
    refused(&elsewhere, 404, "NOT_FOUND", "Project not found");
    let (of_team, in_project) = (ada.make_room().await, through_bound(&ada).make_room().await);
    let seen = texts(&through_bound(&ada).rooms("").await, "id");
    assert_eq!(seen, [&*in_project], "not the rooms of the whole team");
    through_bound(&ada).get(&format!("/rooms/{of_team}")).await.expect(404);
    assert!(texts(&ada.rooms("").await, "id").contains(&in_project));
    refused(
        &own.add_participants(&in_project, &[&theirs.id]).await,
        404,
        "NOT_FOUND",
        "Room not found",
    );
    let added = through_bound(&ada).add_participants(&in_project, &[&theirs.id]).await;
    refused(&added, 404, "NOT_FOUND", "Agent not found");
    through_bound(&ada).delete("/memories").await.expect(200);
    own.delete("").await.expect(204);
}

/// An interview without agents and one with Ada in it.
async fn interviews(app: &TestApp, ada: &Agent) -> (Value, Value) {
    let rooms = app.create_rooms(json!({ "count": 2 })).await;
    ada.is_added_to(text(&rooms[1], "id")).await;
    for room in &rooms {
        app.join(room, ANNA).await.expect(200);
    }
    (rooms[0].clone(), rooms[1].clone())
}

#[tokio::test]
async fn an_agent_key_finds_no_interview_without_agents() {
    let (app, ada) = start().await;
    let (closed, _) = interviews(&app, &ada).await;
    let worker = ada.by(app.agent());
    let id = text(&closed, "id");
    let before = app.rows(&closed).await;
    let connection = json!({ "entityId": person(1), "roomId": id });
    let statuses = [
        worker.get(&format!("/rooms/{id}")).await.status,
        worker.get(&format!("/rooms/{id}/events")).await.status,
        worker.add_participants(id, &[&ada.id]).await.status,
        worker.remember(id, json!({ "content": { "text": "x" } })).await.status,
        worker.delete(&format!("/rooms/{id}")).await.status,
        worker
            .client
            .get(&format!("{CHANNELS}/{id}/details"))
            .send()
            .await
            .status,
        worker.client.delete(&format!("{CHANNELS}/{id}")).send().await.status,
        worker
            .client
            .post(&format!("{CHANNELS}/{id}/agents"))
            .json(&json!({ "agentId": ada.id }))
            .send()
            .await
            .status,
    ];
    assert_eq!(statuses, [404; 8]);
    let messages = data(
        worker.client.get(&format!("{CHANNELS}/{id}/messages")).send().await,
        200,
    );
    assert_eq!(messages, json!({ "messages": [] }));
    let connected = worker.post("/connections", connection).await;
    refused(&connected, 409, "ID_TAKEN", "The id is in use; choose another");
    let made = worker.post("/rooms", json!({ "name": "x", "roomId": id })).await;
    refused(&made, 409, "ID_TAKEN", "The id is in use; choose another");
    assert_eq!(app.rows(&closed).await, before);
}

#[tokio::test]
async fn an_agent_key_takes_part_in_an_interview_but_cannot_delete_it() {
    let (app, ada) = start().await;
    let (_, open) = interviews(&app, &ada).await;
    let worker = ada.by(app.agent());
    let id = text(&open, "id");
    worker.say(id, &ada.id, "Welcome").await;
    assert!(worker.words(id, "").await.contains(&"Welcome".to_owned()));
    let deleted = worker.delete(&format!("/rooms/{id}")).await;
    refused(&deleted, 403, "FORBIDDEN", FORBIDDEN);
    let deleted = worker.client.delete(&format!("{CHANNELS}/{id}")).send().await;
    super::refused_plainly(&deleted, 403, FORBIDDEN);
    assert_eq!(app.room(&open).await["status"], "active");
    ada.delete(&format!("/rooms/{id}")).await.expect(204);
    app.researcher()
        .get(&crate::support::room_path(&open))
        .send()
        .await
        .expect(404);
}

#[tokio::test]
async fn a_project_key_cannot_post_as_an_agent_of_another_project() {
    let (app, ada) = start().await;
    let second = app.make_project(&app.owner(), "Second").await;
    let theirs = Agent::made_of(&ada.client, json!({ "name": "Theirs", "projectId": second })).await;
    let bound = ada.by(app.holder(&app.make_key(Role::Owner, Some(&app.project)).await));
    let room = bound.make_room().await;
    let said = json!({ "entityId": theirs.id, "content": { "text": "Hello" } });
    refused(
        &bound.remember(&room, said.clone()).await,
        404,
        "NOT_FOUND",
        "Agent not found",
    );
    assert_eq!(bound.participants(&room).await, [&*ada.id]);
    // A key with access to both adds the agent, which may then post there.
    ada.remember(&room, said).await.expect(201);
    assert_eq!(bound.words(&room, "").await, ["Hello"]);
}

#[tokio::test]
async fn only_adding_an_agent_opens_an_interview_to_agent_keys() {
    let (app, ada) = start().await;
    let (closed, _) = interviews(&app, &ada).await;
    let worker = ada.by(app.agent());
    let id = text(&closed, "id");
    let channel = format!("{CHANNELS}/{id}");
    for change in [
        json!({ "name": "Renamed", "metadata": { "k": 1 } }),
        json!({ "participantCentralUserIds": [person(1)] }),
    ] {
        ada.client.patch(&channel).json(&change).send().await.expect(200);
        worker
            .client
            .get(&format!("{channel}/details"))
            .send()
            .await
            .expect(404);
    }
    let details = data(ada.client.get(&format!("{channel}/details")).send().await, 200);
    assert_eq!(text(&details, "name"), "Renamed");
    ada.is_added_to(id).await;
    worker
        .client
        .get(&format!("{channel}/details"))
        .send()
        .await
        .expect(200);
}

#[tokio::test]
async fn an_agent_key_cannot_end_an_interview() {
    let (app, ada) = start().await;
    let (_, open) = interviews(&app, &ada).await;
    let end = format!("/v1/rooms/{}/end", text(&open, "id"));
    app.agent().post(&end).send().await.expect(403);
    assert_eq!(app.room(&open).await["status"], "active");
    app.researcher().post(&end).send().await.expect(200);
    assert_eq!(app.room(&open).await["status"], "completed");
}
