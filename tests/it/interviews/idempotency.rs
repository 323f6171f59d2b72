//! Repeating a request whose response was lost.

use crate::support::{ANNA, Answer, Client, TestApp, as_read, ids};
use chrono::TimeDelta;
use futures_util::{StreamExt, stream::FuturesUnordered};
use interview_rooms::model::access::Role;
use serde_json::{Value, json};

async fn create(client: &Client, key: &str, request: &Value) -> Answer {
    let call = client.post("/api/interviews/rooms").header("Idempotency-Key", key);
    call.json(request).send().await
}

fn rooms(answer: Answer) -> Vec<Value> {
    answer.expect(200).body["rooms"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_repeated_request_returns_the_rooms_of_the_first() {
    let app = TestApp::start().await;
    let researcher = app.researcher();
    let request = json!({ "project_id": app.project, "count": 3 });
    let first = rooms(create(&researcher, "one", &request).await);
    assert_eq!(rooms(create(&researcher, "one", &request).await), first);
    let written_otherwise = json!({ "count": 3, "project_id": app.project, "voice": null, "expires_in_days": 7 });
    assert_eq!(
        rooms(create(&researcher, "one", &written_otherwise).await),
        first,
        "the meaning of the request counts, not its spelling"
    );
    assert_eq!(
        rooms(create(&app.replica().await.researcher(), "one", &request).await),
        first
    );
    assert_eq!(app.list("").await.len(), 3);
    assert_ne!(ids(&rooms(create(&researcher, "two", &request).await)), ids(&first));
}

#[tokio::test]
async fn a_repeated_request_shows_the_current_state_of_the_rooms() {
    let app = TestApp::start().await;
    let request = json!({ "project_id": app.project, "count": 2 });
    let first = rooms(create(&app.researcher(), "one", &request).await);
    app.join(&first[1], ANNA).await.expect(200);
    app.rotate(&first[0]).await.expect(200);
    let again = as_read(&create(&app.researcher(), "one", &request).await.expect(200).body["rooms"]);
    assert_eq!(again, [app.room(&first[0]).await, app.room(&first[1]).await]);
}

#[tokio::test]
async fn a_request_for_respondents_with_existing_rooms_can_be_repeated_too() {
    let app = TestApp::start().await;
    app.create_rooms(json!({ "respondents": [{ "external_id": "p" }] }))
        .await;
    let rows = json!([{ "external_id": "p" }, {}, { "external_id": "q" }, { "external_id": "p" }]);
    let request = json!({ "project_id": app.project, "respondents": rows });
    let first = rooms(create(&app.researcher(), "one", &request).await);
    assert_eq!(rooms(create(&app.researcher(), "one", &request).await), first);
    assert_eq!(app.list("").await.len(), 3);
}

#[tokio::test]
async fn the_same_key_with_another_body_is_rejected() {
    let app = TestApp::start().await;
    let request = |count: i32| json!({ "project_id": app.project, "count": count });
    create(&app.researcher(), "one", &request(1)).await.expect(200);
    let refused = create(&app.researcher(), "one", &request(2)).await;
    assert_eq!(refused.wrong(), ["header.Idempotency-Key value_error"]);
    assert_eq!(app.list("").await.len(), 1);
}

#[tokio::test]
async fn an_idempotency_key_is_remembered_for_24_hours() {
    let app = TestApp::start().await;
    let request = |count: i32| json!({ "project_id": app.project, "count": count });
    let first = rooms(create(&app.researcher(), "one", &request(1)).await);
    app.pass(TimeDelta::hours(24) - TimeDelta::microseconds(1));
    assert_eq!(rooms(create(&app.researcher(), "one", &request(1)).await), first);
    app.pass(TimeDelta::microseconds(1));
    let anew = rooms(create(&app.researcher(), "one", &request(2)).await);
    assert_eq!(anew.len(), 2);
    app.pass(TimeDelta::hours(23));
    assert_eq!(rooms(create(&app.researcher(), "one", &request(2)).await), anew);
    assert_eq!(app.list("").await.len(), 3);
}

#[tokio::test]
async fn idempotency_keys_of_two_api_keys_are_independent() {
    let app = TestApp::start().await;
    let colleague = app.holder(&app.make_key(Role::Researcher, None).await);
    let request = |count: i32| json!({ "project_id": app.project, "count": count });
    create(&app.researcher(), "one", &request(1)).await.expect(200);
    assert_eq!(rooms(create(&colleague, "one", &request(2)).await).len(), 2);
    assert_eq!(app.list("").await.len(), 3);
}

#[tokio::test]
async fn a_repetition_during_the_first_request_is_rejected_as_running() {
    let app = TestApp::start().await;
    let researcher = app.researcher();
    let request = json!({ "project_id": app.project, "count": 2 });
    let held = app.hold_rooms().await;
    let calls = || create(&researcher, "one", &request);
    let mut two: FuturesUnordered<_> = [calls(), calls()].into_iter().collect();
    let early = two.next().await.unwrap();
    assert_eq!(
        early.expect(409).detail(),
        "A request with this Idempotency-Key is still running"
    );
    held.rollback().await.unwrap();
    let first = rooms(two.next().await.unwrap());
    assert_eq!(rooms(calls().await), first);
    assert_eq!(app.list("").await.len(), 2);
}

#[tokio::test]
async fn concurrent_repetitions_on_two_replicas_create_the_rooms_once() {
    let app = TestApp::start().await;
    let other = app.replica().await;
    let request = json!({ "project_id": app.project, "count": 2 });
    let (here, there) = (app.researcher(), other.researcher());
    let (one, two) = tokio::join!(create(&here, "one", &request), create(&there, "one", &request));
    assert_eq!(rooms(one), rooms(two));
    assert_eq!(app.list("").await.len(), 2);
}

#[tokio::test]
async fn a_failed_request_is_not_remembered() {
    let app = TestApp::start().await;
    app.poison("poison").await;
    let rows = json!([{}, { "external_id": "poison" }]);
    let request = json!({ "project_id": app.project, "respondents": rows });
    let call = app.researcher().post("/api/interviews/rooms");
    let failed = call
        .header("Idempotency-Key", "one")
        .json(&request)
        .send_to_fail()
        .await;
    failed.expect(500);
    assert_eq!(app.list("").await.len(), 0);
    app.cure().await;
    let made = rooms(create(&app.researcher(), "one", &request).await);
    assert_eq!(rooms(create(&app.researcher(), "one", &request).await), made);
    assert_eq!(app.list("").await.len(), 2);
}

#[tokio::test]
async fn a_rejected_request_is_not_remembered() {
    let app = TestApp::start().await;
    let gone = json!({ "project_id": "00000000-0000-7000-8000-000000000000" });
    create(&app.researcher(), "one", &gone).await.expect(404);
    let request = json!({ "project_id": app.project });
    create(&app.researcher(), "one", &request).await.expect(200);
}
