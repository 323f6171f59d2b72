//! Respondents whose `external_id` is sent again: what became of each row is said, and what differs.

use crate::support::{ANNA, Answer, TestApp, text};
use chrono::TimeDelta;
use serde_json::{Value, json};

const BEN: &str = "ben@example.org";

async fn send(app: &TestApp, rows: Value) -> Answer {
    app.create(json!({ "respondents": rows })).await
}

fn outcomes(answer: &Answer) -> Vec<&str> {
    let rooms = answer.body["rooms"].as_array().unwrap().iter();
    rooms.map(|room| text(room, "outcome")).collect()
}

#[tokio::test]
async fn each_row_says_whether_its_room_is_new_also_when_the_request_is_repeated() {
    let app = TestApp::start().await;
    send(&app, json!([{ "external_id": "p", "email": ANNA }]))
        .await
        .expect(200);
    let rows = json!([{ "external_id": "p", "email": "ANNA@example.org" }, {}, { "external_id": "q" }, { "external_id": "q" }]);
    let request = json!({ "project_id": app.project, "respondents": rows });
    let send = || {
        app.researcher()
            .post("/api/interviews/rooms")
            .header("Idempotency-Key", "one")
            .json(&request)
    };
    let first = send().send().await.expect(200);
    assert_eq!(outcomes(&first), ["existing", "created", "created", "existing"]);
    let again = send().send().await.expect(200);
    assert_eq!(again.body, first.body);
    let room = &first.body["rooms"][1];
    assert!(app.room(room).await["outcome"].is_null());
}

#[tokio::test]
async fn a_row_that_differs_from_the_room_is_refused_and_creates_nothing() {
    let app = TestApp::start().await;
    let rows = json!([{ "external_id": "p", "email": ANNA, "display_name": "Anna" }, { "external_id": "q" }]);
    send(&app, rows).await.expect(200);
    for (row, differing) in [
        (json!({ "email": BEN }), vec!["email"]),
        (json!({ "display_name": "Ben" }), vec!["display_name"]),
        (
            json!({ "email": BEN, "display_name": "Ben" }),
            vec!["email", "display_name"],
        ),
    ] {
        let mut row = row;
        row["external_id"] = "p".into();
        let refused = send(&app, json!([{}, row])).await.expect(409);
        let named: Vec<String> = differing
            .iter()
            .map(|field| format!("respondents[1].{field}"))
            .collect();
        assert!(refused.detail().ends_with(&named.join(", ")), "{}", refused.text);
        assert!(!refused.text.contains("example.org"), "no value comes back");
    }
    let unbound = send(&app, json!([{ "external_id": "q", "email": BEN }]))
        .await
        .expect(409);
    assert!(unbound.detail().contains("respondents[0].email"), "{}", unbound.text);
    let unnamed = send(&app, json!([{ "external_id": "q", "display_name": "Q" }]))
        .await
        .expect(409);
    assert!(
        unnamed.detail().contains("respondents[0].display_name"),
        "{}",
        unnamed.text
    );
    let twice = send(
        &app,
        json!([{ "external_id": "r", "email": ANNA }, { "external_id": "r", "email": BEN }]),
    )
    .await;
    assert!(twice.expect(409).detail().contains("respondents[1].email"));
    assert_eq!(app.list("").await.len(), 2);
    let same = json!([{ "external_id": "p" }, { "external_id": "p", "email": ANNA, "display_name": "Anna" }]);
    assert_eq!(outcomes(&send(&app, same).await.expect(200)), ["existing", "existing"]);
}

#[tokio::test]
async fn many_differences_are_counted_not_listed() {
    let app = TestApp::start().await;
    let rows = |email: &str| -> Value {
        (0..30)
            .map(|n| json!({ "external_id": n.to_string(), "email": email }))
            .collect()
    };
    send(&app, rows(ANNA)).await.expect(200);
    let refused = send(&app, rows(BEN)).await.expect(409);
    assert!(
        refused.detail().ends_with("respondents[19].email and 10 more"),
        "{}",
        refused.text
    );
}

#[tokio::test]
async fn a_room_that_has_ended_does_not_keep_its_respondent_from_another_address() {
    let app = TestApp::start().await;
    let rows = json!([{ "external_id": "p", "email": ANNA }]);
    let old = app.create_rooms(json!({ "respondents": rows })).await.remove(0);
    app.cancel(&old).await.expect(200);
    let new = send(&app, json!([{ "external_id": "p", "email": BEN }]))
        .await
        .expect(200);
    assert_eq!(outcomes(&new), ["created"]);
    assert_eq!(new.body["rooms"][0]["respondent_email"], BEN);
    assert_eq!(app.room(&old).await["respondent_email"], ANNA);
    let reopened = app.reopen(&old, app.now() + TimeDelta::days(1)).await.expect(409);
    assert_eq!(
        reopened.detail(),
        "The respondent with this external_id has a newer room"
    );
}

#[tokio::test]
async fn concurrent_requests_for_a_respondent_whose_room_has_ended_create_one_room() {
    let app = TestApp::start().await;
    let other = app.replica().await;
    let rows = json!([{ "external_id": "p" }]);
    let old = app.create_rooms(json!({ "respondents": rows })).await.remove(0);
    app.cancel(&old).await.expect(200);
    let all = [&app, &other, &app, &other].map(|app| send(app, rows.clone()));
    let answers = futures_util::future::join_all(all).await;
    let mut ids: Vec<Value> = answers
        .iter()
        .map(|answer| answer.body["rooms"][0]["id"].clone())
        .collect();
    ids.dedup();
    assert_eq!(ids.len(), 1, "{ids:?}");
    assert_eq!(app.list("").await.len(), 2);
}
