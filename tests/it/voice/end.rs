//! The room on the media server ends with the interview, however that ends.

use super::Studio;
use chrono::TimeDelta;
use interview_rooms::jobs;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

#[tokio::test]
async fn the_deadline_ends_it_whether_or_not_the_reaper_runs() {
    let studio = Studio::open().await;
    let (room, ..) = studio.held().await;
    studio.pass(31 * 60 - 1);
    assert_eq!(studio.tend().await.ended, 0);
    studio.pass(1);
    assert_eq!(studio.tend().await.ended, 1);
    assert!(studio.double.room_names().is_empty());
    studio.deliver().await;
    studio.app.reap().await;
    assert_eq!(studio.ending(&room).await, ("completed".to_owned(), Some("time_up")));
}

#[tokio::test]
async fn leaving_cancelling_withdrawing_and_deleting_end_it() {
    let studio = Studio::open().await;
    let (room, ..) = studio.held().await;
    studio.app.leave(&room).await.expect(200);
    assert_eq!(studio.tend().await.ended, 1);
    let (room, ..) = studio.held().await;
    studio.app.cancel(&room).await.expect(200);
    assert_eq!(studio.tend().await.ended, 1);
    let (_, session, _) = studio.held().await;
    studio.app.app.engine.interviews.withdraw(&session).await.unwrap();
    assert_eq!(studio.tend().await.ended, 1);
    studio.held().await;
    studio.app.delete_project().await.expect(200);
    assert_eq!(studio.tend().await.ended, 1);
    assert!(studio.double.room_names().is_empty());
}

#[tokio::test]
async fn an_attempt_that_began_before_a_crash_is_ended_in_time_too() {
    let studio = Studio::open().await;
    let (_, session) = studio.room().await;
    studio.double.feels(crate::support::Mood::Confused);
    assert!(studio.app.app.engine.voice.start(&session).await.is_err());
    studio.double.feels(crate::support::Mood::Well);
    // The call had come through, only the answer was lost.
    let name = studio.double.last("CreateRoom")["name"].as_str().unwrap().to_owned();
    studio.double.agent_joins(&name);
    studio.pass(3600);
    assert_eq!(studio.tend().await.ended, 1);
    assert!(studio.double.room_names().is_empty());
}

#[tokio::test]
async fn the_job_is_woken_when_somebody_leaves_and_asks_every_minute() {
    let studio = Studio::open().await;
    let (jobs, stop) = (TaskTracker::new(), CancellationToken::new());
    jobs::start(&studio.app.app, &jobs, &stop);
    let (room, session) = studio.room().await;
    studio.enter(&session).await;
    studio.app.leave(&room).await.expect(200);
    studio
        .double
        .until("the room is ended", |double| double.room_names().is_empty())
        .await;
    let (_, session) = studio.room().await;
    let name = studio.enter(&session).await.room_name;
    for _ in 0..13 {
        let next = studio.now() + TimeDelta::seconds(5);
        studio.app.clock.somebody_sleeps_until(next).await;
        studio.pass(5);
    }
    let asked = |double: &crate::support::LivekitDouble| {
        let all = double.calls();
        let names = all
            .iter()
            .filter(|called| called.call == "ListRooms")
            .map(|called| called.request.to_string());
        names.into_iter().any(|names| names.contains(&name))
    };
    studio.double.until("it asks", asked).await;
    stop.cancel();
    jobs.close();
    jobs.wait().await;
}
