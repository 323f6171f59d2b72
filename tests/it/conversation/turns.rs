//! Turns in a written interview.

use super::{say, speakers, start, turns};
use crate::support::TestApp;
use chrono::TimeDelta;
use futures_util::FutureExt;
use interview_rooms::model::{
    error::EngineError,
    status::Status,
    turn::{
        Answer,
        Speaker::{Interviewer, Respondent},
    },
};
use serde_json::json;

#[tokio::test]
async fn the_interviewer_asks_first_and_after_every_answer() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    let anna = start(&app, &room).await;
    say(&app, &anna, "1", "The first answer, which is long enough for anybody.").await;
    let all = turns(&app, &anna).await;
    assert_eq!(speakers(&all), [Interviewer, Respondent, Interviewer]);
    assert_eq!(all.iter().map(|turn| turn.number).collect::<Vec<_>>(), [1, 2, 3]);
}

#[tokio::test]
async fn a_repeated_turn_is_stored_once() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    let anna = start(&app, &room).await;
    let first = say(&app, &anna, "once", "My answer").await;
    assert_eq!(say(&app, &anna, "once", "My answer").await, first);
    assert_eq!(turns(&app, &anna).await.len(), 3);
    app.leave(&room).await.expect(200);
    assert_eq!(
        say(&app, &anna, "once", "My answer").await,
        first,
        "even when the interview is over"
    );
}

#[tokio::test]
async fn concurrent_turns_get_gapless_numbers_and_none_is_lost() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    let (anna, replica) = (start(&app, &room).await, app.replica().await);
    let both = [&app, &replica];
    let said = (0..12).map(|number| {
        let (app, anna) = (both[number % 2], &anna);
        async move { say(app, anna, &number.to_string(), &format!("Answer {number}")).await }
    });
    futures_util::future::join_all(said).await;
    let all = turns(&app, &anna).await;
    assert!(
        all.iter()
            .map(|turn| turn.number)
            .eq(1..=i32::try_from(all.len()).unwrap())
    );
    let mut answers: Vec<_> = all
        .iter()
        .filter(|turn| turn.said.speaker == Respondent)
        .map(|turn| turn.said.text.clone())
        .collect();
    answers.sort_by_key(|text| text.trim_start_matches("Answer ").parse::<u32>().unwrap());
    assert_eq!(
        answers,
        (0..12).map(|number| format!("Answer {number}")).collect::<Vec<_>>()
    );
}

#[tokio::test]
async fn a_turn_is_accepted_during_the_grace_but_not_after_it() {
    let app = TestApp::start().await;
    let room = app.create_rooms(json!({ "max_duration_minutes": 1 })).await.remove(0);
    let anna = start(&app, &room).await;
    app.pass(TimeDelta::minutes(2) - TimeDelta::microseconds(1));
    say(&app, &anna, "late", "Just in time").await;
    app.pass(TimeDelta::microseconds(1));
    let too_late = app
        .app
        .engine
        .interviews
        .answer(&anna, Answer::new("later", "Too late").unwrap())
        .await;
    assert!(matches!(too_late, Err(EngineError::LinkEnded(Status::Completed))));
}

#[tokio::test]
async fn followers_of_a_room_are_woken_by_a_turn_and_by_its_end() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    let anna = start(&app, &room).await;
    let mut follower = app.app.engine.interviews.follow(anna.room.base.id);
    assert!(follower.changed().now_or_never().is_none());
    say(&app, &anna, "1", "Yes").await;
    assert!(follower.changed().now_or_never().is_some());
    app.leave(&room).await.expect(200);
    assert!(follower.changed().now_or_never().is_some());
}

#[tokio::test]
async fn followers_of_a_room_are_woken_when_its_project_is_deleted() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    let anna = start(&app, &room).await;
    let mut follower = app.app.engine.interviews.follow(anna.room.base.id);
    app.delete_project().await.expect(200);
    assert!(follower.changed().now_or_never().is_some());
}

#[tokio::test]
async fn a_completed_interview_has_a_record_regardless_of_who_completes_it() {
    let app = TestApp::start().await;
    let (left, timed) = (app.create_room().await, app.create_room().await);
    for room in [&left, &timed] {
        start(&app, room).await;
        assert_eq!(app.room(room).await["record_id"], json!(null));
    }
    app.leave(&left).await.expect(200);
    app.pass(TimeDelta::hours(1));
    app.reap().await;
    for room in [&left, &timed] {
        assert_eq!(app.room(room).await["record_id"], room["id"]);
    }
    let unused = app.room_in("expired").await;
    app.reap().await;
    assert_eq!(app.room(&unused).await["record_id"], json!(null));
}
