//! The agent config.

use crate::{
    conversation::start,
    support::{ANNA, TestApp, text},
};
use serde_json::{Value, json};

async fn agent_config(app: &TestApp, room: &Value) -> Value {
    let path = format!("/api/interviews/agent-config/{}", text(room, "id"));
    app.agent().get(&path).send().await.expect(200).body
}

async fn set_project(app: &TestApp, goals: &str, guide: &str) {
    let details = json!({ "research_goals": goals, "interview_guide": guide });
    let path = format!("/projects/{}", app.project);
    app.owner().put(&path).json(&details).send().await.expect(200);
}

#[tokio::test]
async fn the_agent_config_has_every_field() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    let expected = json!({
        "interview_room_id": room["id"], "research_goals": null, "interview_guide": null, "max_duration_minutes": 30,
        "respondent_email": null, "voice": null, "realtime_provider": null, "language": null,
    });
    assert_eq!(agent_config(&app, &room).await, expected);
    let options =
        json!({ "voice": "alloy", "realtime_provider": "openai", "language": "ru", "max_duration_minutes": 45 });
    let room = app.create_rooms(options.clone()).await.remove(0);
    app.join(&room, ANNA).await.expect(200);
    let config = agent_config(&app, &room).await;
    for (field, value) in options.as_object().unwrap() {
        assert_eq!(&config[field], value, "{field}");
    }
    assert_eq!(config["respondent_email"], ANNA);
}

#[tokio::test]
async fn goals_and_guide_of_a_room_override_those_of_its_project() {
    let app = TestApp::start().await;
    set_project(&app, "Goals", "Guide").await;
    let room = app.create_room().await;
    let config = agent_config(&app, &room).await;
    assert_eq!(
        (text(&config, "research_goals"), text(&config, "interview_guide")),
        ("Goals", "Guide")
    );
    app.patch(&room, json!({ "interview_guide_override": "Its own" }))
        .await
        .expect(200);
    let config = agent_config(&app, &room).await;
    assert_eq!(
        (text(&config, "research_goals"), text(&config, "interview_guide")),
        ("Goals", "Its own")
    );
}

#[tokio::test]
async fn the_agent_config_is_fixed_at_the_start() {
    let app = TestApp::start().await;
    set_project(&app, "Goals", "Guide").await;
    let room = app.create_room().await;
    app.join(&room, ANNA).await.expect(200);
    set_project(&app, "Other goals", "Another guide").await;
    let config = agent_config(&app, &room).await;
    assert_eq!(
        (text(&config, "research_goals"), text(&config, "interview_guide")),
        ("Goals", "Guide")
    );
}

#[tokio::test]
async fn the_interview_language_is_the_rooms_or_that_of_the_consent() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    start(&app, &room).await;
    assert_eq!(agent_config(&app, &room).await["language"], "en");
}

#[tokio::test]
async fn an_unknown_room_is_not_found() {
    let app = TestApp::start().await;
    let path = "/api/interviews/agent-config/0192f0a1-7c00-7000-8000-000000000002";
    app.agent().get(path).send().await.expect(404);
    let wrong = app.agent().get("/api/interviews/agent-config/7").send().await;
    assert_eq!(wrong.wrong(), ["path.interview_room_id uuid_parsing"]);
}
