//! What the media server tells, in order and out of it.

use super::Studio;
use serde_json::json;

#[tokio::test]
async fn the_end_of_a_room_in_which_the_respondent_spoke_completes_the_interview() {
    let studio = Studio::open().await;
    let (room, _, name) = studio.held().await;
    let told = studio.double.closes(&name);
    for _ in 0..2 {
        studio.send(&told).await.expect(200);
        assert_eq!(
            studio.ending(&room).await,
            ("completed".to_owned(), Some("media_finished"))
        );
    }
    assert_eq!(studio.app.events(&room).await.len(), 2, "started and completed, once");
    assert_eq!(studio.tend().await.ended, 0, "it is gone already");
}

#[tokio::test]
async fn the_end_of_a_room_that_nobody_came_to_leaves_the_interview_running() {
    let studio = Studio::open().await;
    let (room, session) = studio.room().await;
    let first = studio.enter(&session).await.room_name;
    studio.double.closes(&first);
    studio.deliver().await;
    assert_eq!(studio.ending(&room).await.0, "active");
    assert_ne!(studio.enter(&session).await.room_name, first);
}

#[tokio::test]
async fn a_drop_and_a_return_change_nothing() {
    let studio = Studio::open().await;
    let (room, session, name) = studio.held().await;
    studio.double.leaves(&name, "anna");
    studio.double.person_joins(&name, "anna");
    let mut told = studio.double.webhooks();
    told.reverse();
    for told in told {
        studio.send(&told).await.expect(200);
    }
    assert_eq!(studio.ending(&room).await.0, "active");
    assert_eq!(studio.enter(&session).await.room_name, name);
}

#[tokio::test]
async fn news_in_the_wrong_order_lead_to_the_same_end() {
    let studio = Studio::open().await;
    let (room, session) = studio.room().await;
    let name = studio.enter(&session).await.room_name;
    studio.double.agent_joins(&name);
    studio.double.person_joins(&name, "anna");
    let mut told = studio.double.webhooks();
    told.reverse();
    for told in &told {
        studio.send(told).await.expect(200);
    }
    studio.pass(16);
    assert_eq!(studio.tend().await.sent_again, 0, "the worker was heard");
    studio.send(&studio.double.closes(&name)).await.expect(200);
    assert_eq!(studio.ending(&room).await.0, "completed");
    for told in &told {
        studio.send(told).await.expect(200);
    }
    assert_eq!(studio.ending(&room).await.1, Some("media_finished"));
}

#[tokio::test]
async fn the_late_end_of_an_earlier_room_under_the_same_name_is_not_the_end() {
    let studio = Studio::open().await;
    let (room, session, name) = studio.held().await;
    let late = studio.double.closes(&name);
    studio.lose();
    assert_eq!(studio.enter(&session).await.room_name, name, "it is made anew");
    assert_eq!(studio.double.dispatches(&name), 1, "with a worker");
    studio.send(&late).await.expect(200);
    assert_eq!(studio.ending(&room).await.0, "active");
}

#[tokio::test]
async fn a_room_that_is_made_anew_after_the_end_is_ended_again() {
    let studio = Studio::open().await;
    let (room, _, name) = studio.held().await;
    studio.app.leave(&room).await.expect(200);
    assert_eq!(studio.tend().await.ended, 1);
    studio.deliver().await;
    assert_eq!(studio.tend().await.ended, 0);
    studio.double.person_joins(&name, "anna");
    studio.deliver().await;
    assert_eq!(studio.tend().await.ended, 1);
    assert!(studio.double.room_names().is_empty());
    assert_eq!(studio.ending(&room).await.1, Some("respondent_left"));
}

#[tokio::test]
async fn what_is_unknown_is_taken_in_and_changes_nothing() {
    let studio = Studio::open().await;
    let (room, _, name) = studio.held().await;
    for body in [
        json!({ "event": "room_levitated", "id": "EV_a", "room": { "name": name } }),
        json!({ "event": "track_published", "id": "EV_b", "room": { "name": name }, "participant": { "kind": 77 } }),
        json!({ "event": "room_finished", "id": "EV_c", "room": { "name": "another service's" } }),
        json!({ "event": "room_finished", "id": "EV_d" }),
        json!({ "id": "EV_e" }),
    ] {
        let answer = studio.send(&studio.double.webhook(&body)).await.expect(200);
        assert_eq!(answer.body, json!({ "status": "ok" }));
    }
    assert_eq!(studio.ending(&room).await.0, "active");
}

#[tokio::test]
async fn of_two_replicas_that_hear_the_same_one_takes_it_in() {
    let studio = Studio::open().await;
    let (room, _, name) = studio.held().await;
    let replica = studio.app.replica().await;
    let told = studio.double.closes(&name);
    let calls = (0..6).map(|call| {
        let client = if call % 2 == 0 {
            studio.app.stranger()
        } else {
            replica.stranger()
        };
        told.call(&client).send()
    });
    for answer in futures_util::future::join_all(calls).await {
        answer.expect(200);
    }
    assert_eq!(studio.app.events(&room).await.len(), 2);
}
