//! What a team may store is limited, in rows and in bytes; what a respondent says is kept in any case.

use super::agents::Team;
use crate::{
    conversation::{say, start},
    support::TestApp,
};
use chrono::TimeDelta;
use serde_json::{Value, json};

const REPORT: &str = "/api/interviews/session-report";

async fn limited_to_rows(rows: u64) -> TestApp {
    TestApp::with(|config| {
        config.limits.rows_per_team = rows;
        config.limits.requests_per_second = 0;
    })
    .await
}

fn rooms(app: &TestApp, count: usize) -> Value {
    json!({ "project_id": app.project, "count": count })
}

#[tokio::test]
async fn a_team_creates_as_many_rows_as_it_may_and_no_more() {
    // The team has one project from the beginning.
    let app = limited_to_rows(6).await;
    let create = |body: Value| app.researcher().post("/api/interviews/rooms").json(&body).send();
    create(rooms(&app, 6)).await.expect(409);
    create(rooms(&app, 5)).await.expect(200);
    let refused = create(rooms(&app, 1)).await.expect(409);
    assert_eq!(
        refused.detail(),
        "The team stores as much as it may, 6 projects, rooms, agents and worlds: delete something, or ask the operator \
         for a higher limit"
    );
    let project = json!({ "name": "Another" });
    app.researcher()
        .post("/projects/create")
        .json(&project)
        .send()
        .await
        .expect(409);
    let agents = app.owner().by_header();
    agents
        .post("/api/agents")
        .json(&json!({ "name": "Ada" }))
        .send()
        .await
        .expect(409);
}

#[tokio::test]
async fn the_rows_of_a_team_are_those_that_it_had_before_the_service_started_and_not_those_of_other_teams() {
    let app = limited_to_rows(6).await;
    app.create_rooms(json!({ "count": 4 })).await;
    let other = app.other_team().await;
    other
        .post("/api/agents")
        .json(&json!({ "name": "Ada" }))
        .send()
        .await
        .expect(201);
    let again = app.replica().await;
    let create = |count| {
        again
            .researcher()
            .post("/api/interviews/rooms")
            .json(&rooms(&app, count))
            .send()
    };
    create(2).await.expect(409);
    create(1).await.expect(200);
}

#[tokio::test]
async fn a_room_that_exists_is_returned_to_a_team_that_is_full() {
    let app = limited_to_rows(2).await;
    let row = json!({ "respondents": [{ "external_id": "1" }], "project_id": app.project });
    let create = || app.researcher().post("/api/interviews/rooms").json(&row).send();
    let created = create().await.expect(200).body;
    let existing = create().await.expect(200).body;
    assert_eq!(created["rooms"][0]["id"], existing["rooms"][0]["id"]);
}

#[tokio::test]
async fn a_team_stores_as_many_bytes_as_it_may_and_deleting_some_makes_room() {
    let app = TestApp::with(|config| {
        config.limits.bytes_per_team = 100_000;
        config.limits.requests_per_second = 0;
    })
    .await;
    let team = Team::of(app);
    let ada = team.agent("Ada").await;
    let room = team.room(&ada).await;
    let path = format!("/api/agents/{ada}/rooms/{room}/memories");
    let memory = json!({ "content": { "text": "x".repeat(60_000) } });
    let post = || team.client.post(&path).json(&memory).send();
    let first = post().await.expect(201).body;
    post().await.expect(409);
    let id = first["data"]["id"].as_str().unwrap();
    let memory_path = format!("/api/agents/{ada}/memories/{id}");
    let longer = json!({ "content": { "text": "x".repeat(90_000) } });
    team.client.patch(&memory_path).json(&longer).send().await.expect(409);
    team.client.delete(&memory_path).send().await.expect(200);
    team.app.pass(TimeDelta::seconds(11));
    post().await.expect(201);
    let clear = format!("/api/agents/{ada}/memories/all/{room}");
    team.client.delete(&clear).send().await.expect(204);
    team.app.pass(TimeDelta::seconds(11));
    post().await.expect(201);
}

#[tokio::test]
async fn a_team_that_is_full_still_hears_its_respondents_and_refuses_reports() {
    let app = TestApp::with(|config| config.limits.bytes_per_team = 2_000).await;
    let room = app.create_rooms(json!({ "max_duration_minutes": 480 })).await.remove(0);
    let session = start(&app, &room).await;
    for answer in 0..4 {
        app.pass(TimeDelta::seconds(10));
        say(&app, &session, &answer.to_string(), &"x".repeat(1_000)).await;
    }
    app.pass(TimeDelta::hours(1));
    let report = json!({ "interview_room_id": room["id"], "report": { "job_id": "1" } });
    app.agent().post(REPORT).json(&report).send().await.expect(409);
}

#[tokio::test]
async fn a_limit_of_0_is_none() {
    let app = limited_to_rows(0).await;
    app.create_rooms(json!({ "count": 3 })).await;
}
