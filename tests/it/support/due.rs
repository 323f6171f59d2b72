//! Due rooms for real processes, and assertions about them once they have ended.

use super::{ANNA, TestApp, number};
use chrono::TimeDelta;
use entity::room;
use futures_util::future::join_all;
use interview_rooms::store::Store;
use sea_orm::{EntityTrait, prelude::Expr};
use serde_json::json;

/// Creates `count` rooms (a multiple of 100), of which `joined` (at most 100) are active, and makes all of them due by the
/// machine's clock, which processes use.
pub async fn make_due(app: &TestApp, count: usize, joined: usize) {
    let batches = (0..count / 100).map(|_| app.create_rooms(json!({ "count": 100 })));
    let batches = join_all(batches).await;
    for room in &batches[0][..joined] {
        app.join(room, ANNA).await.expect(200);
    }
    let past = app.now() - TimeDelta::days(100);
    let due = room::Entity::update_many().col_expr(room::Column::DeadlineAt, Expr::value(past));
    due.exec(app.store().writer()).await.unwrap();
}

/// Asserts that all rooms have ended by the clock, each with exactly one event.
pub async fn assert_each_ended_once(app: &TestApp, rooms: usize) {
    let rooms = Ok(rooms);
    let count = async |sql| usize::try_from(number(app.store(), sql).await);
    let ended = "SELECT count(*) FROM room WHERE deadline_at IS NULL AND end_reason IN ('link_expired', 'time_up')";
    assert_eq!(count(ended).await, rooms);
    assert_eq!(
        count("SELECT count(*) FROM event WHERE reason IS NOT NULL").await,
        rooms
    );
    let distinct = "SELECT count(DISTINCT room_id) FROM event WHERE reason IS NOT NULL";
    assert_eq!(count(distinct).await, rooms);
    assert_gapless(app.store()).await;
}

/// Asserts that the events of every room are numbered from 1 without a gap and counted in the room.
pub async fn assert_gapless(store: &Store) {
    let gaps = "SELECT count(*) FROM (
        SELECT room_id FROM event GROUP BY room_id HAVING min(sequence) <> 1 OR max(sequence) <> count(*)) AS gaps";
    let miscounted = "SELECT count(*) FROM room
        WHERE event_count <> (SELECT count(*) FROM event WHERE room_id = room.id)";
    for fault in [gaps, miscounted] {
        assert_eq!(number(store, fault).await, 0, "{fault}");
    }
}
