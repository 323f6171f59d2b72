//! Each character has one agent, whichever call to LiveKit fails.

use super::{
    NO_VOICE, VoiceRoomFixture, add_participant, assert_refused, character_path, delete, media_name,
    remove_participant, uuid,
};
use crate::support::Behavior;
use chrono::TimeDelta;
use entity::participant;
use interview_rooms::clock::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, prelude::Expr};
use serde_json::Value;

impl VoiceRoomFixture {
    /// The participant of a character, other than in its own room.
    async fn participant_of(&self, room: &Value, character: &Value) -> participant::Model {
        let found = participant::Entity::find()
            .filter(participant::Column::RoomId.eq(uuid("room", room)))
            .filter(participant::Column::EntityId.eq(uuid("character", character)));
        let found = found.one(self.app.store().reader()).await.unwrap();
        found.unwrap()
    }

    /// Claims the participant at a time, as a process would that has crashed since.
    async fn claim(&self, participant: &participant::Model, at: Timestamp) {
        participant::Entity::update_many()
            .col_expr(participant::Column::DispatchedAt, Expr::value(Some(at)))
            .col_expr(participant::Column::DispatchId, Expr::value(None::<String>))
            .filter(participant::Column::Id.eq(participant.id))
            .exec(self.app.store().writer())
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn a_failing_livekit_server_is_reported_and_nothing_is_lost() {
    let mut fixture = VoiceRoomFixture::open().await;
    let (room, _) = fixture.room_with_characters(2).await;
    for behavior in [
        Behavior::InternalError,
        Behavior::InvalidToken,
        Behavior::NotTwirp,
        Behavior::LostResponse,
    ] {
        fixture.double.set_behavior(behavior);
        assert_refused(&fixture.start(&room).await, 503, NO_VOICE);
    }
    fixture.double.set_behavior(Behavior::Normal);
    fixture.start(&room).await.expect(200);
    assert_eq!(fixture.dispatches(&room), 2);
    fixture.double.stop().await;
    assert_refused(&fixture.start(&room).await, 503, NO_VOICE);
    super::token(&fixture.app, &room).await.expect(200);
}

#[tokio::test]
async fn a_failed_dispatch_is_repeated_by_the_next_start() {
    for behavior in [Behavior::InternalError, Behavior::InvalidToken, Behavior::NotTwirp] {
        let fixture = VoiceRoomFixture::open().await;
        let (room, characters) = fixture.room_with_characters(2).await;
        fixture.double.set_behavior_of("CreateDispatch", behavior);
        assert_refused(&fixture.start(&room).await, 503, NO_VOICE);
        assert_eq!(fixture.dispatches(&room), 0);
        fixture.double.set_behavior_of("CreateDispatch", Behavior::Normal);
        fixture.start(&room).await.expect(200);
        assert_eq!(fixture.dispatches(&room), 2);
        for character in &characters {
            assert!(fixture.participant_of(&room, character).await.dispatch_id.is_some());
        }
    }
}

#[tokio::test]
async fn a_dispatch_whose_response_was_lost_is_not_repeated() {
    let fixture = VoiceRoomFixture::open().await;
    let (room, _) = fixture.room_with_characters(1).await;
    fixture.double.set_behavior_of("CreateDispatch", Behavior::LostResponse);
    assert_refused(&fixture.start(&room).await, 503, NO_VOICE);
    assert_eq!(fixture.dispatches(&room), 1, "LiveKit carried out the call");
    fixture.double.set_behavior_of("CreateDispatch", Behavior::Normal);
    for _ in 0..2 {
        fixture.start(&room).await.expect(200);
        assert_eq!(fixture.dispatches(&room), 1);
    }
}

#[tokio::test]
async fn an_unconfirmed_claim_is_checked_after_thirty_seconds() {
    let fixture = VoiceRoomFixture::open().await;
    let (room, characters) = fixture.room_with_characters(1).await;
    fixture.start(&room).await.expect(200);
    let before = fixture.participant_of(&room, &characters[0]).await;
    fixture.claim(&before, fixture.app.now()).await;
    fixture.pass(29);
    fixture.start(&room).await.expect(200);
    let claimed = fixture.participant_of(&room, &characters[0]).await;
    assert_eq!(
        (claimed.dispatch_id, fixture.dispatches(&room)),
        (None, 1),
        "another process may be dispatching"
    );
    fixture.pass(2);
    fixture.start(&room).await.expect(200);
    assert_eq!(fixture.dispatches(&room), 1, "the dispatch exists");
    assert_eq!(
        fixture.participant_of(&room, &characters[0]).await.dispatch_id,
        before.dispatch_id
    );
}

#[tokio::test]
async fn a_claim_without_a_dispatch_is_dispatched_again() {
    let fixture = VoiceRoomFixture::open().await;
    let (room, mut characters) = fixture.room_with_characters(1).await;
    fixture.start(&room).await.expect(200);
    characters.push(super::make_character(&fixture.app, "Late").await);
    add_participant(&fixture.app, &room, &characters[1]).await;
    let late = fixture.participant_of(&room, &characters[1]).await;
    fixture.claim(&late, fixture.app.now() - TimeDelta::seconds(31)).await;
    fixture.start(&room).await.expect(200);
    assert_eq!(fixture.dispatches(&room), 2);
    assert_eq!(fixture.jobs()[1]["character_id"], characters[1]["id"]);
}

#[tokio::test]
async fn a_claim_that_cannot_be_checked_is_checked_later() {
    let fixture = VoiceRoomFixture::open().await;
    let (room, characters) = fixture.room_with_characters(1).await;
    fixture.start(&room).await.expect(200);
    let participant = fixture.participant_of(&room, &characters[0]).await;
    fixture
        .claim(&participant, fixture.app.now() - TimeDelta::seconds(31))
        .await;
    fixture.double.set_behavior_of("ListDispatch", Behavior::InternalError);
    assert_refused(&fixture.start(&room).await, 503, NO_VOICE);
    fixture.double.set_behavior_of("ListDispatch", Behavior::Normal);
    fixture.start(&room).await.expect(200);
    assert_eq!(fixture.dispatches(&room), 1);
}

#[tokio::test]
async fn a_recreated_livekit_room_gets_all_its_agents_dispatched_again() {
    let fixture = VoiceRoomFixture::open().await;
    let (room, _) = fixture.room_with_characters(2).await;
    for start in 1..=3 {
        fixture.start(&room).await.expect(200);
        assert_eq!(fixture.dispatches(&room), 2);
        assert_eq!(fixture.double.count("CreateDispatch"), 2 * start);
        fixture.double.closes(&media_name(&room));
    }
}

#[tokio::test]
async fn leaving_deletes_the_dispatch_and_returning_creates_a_new_one() {
    let fixture = VoiceRoomFixture::open().await;
    let (room, characters) = fixture.room_with_characters(2).await;
    fixture.start(&room).await.expect(200);
    remove_participant(&fixture.app, &room, &characters[0]).await;
    assert_eq!(fixture.dispatches(&room), 1, "a character that has left does not speak");
    fixture.start(&room).await.expect(200);
    assert_eq!(fixture.dispatches(&room), 1);
    add_participant(&fixture.app, &room, &characters[0]).await;
    fixture.start(&room).await.expect(200);
    assert_eq!(fixture.dispatches(&room), 2);
    delete(&fixture.app, &character_path(&characters[0])).await.expect(200);
    assert_eq!(fixture.dispatches(&room), 1);
}

#[tokio::test]
async fn a_dispatch_that_could_not_be_deleted_is_not_duplicated_on_return() {
    let fixture = VoiceRoomFixture::open().await;
    let (room, characters) = fixture.room_with_characters(1).await;
    fixture.start(&room).await.expect(200);
    fixture.double.set_behavior(Behavior::InternalError);
    remove_participant(&fixture.app, &room, &characters[0]).await;
    fixture.double.set_behavior(Behavior::Normal);
    add_participant(&fixture.app, &room, &characters[0]).await;
    fixture.start(&room).await.expect(200);
    assert_eq!(fixture.dispatches(&room), 1);
}
