//! Rows that no version has written: the log names them, lists leave them out, and they can be erased.

use crate::{
    conversation::{say, start},
    support::{ANNA, TestApp, ids, number, room_path, text},
};
use chrono::TimeDelta;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

/// Ways to break the row of a room, each with its table.
const BREAKS: [(&str, &str); 4] = [
    ("interview", "respondent_email = 'no address'"),
    ("interview", "max_duration_minutes = 0"),
    ("room", "status = 'nonsense'"),
    ("room", "end_reason = 'nonsense'"),
];

async fn set(app: &TestApp, table: &str, change: &str, room: &Value) {
    let key = if table == "room" { "id" } else { "room_id" };
    let id = if app.is_postgres() {
        format!("'{}'", text(room, "id"))
    } else {
        format!("X'{}'", text(room, "id").replace('-', ""))
    };
    let sql = format!("UPDATE {table} SET {change} WHERE {key} = {id}");
    let changed = app.store().writer().execute_unprepared(&sql).await.unwrap();
    assert_eq!(changed.rows_affected(), 1, "{sql}");
}

async fn interviewed(app: &TestApp) -> Value {
    let room = app.create_room().await;
    let anna = start(app, &room).await;
    say(app, &anna, "1", "What I said").await;
    app.leave(&room).await.expect(200);
    room
}

async fn listed(app: &TestApp, path: &str) -> Value {
    app.owner().get(path).send().await.expect(200).body
}

#[tokio::test]
async fn an_inconsistent_room_is_left_out_of_lists_and_can_be_erased() {
    for (table, change) in BREAKS {
        let app = TestApp::start().await;
        let (good, bad) = (interviewed(&app).await, interviewed(&app).await);
        set(&app, table, change, &bad).await;
        assert_eq!(ids(&app.list("").await), [text(&good, "id")], "{change}");
        let records = listed(&app, "/insight/paginated").await;
        assert_eq!(
            ids(records["records"].as_array().unwrap()),
            [text(&good, "id")],
            "{change}"
        );
        listed(&app, &format!("/projects/{}/records", app.project)).await;
        listed(&app, "/v1/rooms").await;
        let alone = app.owner().get(&room_path(&bad)).send_to_fail().await;
        assert_eq!(alone.status, 500, "{change}");
        assert!(alone.detail().contains("inconsistent"), "{}", alone.text);
        let record = format!("/insight/{}/", text(&bad, "id"));
        app.other_team().await.delete(&record).send_to_fail().await.expect(404);
        app.owner().delete(&record).send().await.expect(200);
        for table in ["message", "session_report"] {
            let sql = format!(
                "SELECT COUNT(*) FROM {table} WHERE room_id = (SELECT id FROM room WHERE erased_at IS NOT NULL)"
            );
            assert_eq!(number(app.store(), &sql).await, 0, "{change}");
        }
    }
}

#[tokio::test]
async fn an_inconsistent_pending_room_can_be_cancelled() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    set(&app, "interview", "respondent_email = 'no address'", &room).await;
    app.cancel(&room).await.expect(200);
}

#[tokio::test]
async fn pages_of_a_list_stay_full_and_complete_although_rows_are_left_out() {
    let app = TestApp::start().await;
    let rooms = app.create_rooms(json!({ "count": 7 })).await;
    for bad in [1, 2, 3, 5] {
        set(&app, "interview", "respondent_email = ''", &rooms[bad]).await;
    }
    let pages = app.owner().pages("/api/interviews/rooms?limit=2").await;
    let sizes: Vec<usize> = pages.iter().map(Vec::len).collect();
    assert_eq!(sizes, [2, 1]);
    let all = pages.concat();
    assert_eq!(
        ids(&all),
        [text(&rooms[6], "id"), text(&rooms[4], "id"), text(&rooms[0], "id")]
    );
}

#[tokio::test]
async fn an_inconsistent_room_does_not_keep_others_from_being_purged() {
    let app = TestApp::with(|config| config.retention.transcript_days = 1).await;
    let (bad, good) = (interviewed(&app).await, interviewed(&app).await);
    set(&app, "room", "end_reason = 'nonsense'", &bad).await;
    app.pass(TimeDelta::days(2));
    let totals = app.app.purge().run_once(&CancellationToken::new()).await.unwrap();
    assert_eq!(totals.transcripts, 1);
    assert!(app.room(&good).await["record_id"].is_null());
}

#[tokio::test]
async fn an_inconsistent_turn_is_left_out_of_a_transcript() {
    let app = TestApp::start().await;
    let room = interviewed(&app).await;
    app.store()
        .writer()
        .execute_unprepared("UPDATE message SET cue = 'nonsense' WHERE number = 1")
        .await
        .unwrap();
    let path = format!("/insight/{}/transcript?format=txt", text(&room, "id"));
    let transcript = app.owner().get(&path).send().await.expect(200).text;
    assert!(transcript.contains("What I said"));
    app.join(&app.create_room().await, ANNA).await.expect(200);
}
