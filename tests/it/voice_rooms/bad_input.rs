//! What is answered to bad input: a clear error in the dialect's shape, which repeats nothing and changes nothing.

mod bodies;
mod faults;
mod fields;
mod paths;

use super::{CHARACTERS, assert_refused, listed, pages};
use crate::support::{Answer, TestApp, text};
use serde_json::Value;

/// What a value is made of that must not come back.
const MARK: &str = "zq7Xv";

/// The sentence of a refusal with this status in the dialect's shape.
#[track_caller]
fn message(answer: &Answer, status: u16) -> String {
    let message = text(&answer.body, "message").to_owned();
    assert_refused(answer, status, &message);
    assert!(!message.is_empty() && !message.contains(MARK), "{message}");
    message
}

/// What is wrong with a request.
async fn wrong(app: &TestApp, path: &str, request: Value) -> String {
    message(&app.researcher().post(path).json(&request).send().await, 400)
}

/// Nothing was made but the rooms that the test made itself.
async fn assert_nothing_made(app: &TestApp, rooms: usize) {
    assert_eq!(listed(app).await.len(), rooms);
    assert_eq!(pages(app, CHARACTERS).await.concat(), Vec::<Value>::new());
}
