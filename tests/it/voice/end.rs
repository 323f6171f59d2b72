//! The LiveKit room ends with the interview, for every kind of ending.

use super::VoiceFixture;
use crate::support::{Behavior, LivekitDouble};
use chrono::TimeDelta;
use interview_rooms::model::turn::Channel;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

#[tokio::test]
async fn the_deadline_ends_the_voice_session_with_or_without_the_reaper() {
    let fixture = VoiceFixture::open().await;
    let (room, ..) = fixture.connected().await;
    fixture.pass(31 * 60 - 1);
    assert_eq!(fixture.maintain().await.ended, 0);
    fixture.pass(1);
    assert_eq!(fixture.maintain().await.ended, 1);
    assert!(fixture.double.room_names().is_empty());
    fixture.deliver().await;
    fixture.app.reap().await;
    assert_eq!(fixture.ending(&room).await, ("completed".to_owned(), Some("time_up")));
}

#[tokio::test]
async fn leaving_cancelling_withdrawing_and_deleting_end_the_voice_session() {
    let fixture = VoiceFixture::open().await;
    let (room, ..) = fixture.connected().await;
    fixture.app.leave(&room).await.expect(200);
    assert_eq!(fixture.maintain().await.ended, 1);
    let (room, ..) = fixture.connected().await;
    fixture.app.cancel(&room).await.expect(200);
    assert_eq!(fixture.maintain().await.ended, 1);
    let (_, session, _) = fixture.connected().await;
    fixture.app.app.engine.interviews.withdraw(&session).await.unwrap();
    assert_eq!(fixture.maintain().await.ended, 1);
    fixture.connected().await;
    fixture.app.delete_project().await.expect(200);
    assert_eq!(fixture.maintain().await.ended, 1);
    assert!(fixture.double.room_names().is_empty());
}

#[tokio::test]
async fn rotating_the_link_ends_a_voice_session_opened_by_the_old_link() {
    let fixture = VoiceFixture::open().await;
    let (room, _, name) = fixture.connected().await;
    let rotated = fixture.app.rotate(&room).await.expect(200).body;
    assert_eq!(fixture.maintain().await.ended, 1);
    assert!(fixture.double.room_names().is_empty());
    assert_eq!(
        fixture.app.room(&room).await["status"],
        "active",
        "the interview goes on"
    );
    let session = fixture.start(&rotated, Channel::Text).await;
    assert_ne!(fixture.start_voice(&session).await.room_name, name);
}

#[tokio::test]
async fn rotating_the_link_on_another_replica_ends_the_voice_session_too() {
    let fixture = VoiceFixture::open().await;
    let (room, _, name) = fixture.connected().await;
    let replica = fixture.app.replica().await;
    let rotated = replica.rotate(&room).await.expect(200).body;
    assert_eq!(fixture.maintain().await.ended, 1);
    assert!(fixture.double.room_names().is_empty());
    let session = fixture.start(&rotated, Channel::Text).await;
    assert_ne!(fixture.start_voice(&session).await.room_name, name);
}

#[tokio::test]
async fn a_voice_session_whose_creation_response_was_lost_ends_in_time_too() {
    let fixture = VoiceFixture::open().await;
    let (_, session) = fixture.room().await;
    fixture.double.set_behavior(Behavior::LostResponse);
    assert!(fixture.app.app.engine.voice.start(&session).await.is_err());
    fixture.double.set_behavior(Behavior::Normal);
    let name = fixture.double.last("CreateRoom")["name"].as_str().unwrap().to_owned();
    fixture.double.agent_joins(&name);
    fixture.pass(3600);
    assert_eq!(fixture.maintain().await.ended, 1);
    assert!(fixture.double.room_names().is_empty());
}

#[tokio::test]
async fn the_job_is_woken_by_leaving_and_reconciles_every_minute() {
    let fixture = VoiceFixture::open().await;
    let (jobs, stop) = (TaskTracker::new(), CancellationToken::new());
    fixture.app.app.start_jobs(&jobs, &stop);
    let (room, session) = fixture.room().await;
    fixture.start_voice(&session).await;
    fixture.app.leave(&room).await.expect(200);
    fixture
        .double
        .until("the room is ended", |double| double.room_names().is_empty())
        .await;
    let (_, session) = fixture.room().await;
    let name = fixture.start_voice(&session).await.room_name;
    for _ in 0..13 {
        let next = fixture.now() + TimeDelta::seconds(5);
        fixture.app.clock.somebody_sleeps_until(next).await;
        fixture.pass(5);
    }
    let is_listed = |double: &LivekitDouble| {
        let all = double.calls();
        let names = all
            .iter()
            .filter(|called| called.call == "ListRooms")
            .map(|called| called.request.to_string());
        names.into_iter().any(|names| names.contains(&name))
    };
    fixture.double.until("the job lists the LiveKit room", is_listed).await;
    stop.cancel();
    jobs.close();
    jobs.wait().await;
}
