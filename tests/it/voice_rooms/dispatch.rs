//! Each character has one worker, whatever goes wrong on the way to the media server.

use super::{Theatre, assert_refused, character_path, delete, media_name, participant, unseat, uuid};
use crate::support::Mood;
use chrono::TimeDelta;
use entity::participant;
use interview_rooms::clock::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, prelude::Expr};
use serde_json::Value;

const NO_VOICE: &str = "Voice is not available: LiveKit is not configured or cannot be used at present";

impl Theatre {
    /// The one participant of a character besides that in its own room.
    async fn participant_of(&self, room: &Value, character: &Value) -> participant::Model {
        let found = participant::Entity::find()
            .filter(participant::Column::RoomId.eq(uuid("room", room)))
            .filter(participant::Column::EntityId.eq(uuid("character", character)));
        let found = found.one(self.app.store().reader()).await.unwrap();
        found.unwrap()
    }

    /// As if somebody had claimed the participant at a moment, and had not been heard of again.
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
async fn a_media_server_that_is_not_well_is_a_clear_answer_and_nothing_is_lost() {
    let mut theatre = Theatre::open().await;
    let (room, _) = theatre.cast(2).await;
    for mood in [Mood::Failing, Mood::Forgetful, Mood::Confused, Mood::Lossy] {
        theatre.double.feels(mood);
        assert_refused(&theatre.start(&room).await, 503, NO_VOICE);
    }
    theatre.double.feels(Mood::Well);
    theatre.start(&room).await.expect(200);
    assert_eq!(theatre.dispatches(&room), 2);
    theatre.double.stop().await;
    assert_refused(&theatre.start(&room).await, 503, NO_VOICE);
    super::token(&theatre.app, &room).await.expect(200);
}

#[tokio::test]
async fn a_worker_that_could_not_be_sent_for_is_sent_for_by_the_next_start() {
    for mood in [Mood::Failing, Mood::Forgetful, Mood::Confused] {
        let theatre = Theatre::open().await;
        let (room, cast) = theatre.cast(2).await;
        theatre.double.feels_about("CreateDispatch", mood);
        assert_refused(&theatre.start(&room).await, 503, NO_VOICE);
        assert_eq!(theatre.dispatches(&room), 0);
        theatre.double.feels_about("CreateDispatch", Mood::Well);
        theatre.start(&room).await.expect(200);
        assert_eq!(theatre.dispatches(&room), 2);
        for character in &cast {
            assert!(theatre.participant_of(&room, character).await.dispatch_id.is_some());
        }
    }
}

#[tokio::test]
async fn a_worker_that_was_sent_for_although_the_answer_was_lost_is_not_sent_for_again() {
    let theatre = Theatre::open().await;
    let (room, _) = theatre.cast(1).await;
    theatre.double.feels_about("CreateDispatch", Mood::Lossy);
    assert_refused(&theatre.start(&room).await, 503, NO_VOICE);
    assert_eq!(theatre.dispatches(&room), 1, "it had come through");
    theatre.double.feels_about("CreateDispatch", Mood::Well);
    for _ in 0..2 {
        theatre.start(&room).await.expect(200);
        assert_eq!(theatre.dispatches(&room), 1);
    }
}

#[tokio::test]
async fn a_claim_of_which_nothing_was_heard_is_looked_into_after_thirty_seconds() {
    let theatre = Theatre::open().await;
    let (room, cast) = theatre.cast(1).await;
    theatre.start(&room).await.expect(200);
    let before = theatre.participant_of(&room, &cast[0]).await;
    theatre.claim(&before, theatre.app.now()).await;
    theatre.pass(29);
    theatre.start(&room).await.expect(200);
    let claimed = theatre.participant_of(&room, &cast[0]).await;
    assert_eq!(
        (claimed.dispatch_id, theatre.dispatches(&room)),
        (None, 1),
        "somebody may be at it"
    );
    theatre.pass(2);
    theatre.start(&room).await.expect(200);
    assert_eq!(theatre.dispatches(&room), 1, "it was sent for before");
    assert_eq!(
        theatre.participant_of(&room, &cast[0]).await.dispatch_id,
        before.dispatch_id
    );
}

#[tokio::test]
async fn a_claim_that_led_to_nothing_is_made_good() {
    let theatre = Theatre::open().await;
    let (room, mut cast) = theatre.cast(1).await;
    theatre.start(&room).await.expect(200);
    cast.push(super::make_character(&theatre.app, "Late").await);
    participant(&theatre.app, &room, &cast[1]).await;
    let late = theatre.participant_of(&room, &cast[1]).await;
    theatre.claim(&late, theatre.app.now() - TimeDelta::seconds(31)).await;
    theatre.start(&room).await.expect(200);
    assert_eq!(theatre.dispatches(&room), 2);
    assert_eq!(theatre.jobs()[1]["character_id"], cast[1]["id"]);
}

#[tokio::test]
async fn a_claim_that_cannot_be_looked_into_is_looked_into_later() {
    let theatre = Theatre::open().await;
    let (room, cast) = theatre.cast(1).await;
    theatre.start(&room).await.expect(200);
    let participant = theatre.participant_of(&room, &cast[0]).await;
    theatre
        .claim(&participant, theatre.app.now() - TimeDelta::seconds(31))
        .await;
    theatre.double.feels_about("ListDispatch", Mood::Failing);
    assert_refused(&theatre.start(&room).await, 503, NO_VOICE);
    theatre.double.feels_about("ListDispatch", Mood::Well);
    theatre.start(&room).await.expect(200);
    assert_eq!(theatre.dispatches(&room), 1);
}

#[tokio::test]
async fn to_a_room_that_was_made_anew_everybody_is_sent_for_anew() {
    let theatre = Theatre::open().await;
    let (room, _) = theatre.cast(2).await;
    for start in 1..=3 {
        theatre.start(&room).await.expect(200);
        assert_eq!(theatre.dispatches(&room), 2);
        assert_eq!(theatre.double.count("CreateDispatch"), 2 * start);
        theatre.double.closes(&media_name(&room));
    }
}

#[tokio::test]
async fn the_worker_of_who_leaves_is_called_back_and_sent_for_again_on_return() {
    let theatre = Theatre::open().await;
    let (room, cast) = theatre.cast(2).await;
    theatre.start(&room).await.expect(200);
    unseat(&theatre.app, &room, &cast[0]).await;
    assert_eq!(theatre.dispatches(&room), 1, "who has left does not speak");
    theatre.start(&room).await.expect(200);
    assert_eq!(theatre.dispatches(&room), 1);
    participant(&theatre.app, &room, &cast[0]).await;
    theatre.start(&room).await.expect(200);
    assert_eq!(theatre.dispatches(&room), 2);
    delete(&theatre.app, &character_path(&cast[0])).await.expect(200);
    assert_eq!(theatre.dispatches(&room), 1);
}

#[tokio::test]
async fn a_worker_that_could_not_be_called_back_is_not_doubled_on_return() {
    let theatre = Theatre::open().await;
    let (room, cast) = theatre.cast(1).await;
    theatre.start(&room).await.expect(200);
    theatre.double.feels(Mood::Failing);
    unseat(&theatre.app, &room, &cast[0]).await;
    theatre.double.feels(Mood::Well);
    participant(&theatre.app, &room, &cast[0]).await;
    theatre.start(&room).await.expect(200);
    assert_eq!(theatre.dispatches(&room), 1);
}
