//! Listing rooms.

use crate::support::{ANNA, Answer, TestApp, ids, text};
use chrono::TimeDelta;
use serde_json::{Value, json};

const STATUSES: [&str; 5] = ["pending", "active", "completed", "expired", "cancelled"];

async fn page(app: &TestApp, path: &str) -> Answer {
    app.researcher().get(path).send().await.expect(200)
}

#[tokio::test]
async fn a_team_without_rooms_has_an_empty_list() {
    let app = TestApp::start().await;
    let empty = page(&app, "/api/interviews/rooms").await;
    assert_eq!(empty.body, json!([]));
    assert_eq!(empty.header("link"), None);
}

#[tokio::test]
async fn rooms_are_listed_newest_first_and_look_as_read_one_by_one() {
    let app = TestApp::start().await;
    let mut made = Vec::new();
    for count in [1, 3, 2] {
        made.extend(app.create_rooms(json!({ "count": count })).await);
        app.pass(TimeDelta::milliseconds(1));
    }
    made.reverse();
    assert_eq!(app.list("").await, made);
}

#[tokio::test]
async fn the_status_filter_uses_the_clock_with_and_without_the_reaper() {
    let app = TestApp::start().await;
    let mut rooms = Vec::new();
    for status in ["completed", "cancelled"] {
        rooms.push((status, app.room_in(status).await));
    }
    rooms.push((
        "expired",
        app.create_rooms(json!({ "expires_in_days": 1 })).await.remove(0),
    ));
    rooms.push((
        "pending",
        app.create_rooms(json!({ "expires_in_days": 2 })).await.remove(0),
    ));
    let long = json!({ "max_duration_minutes": 480 });
    for (status, additions) in [("completed", json!({})), ("active", long)] {
        let room = app.create_rooms(additions).await.remove(0);
        app.pass(TimeDelta::hours(23));
        app.join(&room, ANNA).await.expect(200);
        rooms.push((status, room));
    }
    for reaped in [false, true] {
        for status in STATUSES {
            let mut expected: Vec<&str> = rooms
                .iter()
                .filter(|(expected, _)| *expected == status)
                .map(|(_, room)| text(room, "id"))
                .collect();
            expected.sort_unstable_by(|one, other| other.cmp(one));
            let listed = app.list(&format!("?status={status}")).await;
            assert_eq!(ids(&listed), expected, "{status}, reaped: {reaped}");
            assert!(listed.iter().all(|room| room["status"] == status));
        }
        app.reap().await;
    }
}

#[tokio::test]
async fn a_room_is_listed_as_ended_from_the_moment_of_its_deadline() {
    let app = TestApp::start().await;
    let room = app.create_rooms(json!({ "expires_in_days": 1 })).await.remove(0);
    app.pass(TimeDelta::days(1) - TimeDelta::microseconds(1));
    for (listed, not_listed) in [("pending", "expired"), ("expired", "pending")] {
        assert_eq!(ids(&app.list(&format!("?status={listed}")).await), [text(&room, "id")]);
        assert!(app.list(&format!("?status={not_listed}")).await.is_empty());
        app.pass(TimeDelta::microseconds(1));
    }
}

#[tokio::test]
async fn the_project_filter_combines_with_the_status_filter() {
    let app = TestApp::start().await;
    let second = app.make_project(&app.owner(), "Second").await;
    let here = app.create_room().await;
    let there = app.create_rooms(json!({ "project_id": second, "count": 2 })).await;
    app.cancel(&there[0]).await.expect(200);
    assert_eq!(app.list(&format!("?project_id={}", app.project)).await, [here]);
    assert_eq!(app.list(&format!("?project_id={second}")).await.len(), 2);
    let pending = app.list(&format!("?project_id={second}&status=pending")).await;
    assert_eq!(ids(&pending), [text(&there[1], "id")]);
    let unknown = app.list("?project_id=00000000-0000-7000-8000-000000000000").await;
    assert_eq!(unknown, Vec::<Value>::new());
}

#[tokio::test]
async fn pages_contain_every_room_once() {
    let app = TestApp::start().await;
    for count in [4, 2, 1] {
        app.create_rooms(json!({ "count": count })).await;
        app.pass(TimeDelta::seconds(1));
    }
    let all = app.list("").await;
    for limit in [1, 2, 3, 6, 7, 8, 1000] {
        let pages = app
            .researcher()
            .pages(&format!("/api/interviews/rooms?limit={limit}"))
            .await;
        assert_eq!(pages.concat(), all, "limit {limit}");
        let (last, full) = pages.split_last().unwrap();
        assert!(full.iter().all(|page| page.len() == limit));
        assert!(!last.is_empty() && last.len() <= limit, "no page is empty");
    }
}

#[tokio::test]
async fn pages_keep_their_filters_and_are_stable_under_new_rooms() {
    let app = TestApp::start().await;
    let second = app.make_project(&app.owner(), "Second").await;
    for project in [&app.project, &second] {
        let rooms = app.create_rooms(json!({ "project_id": project, "count": 6 })).await;
        app.cancel(&rooms[2]).await.expect(200);
    }
    let query = format!("project_id={second}&status=pending");
    let before = app.list(&format!("?{query}")).await;
    let first = page(&app, &format!("/api/interviews/rooms?{query}&limit=2")).await;
    app.pass(TimeDelta::seconds(1));
    app.create_rooms(json!({ "project_id": second })).await;
    let mut seen = first.body.as_array().unwrap().clone();
    seen.extend(app.researcher().pages(&first.next_page().unwrap()).await.concat());
    assert_eq!(seen, before);
}

#[tokio::test]
async fn a_request_without_limit_returns_up_to_a_thousand_rooms_and_a_link_to_the_rest() {
    let app = TestApp::start().await;
    for _ in 0..10 {
        app.create_rooms(json!({ "count": 100 })).await;
    }
    let full = page(&app, "/api/interviews/rooms").await;
    assert_eq!((full.body.as_array().unwrap().len(), full.next_page()), (1000, None));
    app.create_room().await;
    let pages = app.researcher().pages("/api/interviews/rooms").await;
    assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [1000, 1]);
}
