//! What stands for a room on the media server ends with it.

use super::{Theatre, assert_refused, delete, end, media_name, path, shown, token};
use crate::support::Mood;
use interview_rooms::jobs;
use serde_json::json;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

const NO_VOICE: &str = "Voice is not available: LiveKit is not configured or cannot be used at present";

#[tokio::test]
async fn the_room_on_the_media_server_ends_with_the_room() {
    let theatre = Theatre::open().await;
    let ((ended, _), (other, _)) = (theatre.cast(1).await, theatre.cast(1).await);
    for room in [&ended, &other] {
        theatre.start(room).await.expect(200);
    }
    assert_eq!(theatre.tend().await.ended, 0);
    end(&theatre.app, &ended).await.expect(200);
    assert_eq!(theatre.tend().await.ended, 1);
    assert_eq!(theatre.double.room_names(), [media_name(&other)]);
    assert_eq!(theatre.tend().await.ended, 0, "once");
    assert_eq!(theatre.double.count("DeleteRoom"), 1);
}

#[tokio::test]
async fn the_job_is_woken_by_the_end_of_a_room() {
    let theatre = Theatre::open().await;
    let (jobs, stop) = (TaskTracker::new(), CancellationToken::new());
    jobs::start(&theatre.app.app, &jobs, &stop);
    let (room, _) = theatre.cast(1).await;
    theatre.start(&room).await.expect(200);
    end(&theatre.app, &room).await.expect(200);
    let is_ended = |double: &crate::support::LivekitDouble| double.room_names().is_empty();
    theatre.double.until("the room is ended", is_ended).await;
    stop.cancel();
    jobs.close();
    jobs.wait().await;
}

#[tokio::test]
async fn a_room_in_which_only_people_spoke_ends_there_too() {
    let theatre = Theatre::open().await;
    let (ended, deleted) = (theatre.cast(1).await.0, theatre.cast(1).await.0);
    for room in [&ended, &deleted] {
        token(&theatre.app, room).await.expect(200);
        theatre.double.person_joins(&media_name(room), "somebody");
    }
    end(&theatre.app, &ended).await.expect(200);
    assert_eq!(theatre.tend().await.ended, 1);
    assert_eq!(theatre.double.room_names(), [media_name(&deleted)]);
    delete(&theatre.app, &path(&deleted)).await.expect(200);
    assert!(theatre.double.room_names().is_empty());
}

#[tokio::test]
async fn a_room_that_was_made_although_the_answer_was_lost_ends_there_too() {
    let theatre = Theatre::open().await;
    let (room, _) = theatre.cast(1).await;
    theatre.double.feels_about("CreateRoom", Mood::Lossy);
    assert_refused(&theatre.start(&room).await, 503, NO_VOICE);
    end(&theatre.app, &room).await.expect(200);
    assert_eq!(theatre.tend().await.ended, 1);
    assert!(theatre.double.room_names().is_empty());
}

#[tokio::test]
async fn a_room_that_the_media_server_had_closed_before_ends_all_the_same() {
    let theatre = Theatre::open().await;
    let (room, _) = theatre.cast(1).await;
    theatre.start(&room).await.expect(200);
    theatre.double.closes(&media_name(&room));
    end(&theatre.app, &room).await.expect(200);
    theatre.tend().await;
    delete(&theatre.app, &path(&room)).await.expect(200);
}

#[tokio::test]
async fn an_end_that_the_media_server_did_not_hear_is_told_again() {
    let theatre = Theatre::open().await;
    let (room, _) = theatre.cast(1).await;
    theatre.start(&room).await.expect(200);
    end(&theatre.app, &room).await.expect(200);
    theatre.double.feels(Mood::Failing);
    assert!(theatre.app.app.engine.voice.maintain().await.is_err());
    theatre.double.feels(Mood::Well);
    assert_eq!(theatre.tend().await.ended, 1);
    assert!(theatre.double.room_names().is_empty());
}

#[tokio::test]
async fn the_end_of_a_project_ends_its_rooms_there_too() {
    let theatre = Theatre::open().await;
    let app = &theatre.app;
    let request = json!({ "name": "Town Square", "projectId": app.project });
    let room = super::make_room_of(app, request).await;
    super::participant(app, &room, &super::make_character(app, "Mira").await).await;
    theatre.start(&room).await.expect(200);
    app.delete_project().await.expect(200);
    assert_eq!(shown(app, &room).await["endedAt"], super::START);
    assert_eq!(theatre.tend().await.ended, 1);
    assert!(theatre.double.room_names().is_empty());
}

#[tokio::test]
async fn a_deleted_room_is_deleted_on_the_media_server_first() {
    let theatre = Theatre::open().await;
    let (room, _) = theatre.cast(1).await;
    theatre.start(&room).await.expect(200);
    theatre.double.feels(Mood::Failing);
    assert_refused(&delete(&theatre.app, &path(&room)).await, 503, NO_VOICE);
    assert_eq!(
        shown(&theatre.app, &room).await["endedAt"],
        json!(null),
        "nothing was deleted"
    );
    theatre.double.feels(Mood::Well);
    delete(&theatre.app, &path(&room)).await.expect(200);
    assert!(theatre.double.room_names().is_empty());
    assert_eq!(theatre.double.last("DeleteRoom")["room"], media_name(&room));
}

#[tokio::test]
async fn a_room_that_was_never_started_is_deleted_without_the_media_server() {
    let theatre = Theatre::open().await;
    let (room, _) = theatre.cast(1).await;
    theatre.double.feels(Mood::Failing);
    delete(&theatre.app, &path(&room)).await.expect(200);
    assert!(theatre.double.calls().is_empty());
}

#[tokio::test]
async fn the_interview_of_a_deleted_room_ends_on_the_media_server() {
    let theatre = Theatre::open().await;
    let interview = theatre.app.create_room().await;
    theatre.app.join(&interview, crate::support::ANNA).await.expect(200);
    assert_eq!(theatre.double.room_names().len(), 1);
    delete(&theatre.app, &path(&interview)).await.expect(200);
    assert!(theatre.double.room_names().is_empty());
}
