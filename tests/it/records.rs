//! Records of completed interviews, and how they are erased.

mod corrections;
mod erase;
mod export;
mod list;
mod read;

use crate::{
    conversation::{say, start},
    support::{TestApp, text},
};
use chrono::TimeDelta;
use serde_json::{Value, json};

/// Holds a written interview, with these additions to the room: two answers, 5 and 9 seconds after their questions.
async fn interviewed(app: &TestApp, additions: Value) -> Value {
    let room = app.create_rooms(additions).await.remove(0);
    let anna = start(app, &room).await;
    app.pass(TimeDelta::seconds(5));
    say(
        app,
        &anna,
        "1",
        "By bike, mostly, because it is quick and costs nothing.",
    )
    .await;
    app.pass(TimeDelta::seconds(9));
    say(app, &anna, "2", "=1+1, and <b>that</b>\nis all").await;
    app.leave(&room).await.expect(200);
    app.room(&room).await
}

/// The path of the record of a room.
fn record_path(room: &Value) -> String {
    format!("/insight/{}/", text(room, "id"))
}

/// Gives the project a guide of two questions.
async fn guided(app: &TestApp) {
    let guide = json!({ "interview_guide": "- How do you get to work?\n- Anything else?", "research_goals": "Learn" });
    let path = format!("/projects/{}", app.project);
    app.owner().put(&path).json(&guide).send().await.expect(200);
}
