//! Bodies that are not JSON, not the expected JSON, too large, or sent with another content type.

use super::{MARK, ROOMS, create, rooms};
use crate::support::TestApp;
use serde_json::json;

const DEFAULT_LIMIT: usize = 1024 * 1024;

/// A body of exactly this length that creates a room.
fn padded(app: &TestApp, length: usize) -> String {
    let body = json!({ "project_id": app.project }).to_string();
    body.clone() + &" ".repeat(length - body.len())
}

#[tokio::test]
async fn malformed_json_is_rejected_with_the_position_of_the_error() {
    let app = TestApp::start().await;
    for (body, place) in [
        ("{\"count\": }", 10),
        ("{\"voice\": \"é\", \"count\": }", 24),
        ("{\n  \"count\": 1,\n}", 16),
        ("hello", 0),
        ("{} {}", 3),
        ("{\"count\": 1", 11),
        ("[1, 2", 5),
        ("{\"voice\": \"é", 12),
        ("{'count': 1}", 1),
        ("{\"count\": 01}", 11),
        ("{\"count\": NaN}", 10),
    ] {
        let answer = create(&app).json_bytes(body).send().await;
        assert_eq!(answer.wrong(), [format!("body.{place} json_invalid")], "{body}");
    }
}

#[tokio::test]
async fn a_body_that_is_not_utf_8_is_rejected() {
    let app = TestApp::start().await;
    for body in [
        &b"{\"voice\": \"\xff\"}"[..],
        b"\xff\xfe{\0}\0",
        b"{\"voice\": \"\\ud800\"}",
    ] {
        let answer = create(&app).json_bytes(body).send().await;
        assert!(answer.wrong()[0].ends_with("json_invalid"), "{}", answer.text);
    }
}

#[tokio::test]
async fn an_empty_body_is_reported_as_missing() {
    let app = TestApp::start().await;
    for body in ["", " \r\n\t"] {
        let answer = create(&app).json_bytes(body).send().await;
        assert_eq!(answer.wrong(), ["body missing"], "{body:?}");
    }
}

#[tokio::test]
async fn a_body_that_is_not_an_object_is_rejected() {
    let app = TestApp::start().await;
    for body in [json!(null), json!([]), json!("text"), json!(1), json!(true)] {
        let answer = create(&app).json(&body).send().await;
        assert_eq!(answer.wrong(), ["body model_attributes_type"], "{body}");
    }
}

#[tokio::test]
async fn deeply_nested_json_is_rejected_without_recursion() {
    let app = TestApp::start().await;
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let body = format!("{}1{}", open.repeat(100_000), close.repeat(100_000));
        let answer = create(&app).json_bytes(body).send().await;
        assert!(answer.wrong()[0].ends_with("json_invalid"));
    }
}

#[tokio::test]
async fn the_last_of_a_repeated_field_wins_and_only_it_is_checked() {
    let app = TestApp::start().await;
    let send = |body: String| create(&app).json_bytes(body).send();
    let project = &app.project;
    let made = send(format!(r#"{{"project_id":"{project}","count":101,"count":2}}"#)).await;
    assert_eq!(made.expect(200).body["rooms"].as_array().unwrap().len(), 2);
    let refused = send(format!(r#"{{"project_id":"{project}","count":2,"count":101}}"#)).await;
    assert_eq!(refused.wrong(), ["body.count less_than_equal"]);
}

#[tokio::test]
async fn unknown_fields_are_ignored() {
    let app = TestApp::start().await;
    app.create_rooms(json!({ "unknown": { "deep": [1, 2] }, "Count": "three" }))
        .await;
    assert_eq!(rooms(&app).await, 1);
}

#[tokio::test]
async fn a_body_may_have_up_to_one_mebibyte() {
    let app = TestApp::start().await;
    let send = |length| create(&app).json_bytes(padded(&app, length)).send();
    send(DEFAULT_LIMIT).await.expect(200);
    let refused = send(DEFAULT_LIMIT + 1).await.expect(413);
    assert_eq!(refused.detail(), "The request body is too large");
    assert_eq!(rooms(&app).await, 1);
}

#[tokio::test]
async fn the_body_limit_is_configurable() {
    let app = TestApp::with(|config| config.http.max_body_bytes = 200).await;
    for (length, status) in [(200, 200), (201, 413)] {
        let answer = create(&app).json_bytes(padded(&app, length)).send().await;
        assert_eq!(answer.status, status, "{}", answer.text);
    }
}

#[tokio::test]
async fn a_body_needs_a_json_content_type() {
    let app = TestApp::start().await;
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/jsonp",
        "json",
        "",
    ] {
        let refused = create(&app)
            .header("content-type", kind)
            .bytes(padded(&app, 100))
            .send()
            .await;
        assert_eq!(
            refused.expect(415).detail(),
            "The request body must be application/json"
        );
    }
    let unnamed = create(&app).bytes(padded(&app, 100)).send().await;
    assert_eq!(
        unnamed.expect(415).detail(),
        "The request body must be application/json"
    );
    assert_eq!(rooms(&app).await, 0);
}

#[tokio::test]
async fn every_common_json_content_type_is_accepted() {
    let app = TestApp::start().await;
    for kind in [
        "application/json",
        "application/json; charset=utf-8",
        "application/json;charset=UTF-8",
        "Application/JSON ; charset=utf-8",
    ] {
        let made = create(&app)
            .header("content-type", kind)
            .bytes(padded(&app, 100))
            .send()
            .await;
        assert_eq!(made.status, 200, "{kind}: {}", made.text);
    }
}

#[tokio::test]
async fn a_compressed_body_is_rejected_as_unsupported() {
    let app = TestApp::start().await;
    for coding in ["gzip", "br", "identity, gzip"] {
        let refused = create(&app)
            .header("content-type", "application/json")
            .header("content-encoding", coding)
            .bytes(padded(&app, 100))
            .send()
            .await;
        assert_eq!(refused.expect(415).detail(), "The request body must not be compressed");
    }
    let plain = create(&app)
        .header("content-type", "application/json")
        .header("content-encoding", "identity")
        .bytes(padded(&app, 100))
        .send()
        .await;
    plain.expect(200);
}

#[tokio::test]
async fn every_route_with_a_body_rejects_it_the_same_way() {
    let app = TestApp::start().await;
    let room = app.create_room().await;
    let (room, join) = (crate::support::room_path(&room), crate::support::join_path(&room));
    let owner = app.owner();
    let routes = [
        owner.post(ROOMS),
        owner.patch(&room),
        owner.post(&format!("{room}/reopen")),
        owner.post(&join),
        owner.post("/projects/create"),
        owner.put(&format!("/projects/{}", app.project)),
    ];
    for call in routes {
        let json = call.header("content-type", "application/json");
        let malformed = json.clone().bytes(format!("{{{MARK}")).send().await;
        assert_eq!(malformed.wrong(), ["body.1 json_invalid"]);
        assert!(!malformed.text.contains(MARK), "{}", malformed.text);
        assert_eq!(json.clone().send().await.wrong(), ["body missing"]);
        assert_eq!(
            json.clone().bytes("[]").send().await.wrong(),
            ["body model_attributes_type"]
        );
        let large = json.bytes(" ".repeat(DEFAULT_LIMIT + 1)).send().await;
        large.expect(413);
    }
}
