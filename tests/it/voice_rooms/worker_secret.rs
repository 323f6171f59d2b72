//! Workers of characters: their job names the room as an interview's does, and the secret of workers stores what they say.

use super::{CHARACTERS, VoiceRoomFixture, adding, make_room, path};
use crate::support::{LivekitDouble, ManualClock, TestApp, text};
use serde_json::{Value, json};
use std::sync::Arc;

const SECRET: &str = "the secret of all workers";

async fn with_secret() -> VoiceRoomFixture {
    let clock = Arc::new(ManualClock::default());
    let double = LivekitDouble::start(clock.clone()).await;
    let settings = double.settings();
    let app = TestApp::by_clock(clock, |config| {
        config.livekit = settings;
        config.agents.secret = Some(SECRET.into());
    })
    .await;
    VoiceRoomFixture { app, double }
}

/// Where the worker of a job stores what is said.
fn memories(job: &Value, room: &str) -> String {
    format!("/api/agents/{}/rooms/{room}/memories", text(job, "agent_id"))
}

#[tokio::test]
async fn a_character_speaks_through_its_worker_with_the_secret_and_the_room_of_its_job() {
    let fixture = with_secret().await;
    let (room, _) = fixture.room_with_characters(2).await;
    fixture.start(&room).await.expect(200);
    let said = json!({ "content": { "text": "Good morning" } });
    for job in fixture.jobs() {
        let worker = fixture.app.stranger();
        let stored = worker
            .post(&memories(&job, text(&job, "interview_room_id")))
            .header("x-agent-secret", SECRET)
            .json(&said)
            .send()
            .await
            .expect(201);
        assert_eq!(stored.body["data"]["entityId"], job["agent_id"]);
        assert_eq!(stored.body["data"]["roomId"], job["agent_room_id"]);
        let both = json!({ "memories": [said, said] });
        let batch = format!("{}/batch", memories(&job, text(&job, "interview_room_id")));
        worker
            .post(&batch)
            .header("x-agent-secret", SECRET)
            .json(&both)
            .send()
            .await
            .expect(201);
    }
    let transcript = fixture
        .app
        .researcher()
        .get(&format!("{}/transcript", path(&room)))
        .send()
        .await;
    assert_eq!(transcript.expect(200).body.as_array().unwrap().len(), 6);
}

#[tokio::test]
async fn a_room_with_a_chosen_id_is_named_in_the_job_by_its_own() {
    let fixture = with_secret().await;
    let owner = fixture.app.owner().by_header();
    let agent = owner
        .post("/api/agents")
        .json(&json!({ "name": "Mira" }))
        .send()
        .await
        .expect(201);
    let agent = text(&agent.body["data"], "id").to_owned();
    let id = "aaaaaaaa-0000-4000-8000-000000000001";
    let room = json!({ "name": "Chosen", "type": "VOICE_GROUP", "roomId": id });
    owner
        .post(&format!("/api/agents/{agent}/rooms"))
        .json(&room)
        .send()
        .await
        .expect(201);
    fixture.start(&json!({ "id": id })).await.expect(200);
    let job = fixture.jobs().remove(0);
    assert_eq!(job["agent_room_id"], id);
    let said = json!({ "content": { "text": "Good morning" } });
    let send = async |room: &str| {
        let call = fixture.app.stranger().post(&memories(&job, room));
        call.header("x-agent-secret", SECRET).json(&said).send().await
    };
    assert_eq!(
        send(text(&job, "interview_room_id")).await.expect(201).body["data"]["roomId"],
        id
    );
    send(id).await.expect(404);
}

#[tokio::test]
async fn the_secret_opens_nothing_else() {
    let fixture = with_secret().await;
    let (room, _) = fixture.room_with_characters(1).await;
    fixture.start(&room).await.expect(200);
    let job = fixture.jobs().remove(0);
    let said = json!({ "content": { "text": "x" } });
    let here = memories(&job, text(&job, "interview_room_id"));
    let worker = fixture.app.stranger();
    worker.post(&here).json(&said).send().await.expect(401);
    worker
        .post(&here)
        .header("x-agent-secret", "wrong")
        .json(&said)
        .send()
        .await
        .expect(401);
    worker
        .get(&here)
        .header("x-agent-secret", SECRET)
        .send()
        .await
        .expect(401);
    // Not an interview, not as an agent that does not take part, not a room of nobody.
    let interview = fixture.app.create_room().await;
    let (other, unknown) = (make_room(&fixture.app).await, "99999999-9999-4999-8999-999999999999");
    let other = super::uuid("room", &other).to_string();
    for room in [text(&interview, "id"), &other, unknown] {
        let call = worker.post(&memories(&job, room)).header("x-agent-secret", SECRET);
        call.json(&said).send().await.expect(404);
    }
}

#[tokio::test]
async fn an_unknown_character_is_not_found_whatever_the_length_of_its_id() {
    let fixture = VoiceRoomFixture::open().await;
    let room = make_room(&fixture.app).await;
    for digits in [
        "x",
        "0123456789abcdef",
        "0000000000000000000000",
        &"7".repeat(23),
        &"Z".repeat(500),
    ] {
        let id = format!("character_{digits}");
        let added = adding(&fixture.app.researcher(), &room, &json!({ "id": id }))
            .send()
            .await;
        assert_eq!(added.status, 404, "{}", added.text);
        let found = fixture.app.researcher().get(&format!("{CHARACTERS}/{id}")).send().await;
        assert_eq!(found.status, 404, "{}", found.text);
    }
    for id in ["", "character_", "room_0000000000000000000000", "character_-", "x"] {
        let added = adding(&fixture.app.researcher(), &room, &json!({ "id": id }))
            .send()
            .await;
        assert_eq!(added.status, 400, "{}", added.text);
    }
}
