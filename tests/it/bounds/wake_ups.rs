//! Wake-ups name the rooms that changed, so that one team does not wake the streams of another.

use super::agents::Team;
use crate::{
    conversation::start,
    support::{TestApp, text},
};
use futures_util::FutureExt;
use interview_rooms::live::Follower;
use serde_json::Value;

fn follow(app: &TestApp, room: &str) -> Follower {
    app.app.engine.hub().follow(room.parse().unwrap())
}

fn is_woken(follower: &mut Follower) -> bool {
    follower.changed().now_or_never().is_some()
}

/// A running interview, and a follower of its room as the respondent's stream is one.
async fn interview(app: &TestApp) -> (Value, Follower) {
    let room = app.create_room().await;
    start(app, &room).await;
    let follower = follow(app, text(&room, "id"));
    (room, follower)
}

#[tokio::test]
async fn clearing_and_deleting_the_rooms_of_an_agent_wakes_no_stream_of_another_room() {
    let team = Team::start().await;
    let (_, mut stranger) = interview(&team.app).await;
    let ada = team.agent("Ada").await;
    for _ in 0..110 {
        let room = team.room(&ada).await;
        team.remember(&ada, &room, "Hello").await;
    }
    for _ in 0..2 {
        let cleared = team.client.delete(&format!("/api/agents/{ada}/memories")).send().await;
        cleared.expect(200);
        assert!(!is_woken(&mut stranger));
    }
    let deleted = team.client.delete(&format!("/api/agents/{ada}")).send().await;
    deleted.expect(204);
    assert!(!is_woken(&mut stranger));
}

#[tokio::test]
async fn what_changes_nothing_wakes_nobody() {
    let team = Team::start().await;
    let ada = team.agent("Ada").await;
    let room = team.room(&ada).await;
    team.remember(&ada, &room, "Hello").await;
    let mut follower = follow(&team.app, &room);
    let path = format!("/api/agents/{ada}/memories/all/{room}");
    for changes in [true, false] {
        team.client.delete(&path).send().await.expect(204);
        assert_eq!(is_woken(&mut follower), changes);
    }
    let (interview, mut respondent) = interview(&team.app).await;
    for changes in [true, false] {
        team.app.cancel(&interview).await.expect(200);
        assert_eq!(is_woken(&mut respondent), changes);
    }
}

#[tokio::test]
async fn deleting_a_project_wakes_the_streams_of_its_rooms_and_no_others() {
    let team = Team::start().await;
    let (_, mut deleted) = interview(&team.app).await;
    let other = team.app.make_project(&team.app.owner(), "Other").await;
    let rooms = team.app.create_rooms(serde_json::json!({ "project_id": other })).await;
    start(&team.app, &rooms[0]).await;
    let mut stranger = follow(&team.app, text(&rooms[0], "id"));
    let path = format!("/projects/{}", team.app.project);
    team.app.owner().delete(&path).send().await.expect(200);
    assert!(is_woken(&mut deleted) && !is_woken(&mut stranger));
}
