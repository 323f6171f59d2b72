//! Bodies that are not JSON, not the expected JSON, too large, or sent with another content type.

use super::{MARK, assert_nothing_made, message};
use crate::{
    support::{Call, TestApp},
    voice_rooms::{CHARACTERS, ROOMS, assert_refused, make_room, participants_path},
};
use serde_json::json;

const MAX_BODY: usize = 1024 * 1024;

/// The calls that take a body, without one yet.
async fn with_bodies(app: &TestApp) -> Vec<Call> {
    let participants = participants_path(&make_room(app).await);
    [ROOMS, CHARACTERS, &participants]
        .map(|path| app.researcher().post(path))
        .into()
}

#[tokio::test]
async fn a_body_that_is_not_a_json_object_is_rejected() {
    let app = TestApp::start().await;
    for call in with_bodies(&app).await {
        let call = call.header("content-type", "application/json");
        for body in [
            "",
            " \r\n\t",
            &format!("{{\"name\": \"{MARK}\","),
            MARK,
            "{\"name\": }",
            "{'name': 1}",
            "{} {}",
            "null",
            "[]",
            "\"text\"",
            "5",
            "true",
            "{\"name\": \"\\ud800\"}",
            &"[".repeat(100_000),
        ] {
            message(&call.clone().bytes(body).send().await, 400);
        }
        message(&call.bytes(&b"{\"name\": \"\xff\"}"[..]).send().await, 400);
    }
    assert_nothing_made(&app, 1).await;
}

#[tokio::test]
async fn a_body_may_have_up_to_one_mebibyte() {
    let app = TestApp::start().await;
    for call in with_bodies(&app).await {
        let call = call.header("content-type", "application/json");
        let padded = |length: usize| "{}".to_owned() + &" ".repeat(length - 2);
        message(&call.clone().bytes(padded(MAX_BODY)).send().await, 400);
        let refused = call.bytes(padded(MAX_BODY + 1)).send().await;
        assert_refused(&refused, 413, "The request body is too large");
    }
}

#[tokio::test]
async fn a_body_needs_a_json_content_type_and_no_compression() {
    let app = TestApp::start().await;
    for call in with_bodies(&app).await {
        let call = call.bytes(json!({ "name": "Mira" }).to_string());
        for kind in [
            None,
            Some("text/plain"),
            Some("application/x-www-form-urlencoded"),
            Some(""),
        ] {
            let call = match kind {
                Some(kind) => call.clone().header("content-type", kind),
                None => call.clone(),
            };
            assert_refused(&call.send().await, 415, "The request body must be application/json");
        }
        let packed = call.header("content-type", "application/json");
        let packed = packed.header("content-encoding", "gzip").send().await;
        assert_refused(&packed, 415, "The request body must not be compressed");
    }
    assert_nothing_made(&app, 1).await;
}
