//! Briefing a worker.

use crate::{
    conversation::start,
    support::{ANNA, TestApp, text},
};
use serde_json::{Value, json};

async fn brief(app: &TestApp, room: &Value) -> Value {
    let path = format!("/api/interviews/agent-config/{}", text(room, "id"));
    app.agent().get(&path).send().await.expect(200).body
}

async fn set_project(app: &TestApp, goals: &str, guide: &str) {
    let details = json!({ "research_goals": goals, "interview_guide": guide });
    let path = format!("/projects/{}", app.project);
    app.owner().put(&path).json(&details).send().await.expect(200);
}

#[tokio::test]
async fn a_worker_is_told_what_it_needs_and_every_field_is_there() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    let expected = json!({
        "interview_room_id": room["id"], "research_goals": null, "interview_guide": null, "max_duration_minutes": 30,
        "respondent_email": null, "voice": null, "realtime_provider": null, "language": null,
    });
    assert_eq!(brief(&app, &room).await, expected);
    let manner =
        json!({ "voice": "alloy", "realtime_provider": "openai", "language": "ru", "max_duration_minutes": 45 });
    let room = app.create_rooms(manner.clone()).await.remove(0);
    app.join(&room, ANNA).await.expect(200);
    let told = brief(&app, &room).await;
    for (field, value) in manner.as_object().unwrap() {
        assert_eq!(&told[field], value, "{field}");
    }
    assert_eq!(told["respondent_email"], ANNA);
}

#[tokio::test]
async fn a_room_s_own_goals_and_guide_win_over_its_project_s() {
    let app = TestApp::start().await;
    set_project(&app, "Goals", "Guide").await;
    let room = app.create_room().await;
    let told = brief(&app, &room).await;
    assert_eq!(
        (text(&told, "research_goals"), text(&told, "interview_guide")),
        ("Goals", "Guide")
    );
    app.patch(&room, json!({ "interview_guide_override": "Its own" }))
        .await
        .expect(200);
    let told = brief(&app, &room).await;
    assert_eq!(
        (text(&told, "research_goals"), text(&told, "interview_guide")),
        ("Goals", "Its own")
    );
}

#[tokio::test]
async fn from_the_start_on_the_briefing_stays_as_it_was() {
    let app = TestApp::start().await;
    set_project(&app, "Goals", "Guide").await;
    let room = app.create_room().await;
    app.join(&room, ANNA).await.expect(200);
    set_project(&app, "Other goals", "Another guide").await;
    let told = brief(&app, &room).await;
    assert_eq!(
        (text(&told, "research_goals"), text(&told, "interview_guide")),
        ("Goals", "Guide")
    );
}

#[tokio::test]
async fn the_language_in_which_the_respondent_agreed_is_the_interview_s_unless_the_room_has_one() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    start(&app, &room).await;
    assert_eq!(brief(&app, &room).await["language"], "en");
}

#[tokio::test]
async fn a_room_that_does_not_exist_is_not_found() {
    let app = TestApp::start().await;
    let path = "/api/interviews/agent-config/0192f0a1-7c00-7000-8000-000000000002";
    app.agent().get(path).send().await.expect(404);
    let wrong = app.agent().get("/api/interviews/agent-config/7").send().await;
    assert_eq!(wrong.wrong(), ["path.interview_room_id uuid_parsing"]);
}
