//! The LiveKit room of a room ends with the room.

use super::{NO_VOICE, VoiceRoomFixture, assert_refused, delete, end, media_name, path, shown, token};
use crate::support::Behavior;
use serde_json::json;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

#[tokio::test]
async fn the_livekit_room_ends_with_the_room() {
    let fixture = VoiceRoomFixture::open().await;
    let ((ended, _), (other, _)) = (
        fixture.room_with_characters(1).await,
        fixture.room_with_characters(1).await,
    );
    for room in [&ended, &other] {
        fixture.start(room).await.expect(200);
    }
    assert_eq!(fixture.maintain().await.ended, 0);
    end(&fixture.app, &ended).await.expect(200);
    assert_eq!(fixture.maintain().await.ended, 1);
    assert_eq!(fixture.double.room_names(), [media_name(&other)]);
    assert_eq!(fixture.maintain().await.ended, 0, "once");
    assert_eq!(fixture.double.count("DeleteRoom"), 1);
}

#[tokio::test]
async fn the_job_is_woken_by_the_end_of_a_room() {
    let fixture = VoiceRoomFixture::open().await;
    let (jobs, stop) = (TaskTracker::new(), CancellationToken::new());
    fixture.app.app.start_jobs(&jobs, &stop);
    let (room, _) = fixture.room_with_characters(1).await;
    fixture.start(&room).await.expect(200);
    end(&fixture.app, &room).await.expect(200);
    let is_ended = |double: &crate::support::LivekitDouble| double.room_names().is_empty();
    fixture.double.until("the room is ended", is_ended).await;
    stop.cancel();
    jobs.close();
    jobs.wait().await;
}

#[tokio::test]
async fn a_livekit_room_with_only_people_ends_too() {
    let fixture = VoiceRoomFixture::open().await;
    let (ended, deleted) = (
        fixture.room_with_characters(1).await.0,
        fixture.room_with_characters(1).await.0,
    );
    for room in [&ended, &deleted] {
        token(&fixture.app, room).await.expect(200);
        fixture.double.person_joins(&media_name(room), "somebody");
    }
    end(&fixture.app, &ended).await.expect(200);
    assert_eq!(fixture.maintain().await.ended, 1);
    assert_eq!(fixture.double.room_names(), [media_name(&deleted)]);
    delete(&fixture.app, &path(&deleted)).await.expect(200);
    assert!(fixture.double.room_names().is_empty());
}

#[tokio::test]
async fn a_livekit_room_whose_creation_response_was_lost_ends_too() {
    let fixture = VoiceRoomFixture::open().await;
    let (room, _) = fixture.room_with_characters(1).await;
    fixture.double.set_behavior_of("CreateRoom", Behavior::LostResponse);
    assert_refused(&fixture.start(&room).await, 503, NO_VOICE);
    end(&fixture.app, &room).await.expect(200);
    assert_eq!(fixture.maintain().await.ended, 1);
    assert!(fixture.double.room_names().is_empty());
}

#[tokio::test]
async fn a_room_can_end_after_its_livekit_room_was_closed() {
    let fixture = VoiceRoomFixture::open().await;
    let (room, _) = fixture.room_with_characters(1).await;
    fixture.start(&room).await.expect(200);
    fixture.double.closes(&media_name(&room));
    end(&fixture.app, &room).await.expect(200);
    fixture.maintain().await;
    delete(&fixture.app, &path(&room)).await.expect(200);
}

#[tokio::test]
async fn a_failed_deletion_on_livekit_is_repeated() {
    let fixture = VoiceRoomFixture::open().await;
    let (room, _) = fixture.room_with_characters(1).await;
    fixture.start(&room).await.expect(200);
    end(&fixture.app, &room).await.expect(200);
    fixture.double.set_behavior(Behavior::InternalError);
    assert!(fixture.app.app.engine.voice.maintain().await.is_err());
    fixture.double.set_behavior(Behavior::Normal);
    assert_eq!(fixture.maintain().await.ended, 1);
    assert!(fixture.double.room_names().is_empty());
}

#[tokio::test]
async fn deleting_a_project_ends_its_livekit_rooms() {
    let fixture = VoiceRoomFixture::open().await;
    let app = &fixture.app;
    let request = json!({ "name": "Town Square", "projectId": app.project });
    let room = super::make_room_of(app, request).await;
    super::add_participant(app, &room, &super::make_character(app, "Mira").await).await;
    fixture.start(&room).await.expect(200);
    app.delete_project().await.expect(200);
    assert_eq!(shown(app, &room).await["endedAt"], super::START);
    assert_eq!(fixture.maintain().await.ended, 1);
    assert!(fixture.double.room_names().is_empty());
}

#[tokio::test]
async fn deleting_a_room_deletes_its_livekit_room_first() {
    let fixture = VoiceRoomFixture::open().await;
    let (room, _) = fixture.room_with_characters(1).await;
    fixture.start(&room).await.expect(200);
    fixture.double.set_behavior(Behavior::InternalError);
    assert_refused(&delete(&fixture.app, &path(&room)).await, 503, NO_VOICE);
    assert_eq!(
        shown(&fixture.app, &room).await["endedAt"],
        json!(null),
        "nothing was deleted"
    );
    fixture.double.set_behavior(Behavior::Normal);
    delete(&fixture.app, &path(&room)).await.expect(200);
    assert!(fixture.double.room_names().is_empty());
    assert_eq!(fixture.double.last("DeleteRoom")["room"], media_name(&room));
}

#[tokio::test]
async fn a_room_without_voice_is_deleted_without_calling_livekit() {
    let fixture = VoiceRoomFixture::open().await;
    let (room, _) = fixture.room_with_characters(1).await;
    fixture.double.set_behavior(Behavior::InternalError);
    delete(&fixture.app, &path(&room)).await.expect(200);
    assert!(fixture.double.calls().is_empty());
}

#[tokio::test]
async fn deleting_an_interview_ends_its_livekit_room() {
    let fixture = VoiceRoomFixture::open().await;
    let interview = fixture.app.create_room().await;
    fixture.app.join(&interview, crate::support::ANNA).await.expect(200);
    assert_eq!(fixture.double.room_names().len(), 1);
    delete(&fixture.app, &path(&interview)).await.expect(200);
    assert!(fixture.double.room_names().is_empty());
}
